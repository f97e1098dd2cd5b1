/** A search for the code that an attendee shows at the door. */
import { readCode } from "../../../registration/ticket.ts";
import { codesOf } from "../../../security/ticket.ts";
import type { Service } from "../../../service.ts";
import { codeSources } from "../../../storage/list.ts";

/**
 * How many people's codes are computed at a time, and at most for one event: each takes an HMAC, some hundredths of a
 * millisecond.
 */
const STEP = 500;
const PEOPLE_MAX = 20_000;

/**
 * The person with a code that was searched for. Codes are not stored, so each attendee's is computed and compared, only if
 * the search has found nobody and may be a code.
 */
export async function findByCode(
  { db, settings }: Service,
  slug: string,
  search: string,
): Promise<{ id: string; name: string } | null> {
  const wanted = readCode(search);
  if (wanted === null) return null;
  let after = "";
  for (let people = 0; people < PEOPLE_MAX; people += STEP) {
    const sources = await codeSources(db, slug, after, STEP);
    const codes = await Promise.all(sources.map((source) => codesOf(source, settings.LINK_KEYS)));
    const index = codes.findIndex((each) => each.includes(wanted));
    const found = sources[index];
    if (found) return { id: found.registration, name: found.name };
    const last = sources.at(-1);
    if (!last || sources.length < STEP) return null;
    after = last.registration;
  }
  return null;
}
