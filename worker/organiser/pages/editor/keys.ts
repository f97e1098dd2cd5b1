/** Makes keys that the organiser has left empty from the words beside them. */
import { languages } from "../../../i18n/language.ts";
import { fieldOf, isBlank, rowsOf, type Typed, type TypedGroup, textOf } from "./typed.ts";

const LETTERS: Readonly<Record<string, string>> = { æ: "ae", ø: "o", å: "a", ð: "d", þ: "th", ß: "ss", ł: "l", đ: "d" };

/**
 * "hvordan-fa-til-samskaping": lower-case letters, digits and single hyphens, at most `max` characters; empty if no letter
 * is left.
 */
export function slugOf(words: string, max = 60): string {
  const plain = words
    .toLowerCase()
    .replaceAll(/[æøåðþßłđ]/g, (letter) => LETTERS[letter] ?? "")
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-");
  const cut = plain.slice(0, max + 1);
  // Cut at a word boundary, if there is one.
  const whole = plain.length > max && cut.includes("-", 1) ? cut.slice(0, cut.lastIndexOf("-")) : cut.slice(0, max);
  return whole.replaceAll(/^-+|-+$/g, "");
}

const wordsIn = (texts: Typed | undefined) =>
  languages.map((language) => textOf(texts, language).trim()).find(Boolean) ?? "";

function unused(wished: string, taken: readonly string[]): string {
  if (!wished || !taken.includes(wished)) return wished;
  let number = 2;
  while (taken.includes(`${wished}-${number}`)) number++;
  return `${wished}-${number}`;
}

/** Fills in empty keys of rows. `words`: returns the name of a row. */
function keyed(rows: readonly Typed[], words: (row: TypedGroup) => string, keyOf: (words: string) => string): Typed[] {
  const taken = rows.map((row) => textOf(row, "key"));
  return rows.map((row) => {
    if (isBlank(row) || textOf(row, "key").trim()) return row;
    const key = unused(keyOf(words(row as TypedGroup)), taken);
    taken.push(key);
    return { ...(row as TypedGroup), key };
  });
}

const answerKey = (words: string) => slugOf(words, 36).replace(/^(?=\d)/, "q-");

function withOptionKeys(question: TypedGroup): TypedGroup {
  const options = fieldOf(question, "options");
  if (!options) return question;
  return {
    ...question,
    options: keyed(
      rowsOf(options),
      (row) => wordsIn(row.label),
      (words) => slugOf(words, 36),
    ),
  };
}

/** Fills in empty keys of partners, own questions and options. */
export function withKeys(typed: TypedGroup): TypedGroup {
  const own = rowsOf(typed.questions).map((row) => {
    const of = fieldOf(row, "of");
    return of ? withOptionKeys(of as TypedGroup) : {};
  });
  const keys = keyed(own, (row) => wordsIn(row.label), answerKey);
  return {
    ...typed,
    partners: keyed(
      rowsOf(typed.partners),
      (row) => textOf(row.of, "name"),
      (words) => slugOf(words, 60),
    ),
    questions: rowsOf(typed.questions).map((row, index) =>
      fieldOf(row, "of") ? { ...(row as TypedGroup), of: keys[index] ?? {} } : row,
    ),
  };
}

/** The rows of partners with the key of an earlier partner. */
export function partnersTwice(typed: TypedGroup): number[] {
  const keys = rowsOf(typed.partners).map((row) => textOf(row, "key"));
  return keys.flatMap((key, index) => (keys.indexOf(key) < index ? [index] : []));
}
