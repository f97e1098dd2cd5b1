/** The form that corrects a registration: what it shows, and the correction that it asks for. No words, no HTTP. */
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

/** The registration as the fields of the form have it. */
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

/** What was typed, and what the form showed when it was opened (`was.NAME`). */
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

/** The names of the fields that two forms differ in. */
export function differing(event: EventDefinition, one: Typed, other: Typed): string[] {
  return namesIn(event).filter((name) => !same(one[name], other[name]));
}

/** `typed` where the organiser has changed something, and what is stored elsewhere: nobody's change is undone. */
export function merged(event: EventDefinition, { typed, was }: SentForm, stored: Typed): Typed {
  const mine = differing(event, typed, was);
  return Object.fromEntries(namesIn(event).map((name) => [name, (mine.includes(name) ? typed : stored)[name] ?? ""]));
}

/** The body of a correction: the fields alone in which the form differs from what is stored. */
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
