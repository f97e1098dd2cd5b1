import type { Language } from "./language.ts";
import messages from "./texts.json";

export type MessageKey = keyof typeof messages;

/** Keys that come in two forms, `…_one` and `…_other`, named without the ending. */
export type CountedKey = { [K in MessageKey]: K extends `${infer Stem}_one` ? Stem : never }[MessageKey];

export type Values = Record<string, string | number>;

/** Says things in one language. */
export interface Translate {
  (key: MessageKey, values?: Values): string;
  /** The singular for exactly one, the plural for all else: holds in all three languages. */
  count(key: CountedKey, count: number, values?: Values): string;
  readonly language: Language;
}

/** Puts values into `{placeholders}`; one that has no value stays visible, so that a test or a reader finds it. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

export function createTranslator(language: Language): Translate {
  const t = (key: MessageKey, values: Values = {}) => fill(messages[key][language], values);
  return Object.assign(t, {
    language,
    count: (key: CountedKey, count: number, values: Values = {}) =>
      t(`${key}_${count === 1 ? "one" : "other"}` as MessageKey, { count, ...values }),
  });
}

/** Whether a text of this key exists: codes of validation errors are message keys without their `error.`. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(messages, key);
}
