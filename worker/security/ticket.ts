/** Signs the tickets that attendees show at the door. They are not stored: they follow from the registration and the key. */
import type { Settings } from "../environment.ts";
import { codeFrom, TICKET_ID, TICKET_TAG, type Ticket, writeTicket } from "../registration/ticket.ts";
import { hmacKey, sameSecret, sha256 } from "./crypto.ts";
import type { ManageLink } from "./manage-link.ts";

/** The purpose in the HMAC. A manage link has another purpose, and so another HMAC. */
const PURPOSE = new TextEncoder().encode("check-in");

type Key = Settings["LINK_KEYS"][number];

/**
 * HMAC-SHA256 over key id, version, registration and purpose. The first eight bytes make the code, the next eight the tag of
 * the QR code, so neither reveals the other.
 */
async function macOf(key: Key, { registration, version }: ManageLink): Promise<Uint8Array<ArrayBuffer>> {
  const signed = new Uint8Array(3 + TICKET_ID + PURPOSE.length);
  signed.set([key.id, version >> 8, version & 255]);
  signed.set(Uint8Array.fromHex(registration), 3);
  signed.set(PURPOSE, 3 + TICKET_ID);
  return new Uint8Array(await crypto.subtle.sign("HMAC", await hmacKey(key.secret), signed));
}

const tagIn = (mac: Uint8Array<ArrayBuffer>) => mac.slice(8, 8 + TICKET_TAG);

/** The code, and the end of the QR code's address, made with the newest key. */
export async function ticketOf(
  link: ManageLink,
  linkKeys: Settings["LINK_KEYS"],
): Promise<{ code: string; secret: string }> {
  const key = linkKeys.at(-1);
  if (!key) throw new Error("LINK_KEYS is checked to hold a key");
  const mac = await macOf(key, link);
  return {
    code: codeFrom(mac),
    secret: writeTicket({ keyId: key.id, registration: link.registration, tag: tagIn(mac) }),
  };
}

/** Whether we signed a ticket for this version of the registration's links. */
export async function isGenuine(
  { keyId, registration, tag }: Ticket,
  version: number,
  linkKeys: Settings["LINK_KEYS"],
): Promise<boolean> {
  const key = linkKeys.find(({ id }) => id === keyId);
  return key !== undefined && sameSecret(tagIn(await macOf(key, { registration, version })), tag);
}

/**
 * The hash of a code, as a door keeps it. A person who finds the device can try all codes; the hash only prevents reading
 * them directly.
 */
export const codeHash = async (slug: string, code: string) => (await sha256(`${slug} ${code}`)).slice(0, 16);

/** An attendee's codes: one for each key, since e-mails signed with an older key are still shown. */
export async function codesOf(link: ManageLink, linkKeys: Settings["LINK_KEYS"]): Promise<string[]> {
  return Promise.all(linkKeys.map(async (key) => codeFrom(await macOf(key, link))));
}

/** The hashes of an attendee's codes. */
export async function codeHashes(slug: string, link: ManageLink, linkKeys: Settings["LINK_KEYS"]): Promise<string[]> {
  const codes = await codesOf(link, linkKeys);
  return Promise.all(codes.map((code) => codeHash(slug, code)));
}
