/**
 * Ids sort by the time they were made (48 bits of milliseconds), also within one millisecond of one isolate, and are never
 * made twice (80 random bits): pages of an export then follow the order of registering, a leader before colleagues. They
 * are no secrets. Where SQL makes one itself it writes `printf('%012x', now) || lower(hex(randomblob(10)))`.
 */
export function newId(now: number): string {
  random = now === lastTime ? random + 1n : BigInt(`0x${crypto.getRandomValues(new Uint8Array(10)).toHex()}`);
  lastTime = now;
  return now.toString(16).padStart(12, "0") + BigInt.asUintN(80, random).toString(16).padStart(20, "0");
}

let lastTime = 0;
let random = 0n;
