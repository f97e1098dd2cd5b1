import { type Choice, hasOptions, type OwnQuestion, ownQuestions, placeKey, type Questions } from "./own-questions.ts";

/**
 * A question (`workshop`) or an option (`workshop.lek`) that a definition removes, and whether its answers are sensitive.
 */
export interface TakenOut {
  key: string;
  sensitive: boolean;
}

/** The present and former questions, with the options of both, for lists that still have the answers. */
export function everyQuestion(questions: Questions, past: readonly OwnQuestion[]): OwnQuestion[] {
  const asked = ownQuestions(questions);
  const now = asked.map((question) => {
    const before = past.find(({ key }) => key === question.key);
    return before && hasOptions(question) && hasOptions(before) ? withOptionsOf(question, before) : question;
  });
  return [...now, ...past.filter(({ key }) => !asked.some((question) => question.key === key))];
}

function withOptionsOf<Question extends Choice>(question: Question, other: Choice): Question {
  const known = question.options.map(({ key }) => key);
  return { ...question, options: [...question.options, ...other.options.filter(({ key }) => !known.includes(key))] };
}

/** What the new definition removes from the stored one: questions, and options of questions that stay. */
export function takenOut(before: Questions, after: Questions): TakenOut[] {
  const asked = ownQuestions(after);
  return ownQuestions(before).flatMap((question) => {
    const { key, sensitive } = question;
    const now = asked.find((other) => other.key === key);
    if (!now) return [{ key, sensitive }];
    if (!hasOptions(question) || !hasOptions(now)) return [];
    const gone = question.options.filter((option) => !now.options.some((other) => other.key === option.key));
    return gone.map((option) => ({ key: placeKey(key, option.key), sensitive }));
  });
}

/** Questions with a key that had another type before, or that became sensitive or stopped being so. */
export function retyped(before: readonly OwnQuestion[], after: Questions): TakenOut[] {
  return before.flatMap(({ key, type, sensitive }) => {
    const now = ownQuestions(after).find((question) => question.key === key);
    return now && (now.type !== type || now.sensitive !== sensitive) ? [{ key, sensitive }] : [];
  });
}

/** The former questions to remember: those no longer asked that may still have stored answers, by their keys. */
export function pastQuestions(
  before: readonly OwnQuestion[],
  after: Questions,
  isKept: (key: string) => boolean,
): OwnQuestion[] {
  const asked = ownQuestions(after);
  return before.flatMap((question) => {
    const now = asked.find(({ key }) => key === question.key);
    if (!now) return isKept(question.key) ? [question] : [];
    if (!hasOptions(question) || !hasOptions(now)) return [];
    const gone = question.options.filter(
      ({ key }) => !now.options.some((other) => other.key === key) && isKept(placeKey(question.key, key)),
    );
    return gone.length > 0 ? [{ ...question, options: gone }] : [];
  });
}
