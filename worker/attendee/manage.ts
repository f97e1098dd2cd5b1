import * as actions from "../actions/update.ts";
import type { Settings } from "../environment.ts";
import { formerAnswers } from "../registration/answers.ts";
import { type ChoicePlaces, chosenPlaces, fullOptions } from "../registration/choice-places.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { type ChangeRequest, participationIn, readChange } from "../registration/read-request.ts";
import {
  type AttendeeRefusal,
  attendeeRefusal,
  changeAction,
  type Done,
  type Invalid,
  type Refused,
  type RefusedFull,
  type UpdateAction,
} from "../registration/updating.ts";
import { type LinkPurpose, readSecret } from "../security/manage-link.ts";
import { queueWebhooks, type Service } from "../service.ts";
import type { Change } from "../storage/change-registration.ts";
import { findEvent, type StoredEvent } from "../storage/events.ts";
import * as needs from "../storage/needs.ts";
import { findRegistration, type Registration } from "../storage/registrations.ts";

/** A valid manage link, and what it opens. */
export interface ManageSession {
  secret: string;
  event: StoredEvent;
  registration: Registration;
}

/**
 * Null for a link that we did not sign for this purpose, a replaced link, and the link of an erased registration. The client
 * does not learn which.
 */
export async function openManageLink(
  db: D1Database,
  settings: Settings,
  secret: string,
  purpose: LinkPurpose = "manage",
): Promise<ManageSession | null> {
  const link = await readSecret(purpose, secret, settings.LINK_KEYS);
  const registration = link && (await findRegistration(db, link.registration));
  if (!registration || registration.linkVersion !== link.version) return null;
  const event = await findEvent(db, registration.event);
  return event && { secret, event, registration };
}

/** Why the attendee cannot do this now; null if they can. */
export function refusalOf(
  action: UpdateAction,
  { event, registration }: ManageSession,
  now: number,
): AttendeeRefusal | null {
  return attendeeRefusal(action, event.definition, registration.status, now);
}

export type CancelOutcome = Done | Refused<"not-found"> | AttendeeRefusal;
export type RestoreOutcome = CancelOutcome | RefusedFull;
/** `conflict`: changed elsewhere since the page was loaded. */
export type ChangeOutcome = RestoreOutcome | Refused<"conflict"> | Invalid;
export type EraseOutcome = Done | Refused<"not-found">;

export async function cancel(service: Service, session: ManageSession): Promise<CancelOutcome> {
  return refusalOf("cancel", session, service.now) ?? actions.cancel(service, session.registration);
}

export function restore(service: Service, { event, registration }: ManageSession): Promise<RestoreOutcome> {
  return actions.restore(service, registration, event, (definition) =>
    attendeeRefusal("restore", definition, registration.status, service.now),
  );
}

/** The attendee confirms that the address is theirs, and keeps the place. A second press changes nothing. */
export async function verify(
  service: Service,
  { registration }: ManageSession,
): Promise<Done | Refused<"not-found" | "wrong-state">> {
  if (registration.status === "cancelled") return { outcome: "refused", reason: "wrong-state" };
  const verified = await actions.verify(service, registration);
  // It was already verified, in another tab or by another change.
  return verified.outcome === "refused" && verified.reason === "wrong-state" ? { outcome: "done" } : verified;
}

/** Erases the attendee; a last e-mail confirms it. */
export function erase(service: Service, { registration }: ManageSession): Promise<EraseOutcome> {
  return actions.erase(service, registration);
}

/** "Not me": erases a person who never registered, without an e-mail. */
export function disown(service: Service, { registration }: ManageSession): Promise<EraseOutcome> {
  return actions.disown(service, registration);
}

/**
 * Stores what the attendee changed. `seen` is the `changedAt` of the registration on the page: changes made elsewhere since
 * then are not overwritten.
 */
