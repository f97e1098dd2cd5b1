/** Refusals of the domain as problems, not yet in any language. */
import { isLanguage, type Language } from "../i18n/language.ts";
import type { RegisterOutcome } from "../registration/registering.ts";
import type { Invalid, UpdateRefusal } from "../registration/updating.ts";
import { unreachable } from "../unreachable.ts";
import type { NamedProblem } from "./problem.ts";

/** Why nobody was registered. */
export function registerProblem(outcome: Exclude<RegisterOutcome, { outcome: "registered" }>): NamedProblem {
  if (outcome.outcome === "invalid") return { problem: "invalid", details: { errors: outcome.errors } };
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
    case "full":
      return { problem: "full", details: { availability: outcome.availability } };
    default:
      return unreachable(outcome);
  }
}

/** Why a registration was not updated. */
export function updateProblem(outcome: UpdateRefusal | Invalid): NamedProblem {
  if (outcome.outcome === "invalid") return { problem: "invalid", details: { errors: outcome.errors } };
  switch (outcome.reason) {
    case "not-found":
    case "wrong-state":
    case "conflict":
    case "address-taken":
      return { problem: outcome.reason, details: {} };
    case "past":
    case "cancelled":
      return { problem: outcome.reason, details: { event: outcome.event } };
    case "full":
      return { problem: "full", details: { availability: outcome.availability } };
    default:
      return unreachable(outcome);
  }
}

/** The language that a body asks for; null where it names none of ours. */
export function languageIn(body: unknown): Language | null {
  const language = typeof body === "object" && body !== null && "language" in body ? body.language : undefined;
  return isLanguage(language) ? language : null;
}
