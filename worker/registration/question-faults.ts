import type { Participation } from "./capacity.ts";
import { hasOptions, OWN_QUESTIONS_MAX, type OwnQuestion, ownQuestions, type Questions } from "./own-questions.ts";
import type { Fault } from "./privacy-faults.ts";

/** The parts of a definition that its questions must fit. */
export interface QuestionParts {
  questions: Questions;
  colleaguesMax: number;
  participation: { inPerson?: object | undefined; digital?: object | undefined };
}

/**
 * Characters that all answers of one request may have together, so that the request stays below the service's size limit.
 */
const ANSWERS_MAX = 5000;

/** Questions that contradict themselves, each other or the event: each fault with its path under the definition. */
export function* questionFaults(event: QuestionParts): Generator<Fault> {
  const { questions } = event;
  const seen = new Set<string>();
  for (const [index, question] of questions.entries()) {
    const path = ["questions", index];
    const own = typeof question !== "string";
    const name = own ? `own ${question.key}` : question;
    if (seen.has(name)) yield { path: own ? [...path, "key"] : path, message: "each question once" };
    seen.add(name);
    if (own)
      for (const fault of ownFaults(question, event, ownQuestions(questions.slice(0, index))))
        yield { ...fault, path: [...path, ...fault.path] };
  }
  const own = ownQuestions(questions);
  if (own.length > OWN_QUESTIONS_MAX)
    yield { path: ["questions"], message: `at most ${OWN_QUESTIONS_MAX} questions of your own` };
  const size = own.reduce((sum, question) => sum + sizeOf(question) * people(question, event), 0);
  if (size > ANSWERS_MAX)
    yield {
      path: ["questions"],
      message: `answers of at most ${ANSWERS_MAX} characters in all, those of colleagues counted: a lower maxLength, or fewer questions`,
    };
}

const people = ({ perColleague }: OwnQuestion, { colleaguesMax }: QuestionParts) =>
  perColleague ? 1 + colleaguesMax : 1;

/** The most characters that an answer takes in a request. */
function sizeOf(question: OwnQuestion): number {
  switch (question.type) {
    case "text":
    case "long-text":
      return question.maxLength;
    case "choices":
      return question.options.reduce((sum, { key }) => sum + key.length + question.key.length + 10, 0);
    default:
      return 40;
  }
}

function* ownFaults(question: OwnQuestion, event: QuestionParts, earlier: readonly OwnQuestion[]): Generator<Fault> {
  const { participation, sensitive, perColleague, type } = question;
  yield* rangeFaults(question);
  if (question.type === "text" && question.pattern !== null && !question.hint)
    yield { path: ["hint"], message: "a text: it says in words what the pattern asks for" };
  if (hasOptions(question)) yield* optionFaults(question.options, sensitive);
  if (participation && !offered(event, participation))
    yield { path: ["participation"], message: "one that the event offers" };
  if (sensitive && question.required)
    yield { path: ["required"], message: "false: a consent to what is sensitive must be free (GDPR Article 7(4))" };
  if (perColleague && !event.questions.includes("colleagues"))
    yield { path: ["perColleague"], message: "false, or colleagues among the questions" };
  if (perColleague && sensitive)
    yield { path: ["perColleague"], message: "false: nobody consents for a colleague to what is sensitive" };
  if (perColleague && type === "consent")
    yield { path: ["perColleague"], message: "false: nobody consents for a colleague" };
  yield* conditionFaults(question, earlier);
}

const offered = ({ participation }: QuestionParts, way: Participation) =>
  Boolean(way === "digital" ? participation.digital : participation.inPerson);

function* rangeFaults(question: OwnQuestion): Generator<Fault> {
  if (question.type !== "number" && question.type !== "date" && question.type !== "choices") return;
  const { min, max } = question;
  if (min !== undefined && max !== undefined && min > max) yield { path: ["min"], message: "at most max" };
  if (question.type !== "choices") return;
  const { length } = question.options;
  for (const limit of ["min", "max"] as const)
    if ((question[limit] ?? 0) > length)
      yield { path: [limit], message: `at most ${length}: there are no more options` };
}

function* optionFaults(options: readonly { key: string; capacity?: number | undefined }[], sensitive: boolean) {
  const seen = new Set<string>();
  for (const [index, { key, capacity }] of options.entries()) {
    if (seen.has(key)) yield { path: ["options", index, "key"], message: "each option once" };
    seen.add(key);
    if (sensitive && capacity !== undefined)
      yield {
        path: ["options", index, "capacity"],
        message: "left out: how full an option is would tell what others have answered",
      };
  }
}

/** A condition must refer to an earlier choice, asked of everybody who may be asked this question. */
function* conditionFaults(question: OwnQuestion, earlier: readonly OwnQuestion[]): Generator<Fault> {
  for (const [key, wanted] of Object.entries(question.showIf ?? {})) {
    const path = ["showIf", key];
    const on = earlier.find((other) => other.key === key);
    if (!on) yield { path, message: "the key of an earlier question of your own" };
    else if (!hasOptions(on)) yield { path, message: "a question of the type choice or choices" };
    else if (on.showIf) yield { path, message: "a question without showIf: one level is enough" };
    else {
      for (const [index, option] of wanted.entries())
        if (!on.options.some((other) => other.key === option))
          yield { path: [...path, index], message: `one of ${on.options.map((other) => other.key).join(", ")}` };
      if (on.participation && on.participation !== question.participation)
        yield { path: ["participation"], message: `${on.participation}, as of the question in showIf` };
      if (question.perColleague && !on.perColleague)
        yield { path, message: "a question that is asked of each colleague, as this one" };
      if (on.sensitive && !question.sensitive)
        yield {
          path: ["sensitive"],
          message: "true, as of the question in showIf: who is asked this, has chosen there",
        };
    }
  }
}
