import { isLanguage, type Language } from "../i18n/language.ts";
import type { StoredEvent } from "../storage/events.ts";

/** The reader of a page about an event: the partner they came from, and their language. */
export interface Reader {
  partner: string;
  language: Language;
}

/** The partner and language of a page: those in the address if they are valid, or else the event's first. */
export function resolvePartnerAndLanguage(
  { definition }: StoredEvent,
  wished: { partner?: string | undefined; language?: unknown },
): Reader {
  const [first = ""] = Object.keys(definition.partners);
  // `?lang=en` may be appended to an address that already has a query: read a second question mark as an ampersand.
  const query = `partner=${wished.partner ?? ""}&lang=${wished.language ?? ""}`.replaceAll("?", "&");
  const said = (name: string) => new URLSearchParams(query).getAll(name).find(Boolean);
  const [site = "", lang] = [said("partner"), said("lang")];
  const partner = Object.hasOwn(definition.partners, site) ? site : first;
  const language = isLanguage(lang) ? lang : (definition.partners[partner]?.language ?? "nb");
  return { partner, language };
}
