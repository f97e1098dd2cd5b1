import type { Answer, Answers } from "../registration/answers.ts";
import { type OwnQuestion, ownQuestions, type Questions } from "../registration/own-questions.ts";

/** A sample answer to each of the organiser's own questions that e-mails mention. */
export function sampleAnswers(questions: Questions): Answers {
  return Object.fromEntries(
    ownQuestions(questions).flatMap((question): [string, Answer][] =>
      question.sensitive ? [] : [[question.key, sampleAnswer(question)]],
    ),
  );
}

function sampleAnswer(question: OwnQuestion): Answer {
  switch (question.type) {
    case "text":
    case "long-text":
      return "…";
    case "number":
      return question.min ?? question.max ?? 1;
    case "date":
      return question.min ?? question.max ?? "2026-11-24";
    case "choice":
      return question.options[0]?.key ?? "";
    case "choices":
      return question.options.slice(0, question.min ?? 1).map(({ key }) => key);
    case "consent":
      return true;
  }
}
