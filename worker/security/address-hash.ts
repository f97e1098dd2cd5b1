import type { Settings } from "../environment.ts";
import { mailboxOf } from "../registration/email-address.ts";
import { keyedHash } from "./crypto.ts";

/**
 * The hashes that may stand for an address in the table of suppressions: one for each link key, newest first. They are
 * keyed, so that a reader of the table cannot try addresses; therefore a suppression may be kept after the person is erased.
 */
export async function addressHashes(emailKey: string, linkKeys: Settings["LINK_KEYS"]): Promise<string[]> {
  return Promise.all(linkKeys.toReversed().map(({ secret }) => keyedHash(`suppression:${emailKey}`, secret)));
}

/** The keyed hash for counting a mailbox, kept for at most two days: the same for all spellings of its address. */
export function mailboxHash(emailKey: string, linkKeys: Settings["LINK_KEYS"]): Promise<string> {
  return keyedHash(`mailbox:${mailboxOf(emailKey)}`, linkKeys.at(-1)?.secret ?? "");
}
