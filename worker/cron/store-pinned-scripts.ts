import { pinnedScripts } from "../attendee/pinned-script.ts";
import type { Service } from "../service.ts";
import { savePinnedScripts } from "../storage/pinned-scripts.ts";

/** Keeps the scripts of this deployment, so that the next one still has what sites pinned at this one. */
export async function storePinnedScripts({ db, now }: Service): Promise<void> {
  await savePinnedScripts(db, await pinnedScripts(), now);
}
