import { pinnedScripts } from "../attendee/pinned-script.ts";
import { firstDatabase, type Service } from "../service.ts";
import { savePinnedScripts } from "../storage/pinned-scripts.ts";

/** Stores the scripts of this deployment, so that sites that pin them are still served after the next. */
export async function storePinnedScripts(service: Service): Promise<void> {
  const { settings, now } = service;
  await savePinnedScripts(firstDatabase(service), await pinnedScripts(settings.PUBLIC_URL), now);
}
