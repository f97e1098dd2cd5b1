import { inLanguage } from "../i18n/language.ts";
import { isTextKey, type Translate, type Values } from "../i18n/translate.ts";
import { dayInWords, numberInWords } from "../registration/answer-words.ts";
import type { FieldError, TextField } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { type OwnQuestion, ownQuestions } from "../registration/own-questions.ts";
import { limits } from "../registration/request.ts";

/** The same errors, each with a sentence for the attendee if its code has one. */
export function describeErrors(errors: readonly FieldError[], t: Translate, event: EventDefinition): FieldError[] {
  return errors.map(({ field, code }) => {
    const key = `error.${code}`;
    if (!isTextKey(key)) return { field, code };
    const path = field.split(".");
    const number = Number(path[1]) + 1;
    const own = ownQuestions(event.questions).find((question) => question.key === path[path.indexOf("answers") + 1]);
    const max = limits[path.at(-1) as TextField] ?? event.colleaguesMax;
    const detail = t(key, path.includes("answers") && own ? valuesOf(own, t) : { max, number });
    const ofColleague = path[0] === "colleagues" && path.includes("answers");
    return { field, code, detail: ofColleague ? `${t("form.colleagues.item", { number })}: ${detail}` : detail };
  });
}

/** The values of a question that texts about its answer may use. */
function valuesOf(question: OwnQuestion, t: Translate): Values {
  const label = inLanguage(question.label, t.language).text;
  switch (question.type) {
    case "text":
    case "long-text":
      return { label, max: question.maxLength };
    case "date":
      return {
        label,
        ...(question.min ? { min: dayInWords(question.min, t) } : {}),
        ...(question.max ? { max: dayInWords(question.max, t) } : {}),
      };
    case "number":
    case "choices":
      return {
        label,
        ...(question.min === undefined ? {} : { min: numberInWords(question.min, t.language) }),
        ...(question.max === undefined ? {} : { max: numberInWords(question.max, t.language) }),
      };
    default:
      return { label };
  }
}
