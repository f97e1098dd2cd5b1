/** Answers to the organiser's own questions as fields of a plain form: `answers.KEY`, or `answers.KEY.OPTION`. */
import { type Answers, onlyAsked, type Respondent } from "../registration/answers.ts";
import { type OwnQuestion, ownQuestions, type Questions } from "../registration/own-questions.ts";

/** The answer to one question in a posted form. `within`: `colleagues.0.` or empty. */
export function answerOfForm(form: URLSearchParams, question: OwnQuestion, within = ""): string | string[] {
  const name = `${within}answers.${question.key}`;
  if (question.type !== "choices") return form.get(name) ?? "";
  return question.options.flatMap(({ key }) => (form.get(`${name}.${key}`) === "true" ? key : []));
}

/**
 * The answers in a posted form, in the shape that the script sends. `within`: `colleagues.0.` or empty. Without JavaScript
 * the form shows every question, with a note: answers to questions that do not apply are left out.
 */
export function answersOfForm(
  form: URLSearchParams,
  questions: Questions,
  within: string,
  respondent: Respondent,
): Record<string, unknown> {
  const given = ownQuestions(questions).map((question): [string, unknown] => [
    question.key,
    answerOfForm(form, question, within),
  ]);
  return onlyAsked(questions, Object.fromEntries(given), respondent);
}

/** Stored answers as fields of a form. */
export function fieldsOfAnswers(questions: Questions, answers: Answers): Record<string, string> {
  return Object.fromEntries(
    ownQuestions(questions).flatMap((question): [string, string][] => {
      const [name, answer] = [`answers.${question.key}`, answers[question.key]];
      if (answer === undefined) return [];
      return question.type === "choices"
        ? [answer].flat().map((key) => [`${name}.${key}`, "true"])
        : [[name, String(answer)]];
    }),
  );
}
