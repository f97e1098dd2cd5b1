import type { Settings } from "../environment.ts";
import { hmacKey } from "./crypto.ts";

/**
 * Data that a page needs when it is reloaded, kept in its address in a form that nobody else can read or make (AES-256-GCM).
 * Nothing is stored.
 *
 * 1 byte key id ‖ 12 bytes nonce ‖ ciphertext and tag, in base64url
 */
const NONCE = 12;

/** The purpose of a sealed value: it cannot be read for another one. */
export type SealPurpose = `receipt:${string}` | `lost-link:${string}` | "sign-in";

/** A separate key for sealing, derived from a link key. */
async function sealingKey(secret: string): Promise<CryptoKey> {
  const raw = await crypto.subtle.sign("HMAC", await hmacKey(secret), new TextEncoder().encode("seal"));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

const algorithm = (purpose: SealPurpose, iv: Uint8Array<ArrayBuffer>) => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(purpose),
});

/** Seals a JSON value with the newest link key. */
export async function seal(purpose: SealPurpose, value: unknown, linkKeys: Settings["LINK_KEYS"]): Promise<string> {
  const key = linkKeys.at(-1);
  if (!key) throw new Error("LINK_KEYS is checked to hold a key");
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt(algorithm(purpose, nonce), await sealingKey(key.secret), plain);
  return new Uint8Array([key.id, ...nonce, ...new Uint8Array(sealed)]).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/** The sealed value; undefined if we did not seal it for this purpose, or its key is gone. */
export async function unseal(purpose: SealPurpose, sealed: string, linkKeys: Settings["LINK_KEYS"]): Promise<unknown> {
  try {
    const bytes = Uint8Array.fromBase64(sealed, { alphabet: "base64url" });
    const key = linkKeys.find(({ id }) => id === bytes[0]);
    if (!key) return undefined;
    const nonce = bytes.slice(1, 1 + NONCE);
    const ciphertext = bytes.slice(1 + NONCE);
    const plain = await crypto.subtle.decrypt(algorithm(purpose, nonce), await sealingKey(key.secret), ciphertext);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    // Not base64, cut off, changed, or sealed for something else.
    return undefined;
  }
}
