/** What attendees show at the door: a code to say, and the same as a QR code for a camera. */

/** No characters that look or sound alike: no 0 1 O I L, and only the digit of B8, G6, S5, Z2. No vowels, so no words. */
const CODE_ALPHABET = "23456789CDFHJKMNPQRTVWXY";
const CODE_LENGTH = 5;

/** RFC 4648 section 6. QR codes store capital letters and digits in two thirds of the space of other text. */
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export const TICKET_ID = 16;
/** 64 bits: too many to try, since each try is a request. */
export const TICKET_TAG = 8;
/** Key id, registration, tag: 25 bytes are 40 characters without padding. */
const TICKET_BYTES = 1 + TICKET_ID + TICKET_TAG;
const TICKET = /(?:^|\/)([A-Z2-7]{40})$/;

/** A code of five characters from at least eight random bytes. */
export function codeFrom(bytes: Uint8Array): string {
  const wide = bytes.subarray(0, 8).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  const base = BigInt(CODE_ALPHABET.length);
  let rest = BigInt.asUintN(64, wide);
  let code = "";
  while (code.length < CODE_LENGTH) {
    code += CODE_ALPHABET[Number(rest % base)];
    rest /= base;
  }
  return code;
}

/** The digit that is meant by a letter that no code has. */
const MEANT: Readonly<Record<string, string>> = { B: "8", G: "6", S: "5", Z: "2" };

/** A code as it was typed or heard, in capitals and without blanks; null if it cannot be a code. */
export function readCode(typed: string): string | null {
  const code = [...typed.toUpperCase().replaceAll(/[\s·-]/g, "")].map((letter) => MEANT[letter] ?? letter).join("");
  return code.length === CODE_LENGTH && [...code].every((letter) => CODE_ALPHABET.includes(letter)) ? code : null;
}

/** What a QR code carries. `registration`: its id in hex. */
export interface Ticket {
  keyId: number;
  registration: string;
  tag: Uint8Array<ArrayBuffer>;
}

export function writeTicket({ keyId, registration, tag }: Ticket): string {
  const bytes = [keyId, ...hexBytes(registration), ...tag];
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let left = (TICKET_BYTES * 8) / 5; left > 0; left--) {
    text = BASE32[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text;
}

/** The ticket in the web address that a camera has read; null if it is not a ticket's. */
export function readTicket(scanned: string): Ticket | null {
  const text = TICKET.exec(scanned.trim().toUpperCase())?.[1];
  if (!text) return null;
  let bits = 0n;
  for (const letter of text) bits = (bits << 5n) | BigInt(BASE32.indexOf(letter));
  const bytes = new Uint8Array(TICKET_BYTES);
  for (let index = TICKET_BYTES - 1; index >= 0; index--) {
    bytes[index] = Number(bits & 255n);
    bits >>= 8n;
  }
  const [keyId = 0] = bytes;
  const registration = Array.from(bytes.subarray(1, 1 + TICKET_ID), (byte) => byte.toString(16).padStart(2, "0"));
  return { keyId, registration: registration.join(""), tag: bytes.slice(1 + TICKET_ID) };
}

function hexBytes(hex: string): number[] {
  return Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}
