import type { Language } from "./language.ts";
import texts from "./texts.json";

export type TextKey = keyof typeof texts;

/** Keys with two forms, `…_one` and `…_other`, without the ending. */
export type CountedKey = { [K in TextKey]: K extends `${infer Stem}_one` ? Stem : never }[TextKey];

export type Values = Record<string, string | number>;

/** Gives the texts of one language. */
export interface Translate {
  (key: TextKey, values?: Values): string;
  /** The singular for exactly 1, the plural for every other number. This is right in all three languages. */
  count(key: CountedKey, count: number, values?: Values): string;
  /** "9999", "10 000" (nb, nn), "10,000" (en): thousands are separated from five digits on. */
  number(count: number): string;
  readonly language: Language;
}

/** Puts values into `{placeholders}`. A placeholder without a value stays visible, so that the mistake is noticed. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

export function createTranslator(language: Language): Translate {
  const t = (key: TextKey, values: Values = {}) => fill(texts[key][language], values);
  // Not toLocaleString(): in the Workers runtime it writes "10,000" for Nynorsk.
  const number = (count: number) =>
    count < 10_000 ? String(count) : String(count).replaceAll(/\B(?=(\d{3})+$)/g, language === "en" ? "," : "\u00a0");
  return Object.assign(t, {
    language,
    number,
    count: (key: CountedKey, count: number, values: Values = {}) =>
      t(`${key}_${count === 1 ? "one" : "other"}` as TextKey, { count: number(count), ...values }),
  });
}

/** Whether there is a text with this key. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(texts, key);
}
