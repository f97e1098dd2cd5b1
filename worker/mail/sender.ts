import type { Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { shortened } from "./person-name.ts";

/** Mail programs cut longer names. */
const ORGANISER_LENGTH = 60;

/** Controls, line and paragraph separators, and marks that turn the text around them (Unicode UAX #9). */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Text as a quoted string (RFC 5322 section 3.2.4), so that nothing in it ends the name or begins an address. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * `"ORGANISER via Påmelding" <address>`: readers see who writes, and the address is the service's, as its domain must be.
 * `sender` is the service's own `Name <address>`. Angle brackets go from the name: not every mail program reads quotes.
 */
export function senderFor(organiser: string, sender: string, language: Language): string {
  const { name = "", address = "" } = /^(?<name>[^<>]+) (?<address><[^<>]+>)$/.exec(sender)?.groups ?? {};
  const clean = organiser.replace(UNSAFE, " ").replace(/[<>]/g, "").replace(/\s+/g, " ").trim();
  const service = name.replace(/^"|"$/g, "");
  const shown = createTranslator(language)("email.from", { organiser: shortened(clean, ORGANISER_LENGTH), service });
  return `${quoted(shown)} ${address}`;
}
