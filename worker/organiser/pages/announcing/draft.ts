/** A draft of an announcement: the fields of the form, and their errors. */
import { inLanguage, type Language, languages, type Translations } from "../../../i18n/language.ts";
import type { TextKey, Translate } from "../../../i18n/translate.ts";
import type { FieldError } from "../../../registration/contract.ts";
import { sha256 } from "../../../security/crypto.ts";
import type { Announcement } from "../../../storage/leasing.ts";
import { subjects, texts } from "../../announcements.ts";

const parts = ["subject", "text"] as const;
type Part = (typeof parts)[number];

/** The id and the name of a field. */
export const fieldOf = (part: Part, language: Language) => `${part}-${language}`;

/** The typed texts by language, without fields that have nothing visible. */
export function wordsOfForm(form: URLSearchParams): Announcement {
  const typed = (part: Part): Translations =>
    Object.fromEntries(
      languages.flatMap((language) => {
        const value = (form.get(fieldOf(part, language)) ?? "").replaceAll("\r\n", "\n");
        return value.trim() === "" ? [] : [[language, value]];
      }),
    );
  return { subject: typed("subject"), text: typed("text") };
}

export const isEmpty = ({ subject, text }: Announcement) =>
  languages.every((language) => !subject[language] && !text[language]);

/** Identifies a text, however often it was saved. */
export const versionOf = ({ subject, text }: Announcement) =>
  sha256(JSON.stringify(parts.map((part) => languages.map((language) => ({ subject, text })[part][language] ?? null))));

/** The languages that have both a subject and a text. */
export const writtenIn = ({ subject, text }: Announcement) =>
  languages.filter((language) => subject[language] && text[language]);

/** The language of the text that readers of `language` get; null while there is no text. */
export function readIn(words: Announcement, language: Language): Language | null {
  const written = writtenIn(words);
  if (written.length === 0) return null;
  return inLanguage(Object.fromEntries(written.map((each) => [each, each])), language).lang ?? language;
}

/** Why an announcement cannot be sent, by field, in the reader's language. */
export function faultsIn(words: Announcement, t: Translate): FieldError[] {
  const fault = (part: Part, language: Language, key: TextKey): FieldError => ({
    field: fieldOf(part, language),
    code: key,
    detail: t(key, { language: t(`organiser.write.language.${language}`) }),
  });
  if (isEmpty(words)) return [fault("subject", t.language, "organiser.write.error.none")];
  const { subject, text } = words;
  return languages.flatMap((language) => [
    ...(text[language] && !subject[language] ? [fault("subject", language, "organiser.write.error.subject")] : []),
    ...(subject[language] && !text[language] ? [fault("text", language, "organiser.write.error.text")] : []),
    ...(tooLong(subjects, subject[language]) ? [fault("subject", language, "organiser.write.error.subjectLong")] : []),
    ...(tooLong(texts, text[language]) ? [fault("text", language, "organiser.write.error.textLong")] : []),
  ]);
}

/** Checks with the API's schema. */
const tooLong = (schema: typeof subjects, value: string | undefined) =>
  value !== undefined && !schema.safeParse({ nb: value }).success;