export function change(service: Service, session: ManageSession, body: unknown, seen: number): Promise<ChangeOutcome> {
  return changeAnswers(service, session, { body, seen }, (answers) =>
    differs(session.registration, answers) ? answers : null,
  );
}

/**
 * Changes an attendee's answers with a body as the manage page sends it. `toStore` returns which of the valid answers to
 * store; null: none. `excused`: the organiser's own required questions may stay unanswered.
 */
export async function changeAnswers(
  service: Service,
  { event, registration }: ManageSession,
  { body, seen, excused = false }: { body: unknown; seen: number; excused?: boolean },
  toStore: (answers: ChangeRequest) => Change | null,
): Promise<ChangeOutcome> {
  const outcome = await actions.change<ChangeOutcome>(service, registration, event, ({ definition, places }) => {
    const refusalOf = (action: UpdateAction) => attendeeRefusal(action, definition, registration.status, service.now);
    const refusal = refusalOf("answers");
    if (refusal) return { change: null, instead: refusal };
    // Checked before the answers, since a page with errors would carry the present `changedAt`.
    if (seen !== registration.changedAt) return { change: null, instead: { outcome: "refused", reason: "conflict" } };
    const full = excusing(places, registration);
    const participation = participationIn(body) ?? registration.participation;
    const parsed = readChange(definition, body, { participation, full, excused });
    if (!parsed.success) return { change: null, instead: { outcome: "invalid", errors: parsed.errors } };
    const refusedMove = refusalOf(changeAction(registration, parsed.data));
    if (refusedMove) return { change: null, instead: refusedMove };
    const stored = toStore(withFormer(definition, registration, parsed.data));
    return stored ? { change: { ...stored, verifies: true } } : { change: null, instead: { outcome: "done" } };
  });
  if (outcome.outcome === "refused" && (outcome.reason === "address-taken" || outcome.reason === "over"))
    throw new Error("An attendee's change leaves the address alone");
  // The remaining reasons are those of a ChangeOutcome; the compiler does not infer this.
  return outcome as ChangeOutcome;
}

/** Options that are full for this attendee. Options in which they have a place are not. */
function excusing(places: ChoicePlaces, { status, answers }: Registration): ReadonlySet<string> {
  const theirs = status === "confirmed" ? chosenPlaces(answers) : [];
  return new Set([...fullOptions(places)].filter((key) => !theirs.includes(key)));
}

/** Adds the stored answers to questions that the event no longer asks. */
function withFormer({ questions }: EventDefinition, saved: Registration, change: ChangeRequest): ChangeRequest {
  const sensitive = formerAnswers(questions, saved.needs?.answers ?? {});
  const needs = change.needs && { ...change.needs, answers: { ...sensitive, ...change.needs.answers } };
  return { ...change, answers: { ...formerAnswers(questions, saved.answers), ...change.answers }, needs };
}

/** Whether anything differs. If not, nothing is stored and no e-mail is sent. */
function differs(registration: Registration, change: ChangeRequest): boolean {
  const { participation, digitalMeanwhile } = registration;
  const answers = ({ name, organisation, role, question, needs }: Registration | ChangeRequest) =>
    JSON.stringify([name, organisation, role, question, needs && [needs.diet, needs.access]]);
  return (
    answers(registration) !== answers(change) ||
    !actions.sameAnswers(registration.answers, change.answers) ||
    !actions.sameAnswers(registration.needs?.answers ?? {}, change.needs?.answers ?? {}) ||
    (change.participation ?? participation) !== participation ||
    (change.digitalMeanwhile ?? digitalMeanwhile) !== digitalMeanwhile
  );
}

/** Withdraws the consent: deletes the needs, even if answers can no longer be changed. */
export async function withdrawNeeds(service: Service, { registration }: ManageSession): Promise<Done> {
  // There is no e-mail, so no consumer wakes the webhooks.
  if (await needs.withdrawNeeds(service.db, registration.id, service.now)) await queueWebhooks(service);
  return { outcome: "done" };
}
