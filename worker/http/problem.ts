import { dateAndTime, firstMoment, fullDate, lastMoment } from "../i18n/dates.ts";
import type { Language } from "../i18n/language.ts";
import { createTranslator, type TextKey, type Translate, type Values } from "../i18n/translate.ts";
import type { PresentAvailability } from "../registration/capacity.ts";
import type { Erases, FieldError, Problem } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { practicalContactOf } from "../registration/practical-contact.ts";
import { describeErrors } from "./describe-errors.ts";

/**
 * Every problem of the service: its status and the keys of its texts. `type` is `/problems/` and the name (RFC 9457). A
 * problem never repeats input.
 */
const problems = {
  invalid: { status: 422, title: "problem.invalid", detail: "error.form.generic" },
  "invalid-definition": { status: 422, title: "problem.invalid", detail: "problem.invalidDefinition.detail" },
  "not-json": { status: 400, title: "problem.notJson", detail: "problem.notJson.detail" },
  "not-utf8": { status: 400, title: "problem.notJson", detail: "problem.notUtf8.detail" },
  "idempotency-key": { status: 400, title: "problem.idempotencyKey", detail: "problem.idempotencyKey.detail" },
  "idempotency-key-reused": { status: 422, title: "problem.keyReused", detail: "problem.keyReused.detail" },
  parameter: { status: 400, title: "problem.parameter", detail: "problem.parameter.detail" },
  unauthorized: { status: 401, title: "problem.unauthorized", detail: "problem.unauthorized.detail" },
  forbidden: { status: 403, title: "problem.forbidden", detail: "problem.forbidden.detail" },
  "bad-signature": { status: 401, title: "problem.badSignature", detail: "problem.badSignature.detail" },
  origin: { status: 403, title: "problem.origin", detail: "problem.origin.detail" },
  "cross-site": { status: 403, title: "problem.crossSite", detail: "problem.crossSite.detail" },
  "not-your-event": { status: 403, title: "problem.notYourEvent", detail: "problem.notYourEvent.detail" },
  "not-creator": { status: 403, title: "problem.notCreator", detail: "problem.notCreator.detail" },
  "door-only": { status: 403, title: "problem.doorOnly", detail: "problem.doorOnly.detail" },
  "door-closed": { status: 403, title: "problem.doorClosed", detail: "problem.doorClosed.detail" },
  "sign-in-used": { status: 410, title: "organiser.signIn.usedHeading", detail: "organiser.signIn.used" },
  "sign-in-expired": { status: 410, title: "organiser.signIn.expiredHeading", detail: "organiser.signIn.expired" },
  "sign-in-removed": { status: 410, title: "organiser.signIn.removedHeading", detail: "organiser.signIn.removed" },
  "no-such-event": { status: 404, title: "problem.noSuchEvent", detail: "problem.noSuchEvent.detail" },
  "not-found": { status: 404, title: "problem.notFound", detail: "problem.notFound.detail" },
  "method-not-allowed": { status: 405, title: "problem.method", detail: "problem.method.detail" },
  full: { status: 409, title: "state.fullHeading", detail: "state.filledWhileTyping" },
  closed: { status: 409, title: "state.closedHeading", detail: "state.closed" },
  past: { status: 409, title: "state.pastHeading", detail: "state.past" },
  "not-open": { status: 409, title: "problem.notOpen", detail: "state.opensAt" },
  cancelled: { status: 409, title: "state.cancelledHeading", detail: "state.cancelled" },
  conflict: { status: 409, title: "problem.conflict", detail: "problem.conflict.detail" },
  "answers-unconfirmed": {
    status: 409,
    title: "problem.answersUnconfirmed",
    detail: "problem.answersUnconfirmed.detail",
  },
  "erasures-unconfirmed": {
    status: 409,
    title: "problem.erasuresUnconfirmed",
    detail: "problem.erasuresUnconfirmed.detail",
  },
  "deletion-unconfirmed": {
    status: 409,
    title: "problem.erasuresUnconfirmed",
    detail: "problem.deletionUnconfirmed.detail",
  },
  "already-sent": { status: 409, title: "problem.alreadySent", detail: "problem.alreadySent.detail" },
  "not-undelivered": { status: 409, title: "problem.notUndelivered", detail: "problem.notUndelivered.detail" },
  complained: { status: 409, title: "problem.notUndelivered", detail: "problem.complained.detail" },
  "address-taken": { status: 409, title: "problem.addressTaken", detail: "problem.addressTaken.detail" },
  "count-changed": { status: 409, title: "problem.changedMeanwhile", detail: "problem.countChanged.detail" },
  "too-many": { status: 422, title: "problem.tooMany", detail: "problem.tooMany.detail" },
  "wrong-state": { status: 409, title: "problem.wrongState", detail: "problem.wrongState.detail" },
  "changed-meanwhile": { status: 412, title: "problem.changedMeanwhile", detail: "problem.changedMeanwhile.detail" },
  "too-large": { status: 413, title: "problem.tooLarge", detail: "problem.tooLarge.detail" },
  "media-type": { status: 415, title: "problem.mediaType", detail: "problem.mediaType.detail" },
  "content-encoding": { status: 415, title: "problem.mediaType", detail: "problem.contentEncoding.detail" },
  challenge: { status: 429, title: "problem.rateLimited", detail: "state.rate-limited" },
  "rate-limited": { status: 429, title: "problem.rateLimited", detail: "state.rate-limited" },
  "bot-check": { status: 422, title: "problem.botCheck", detail: "state.botCheckFailed" },
  internal: { status: 500, title: "problem.internal", detail: "problem.internal.detail" },
  overloaded: { status: 503, title: "problem.overloaded", detail: "problem.overloaded.detail" },
  maintenance: { status: 503, title: "problem.maintenance", detail: "problem.maintenance.detail" },
  updating: { status: 503, title: "problem.internal", detail: "problem.updating.detail" },
  unavailable: { status: 503, title: "problem.internal", detail: "problem.internal.detail" },
} as const satisfies Record<string, { status: number; title: TextKey; detail: TextKey }>;

