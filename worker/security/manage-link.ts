import type { Settings } from "../environment.ts";
import { hmacKey, sameSecret } from "./crypto.ts";

/**
 * The secrets in an attendee's own addresses: the registration, the version of its links, and an HMAC-SHA256 over both and
 * the purpose. Every e-mail can contain them, and they are not stored. A raised version ends older links. Thanks to the key
 * id, a key can be replaced while the links signed with it still work.
 *
 * 1 byte key id ‖ 2 bytes version ‖ 16 bytes registration id ‖ 16 bytes of the HMAC (128 bits), in base64url
 */
const HEAD = 3;
const ID = 16;
const MAC = 16;

/**
 * What a secret opens. A secret signed for one purpose works for no other. People share calendars, so the link in calendars
 * is `stream`, which shows nothing about the attendee. `offer` and `address` ask another mailbox: they contain the id of a
 * `pending_address` instead of a registration's, and no version, since the row says whether they still work. `sign-in`, with
 * the id of a `sign_in`, and `door`, with the id of a door, are the same.
 */
export type LinkPurpose = "manage" | "calendar" | "stream" | "offer" | "address" | "sign-in" | "door";

export interface ManageLink {
  registration: string;
  version: number;
}

async function macOf(purpose: LinkPurpose, head: Uint8Array, secret: string): Promise<Uint8Array> {
  const signed = new Uint8Array([...head, ...new TextEncoder().encode(purpose)]);
  const mac = await crypto.subtle.sign("HMAC", await hmacKey(secret), signed);
  return new Uint8Array(mac).subarray(0, MAC);
}

/** Makes the secret, signed with the newest key. */
async function sign(purpose: LinkPurpose, link: ManageLink, linkKeys: Settings["LINK_KEYS"]): Promise<string> {
  const key = linkKeys.at(-1);
  if (!key) throw new Error("LINK_KEYS is checked to hold a key");
  const secret = new Uint8Array(HEAD + ID + MAC);
  secret.set([key.id, link.version >> 8, link.version & 255]);
  secret.set(Uint8Array.fromHex(link.registration), HEAD);
  secret.set(await macOf(purpose, secret.subarray(0, HEAD + ID), key.secret), HEAD + ID);
  return secret.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The secret in `/registrations/{secret}`. */
export const manageSecret = (link: ManageLink, linkKeys: Settings["LINK_KEYS"]) => sign("manage", link, linkKeys);

/** The secret in `/calendar/{secret}.ics`. */
export const calendarSecret = (link: ManageLink, linkKeys: Settings["LINK_KEYS"]) => sign("calendar", link, linkKeys);

/** The secret in `/s/{secret}`, the attendee's own link to the stream. */
export const streamSecret = (link: ManageLink, linkKeys: Settings["LINK_KEYS"]) => sign("stream", link, linkKeys);

/** The secret in `/offers/{secret}`, for a colleague who is offered a place. `pending`: the id of the offer. */
export const offerSecret = (pending: string, linkKeys: Settings["LINK_KEYS"]) =>
  sign("offer", { registration: pending, version: 0 }, linkKeys);

/** The secret in `/addresses/{secret}`, sent to a new address. */
export const addressSecret = (pending: string, linkKeys: Settings["LINK_KEYS"]) =>
  sign("address", { registration: pending, version: 0 }, linkKeys);

/**
 * Reads a secret; null if we did not sign it for this purpose. The caller still compares the version with the registration's.
 */
export async function readSecret(
  purpose: LinkPurpose,
  secret: string,
  linkKeys: Settings["LINK_KEYS"],
): Promise<ManageLink | null> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Uint8Array.fromBase64(secret, { alphabet: "base64url" });
  } catch {
    return null;
  }
  if (bytes.length !== HEAD + ID + MAC) return null;
  const [keyId = 0, high = 0, low = 0] = bytes;
  const key = linkKeys.find(({ id }) => id === keyId);
  if (!key) return null;
  const expected = await macOf(purpose, bytes.subarray(0, HEAD + ID), key.secret);
  if (!sameSecret(expected, bytes.slice(HEAD + ID))) return null;
  return { registration: bytes.slice(HEAD, HEAD + ID).toHex(), version: (high << 8) | low };
}

export const readManageSecret = (secret: string, linkKeys: Settings["LINK_KEYS"]) =>
  readSecret("manage", secret, linkKeys);

/** The secret in `/sign-in/{secret}`. `id`: that of the link (storage/organiser-sessions.ts). */
export const signInSecret = (id: string, linkKeys: Settings["LINK_KEYS"]) =>
  sign("sign-in", { registration: id, version: 0 }, linkKeys);

/** The id of a sign-in link; null if we did not sign it. */
export async function readSignInSecret(secret: string, linkKeys: Settings["LINK_KEYS"]): Promise<string | null> {
  return (await readSecret("sign-in", secret, linkKeys))?.registration ?? null;
}

/** The secret in `/door/{secret}`. `id`: that of the door (storage/doors.ts). */
export const doorSecret = (id: string, linkKeys: Settings["LINK_KEYS"]) =>
  sign("door", { registration: id, version: 0 }, linkKeys);

/** The id of a door's link; null if we did not sign it. */
export async function readDoorSecret(secret: string, linkKeys: Settings["LINK_KEYS"]): Promise<string | null> {
  return (await readSecret("door", secret, linkKeys))?.registration ?? null;
}
