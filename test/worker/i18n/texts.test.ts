import { describe, expect, it } from "vitest";
import { languages } from "../../../worker/i18n/language.ts";
import messages from "../../../worker/i18n/texts.json";
import source from "../../../worker/i18n/texts.json?raw";
import { createTranslator, fill, isTextKey, type TextKey } from "../../../worker/i18n/translate.ts";

const texts = Object.entries(messages) as [TextKey, Record<string, string>][];

/** Words that exist in only one written standard of Norwegian. */
const onlyBokmål = /\b(ikke|jeg|hvor|hvordan|hvem|noe|noen|å være|påmeldingen|lenken|fra)\b/i;
const onlyNynorsk = /\b(ikkje|eg|kvar|korleis|kven|noko|nokon|å vere|påmeldinga|lenkja|frå)\b/i;

/** The keys of texts that break a rule. Must be empty. */
const breaking = (rule: (text: Record<string, string>) => boolean) =>
  texts.flatMap(([key, text]) => (rule(text) ? [key] : []));

describe("a number", () => {
  it.each([
    ["nb", 9999, "9999"],
    ["nn", 10_000, "10\u00a0000"],
    ["nb", 1_234_567, "1\u00a0234\u00a0567"],
    ["en", 10_000, "10,000"],
  ] as const)("in %s: %d is written %s", (language, number, words) => {
    const t = createTranslator(language);
    expect(t.number(number)).toBe(words);
    expect(t.count("organiser.write.sending", number, { seconds: 9 })).toContain(words);
  });
});

describe("every text", () => {
  it("exists in Bokmål, Nynorsk and English, and nothing else", () => {
    expect(breaking((text) => Object.keys(text).sort().join() !== [...languages].sort().join())).toEqual([]);
    expect(breaking((text) => languages.some((language) => !text[language]?.trim()))).toEqual([]);
  });

  it("occurs once: of two texts with the same key the first would be lost, and wrangler warns at each deployment", () => {
    const keys = [...source.matchAll(/^"([^"]+)":/gm)].map(([, key = ""]) => key);
    expect(keys).toEqual(Object.keys(messages));
  });

  it("has the same placeholders in all three", () => {
    const filledIn = (text = "") => [...new Set(text.match(/\{\w+\}/g))].sort().join();
    expect(breaking(({ nb, nn, en }) => new Set([nb, nn, en].map(filledIn)).size > 1)).toEqual([]);
  });

  it("has no brace that is not a placeholder", () => {
    expect(
      breaking((text) =>
        /[{}]/.test(
          Object.values(text)
            .join()
            .replace(/\{\w+\}/g, ""),
        ),
      ),
    ).toEqual([]);
  });

  it("keeps the two kinds of Norwegian apart", () => {
    expect(breaking(({ nb = "" }) => onlyNynorsk.test(nb))).toEqual([]);
    expect(breaking(({ nn = "" }) => onlyBokmål.test(nn))).toEqual([]);
  });

  it("that counts has a singular and a plural", () => {
    const ending = (suffix: string) =>
      texts.flatMap(([key]) => (key.endsWith(suffix) ? [key.slice(0, -suffix.length)] : []));
    expect(ending("_one").sort()).toEqual(ending("_other").sort());
    expect(ending("_one").length).toBeGreaterThan(0);
  });

  it("that is the subject of an e-mail ends in the event's title or leaves it out", () => {
    const subjects = texts.filter(([key]) => /^email\..*subject$/.test(key));
    expect(subjects.length).toBeGreaterThan(0);
    for (const [, text] of subjects)
      for (const language of languages) expect(text[language]?.replace(/: \{event\}$/, "")).not.toContain("{event}");
  });
});

describe("a translator", () => {
  it("uses the singular for one, the plural for none and several", () => {
    const t = createTranslator("nn");
    expect([0, 1, 2].map((count) => t.count("error.summaryHeading", count))).toEqual([
      "Rett 0 ting for å sende skjemaet",
      "Rett éin ting for å sende skjemaet",
      "Rett 2 ting for å sende skjemaet",
    ]);
  });

  it("keeps a placeholder without a value visible", () => {
    expect(fill("Hei, {name}", {})).toBe("Hei, {name}");
  });

  it("does not read values as placeholders", () => {
    expect(fill("{name} og {other}", { name: "{other}", other: "Kari" })).toBe("{other} og Kari");
  });

  it("does not confuse its keys with properties that every object has", () => {
    expect(isTextKey("form.heading")).toBe(true);
    expect(isTextKey("constructor")).toBe(false);
  });
});
