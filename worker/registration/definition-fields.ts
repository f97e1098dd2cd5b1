/** The kinds of fields that a definition is made of. */
import * as z from "zod";
import { languages } from "../i18n/language.ts";
import { isVisible } from "./invisible.ts";
import { isLocalTime } from "./local-time.ts";
import { HOST } from "./origins.ts";

/**
 * What zod does not know about a string, for code that reads the schema: an editor shows fields for a date and a time, not a
 * text field. A schema derived from a registered one has the same kind.
 */
export const fieldKinds = z.registry<{ kind: "local-time" | "day" }>();

export const line = z.string().trim().min(1).max(200).refine(isVisible, "something to read");

/** A text in at least one language, of at most `max` characters in each. */
export function translations(max: number) {
  const translation = z.string().trim().min(1).max(max).refine(isVisible, "something to read").optional();
  return z
    .strictObject({ nb: translation, nn: translation, en: translation })
    .refine((texts) => languages.some((language) => texts[language]), "a text in at least one of nb, nn, en");
}

export const text = translations(4000).meta({
  id: "Translations",
  description: "A text in at least one of the languages.",
});

/** A letter that can be seen. */
export const LETTER = /(?!\p{Default_Ignorable_Code_Point})\p{L}/u;

/** A line that the privacy notice must have (GDPR Article 13). It must have letters: a dash says nothing. */
export const words = line.regex(LETTER, "in words: the privacy notice must say it (GDPR Article 13)");

/** A time on the clock at the venue, without an offset. */
export const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, "a local time such as 2026-11-24T09:00")
  .refine(isLocalTime, "a day that the calendar has")
  .describe(
    "On the clock at the venue, such as 2026-11-24T09:00. Of an hour that comes twice when the clock is put back, the first.",
  )
  .register(fieldKinds, { kind: "local-time" });

export const timeZone = z.string().refine((value) => {
  try {
    return Boolean(new Intl.DateTimeFormat("en-GB", { timeZone: value }));
  } catch {
    return false;
  }
}, "an IANA time zone such as Europe/Oslo");

/** Web addresses only: `javascript:` must not become a link. */
export const webAddress = z.url({ protocol: /^https?$/, hostname: HOST }).max(500);

/** A day, without a time. */
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "a day such as 2026-11-24")
  .refine((value) => isLocalTime(`${value}T00:00`), "a day that the calendar has")
  .register(fieldKinds, { kind: "day" });

/** The error for a missing field: what belongs there. */
export const missing = (cure: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? cure : undefined),
});
