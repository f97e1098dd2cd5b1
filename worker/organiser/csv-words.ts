import { sortableTime } from "../i18n/dates.ts";
import { inLanguage, type Language } from "../i18n/language.ts";
import { createTranslator, isTextKey } from "../i18n/translate.ts";
import { answerInWords } from "../registration/answer-words.ts";
import type { Answer } from "../registration/answers.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import type { OwnQuestion } from "../registration/own-questions.ts";

/** How a table is written: the names of its columns, their values, and the separator of cells. */
export interface TableWords {
  name(column: string): string;
  cell(column: string, value: unknown): unknown;
  separator: "," | ";";
  /** The kind of a column's values: a spreadsheet can calculate with days and times. */
  kind(column: string): CellKind;
  /** A time or day on the clock at the venue: "2026-11-24 09:00", or "2026-11-24". */
  local(column: string, value: unknown): string;
}
export type CellKind = "text" | "day" | "time";

/** The column of one of the organiser's own questions. */
export const answerColumn = ({ key }: OwnQuestion) => `answers.${key}`;

/** A value as in JSON, with several options in one cell. */
const plainCell = (_: string, value: unknown) => (Array.isArray(value) ? value.join(", ") : value);

const TIMES: readonly string[] = [
  "registeredAt",
  "waitlistedAt",
  "heldUntil",
  "changedAt",
  "checkedInAt",
  "joinedAt",
  "mail.at",
  "consentedAt",
];

/**
 * The words of a table. Without a language, names and values are those of JSON. With a language they are for people who read
 * spreadsheets: codes have names, the organiser's own questions (`own`) and their options have labels, and times are on the
 * clock at the venue, in a format that every spreadsheet recognises.
 *
 * Excel expects `;` as the separator if the comma is the decimal sign, as in Norway, and otherwise the comma.
 */
export function csvWords(
  { partners, timeZone }: EventDefinition,
  own: readonly OwnQuestion[],
  language: Language | undefined,
): TableWords {
  const questionOf = (column: unknown) => own.find((question) => answerColumn(question) === column);
  const kind = (column: string): CellKind =>
    TIMES.includes(column) ? "time" : questionOf(column)?.type === "date" ? "day" : "text";
  const local = (column: string, value: unknown) =>
    kind(column) === "time" ? sortableTime(Date.parse(String(value)), timeZone) : String(value);
  if (!language) return { name: (column) => column, cell: plainCell, separator: ";", kind, local };
  const t = createTranslator(language);
  const named = (key: string, value: unknown) => (isTextKey(key) ? t(key) : value);
  const labelOf = (question: OwnQuestion) => inLanguage(question.label, language).text;
  const answer = (question: OwnQuestion, value: Answer) => answerInWords(question, value, t, (day) => day);
  const cell = (column: string, value: unknown): unknown => {
    if (value === null || value === undefined || value === "") return value;
    const question = questionOf(column);
    if (question) return answer(question, value as Answer);
    if (typeof value === "boolean") return t(value ? "csv.value.yes" : "csv.value.no");
    if (kind(column) === "time") return local(column, value);
    switch (column) {
      case "partner":
        return Object.hasOwn(partners, String(value)) ? partners[String(value)]?.name : value;
      case "language":
        return named(`lang.${value}`, value);
      // The kind of needs.
      case "kind": {
        const asked = questionOf(value);
        return asked ? labelOf(asked) : named(`csv.${value}`, value);
      }
      case "mail.kind":
        return named(`organiser.mail.kind.${value}`, value);
      default:
        return named(`csv.value.${column}.${value}`, value);
    }
  };
  return {
    name(column) {
      const question = questionOf(column);
      return question ? labelOf(question) : String(named(`csv.${column}`, column));
    },
    cell,
    kind,
    local,
    separator: language === "en" ? "," : ";",
  };
}
