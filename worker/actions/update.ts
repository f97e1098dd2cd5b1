/**
 * Updates of an existing registration, by attendees and by organisers. The caller decides who may do what and when. Each function
 * here stores the update, wakes the outbox, and tries again if the definition was saved meanwhile.
 */
import type { Answers } from "../registration/answers.ts";
import { presentAvailability } from "../registration/capacity.ts";
import { chosenAmong } from "../registration/choice-places.ts";
import { consentWording } from "../registration/consent.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { firstChangeOfWords } from "../registration/freshness.ts";
import { placesOf } from "../registration/own-questions.ts";
import type { Done, Invalid, Refused, RefusedFull } from "../registration/updating.ts";
import { mailboxHash } from "../security/address-hash.ts";
import { purgeEvent, type Service, wakeOutbox } from "../service.ts";
import { type Change, changePartnerAndLanguage, changeRegistration } from "../storage/change-registration.ts";
import { latestEvent } from "../storage/event-cache.ts";
import type { StoredEvent } from "../storage/events.ts";
import {
  cancelRegistration,
  eraseRegistration,
  restoreRegistration,
  verifyAddress,
} from "../storage/registration-updates.ts";
import type { Registration } from "../storage/registrations.ts";
import type { UpdateOutcome } from "../storage/update-transaction.ts";
import { withLatestEvent } from "./latest-event.ts";
import { optionFull } from "./option-full.ts";

/** Cancels, and gives the place to the next person on the waiting list. */
export async function cancel(
  service: Service,
  registration: Registration,
): Promise<Done | Refused<"not-found" | "wrong-state">> {
  return settle(service, await cancelRegistration(service.db, registration, service.now));
}

/** Erases the person, and confirms it in a last e-mail. */
export async function erase(service: Service, registration: Registration): Promise<Done | Refused<"not-found">> {
  return settle(service, await eraseRegistration(service.db, registration, { notify: true }, service.now));
}

/** Ends the hold, so that the attendee keeps the place. `wrong-state`: the place is not held. */
export async function verify(
  service: Service,
  registration: Registration,
): Promise<Done | Refused<"not-found" | "wrong-state">> {
  return settle(service, await verifyAddress(service.db, registration, service.now));
}

/**
 * Erases a person who never registered, without another e-mail. For a day no stranger can register this mailbox for the
 * event.
 */
export async function disown(service: Service, registration: Registration): Promise<Done | Refused<"not-found">> {
  const { db, settings, now } = service;
  const email = parseEmailAddress(registration.email);
  const disowned = typeof email === "string" ? undefined : await mailboxHash(email.key, settings.LINK_KEYS);
  return settle(service, await eraseRegistration(db, registration, { notify: false, disowned }, now));
}

/**
 * Undoes a cancellation: gives a free place, or the end of the waiting list. `refusalBy` is called with each definition that
 * is tried, `event` first.
 */
export async function restore<Refusal extends object>(
  service: Service,
  registration: Registration,
  event: StoredEvent,
  refusalBy: (event: EventDefinition) => Refusal | null,
): Promise<Done | Refusal | Refused<"not-found" | "wrong-state"> | RefusedFull> {
  const { db, now } = service;
  const { slug } = event.definition;
  const attempt = async ({ definition, version, capacity }: StoredEvent) => {
    const refusal = refusalBy(definition);
    if (refusal) return refusal;
    const update = settle(service, await restoreRegistration(db, registration, version, now));
    if (update.outcome === "done") {
      const { participation } = registration;
      if (firstChangeOfWords(definition, capacity, { participation, people: 1 })) purgeEvent(service, slug);
      return update;
    }
    const { reason } = update;
    if (reason === "event-changed") return reason;
    return reason === "full" ? full(db, slug) : { ...update, reason };
  };
  return (await withLatestEvent(db, slug, attempt, event)) ?? notFound;
}

/** Whether a change is more than partner and language, so that the attendee is told about it. */
export function changesAnswers(registration: Registration, change: Change): boolean {
  const told = ["name", "organisation", "role", "question", "participation", "digitalMeanwhile"] as const;
  return (
    change.email !== undefined ||
    change.needs !== undefined ||
    (change.answers !== undefined && !sameAnswers(change.answers, registration.answers)) ||
    told.some((field) => change[field] !== undefined && change[field] !== registration[field])
  );
}

/** Whether two sets of answers are equal, in any order of the questions. */
export function sameAnswers(one: Answers, other: Answers): boolean {
  const inOrder = (answers: Answers) => JSON.stringify(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
  return inOrder(one) === inOrder(other);
}

/** What to store, or what to return if there is nothing to store. */
export type Prepared<Instead> = { change: Change } | { change: null; instead: Instead };

/**
 * Stores new answers, and moves the person between in person and digital. `prepare` is called with each definition that is
 * tried, `event` first, since the definition decides what may be changed.
 */
export async function change<Instead extends object>(
  service: Service,
  registration: Registration,
  event: StoredEvent,
  prepare: (event: StoredEvent) => Prepared<Instead>,
): Promise<
  Done | Instead | Refused<"not-found" | "wrong-state" | "conflict" | "address-taken" | "over"> | RefusedFull | Invalid
> {
  const { db, now } = service;
  const { slug } = event.definition;
  const attempt = async (event: StoredEvent) => {
    const { definition, version, capacity } = event;
    const prepared = prepare(event);
    if (!prepared.change) return prepared.instead;
    const { answers = registration.answers } = prepared.change;
    const change = { ...prepared.change, answers, places: chosenAmong(placesOf(definition.questions), answers) };
    const wording = consentWording(definition, registration.language);
    const update = changesAnswers(registration, change)
      ? settle(service, await changeRegistration(db, registration, change, wording, version, now))
      : settle(service, await changePartnerAndLanguage(db, registration, change, version, now));
    if (update.outcome === "done") {
      const { participation = registration.participation } = change;
      const moved = participation !== registration.participation;
      if (moved && firstChangeOfWords(definition, capacity, { participation, people: 1 })) purgeEvent(service, slug);
      return update;
    }
    const { reason } = update;
    if (reason === "event-changed") return reason;
    if (reason === "option-full") return optionFull(db, slug, change.answers, registration.answers);
    return reason === "full" ? full(db, slug) : { ...update, reason };
  };
  return (await withLatestEvent(db, slug, attempt, event)) ?? notFound;
}

function settle<Reason extends string>(service: Service, update: UpdateOutcome<Reason>): Done | Refused<Reason> {
  if (update.outcome === "refused") return update;
  wakeOutbox(service, update.messages);
  return { outcome: "done" };
}

const notFound: Refused<"not-found"> = { outcome: "refused", reason: "not-found" };

async function full(db: D1Database, slug: string): Promise<RefusedFull | Refused<"not-found">> {
  const event = await latestEvent(db, slug);
  if (!event) return notFound;
  return { outcome: "refused", reason: "full", present: presentAvailability(event.definition, event.capacity) };
}
