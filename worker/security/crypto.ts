/** SHA-256 in hex. Enough for tokens: they are random, so no dictionary helps. */
export async function sha256(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}

/** HMAC-SHA256 in hex, for texts that can be guessed: a guess cannot be checked without the secret. */
export async function keyedHash(text: string, secret: string): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await hmacKey(secret), new TextEncoder().encode(text));
  return new Uint8Array(mac).toHex();
}

/** 256 random bits as base64url. */
export function newToken(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The DOM's types hide this method of the Workers runtime. */
const subtle: SubtleCrypto & { timingSafeEqual?(a: ArrayBufferView, b: ArrayBufferView): boolean } = crypto.subtle;

/** Whether two secrets are equal, compared in constant time. */
export function sameSecret(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && subtle.timingSafeEqual?.(a, b) === true;
}

/** Caches keys, never promises of keys: in the Workers runtime a promise of another request may never settle. */
const hmacKeys = new Map<string, CryptoKey>();

/** The key for HMAC-SHA256. `secret` is in base64url. */
export async function hmacKey(secret: string): Promise<CryptoKey> {
  const known = hmacKeys.get(secret);
  if (known) return known;
  const raw = Uint8Array.fromBase64(secret, { alphabet: "base64url" });
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  hmacKeys.set(secret, key);
  return key;
}
