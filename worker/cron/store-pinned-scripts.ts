import { pinnedScripts } from "../attendee/pinned-script.ts";
import type { Service } from "../service.ts";
import { savePinnedScripts } from "../storage/pinned-scripts.ts";

/** Stores the scripts of this deployment, so that sites that pin them are still served after the next. */
export async function storePinnedScripts({ db, settings, now }: Service): Promise<void> {
  await savePinnedScripts(db, await pinnedScripts(settings.PUBLIC_URL), now);
}
