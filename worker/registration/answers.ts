import * as z from "zod";
import { matchesPattern } from "./answer-pattern.ts";
import { isVisible, withoutMeaningless } from "./invisible.ts";
import { hasOptions, type OwnQuestion, ownQuestions, placeKey, type Questions } from "./own-questions.ts";

/**
 * An answer to one of the organiser's own questions: a text, a number, a day, the key of an option or several, or a consent.
 */
export const answer = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
export type Answer = z.infer<typeof answer>;

/** Answers by the key of their question. A question without an answer has no entry. */
export type Answers = Readonly<Record<string, Answer>>;

/** Removes control characters, line breaks and lone surrogates: a name must never end a header or a line of a list. */
export function tidyLine(value: string): string {
  return withoutMeaningless(value.toWellFormed())
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufffd]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
}

/** The same for a text of several lines. */
export function tidyText(value: string): string {
  return value
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .map(tidyLine)
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The facts about the person answering that decide which questions and options there are. */
export interface Respondent {
  /** As it was sent; undefined until it is known. */
  participation: unknown;
  /** Colleagues are asked fewer questions. */
  colleague?: boolean;
  /** Options that are full, by their keys in `placesOf`. */
  full?: ReadonlySet<string>;
  /** Required questions may stay unanswered: there is no form to answer in. */
  excused?: boolean;
}

/** What is wrong with the answer to one question. `code` is the key of a text without `error.`. */
export interface AnswerFault {
  question: string;
  code: string;
}

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  (typeof value === "string" && !isVisible(value)) ||
  (Array.isArray(value) && value.length === 0);

/** Whether a question is asked, given the other answers. They may be unchecked, as they were sent. */
export function isAsked(
  { participation, showIf, perColleague }: OwnQuestion,
  questions: readonly OwnQuestion[],
  given: Readonly<Record<string, unknown>>,
  respondent: Respondent,
): boolean {
  if (respondent.colleague && !perColleague) return false;
  if (participation && participation !== respondent.participation) return false;
  return Object.entries(showIf ?? {}).every(([key, wanted]) => {
    const on = questions.find((other) => other.key === key);
    if (!on || !isAsked(on, questions, given, respondent)) return false;
    const chosen = [given[key]].flat();
    return wanted.some((option) => chosen.includes(option));
  });
}

/** Leaves out answers to questions that are not asked. Without JavaScript the form shows every question, with a note. */
export function onlyAsked<Given extends Readonly<Record<string, unknown>>>(
  questions: Questions,
  given: Given,
  respondent: Respondent,
): Partial<Given> {
  const own = ownQuestions(questions);
  const asked = own.filter((question) => isAsked(question, own, given, respondent)).map(({ key }) => key);
  return Object.fromEntries(Object.entries(given).filter(([key]) => asked.includes(key))) as Partial<Given>;
}

/**
 * Checks the answers to the organiser's own questions. An empty answer counts as none. A required choice becomes optional
 * when all its options are full: otherwise nobody could join the waiting list of an event with full workshops.
 */
export function checkAnswers(
  questions: Questions,
  given: Readonly<Record<string, unknown>>,
  respondent: Respondent,
): { answers: Answers; faults: AnswerFault[] } {
  const own = ownQuestions(questions);
  const answers: Record<string, Answer> = {};
  const faults: AnswerFault[] = [];
  for (const key of Object.keys(given))
    if (!own.some((question) => question.key === key)) faults.push({ question: key, code: "answer.unknown" });
  for (const question of own) {
    const value = Object.hasOwn(given, question.key) ? given[question.key] : undefined;
    const empty = isEmpty(value);
    const fault = (code: string) => faults.push({ question: question.key, code });
    if (!isAsked(question, own, given, respondent)) {
      if (!empty) fault("answer.notAsked");
    } else if (empty) {
      if (question.required && !respondent.excused && !isFull(question, respondent)) fault(requiredCode(question));
    } else {
      const read = readAnswer(question, value);
      if ("code" in read) fault(read.code);
      else answers[question.key] = read.answer;
    }
  }
  return { answers, faults };
}

/** Checks answers one by one, for an organiser who corrects some of them. Null removes an answer. */
export function checkCorrections(
  questions: Questions,
  given: Readonly<Record<string, unknown>>,
): { answers: Readonly<Record<string, Answer | null>>; faults: AnswerFault[] } {
  const own = ownQuestions(questions).filter(({ sensitive }) => !sensitive);
  const answers: Record<string, Answer | null> = {};
  const faults: AnswerFault[] = [];
  for (const [key, value] of Object.entries(given)) {
    const question = own.find((other) => other.key === key);
    if (!question) faults.push({ question: key, code: "answer.unknown" });
    else if (isEmpty(value)) answers[key] = null;
    else {
      const read = readAnswer(question, value);
      if ("code" in read) faults.push({ question: key, code: read.code });
      else answers[key] = read.answer;
    }
  }
  return { answers, faults };
}

function isFull(question: OwnQuestion, { full }: Respondent): boolean {
  return hasOptions(question) && question.options.every(({ key }) => full?.has(placeKey(question.key, key)) ?? false);
}

function requiredCode({ type }: OwnQuestion): string {
  switch (type) {
    case "consent":
      return "answer.consent";
    case "choice":
    case "choices":
      return "answer.choose";
    default:
      return "answer.required";
  }
}

type Read = { answer: Answer } | { code: string };

/** Reads an answer that is not empty. Forms send numbers as text, with a decimal point or comma. */
function readAnswer(question: OwnQuestion, value: unknown): Read {
  switch (question.type) {
    case "text":
    case "long-text": {
      if (typeof value !== "string") return { code: "answer.required" };
      const text = question.type === "text" ? tidyLine(value) : tidyText(value);
      if ([...text].length > question.maxLength) return { code: "answer.tooLong" };
      if (question.type === "text" && question.pattern !== null && !matchesPattern(question.pattern, text))
        return { code: "answer.pattern" };
      return { answer: text };
    }
    case "number": {
      const number = readNumber(value);
      if (number === null) return { code: "answer.number" };
      if (number < (question.min ?? -Infinity)) return { code: "answer.min" };
      return number > (question.max ?? Infinity) ? { code: "answer.max" } : { answer: number };
    }
    case "date": {
      const { data } = z.iso.date().safeParse(value);
      if (data === undefined) return { code: "answer.date" };
      if (data < (question.min ?? data)) return { code: "answer.early" };
      return data > (question.max ?? data) ? { code: "answer.late" } : { answer: data };
    }
    case "choice":
      return typeof value === "string" && question.options.some(({ key }) => key === value)
        ? { answer: value }
        : { code: "answer.choose" };
    case "choices": {
      const chosen = [value].flat();
      // In the order of the form, not the order in which they were sent.
      const keys = question.options.map(({ key }) => key).filter((key) => chosen.includes(key));
      if (keys.length !== chosen.length) return { code: "answer.choose" };
      if (keys.length < (question.min ?? 0)) return { code: "answer.tooFew" };
      return keys.length > (question.max ?? keys.length) ? { code: "answer.tooMany" } : { answer: keys };
    }
    case "consent":
      return value === true || value === "true" ? { answer: true } : { code: "answer.consent" };
  }
}

function readNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || !/^\s*[-+\u2212]?\d{1,15}([.,]\d{1,10})?\s*$/.test(value)) return null;
  return Number(value.trim().replace("\u2212", "-").replace(",", "."));
}

/** Answers to questions that are no longer asked: kept as long as the registration is. */
export function formerAnswers(questions: Questions, answers: Answers): Answers {
  const keys = ownQuestions(questions).map(({ key }) => key);
  return Object.fromEntries(Object.entries(answers).filter(([key]) => !keys.includes(key)));
}

/** Splits answers into those stored with the registration and the sensitive ones, stored with the needs. */
export function splitAnswers(questions: Questions, answers: Answers): { ordinary: Answers; sensitive: Answers } {
  const keys = ownQuestions(questions).flatMap(({ key, sensitive }) => (sensitive ? key : []));
  const only = (sensitive: boolean) =>
    Object.fromEntries(Object.entries(answers).filter(([key]) => keys.includes(key) === sensitive));
  return { ordinary: only(false), sensitive: only(true) };
}
