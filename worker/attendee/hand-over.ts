/** Handing the place on: the attendee offers it, and the colleague takes it or declines. */
import { withLatestEvent } from "../actions/latest-event.ts";
import { optionFull } from "../actions/option-full.ts";
import type { Language } from "../i18n/language.ts";
import { chosenAmong, chosenPlaces, fullOptions } from "../registration/choice-places.ts";
import { consentWording } from "../registration/consent.ts";
import type { FieldError } from "../registration/contract.ts";
import { placesOf } from "../registration/own-questions.ts";
import {
  type ColleagueNow,
  type HandOverRefusal,
  handOverRefusal,
  takingPlace,
} from "../registration/pending-address.ts";
import { readChange } from "../registration/read-request.ts";
import { colleagueToAsk, fieldErrors } from "../registration/request.ts";
import type { Done, Invalid, Refused } from "../registration/updating.ts";
import { mailboxHash } from "../security/address-hash.ts";
import { type Service, wakeOutbox } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { colleagueNow, takePlace } from "../storage/hand-over.ts";
import { askMailbox, endPending, openAddressesOf } from "../storage/pending-addresses.ts";
import type { Registration } from "../storage/registrations.ts";
import type { ManageSession } from "./manage.ts";
import { type OpenPending, openPendingLink, type PendingLink, readerOf } from "./pending-link.ts";

/** The colleague who is offered the place. */
export interface Colleague {
  name: string;
  email: { address: string; key: string };
}

/** Reads the colleague from the form, or returns the errors. The result does not depend on who is registered. */
export function readColleague(
  registration: Pick<Registration, "email">,
  body: unknown,
): { outcome: "valid"; colleague: Colleague } | Invalid {
  const parsed = colleagueToAsk.safeParse(body);
  if (!parsed.success) return { outcome: "invalid", errors: fieldErrors(parsed.error) };
  const own = parsed.data.email.key === registration.email.toLowerCase();
  const errors: FieldError[] = [{ field: "email", code: "handOver.self" }];
  return own ? { outcome: "invalid", errors } : { outcome: "valid", colleague: parsed.data };
}

/** Why the place cannot be offered now; null if it can. */
export function offerRefusal({ event, registration }: ManageSession, now: number) {
  return handOverRefusal(event.definition, registration, now);
}

/** Offers the place, with an e-mail to the colleague. The answer does not depend on who is registered. */
export async function offerPlace(
  service: Service,
  session: ManageSession,
  { name, email }: Colleague,
): Promise<Done | Refused<HandOverRefusal | "not-found">> {
  const refusal = offerRefusal(session, service.now);
  if (refusal) return refusal;
  const { db, settings, now } = service;
  const mailbox = await mailboxHash(email.key, settings.LINK_KEYS);
  const asked = await askMailbox(db, session.registration, { purpose: "hand-over", name, email, mailbox }, now);
  if (asked.outcome === "refused") return asked;
  wakeOutbox(service, asked.messages);
  return { outcome: "done" };
}

/** Takes the offer back if the colleague has not answered. `over`: there is no open offer. */
export async function takeBack({ db, now }: Service, { registration }: ManageSession): Promise<Done | Refused<"over">> {
  const open = await openAddressesOf(db, registration.id, now);
  const offer = open.find(({ purpose }) => purpose === "hand-over");
  const ended = offer && (await endPending(db, offer.id, "taken-back", now));
  return ended ? { outcome: "done" } : { outcome: "refused", reason: "over" };
}

/** An open offer, and the colleague's own registration at the event. */
export interface OpenOffer extends OpenPending {
  colleague: ColleagueNow | null;
}

export type Offer = Exclude<PendingLink, { state: "open" }> | { state: "open"; offer: OpenOffer };

/** Opens the colleague's link. The offer is open while the attendee has the place and the event gives places away. */
export async function openOffer(service: Service, secret: string): Promise<Offer> {
  const found = await openPendingLink(service, secret, "hand-over");
  if (found.state !== "open") return found;
  const { event, registration, pending } = found.question;
  if (handOverRefusal(event.definition, registration, service.now))
    return { state: "over", outcome: "place-left", reader: readerOf(found.question) };
  const colleague = await colleagueNow(service.db, { ...registration, emailKey: pending.emailKey });
  return { state: "open", offer: { ...found.question, colleague } };
}

/**
 * The outcome of taking the place. `conflict`: the place or the colleague's registration differs from what the page showed.
 * `has-place`: the colleague already has one, and the offer has ended.
 */
export type TakeOutcome = Done | Refused<"not-found" | "over" | "conflict" | "has-place"> | Invalid;

/** The colleague takes the place. `seen`: the participation that the page offered. */
export async function takeOffer(
  service: Service,
  offer: OpenOffer,
  { body, seen, language }: { body: unknown; seen: string; language: Language },
): Promise<TakeOutcome> {
  const { db, now } = service;
  const { registration, pending, colleague } = offer;
  const { participation } = registration;
  if (seen !== participation) return { outcome: "refused", reason: "conflict" };
  const doing = takingPlace(colleague, participation);
  if (doing === "has-place") {
    await declineOffer(service, offer);
    return { outcome: "refused", reason: "has-place" };
  }
  const attempt = async ({ definition, version, places }: StoredEvent): Promise<TakeOutcome | "event-changed"> => {
    // This frees the attendee's own places in options.
    const theirs = chosenPlaces(registration.answers);
    const full = new Set([...fullOptions(places)].filter((key) => !theirs.includes(key)));
    const parsed = doing === "register" ? readChange(definition, body, { participation, full }) : null;
    if (parsed?.success === false) return { outcome: "invalid", errors: parsed.errors };
    const taken = await takePlace(
      db,
      {
        offer: pending.id,
        participation,
        colleague,
        answers: parsed && { ...parsed.data, language },
        places: parsed ? chosenAmong(placesOf(definition.questions), parsed.data.answers) : [],
        consentWording: consentWording(definition, language),
        eventVersion: version,
      },
      now,
    );
    if (taken.outcome === "refused")
      switch (taken.reason) {
        case "event-changed":
          return "event-changed";
        case "not-found":
        case "over":
          return { outcome: "refused", reason: "over" };
        case "conflict":
          return { outcome: "refused", reason: "conflict" };
        case "option-full":
          return optionFull(db, registration.event, parsed?.data.answers ?? {}, registration.answers);
      }
    wakeOutbox(service, taken.messages);
    return { outcome: "done" };
  };
  const outcome = await withLatestEvent(db, registration.event, attempt, offer.event);
  return outcome ?? { outcome: "refused", reason: "over" };
}

/** "No thanks": the attendee keeps the place and gets an e-mail. A second press does nothing. */
export async function declineOffer(service: Service, { pending }: OpenOffer): Promise<void> {
  const messages = await endPending(service.db, pending.id, "not-taken", service.now);
  if (messages) wakeOutbox(service, messages);
}
