import { idempotencyKey } from "../http/idempotency.ts";
import { type ProblemName, problemOf } from "../http/problem.ts";
import { dateAndTime, fullDate, lastMoment } from "../i18n/dates.ts";
import { isLanguage, type Language } from "../i18n/language.ts";
import { createTranslator, type Values } from "../i18n/translate.ts";
import { admit, type Capacity } from "../registration/capacity.ts";
import { consentWording } from "../registration/consent.ts";
import type { Problem, RegistrationAnswer } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { phaseOf, timesOf } from "../registration/event-times.ts";
import { allowedOrigins } from "../registration/origins.ts";
import { fieldErrors, type RegistrationRequest, registrationRequest } from "../registration/request.ts";
import { keyedHash } from "../security/crypto.ts";
import { type Service, wakeOutbox } from "../service.ts";
import { cachedEvent, latestEvent } from "../storage/event-cache.ts";
import type { StoredEvent } from "../storage/events.ts";
import { findSubmission, submit } from "../storage/submissions.ts";

/** A press of the button as it came over the wire, from the form's script or from the page without one. */
export interface Attempt {
  event: string;
  /** The header as it came. */
  idempotencyKey: string | null;
  /** Whose page sends it, where a browser says so. */
  origin: string | null;
  /** What is compared when the same key comes again. */
  text: string;
  body: unknown;
  /** Set when an organiser registers somebody by hand, also before registration opens and after it has closed. */
  byHand?: { rehearsal: boolean };
}

export type AttemptOutcome = { answer: RegistrationAnswer } | { problem: Problem };

/** How often an event may change under one submission before we give up. */
const TRIES = 3;

/**
 * Registers, or says why not. Usually one D1 round trip: the definition is remembered, and the transaction refuses one that
 * is no longer the latest. What a remembered definition refuses is asked of the latest before anyone hears of it.
 */
export async function register(service: Service, attempt: Attempt): Promise<AttemptOutcome> {
  const cached = cachedEvent(attempt.event);
  if (cached) {
    const outcome = await tryWith(service, cached, attempt);
    if ("answer" in outcome) return outcome;
  }
  for (let tries = 0; tries < TRIES; tries++) {
    const event = await latestEvent(service.db, attempt.event);
    if (!event) return { problem: problemOf("no-such-event", wishedLanguage(attempt.body)) };
    const outcome = await tryWith(service, event, attempt);
    if (!("stale" in outcome)) return outcome;
  }
  throw new Error("The event changed faster than a registration could be stored");
}

function wishedLanguage(body: unknown): Language {
  const language = typeof body === "object" && body !== null && "language" in body ? body.language : undefined;
  return isLanguage(language) ? language : "nb";
}

async function tryWith(
  service: Service,
  { definition, version }: StoredEvent,
  attempt: Attempt,
): Promise<AttemptOutcome | { stale: true }> {
  const { db, settings, now } = service;
  const language = wishedLanguage(attempt.body);
  const refuse = (name: ProblemName, values: Values = {}) => ({ problem: problemOf(name, language, { values }) });

  const callers = allowedOrigins(definition, settings.PUBLIC_URL);
  if (callers && attempt.origin && !callers.includes(attempt.origin)) return refuse("origin");

  const key = idempotencyKey(attempt.idempotencyKey);
  if (!key) return refuse("idempotency-key");

  const parsed = registrationRequest(definition).safeParse(attempt.body);
  if (!parsed.success) return { problem: problemOf("invalid", language, { errors: fieldErrors(parsed.error) }) };
  const request = parsed.data;
  // With the oldest key, which stays the same while a new one is added.
  const body = await keyedHash(attempt.text, settings.LINK_KEYS[0]?.secret ?? "");

  const phase = phaseOf(definition, now);
  if (phase !== "open" && !(attempt.byHand && (phase === "closed" || phase === "not-open"))) {
    // Whoever registered in time and lost the answer still gets it.
    const earlier = await findSubmission(db, attempt.event, key);
    if (earlier?.body === body) return { answer: answerTo(request, earlier.before) };
    return refuse(phase, phaseValues(definition, language));
  }

  const result = await submit(db, {
    event: attempt.event,
    eventVersion: version,
    key,
    body,
    request,
    consentWording: consentWording(definition, request.language),
    test: attempt.byHand?.rehearsal,
    now,
  });
  switch (result.outcome) {
    case "stored":
      wakeOutbox(service, result.messages);
      return { answer: answerTo(request, result.before) };
    case "replayed":
      return { answer: answerTo(request, result.before) };
    case "other-body":
      return refuse("idempotency-key-reused");
    case "full":
      return refuse("full");
    case "event-changed":
      return { stale: true };
  }
}

/** What a new registration gets, in an event as full as `places` says; a repeated one is answered the same. */
function answerTo(request: RegistrationRequest, places: Capacity): RegistrationAnswer {
  const people = 1 + request.colleagues.length;
  const admission = admit(places, { participation: request.participation, waitlist: request.waitlist, people });
  if (admission.outcome === "full") throw new Error("The transaction admitted whom the rules refuse");
  const { confirmed, waitlisted, firstPosition } = admission;
  return {
    status: confirmed > 0 ? "confirmed" : "waitlisted",
    participation: request.participation,
    position: confirmed > 0 ? null : firstPosition,
    places: { confirmed, waitlisted },
  };
}

/** What the sentences about an event that is not open speak of. */
export function phaseValues(definition: EventDefinition, language: Language): Values {
  const t = createTranslator(language);
  const times = timesOf(definition);
  const { name, email } = definition.contacts.practical;
  return {
    practicalContact: `${name} (${email})`,
    deadline: lastMoment(t, times.closes, definition.timeZone),
    opensAt: dateAndTime(t, times.opens, definition.timeZone),
    date: fullDate(t, times.starts, definition.timeZone),
  };
}
