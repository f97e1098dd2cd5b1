import type { Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { oneLine, shortened } from "./person-name.ts";

/** Mail programs cut longer names. */
const ORGANISER_LENGTH = 60;

/** Text as a quoted string (RFC 5322 section 3.2.4), so that no part of it ends the name or begins an address. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** The parts of the service's own `Name <address>`. */
function partsOf(sender: string): { name: string; address: string } {
  const { name = "", address = "" } = /^(?<name>[^<>]+) (?<address><[^<>]+>)$/.exec(sender)?.groups ?? {};
  return { name: name.replace(/^"|"$/g, ""), address };
}

export const serviceName = (sender: string): string => partsOf(sender).name;

/** The service's own sender, its name quoted. */
export function ownSender(sender: string): string {
  const { name, address } = partsOf(sender);
  return `${quoted(name)} ${address}`;
}

/**
 * `"ORGANISER via Påmelding" <address>`: readers see who writes; the address is the service's, since its domain is the
 * verified one. `sender` is the service's own `Name <address>`. Angle brackets are removed from the name: not every mail
 * program understands quotes.
 */
export function senderFor(organiser: string, sender: string, language: Language): string {
  const { name: service, address } = partsOf(sender);
  const clean = oneLine(organiser).replace(/[<>]/g, "").replace(/\s+/g, " ").trim();
  const shown = createTranslator(language)("email.from", { organiser: shortened(clean, ORGANISER_LENGTH), service });
  return `${quoted(shown)} ${address}`;
}
