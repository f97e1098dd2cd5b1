import type { Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import type { EventDefinition } from "./event-definition.ts";

/** What an attendee consents to when answering about diet and access, word for word. It is stored beside the consent. */
export function consentWording(event: EventDefinition, language: Language): string {
  const t = createTranslator(language);
  const hint = t("form.needs.consentHint", { needsDays: event.retention.needsDays });
  return `${t("form.needs.consent", { organiser: event.organiser.name })} ${hint}`;
}
