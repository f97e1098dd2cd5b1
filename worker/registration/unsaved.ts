import type { LocalText } from "../i18n/language.ts";
import type { TextKey, Translate } from "../i18n/translate.ts";
import { answeredQuestions } from "./answer-words.ts";
import type { Answer, Answers } from "./answers.ts";
import type { Participation } from "./capacity.ts";
import { ownQuestions, type Questions } from "./own-questions.ts";

/**
 * What was typed with an address that was already registered. It is sent to the address itself, and is saved in the
 * registration only if the holder of the manage link says so.
 */
export interface TypedAnswers {
  name: string;
  participation: Participation;
  organisation: string | null;
  role: string | null;
  question: string | null;
  /** Answers to the organiser's own questions; sensitive ones are among the needs. */
  answers: Answers;
  needs: { diet: string | null; access: string | null; answers: Answers } | null;
}

const unsavedFields = ["name", "participation", "organisation", "role", "question", "diet", "access"] as const;
export type UnsavedField = (typeof unsavedFields)[number];

/** The value of an answer as it was typed, to a built-in question or one of the organiser's own. */
type Typed = Answer | null | undefined;

/** The labels of the form's questions, for telling people which answers were not saved. */
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
  /** An answer to one of the organiser's own questions. */
  | { field: "answers"; question: string; value: Answer };

/** Whether the answer needs a consent of its own. */
export function isSensitive(unsaved: UnsavedAnswer, questions: Questions): boolean {
  if (unsaved.field === "diet" || unsaved.field === "access") return true;
  return (
    unsaved.field === "answers" &&
    ownQuestions(questions).some(({ key, sensitive }) => sensitive && key === unsaved.question)
  );
}

/** An answer with its question, in words; null if the event no longer asks the question. */
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

/** The typed answers that differ from the registration, in the order of the form, without empty ones. */
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
    // A name in other case or spacing is the same name.
    return field === "name" && folded(value) === folded(saved.name) ? [] : [{ field, value }];
  });
  return [...builtInOnes, ...ownOnes];
}
