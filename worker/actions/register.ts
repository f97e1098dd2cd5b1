import type { Answers } from "../registration/answers.ts";
import { presentAvailability } from "../registration/capacity.ts";
import { chosenPlaces, fullOptions, noPlaces } from "../registration/choice-places.ts";
import { consentWording } from "../registration/consent.ts";
import type { FieldError } from "../registration/contract.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { firstChangeOfWords } from "../registration/freshness.ts";
import { holdAt } from "../registration/hold.ts";
import { allowedOrigins } from "../registration/origins.ts";
import { placesOf } from "../registration/own-questions.ts";
import { type RegistrationRequest, readRegistration } from "../registration/read-request.ts";
import { answerTo, decide, type RegisterOutcome, whyClosed } from "../registration/registering.ts";
import { mailboxHash } from "../security/address-hash.ts";
import { keyedHash } from "../security/crypto.ts";
import { purgeEvent, type Service, wakeOutbox } from "../service.ts";
import { cachedEvent } from "../storage/event-cache.ts";
import type { StoredEvent } from "../storage/events.ts";
import { findSubmission, submit } from "../storage/submissions.ts";
import { unreachable } from "../unreachable.ts";
import { withLatestEvent } from "./latest-event.ts";

/** A request to register, as it was received. */
export interface RegistrationAttempt {
  slug: string;
  /** The Idempotency-Key; null if the client sent no valid one. */
  key: string | null;
  /** The body as sent. The client must send the same text with the same key. */
  text: string;
  body: unknown;
  /**
   * `origin`: that of the page that sent the form; null if the browser sent none. `rehearsal`: takes no place and is not
   * counted. `excused`: required questions of the organiser's own may stay open.
   */
  by: { role: "attendee"; origin: string | null } | { role: "organiser"; rehearsal: boolean; excused: boolean };
}

/**
 * Registers everybody in the request or nobody. Usually one D1 round trip: the definition comes from the isolate's cache,
 * and the transaction refuses one that is out of date. A refusal without a query is checked again with the latest
 * definition.
 * @throws Error if the organiser keeps saving the definition while the request runs
 */
export async function registerPeople(service: Service, attempt: RegistrationAttempt): Promise<RegisterOutcome> {
  const cached = cachedEvent(attempt.slug);
  // Options may have become free or full since, so only the latest event makes a required choice optional.
  const outcome = cached && (await attemptWith(service, { ...cached, places: noPlaces }, attempt));
  if (outcome && outcome !== "event-changed" && isFinal(outcome)) return outcome;
  const latest = await withLatestEvent(service.db, attempt.slug, (event) => attemptWith(service, event, attempt));
  return latest ?? { outcome: "refused", reason: "no-such-event" };
}

/** Whether the transaction decided, so that a later definition would not change the outcome. */
function isFinal(outcome: RegisterOutcome): boolean {
  if (outcome.outcome !== "refused") return outcome.outcome === "registered";
  return outcome.reason === "full" || outcome.reason === "key-reused" || outcome.reason === "address-taken";
}

/** The fields of an accepted body whose addresses are among `keys`. */
function takenFields(body: unknown, keys: readonly string[]): FieldError[] {
  // The schema has accepted it.
  const { email, colleagues = [] } = body as { email: string; colleagues?: { email: string }[] };
  const fields = [["email", email], ...colleagues.map(({ email }, index) => [`colleagues.${index}.email`, email])];
  return fields.flatMap(([field = "", typed = ""]) => {
    const parsed = parseEmailAddress(typed);
    return typeof parsed !== "string" && keys.includes(parsed.key) ? [{ field, code: "email.taken" }] : [];
  });
}

