/** The page's texts, in the language that the service has chosen. */
import type { DoorText } from "../door-texts.ts";

/** Texts with two forms, without the ending. */
export type CountedText = { [K in DoorText]: K extends `${infer Stem}_one` ? Stem : never }[DoorText];

export interface Words {
  t(name: DoorText, values?: Readonly<Record<string, string | number>>): string;
  count(name: CountedText, count: number): string;
  /** "08.31", by the clock of the event; "08:31" in English. */
  time(at: number): string;
}

export function wordsOf(texts: Readonly<Record<DoorText, string>>, language: string, timeZone: string): Words {
  const clock = new Intl.DateTimeFormat("nb", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const t: Words["t"] = (name, values = {}) =>
    texts[name].replace(/\{(\w+)\}/g, (placeholder, key: string) => String(values[key] ?? placeholder));
  return {
    t,
    count: (name, count) => t(`${name}_${count === 1 ? "one" : "other"}` as DoorText, { count }),
    time: (at) => clock.format(at).replace(/[:.]/, language === "en" ? ":" : "."),
  };
}
