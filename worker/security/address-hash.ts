import type { Settings } from "../environment.ts";
import { keyedHash } from "./crypto.ts";

/**
 * Under which hashes an address may stand in the list of those that get no more mail: one for each link key, the newest
 * first. Keyed, so that nobody who reads the table can try addresses; so the list also outlives the erasure of a person.
 */
export async function addressHashes(emailKey: string, linkKeys: Settings["LINK_KEYS"]): Promise<string[]> {
  return Promise.all(linkKeys.toReversed().map(({ secret }) => keyedHash(`suppression:${emailKey}`, secret)));
}
