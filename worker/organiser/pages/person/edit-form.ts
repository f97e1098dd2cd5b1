/** The form that corrects a registration: its values, and the correction that it asks for, without texts or HTTP. */
import { answerOfForm, fieldsOfAnswers } from "../../../pages/form-answers.ts";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import { type OwnQuestion, ownQuestions } from "../../../registration/own-questions.ts";
import type { Registration } from "../../../storage/registrations.ts";
import type { Typed } from "./fields.tsx";

const plain = ["name", "email", "organisation", "role", "question", "partner", "language"] as const;
type Plain = (typeof plain)[number];

/** Questions that organisers may answer for the attendee. */
export const correctable = ({ questions }: EventDefinition): OwnQuestion[] =>
  ownQuestions(questions).filter(({ sensitive }) => !sensitive);

/** The registration as values of the form's fields. */
export function storedFields(event: EventDefinition, registration: Registration): Typed {
  const fields = Object.fromEntries(plain.map((field) => [field, registration[field] ?? ""]));
  return { ...fields, ...fieldsOfAnswers(correctable(event), registration.answers) };
}

/** Names of every field that the form may have. */
function namesIn(event: EventDefinition): string[] {
  const own = correctable(event).flatMap((question) =>
    question.type === "choices"
      ? question.options.map(({ key }) => `answers.${question.key}.${key}`)
      : [`answers.${question.key}`],
  );
  return [...plain, ...own];
}

/** The typed values, and those that the form showed when it was opened (`was.NAME`). */
export interface SentForm {
  typed: Typed;
  was: Typed;
}

export function sentForm(event: EventDefinition, form: URLSearchParams): SentForm {
  const names = namesIn(event);
  const only = (prefix: string) =>
    Object.fromEntries(
      names.flatMap((name) => (form.has(prefix + name) ? [[name, form.get(prefix + name) ?? ""]] : [])),
    );
  return { typed: only(""), was: only("was.") };
}

/** Browsers send line ends as CR LF. */
const same = (one = "", other = "") => one.replaceAll("\r\n", "\n") === other.replaceAll("\r\n", "\n");

/** The names of the fields in which two forms differ. */
export function differing(event: EventDefinition, one: Typed, other: Typed): string[] {
  return namesIn(event).filter((name) => !same(one[name], other[name]));
}

/**
 * The typed value of each field that the organiser has changed, and the stored value of the others, so that no change is
 * undone.
 */
export function merged(event: EventDefinition, { typed, was }: SentForm, stored: Typed): Typed {
  const mine = differing(event, typed, was);
  return Object.fromEntries(namesIn(event).map((name) => [name, (mine.includes(name) ? typed : stored)[name] ?? ""]));
}

/** The body of a correction: only the fields in which the form differs from the stored values. */
export function correctionOf(event: EventDefinition, typed: Typed, stored: Typed): Record<string, unknown> {
  const changed = differing(event, typed, stored);
  const form = new URLSearchParams({ ...typed });
  const answers = correctable(event).flatMap((question) => {
    const path = `answers.${question.key}`;
    if (!changed.some((name) => name === path || name.startsWith(`${path}.`))) return [];
    return [[question.key, answerOfForm(form, question)]];
  });
  return {
    ...Object.fromEntries(
      plain.flatMap((field): [Plain, string][] => (changed.includes(field) ? [[field, typed[field] ?? ""]] : [])),
    ),
    ...(answers.length > 0 ? { answers: Object.fromEntries(answers) } : {}),
  };
}
