import type { LocalText } from "../i18n/language.ts";
import type { TextKey, Translate } from "../i18n/translate.ts";
import { answeredQuestions } from "./answer-words.ts";
import type { Answer, Answers } from "./answers.ts";
import type { Participation } from "./capacity.ts";
import { ownQuestions, type Questions } from "./own-questions.ts";

/**
 * What was typed when an address that is registered already was typed again. It goes to the address itself, and into the
 * registration only when the holder of the manage link says so.
 */
export interface TypedAnswers {
  name: string;
  participation: Participation;
  organisation: string | null;
  role: string | null;
  question: string | null;
  /** To the organiser's own questions; those to sensitive ones are among the needs. */
  answers: Answers;
  needs: { diet: string | null; access: string | null; answers: Answers } | null;
}

const unsavedFields = ["name", "participation", "organisation", "role", "question", "diet", "access"] as const;
export type UnsavedField = (typeof unsavedFields)[number];

/** The value of an answer as it was typed: of built-in questions and of the organiser's own. */
type Typed = Answer | null | undefined;

/** The questions of the form, as people are told which answers were not saved. */
export const unsavedLabels = {
  name: "form.name.label",
  participation: "form.participation.legend",
  organisation: "form.organisation.label",
  role: "form.role.label",
  question: "form.question.label",
  diet: "form.diet.label",
  access: "form.access.label",
} as const satisfies Record<UnsavedField, TextKey>;

/** One thing that was typed and is not in the registration. */
export type UnsavedAnswer =
  | { field: UnsavedField; value: string }
  /** To a question of the organiser's own. */
  | { field: "answers"; question: string; value: Answer };

/** Whether it is kept with a consent of its own. */
export function isSensitive(unsaved: UnsavedAnswer, questions: Questions): boolean {
  if (unsaved.field === "diet" || unsaved.field === "access") return true;
  return (
    unsaved.field === "answers" &&
    ownQuestions(questions).some(({ key, sensitive }) => sensitive && key === unsaved.question)
  );
}

/** An answer with its question, as people are told of it; null where the event no longer asks the question. */
export function unsavedInWords(
  unsaved: UnsavedAnswer,
  questions: Questions,
  t: Translate,
): { label: LocalText; value: string } | null {
  if (unsaved.field === "answers") {
    const [answered] = answeredQuestions(questions, { [unsaved.question]: unsaved.value }, t);
    return answered ? { label: answered.label, value: answered.value } : null;
  }
  const { field, value } = unsaved;
  const label = { text: t(unsavedLabels[field]) };
  if (field !== "participation") return { label, value };
  return { label, value: t(value === "digital" ? "form.participation.digital" : "form.participation.inPerson") };
}

const folded = (name: string) => name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** What was typed and differs from the registration, in the order of the form. Empty answers are left out. */
export function unsavedOf(saved: TypedAnswers, typed: TypedAnswers): UnsavedAnswer[] {
  const builtIn = ({ needs, ...answers }: TypedAnswers) => ({ ...answers, diet: needs?.diet, access: needs?.access });
  const own = ({ answers, needs }: TypedAnswers): Answers => ({ ...answers, ...needs?.answers });
  const [before, now] = [builtIn(saved), builtIn(typed)];
  const known = own(saved);
  const differs = (one: Typed, other: Typed) => JSON.stringify(one) !== JSON.stringify(other);
  const ownOnes = Object.entries(own(typed)).flatMap(([question, value]): UnsavedAnswer[] =>
    differs(value, known[question]) ? [{ field: "answers", question, value }] : [],
  );
  const builtInOnes = unsavedFields.flatMap((field): UnsavedAnswer[] => {
    const value = now[field];
    if (!value || value === before[field]) return [];
    // The same name in other case or spacing is the same person.
    return field === "name" && folded(value) === folded(saved.name) ? [] : [{ field, value }];
  });
  return [...builtInOnes, ...ownOnes];
}
