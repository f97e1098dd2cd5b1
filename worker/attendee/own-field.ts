import { inLanguage, type Language } from "../i18n/language.ts";
import { type ChoicePlaces, optionState } from "../registration/choice-places.ts";
import type { OwnField, OwnOption } from "../registration/contract.ts";
import { type OwnQuestion, placeKey } from "../registration/own-questions.ts";

/** One of the organiser's own questions as the form asks it, in one language, with the state of its options' places. */
export function ownField(question: OwnQuestion, places: ChoicePlaces, language: Language): OwnField {
  const { key, type, label, hint, required, participation, showIf, sensitive, perColleague } = question;
  const [condition] = Object.entries(showIf ?? {});
  return {
    key,
    type,
    label: inLanguage(label, language),
    ...(hint ? { hint: inLanguage(hint, language) } : {}),
    ...(required ? { required } : {}),
    ...(participation ? { participation } : {}),
    ...(condition ? { showIf: { key: condition[0], options: condition[1] } } : {}),
    ...(sensitive ? { sensitive } : {}),
    ...(perColleague ? { perColleague } : {}),
    ...limitsOf(question, places, language),
  };
}

function limitsOf(
  question: OwnQuestion,
  places: ChoicePlaces,
  language: Language,
): Pick<OwnField, "options" | "min" | "max" | "maxLength"> {
  switch (question.type) {
    case "text":
    case "long-text":
      return { maxLength: question.maxLength };
    case "number":
    case "date":
      return rangeOf(question);
    case "choice":
      return { options: optionsOf(question, places, language) };
    case "choices":
      return { options: optionsOf(question, places, language), ...rangeOf(question) };
    case "consent":
      return {};
  }
}

function rangeOf({ min, max }: { min?: number | string | undefined; max?: number | string | undefined }) {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function optionsOf(
  { key, options }: Extract<OwnQuestion, { options: unknown }>,
  places: ChoicePlaces,
  language: Language,
): OwnOption[] {
  return options.map(({ key: option, label }) => {
    const state = optionState(places, placeKey(key, option));
    return { key: option, label: inLanguage(label, language), ...(state === "open" ? {} : { places: state }) };
  });
}
