/** Texts of an event that are missing in the language of a partner's readers. */
import type { Language, Translations } from "../i18n/language.ts";
import type { EventDefinition } from "./event-definition.ts";
import { ownQuestions } from "./own-questions.ts";

export const textFields = ["title", "summary", "programme", "price", "questions"] as const;
export type TextField = (typeof textFields)[number];

function textsIn({ title, summary, programme, price, questions }: EventDefinition): Record<TextField, Translations[]> {
  const own = ownQuestions(questions).flatMap((question) => [
    question.label,
    ...("options" in question ? question.options.map(({ label }) => label) : []),
  ]);
  return {
    title: [title],
    summary: summary ? [summary] : [],
    programme,
    price: price ? [price] : [],
    questions: own,
  };
}

/** The missing texts for each language of the partners; complete languages are left out. */
export function missingTexts(event: EventDefinition): { language: Language; fields: TextField[] }[] {
  const texts = textsIn(event);
  const languages = [...new Set(Object.values(event.partners).map(({ language }) => language))];
  return languages.flatMap((language) => {
    const fields = textFields.filter((field) => texts[field].some((text) => text[language] === undefined));
    return fields.length > 0 ? [{ language, fields }] : [];
  });
}
