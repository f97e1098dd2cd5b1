import type { Settings } from "../environment.ts";
import { mailboxOf } from "../registration/email-address.ts";
import { keyedHash } from "./crypto.ts";

/**
 * The hashes under which an address may be suppressed: one for each link key, the newest first. They are keyed, so that a
 * reader of the table cannot try addresses, and so the suppression may outlive the erasure of the person.
 */
export async function addressHashes(emailKey: string, linkKeys: Settings["LINK_KEYS"]): Promise<string[]> {
  return Promise.all(linkKeys.toReversed().map(({ secret }) => keyedHash(`suppression:${emailKey}`, secret)));
}

/** The keyed hash under which a mailbox is counted, for at most two days: the same for all spellings of its address. */
export function mailboxHash(emailKey: string, linkKeys: Settings["LINK_KEYS"]): Promise<string> {
  return keyedHash(`mailbox:${mailboxOf(emailKey)}`, linkKeys.at(-1)?.secret ?? "");
}
