/** Turns the domain's refusals into problems. */
import type { Context } from "hono";
import { isLanguage, type Language } from "../i18n/language.ts";
import type { RegisterOutcome } from "../registration/registering.ts";
import type { CancelManyRefusal, Invalid, UpdateRefusal } from "../registration/updating.ts";
import { unreachable } from "../unreachable.ts";
import { languageOf } from "./language.ts";
import { type NamedProblem, problemError, problemOf, problemResponse } from "./problem.ts";
import { noteRefusal } from "./refusal-log.ts";

type NobodyRegistered = Exclude<RegisterOutcome, { outcome: "registered" }>;

/** Why nobody was registered. */
export function registerProblem(outcome: NobodyRegistered): NamedProblem {
  if (outcome.outcome === "invalid")
    return { problem: "invalid", details: { errors: outcome.errors, event: outcome.event } };
  switch (outcome.reason) {
    case "no-such-event":
    case "origin":
      return { problem: outcome.reason, details: {} };
    case "no-key":
      return { problem: "idempotency-key", details: {} };
    case "key-reused":
      return { problem: "idempotency-key-reused", details: {} };
    case "not-open":
    case "closed":
    case "past":
    case "cancelled":
      return { problem: outcome.reason, details: { event: outcome.event } };
    case "address-taken":
      return { problem: "address-taken", details: { errors: outcome.errors, event: outcome.event } };
    case "full":
      return { problem: "full", details: { present: outcome.present } };
    default:
      return unreachable(outcome);
  }
}

/** Why nothing was updated. */
function updateProblem(outcome: UpdateRefusal | CancelManyRefusal | Invalid): NamedProblem {
  if (outcome.outcome === "invalid") return { problem: "invalid", details: { errors: outcome.errors } };
  switch (outcome.reason) {
    case "not-found":
    case "wrong-state":
    case "conflict":
    case "address-taken":
    case "complained":
      return { problem: outcome.reason, details: {} };
    case "past":
    case "cancelled":
      return { problem: outcome.reason, details: { event: outcome.event } };
    case "full":
      return { problem: "full", details: { present: outcome.present } };
    case "too-many":
      return { problem: "too-many", details: { values: { max: outcome.max } } };
    case "count-changed":
      return { problem: "count-changed", details: { values: { count: outcome.matching } } };
    default:
      return unreachable(outcome);
  }
}

/** The language that a body asks for; null if it names none of ours. */
function languageIn(body: unknown): Language | null {
  const language = typeof body === "object" && body !== null && "language" in body ? body.language : undefined;
  return isLanguage(language) ? language : null;
}

/** The answer to a refused request, in the language of its body, or else of its address. */
function refusal(c: Context, { problem, details }: NamedProblem, inBody: Language | null): Response {
  noteRefusal(c, problem);
  const language = inBody ?? languageOf(c);
  return problemResponse(problemOf(problem, language, details), language);
}

/** The answer to a registration: 201, or the problem in the language of its body. */
export function registerResponse(
  c: Context,
  outcome: { outcome: "registered"; answer: object } | NobodyRegistered,
  body: unknown,
): Response {
  return outcome.outcome === "registered"
    ? c.json(outcome.answer, 201)
    : refusal(c, registerProblem(outcome), languageIn(body));
}

/** The outcome of an update that was stored. @throws ProblemError if it was refused */
export function answerOf<Answer extends { outcome: "done" }>(
  outcome: Answer | UpdateRefusal | CancelManyRefusal | Invalid,
): Omit<Answer, "outcome"> {
  if (outcome.outcome !== "done") throw problemError(updateProblem(outcome));
  const { outcome: _, ...answer } = outcome;
  return answer;
}
