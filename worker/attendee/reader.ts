import { isLanguage, type Language } from "../i18n/language.ts";
import type { StoredEvent } from "../storage/events.ts";

/** Whom a page about an event is for: the partner they came from, and their language. */
export interface Reader {
  partner: string;
  language: Language;
}

/** Which partner and language a page is for: what the address says if it says anything true, else the event's first. */
export function resolvePartnerAndLanguage(
  { definition }: StoredEvent,
  wished: { partner?: string | undefined; language?: unknown },
): Reader {
  const [first = ""] = Object.keys(definition.partners);
  // `?lang=en` put behind an address that has a query already: a second question mark is read as an ampersand.
  const query = `partner=${wished.partner ?? ""}&lang=${wished.language ?? ""}`.replaceAll("?", "&");
  const said = (name: string) => new URLSearchParams(query).getAll(name).find(Boolean);
  const [site = "", lang] = [said("partner"), said("lang")];
  const partner = Object.hasOwn(definition.partners, site) ? site : first;
  const language = isLanguage(lang) ? lang : (definition.partners[partner]?.language ?? "nb");
  return { partner, language };
}
