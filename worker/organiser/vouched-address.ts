import { parseEmailAddress } from "../registration/email-address.ts";
import { addressHashes } from "../security/address-hash.ts";
import type { Service } from "../service.ts";
import { addressOfMessage } from "../storage/attendee-mail.ts";
import { suppressedAmong } from "../storage/delivery-status.ts";

/** The hashes of the recipient's address, and whether its reader has reported e-mail of the service as spam. */
export async function vouchedAddress(
  { db, settings }: Service,
  slug: string,
  message: string,
): Promise<{ hashes: string[]; complained: boolean }> {
  const email = parseEmailAddress((await addressOfMessage(db, slug, message)) ?? "");
  if (typeof email === "string") return { hashes: [], complained: false };
  const hashes = await addressHashes(email.key, settings.LINK_KEYS);
  return { hashes, complained: [...(await suppressedAmong(db, hashes)).values()].includes("complained") };
}
