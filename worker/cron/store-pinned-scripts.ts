import { formVersions } from "../attendee/pinned-script.ts";
import type { Service } from "../service.ts";
import { keepFormVersions } from "../storage/pinned-scripts.ts";

/** Keeps the scripts of this deployment, so that the next one still has what sites pinned at this one. */
export async function keepForms({ db, now }: Service): Promise<void> {
  await keepFormVersions(db, await formVersions(), now);
}
