/**
 * Ids sort by the time they were made (48 bits of milliseconds), also within one millisecond of one isolate, and are unique
 * (80 random bits). So pages of an export follow the order of registering, an attendee before the colleagues. Ids are not
 * secret.
 */
export function newId(now: number): string {
  random = now === lastTime ? random + 1n : BigInt(`0x${crypto.getRandomValues(new Uint8Array(10)).toHex()}`);
  lastTime = now;
  return now.toString(16).padStart(12, "0") + BigInt.asUintN(80, random).toString(16).padStart(20, "0");
}

let lastTime = 0;
let random = 0n;

/** The same in SQL, for statements that write many rows at once; ?1 is JSON with `now`. */
export const NEW_ID = "printf('%012x', ?1 ->> 'now') || lower(hex(randomblob(10)))";
