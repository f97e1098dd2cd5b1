import { inLanguage, type Language } from "../i18n/language.ts";
import { listed } from "../i18n/listed.ts";
import { createTranslator, fill, type Translate } from "../i18n/translate.ts";
import type { EventDefinition } from "./event-definition.ts";
import { ownQuestions, type Questions } from "./own-questions.ts";

/** What sensitive questions are about, in words: "mat og tilrettelegging og «Er barnet ditt sykt?»". */
export function sensitiveTopics(questions: Questions, t: Translate): string {
  const builtIn = questions.includes("diet") || questions.includes("access") ? [t("form.needs.topic")] : [];
  const own = ownQuestions(questions).flatMap(({ sensitive, label }) =>
    sensitive ? t("form.quoted", { words: inLanguage(label, t.language).text }) : [],
  );
  return listed(t, [...builtIn, ...own]);
}

/** The sentence that an attendee agrees to. `{organiser}` is left to be filled in. */
export function consentSentence(questions: Questions, t: Translate): string {
  const own = ownQuestions(questions).some(({ sensitive }) => sensitive);
  return own ? t("form.needs.consentTo", { topics: sensitiveTopics(questions, t) }) : t("form.needs.consent");
}

/** What an attendee consents to when answering sensitive questions, word for word. It is stored beside the consent. */
export function consentWording(event: EventDefinition, language: Language): string {
  const t = createTranslator(language);
  const hint = t("form.needs.consentHint", { needsDays: event.retention.needsDays });
  return `${fill(consentSentence(event.questions, t), { organiser: event.organiser.name })} ${hint}`;
}
