/** The three languages of every text. `nb` and `nn` are the two written standards of Norwegian. */
export const languages = ["nb", "nn", "en"] as const;
export type Language = (typeof languages)[number];

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}

/**
 * Which of our languages an Accept-Language header prefers (RFC 9110 section 12.5.4); Bokmål if it names none. `no` means
 * either Norwegian.
 */
export function preferredLanguage(header: string | undefined): Language {
  const wished = (header ?? "")
    .split(",")
    .map((range) => {
      const [tag = "", ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice("q=".length);
      return { language: tag.split("-")[0], quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ language }) => (language === "no" ? "nb" : language));
  return wished.find(isLanguage) ?? "nb";
}

/** A text on a page that may be in another language: `lang` is set only if the two differ (WCAG 3.1.2). */
export interface LocalText {
  text: string;
  lang?: Language;
}

/** A text of an event definition, in at least one language. */
export type Translations = { [language in Language]?: string | undefined };

/** Norwegians read the other written standard more easily than English; English readers get Bokmål, the larger one. */
const fallbacks: Record<Language, readonly Language[]> = {
  nb: ["nb", "nn", "en"],
  nn: ["nn", "nb", "en"],
  en: ["en", "nb", "nn"],
};

/**
 * The text in `language`, or in the nearest available language, marked with that language. The schema of event definitions
 * refuses a text without any language. @throws Error for such a text
 */
export function inLanguage(texts: Translations, language: Language): LocalText {
  for (const candidate of fallbacks[language]) {
    const text = texts[candidate];
    if (text) return candidate === language ? { text } : { text, lang: candidate };
  }
  throw new Error("A text without any language passed the definition's schema");
}
