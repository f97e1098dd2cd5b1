import { sortableTime } from "../i18n/dates.ts";
import type { Language } from "../i18n/language.ts";
import { createTranslator, isTextKey } from "../i18n/translate.ts";
import type { EventDefinition } from "../registration/event-definition.ts";

/** Writes the value of a column as a person reads it. */
export type CellWords = (column: string, value: unknown) => unknown;

const TIMES: readonly string[] = [
  "registeredAt",
  "waitlistedAt",
  "heldUntil",
  "changedAt",
  "checkedInAt",
  "mail.at",
  "consentedAt",
];

/**
 * The values of a list in words, for spreadsheets that people read: what is a code in JSON has a name, and times are those of
 * the clock at the venue, in a form that every spreadsheet takes for a time.
 */
export function csvWords({ partners, timeZone }: EventDefinition, language: Language): CellWords {
  const t = createTranslator(language);
  const named = (key: string, value: unknown) => (isTextKey(key) ? t(key) : value);
  return (column, value) => {
    if (value === null || value === undefined || value === "") return value;
    if (typeof value === "boolean") return t(value ? "csv.value.yes" : "csv.value.no");
    if (TIMES.includes(column)) return sortableTime(Date.parse(String(value)), timeZone);
    switch (column) {
      case "partner":
        return Object.hasOwn(partners, String(value)) ? partners[String(value)]?.name : value;
      case "language":
        return named(`lang.${value}`, value);
      // Of needs.
      case "kind":
        return named(`csv.${value}`, value);
      case "mail.kind":
        return named(`organiser.mail.kind.${value}`, value);
      default:
        return named(`csv.value.${column}.${value}`, value);
    }
  };
}
