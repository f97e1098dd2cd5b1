import { describe, expect, it } from "vitest";
import { inLanguage, type Language, languages } from "../../../worker/i18n/language.ts";

describe("a text that an organiser wrote", () => {
  it.each(languages)("is read in %s if it exists in that language, and then needs no mark", (language) => {
    const texts = { nb: "på bokmål", nn: "på nynorsk", en: "in English" };
    expect(inLanguage(texts, language)).toEqual({ text: texts[language] });
  });

  it.each<[reader: Language, written: Language[], read: Language]>([
    ["nb", ["nn", "en"], "nn"],
    ["nb", ["en"], "en"],
    ["nn", ["nb", "en"], "nb"],
    ["nn", ["en"], "en"],
    ["en", ["nb", "nn"], "nb"],
    ["en", ["nn"], "nn"],
  ])("is for a reader of %s, where there are %j, the one in %s, marked as such", (reader, written, read) => {
    const texts = Object.fromEntries(written.map((language) => [language, `in ${language}`]));
    expect(inLanguage(texts, reader)).toEqual({ text: `in ${read}`, lang: read });
  });
});
