/** Answers to the organiser's own questions. The script for events without such questions does not contain this. */
import type { Participation } from "../../worker/registration/capacity.ts";
import type { FieldError, OwnField, SentAnswers } from "../../worker/registration/contract.ts";
import type { FormEvent } from "../embed-config.ts";
import type { Values } from "./form-model.ts";

/** The attendee's own fields, or those of a colleague's row. */
export type Within = "" | `colleagues.${number}.`;

export const ownFields = ({ questions }: FormEvent): OwnField[] =>
  questions.filter((question) => typeof question !== "string");

/** The options that are ticked. */
const ticked = (values: Values, name: string, { options = [] }: OwnField) =>
  options.flatMap(({ key }) => (values[`${name}.${key}`] === "true" ? key : []));

/** The questions that are asked, given the choices so far. */
export function askedFields(event: FormEvent, values: Values, participation: Participation | "", within: Within) {
  const all = ownFields(event);
  return all.filter((question) => {
    const { showIf, perColleague } = question;
    if ((within && !perColleague) || (question.participation ?? participation) !== participation) return false;
    const on = all.find(({ key }) => key === showIf?.key);
    const name = `${within}answers.${showIf?.key}`;
    return !on || showIf?.options.some((option) => [...ticked(values, name, on), values[name]].includes(option));
  });
}

/** The answers in the form that the service accepts. */
export function answersIn(
  event: FormEvent,
  values: Values,
  participation: Participation | "",
  within: Within,
): SentAnswers {
  return Object.fromEntries(
    askedFields(event, values, participation, within).map((question) => {
      const name = `${within}answers.${question.key}`;
      const value = values[name] ?? "";
      // An unticked box says "false".
      const plain = question.type === "consent" && value !== "true" ? "" : value;
      return [question.key, question.type === "choices" ? ticked(values, name, question) : plain];
    }),
  );
}

const isAllFull = ({ options }: OwnField) => options?.every(({ places }) => places === "full");

/** Required questions without an answer. */
export function missingAnswers(
  event: FormEvent,
  values: Values,
  participation: Participation | "",
  within: Within,
): FieldError[] {
  const answers = answersIn(event, values, participation, within);
  return askedFields(event, values, participation, within).flatMap((question) =>
    question.required && !answers[question.key]?.length && !isAllFull(question)
      ? [{ field: `${within}answers.${question.key}`, code: "answer.required", label: question.label.text }]
      : [],
  );
}

/** Whether an answer needs a consent of its own. */
export function hasSensitive(event: FormEvent, values: Values, participation: Participation | ""): boolean {
  const answers = answersIn(event, values, participation, "");
  return ownFields(event).some(({ key, sensitive }) => sensitive && answers[key]?.length);
}
