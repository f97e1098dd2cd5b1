import type { ComponentChildren } from "preact";
import type { TextKey, Texts } from "./texts.ts";

/** Keys with two forms, `…_one` and `…_other`, without the ending. */
type CountedKey = { [Key in TextKey]: Key extends `${infer Stem}_one` ? Stem : never }[TextKey];
type Values = Record<string, string | number | undefined>;
type Elements = Record<string, ComponentChildren>;

/** Translates into one language. */
export interface Translate {
  (key: TextKey, values?: Values): string;
  /** The singular for exactly 1, the plural for every other number. */
  count(key: CountedKey, count: number): string;
  /** With elements in the placeholders, such as a link to the contact. */
  rich(key: TextKey, values: Elements): ComponentChildren;
  /** The same with a text that the service has sent. */
  fill(text: string, values: Elements): ComponentChildren;
}

export function createTranslator(texts: Texts): Translate {
  const fill = (text: string, values: Elements = {}) =>
    // Splitting with one group puts the names of the placeholders at odd indexes.
    text.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? values[part] : part));
  const rich = (key: TextKey, values?: Elements) => fill(texts[key] ?? "", values);
  const t = (key: TextKey, values?: Values) => rich(key, values).join("");
  return Object.assign(t, {
    fill,
    rich,
    count: (key: CountedKey, count: number) => t(`${key}_${count === 1 ? "one" : "other"}` as TextKey, { count }),
  });
}
