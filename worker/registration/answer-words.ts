/** Answers to the organiser's own questions, as people read them. */
import { longDate } from "../i18n/dates.ts";
import { inLanguage, type Language, type LocalText } from "../i18n/language.ts";
import type { Translate } from "../i18n/translate.ts";
import type { Answer, Answers } from "./answers.ts";
import { hasOptions, type OwnQuestion, ownQuestions, type Questions } from "./own-questions.ts";

/** A number with the decimal sign of the language. */
export function numberInWords(number: number, language: Language): string {
  return language === "en" ? String(number) : String(number).replace(".", ",");
}

/** "21. november 2026", from "2026-11-21". */
export function dayInWords(day: string, t: Translate): string {
  return longDate(t, Date.parse(`${day}T12:00:00Z`), "UTC");
}

/** The label of an option, or its key if the question has no such option. */
function optionInWords(question: OwnQuestion, key: string, language: Language): string {
  const option = hasOptions(question) ? question.options.find((other) => other.key === key) : undefined;
  return option ? inLanguage(option.label, language).text : key;
}

/** An answer in words. `day` formats a date: spreadsheets need another format than readers. */
export function answerInWords(
  question: OwnQuestion,
  answer: Answer,
  t: Translate,
  day: (day: string) => string = (day) => dayInWords(day, t),
): string {
  if (typeof answer === "number") return numberInWords(answer, t.language);
  if (typeof answer === "boolean") return t(answer ? "csv.value.yes" : "csv.value.no");
  if (Array.isArray(answer)) return answer.map((key) => optionInWords(question, key, t.language)).join(", ");
  if (question.type === "date") return day(answer);
  return hasOptions(question) ? optionInWords(question, answer, t.language) : answer;
}

/** A question with its answer in words. */
export interface AnsweredQuestion {
  question: OwnQuestion;
  label: LocalText;
  value: string;
}

/** The given answers in the order of the form, without answers to questions that are no longer asked. */
export function answeredQuestions(questions: Questions, answers: Answers, t: Translate): AnsweredQuestion[] {
  return ownQuestions(questions).flatMap((question) => {
    const answer = answers[question.key];
    if (answer === undefined) return [];
    return [{ question, label: inLanguage(question.label, t.language), value: answerInWords(question, answer, t) }];
  });
}