/** The choices of the attendee and colleagues that have one of these options. */
function optionFaults(
  { answers, colleagues }: RegistrationRequest,
  keys: readonly string[],
  body: unknown,
): FieldError[] {
  // The schema has accepted the body, and left out empty rows.
  const { colleagues: sent = [] } = body as { colleagues?: { name: string; email: string }[] };
  const rows = sent.flatMap(({ name, email }, row) => (name.trim() || email.trim() ? row : []));
  const people: [string, Answers][] = [
    ["answers", answers],
    ...colleagues.map(({ answers }, index): [string, Answers] => [`colleagues.${rows[index]}.answers`, answers]),
  ];
  return people.flatMap(([path, given]) =>
    Object.entries(given).flatMap(([question, answer]) =>
      chosenPlaces({ [question]: answer }).some((key) => keys.includes(key))
        ? { field: `${path}.${question}`, code: "answer.full" }
        : [],
    ),
  );
}

async function attemptWith(
  service: Service,
  { definition, version, places }: StoredEvent,
  { slug, key, text, body, by }: RegistrationAttempt,
): Promise<RegisterOutcome | "event-changed"> {
  const { db, settings, now } = service;
  const origins = allowedOrigins(definition, settings.PUBLIC_URL);
  if (by.role === "attendee" && by.origin && origins && !origins.includes(by.origin))
    return { outcome: "refused", reason: "origin" };
  if (!key) return { outcome: "refused", reason: "no-key" };

  const parsed = readRegistration(definition, body, {
    full: fullOptions(places),
    excused: by.role === "organiser" && by.excused,
  });
  if (!parsed.success) return { outcome: "invalid", errors: parsed.errors, event: definition };
  const request = parsed.data;
  // The hash uses the oldest key, which stays when the operator adds a new one.
  const bodyHash = await keyedHash(text, settings.LINK_KEYS[0]?.secret ?? "");

  const closed = whyClosed(by.role, definition, now);
  if (closed) {
    // A client that registered in time and lost the answer still gets it.
    const earlier = await findSubmission(db, slug, key);
    const answer = earlier?.bodyHash === bodyHash ? answerTo(request, earlier.capacityBefore) : null;
    return answer
      ? { outcome: "registered", answer, repeated: true, event: definition }
      : { outcome: "refused", reason: closed, event: definition };
  }

  const addresses = [request.email, ...request.colleagues.map(({ email }) => email)];
  const mailboxes = await Promise.all(addresses.map(({ key }) => mailboxHash(key, settings.LINK_KEYS)));
  const submitted = await submit(db, {
    event: slug,
    eventVersion: version,
    key,
    bodyHash,
    request,
    places: placesOf(definition.questions),
    consentWording: consentWording(definition, request.language),
    rehearsal: by.role === "organiser" && by.rehearsal,
    // An organiser vouches for the addresses they type.
    hold: by.role === "attendee" ? holdAt(definition, now) : null,
    by: by.role,
    mailboxes: by.role === "attendee" ? mailboxes : undefined,
    now,
  });
  switch (submitted.outcome) {
    case "stored": {
      const decision = decide(definition, request, submitted.capacityBefore, now, by.role);
      if (decision.outcome === "refused")
        throw new Error("The transaction stored a registration that decide() refuses");
      wakeOutbox(service, submitted.messages);
      const taken = { participation: request.participation, people: addresses.length };
      if (firstChangeOfWords(definition, submitted.capacityBefore, taken)) purgeEvent(service, slug);
      return { outcome: "registered", answer: decision.answer, repeated: false, event: definition };
    }
    case "replayed": {
      const answer = answerTo(request, submitted.capacityBefore);
      if (!answer) throw new Error("The transaction stored an earlier registration that answerTo() refuses");
      return { outcome: "registered", answer, repeated: true, event: definition };
    }
    case "refused":
      switch (submitted.reason) {
        case "key-reused":
          return { outcome: "refused", reason: "key-reused" };
        case "full": {
          const present = presentAvailability(definition, submitted.capacityBefore, 1 + request.colleagues.length);
          return { outcome: "refused", reason: "full", present };
        }
        case "option-full":
          return { outcome: "invalid", errors: optionFaults(request, submitted.keys, body), event: definition };
        case "address-taken": {
          const errors = takenFields(body, submitted.keys);
          return { outcome: "refused", reason: "address-taken", errors, event: definition };
        }
        case "event-changed":
          return "event-changed";
        default:
          return unreachable(submitted);
      }
    default:
      return unreachable(submitted);
  }
}