export type ProblemName = keyof typeof problems;
export const problemNames = Object.keys(problems) as ProblemName[];

/** The data for a problem's sentences, and the wrong fields. */
export interface ProblemDetails {
  values?: Values;
  /** For sentences with its dates and contact. */
  event?: EventDefinition;
  errors?: FieldError[];
  /** What a program should have sent in each field, in English, from the schemas, for the program's developer. */
  expected?: FieldError[];
  /** With `full`: the present availability. */
  present?: PresentAvailability;
  challenge?: unknown;
  /** With `not-found`: the client may have guessed a secret, which the rate limit counts. */
  guessed?: boolean;
  /** With `erasures-unconfirmed` and `deletion-unconfirmed`: what would be erased. */
  erases?: Erases;
  /** Where a reader with a browser continues. Default: the same address again. */
  wayOn?: { href: string; label: TextKey };
  /** The page for a reader with a browser, instead of the problem's own text. */
  page?: (language: Language) => Promise<Response>;
}

/** A problem that has no language yet. */
export interface NamedProblem {
  readonly problem: ProblemName;
  readonly details: ProblemDetails;
}

/** The language of a problem: the reader's, or English if it tells what a program should have sent. */
export function languageOfProblem(name: ProblemName, { expected }: ProblemDetails, reader: Language): Language {
  return expected || name === "parameter" ? "en" : reader;
}

/** A problem as a value, for callers that choose between a problem and another answer. */
export function problemOf(
  name: ProblemName,
  language: Language,
  { values: given = {}, event, errors, expected, present, challenge, erases }: ProblemDetails = {},
): Problem {
  const { status, title, detail } = problems[name];
  const t = createTranslator(language);
  const values = {
    ...(event ? eventValues(event, t) : {}),
    ...(event && erases ? erasesValues(erases, event, t) : {}),
    ...given,
  };
  return {
    type: `/problems/${name}`,
    title: t(title, values),
    status,
    detail: t(present ? leftAt(present) : detail, values),
    ...(errors ? { errors: event ? describeErrors(errors, t, event) : errors } : {}),
    ...(expected ? { errors: expected } : {}),
    ...(challenge ? { challenge } : {}),
    ...(erases ? { erases } : {}),
    ...present,
  };
}

/** The sentence about the places that are left at a full event. */
function leftAt({ availability: { "in-person": inPerson = "full", digital = "full" } }: PresentAvailability): TextKey {
  if (inPerson !== "full") return digital === "full" ? "state.fullWaitlist" : "state.filledWhileTyping";
  return digital === "full" ? "state.fullAll" : "state.fullDigitalOpen";
}

function eventValues(event: EventDefinition, t: Translate): Values {
  const { starts, opens, closes } = timesOf(event);
  return {
    practicalContact: practicalContactOf(event),
    deadline: lastMoment(t, closes, event.timeZone),
    opensAt: firstMoment(t, opens, event.timeZone),
    date: fullDate(t, starts, event.timeZone),
  };
}

function erasesValues({ people, what }: Erases, { timeZone }: EventDefinition, t: Translate): Values {
  const first = Math.min(...what.map(({ at }) => Date.parse(at)));
  return { people, at: dateAndTime(t, first, timeZone) };
}

export function problemResponse(problem: Problem, language: Language, headers: HeadersInit = {}): Response {
  const response = Response.json(problem, { status: problem.status, headers });
  response.headers.set("content-type", "application/problem+json");
  response.headers.set("content-language", language);
  response.headers.set("cache-control", "no-store");
  return response;
}

/** Thrown by a route that can only refuse; the app's error handler answers with the problem. */
export class ProblemError extends Error implements NamedProblem {
  override name = "ProblemError";
  readonly problem: ProblemName;
  readonly details: ProblemDetails;

  constructor(problem: ProblemName, details: ProblemDetails = {}) {
    super(problem);
    this.problem = problem;
    this.details = details;
  }
}

export const problemError = ({ problem, details }: NamedProblem) => new ProblemError(problem, details);
