import type { Settings } from "../environment.ts";
import { consentWording } from "../registration/consent.ts";
import type { FieldError } from "../registration/contract.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { phaseOf } from "../registration/event-times.ts";
import { type ChangeRequest, changeRequest, fieldErrors } from "../registration/request.ts";
import { addressHashes } from "../security/address-hash.ts";
import { readManageSecret } from "../security/manage-link.ts";
import { type Service, wakeOutbox } from "../service.ts";
import { findEvent, type StoredEvent } from "../storage/events.ts";
import {
  cancelRegistration,
  changeRegistration,
  deleteNeeds,
  eraseRegistration,
  restoreRegistration,
  type UpdateOutcome,
} from "../storage/registration-updates.ts";
import { findRegistration, historyOf, type Registration } from "../storage/registrations.ts";

/** Whoever holds a manage link that still opens. */
export interface ManageSession {
  secret: string;
  event: StoredEvent;
  registration: Registration;
}

/** Null for a link that we did not sign, that was replaced, or whose registration is erased: nobody learns which. */
export async function openManageLink(
  db: D1Database,
  settings: Settings,
  secret: string,
): Promise<ManageSession | null> {
  const link = await readManageSecret(secret, settings.LINK_KEYS);
  const registration = link && (await findRegistration(db, link.registration));
  if (!registration || registration.linkVersion !== link.version) return null;
  const event = await findEvent(db, registration.event);
  return event && { secret, event, registration };
}

/** What the person may still do. */
export interface Possible {
  change: boolean;
  cancel: boolean;
  restore: boolean;
}

/** Answers can be changed while one can register; leaving is possible until it is over. */
export function possible({ event, registration }: ManageSession, now: number): Possible {
  const phase = phaseOf(event.definition, now);
  const here = registration.status !== "cancelled";
  return {
    change: here && phase === "open",
    cancel: here && (phase === "open" || phase === "closed" || phase === "not-open"),
    restore: !here && phase === "open",
  };
}

export type ManageOutcome =
  | { outcome: "done" }
  | { outcome: "invalid"; errors: FieldError[] }
  /** Changed elsewhere since the page was loaded. */
  | { outcome: "conflict" }
  | { outcome: "full" }
  /** The event is closed, over or cancelled by now, or there is nothing to do. */
  | { outcome: "not-possible" };

function finish(
  service: Service,
  update: UpdateOutcome,
  refusal: ManageOutcome["outcome"] & ("full" | "not-possible"),
) {
  if (update.outcome === "refused") return { outcome: refusal };
  wakeOutbox(service, update.messages);
  return { outcome: "done" as const };
}

export async function cancel(service: Service, session: ManageSession): Promise<ManageOutcome> {
  if (!possible(session, service.now).cancel) return { outcome: "not-possible" };
  return finish(service, await cancelRegistration(service.db, session.registration, service.now), "not-possible");
}

export async function restore(service: Service, session: ManageSession): Promise<ManageOutcome> {
  if (!possible(session, service.now).restore) return { outcome: "not-possible" };
  const { registration, event } = session;
  return finish(service, await restoreRegistration(service.db, registration, event.version, service.now), "full");
}

/** `farewell`: whether to confirm it by e-mail. Whoever never registered ("not me") gets no more e-mail. */
export async function erase(
  service: Service,
  { registration }: ManageSession,
  erasureNotice: boolean,
): Promise<ManageOutcome> {
  return finish(service, await eraseRegistration(service.db, registration, erasureNotice, service.now), "not-possible");
}

/**
 * Stores what the person changed. `seen` is the state of the registration that the page showed (its changedAt): whoever
 * changed it elsewhere meanwhile is not overwritten.
 */
export async function change(
  service: Service,
  session: ManageSession,
  body: unknown,
  seen: number,
): Promise<ManageOutcome> {
  const { event, registration } = session;
  const { definition } = event;
  if (!possible(session, service.now).change) return { outcome: "not-possible" };
  const parsed = changeRequest(definition).safeParse(body);
  if (!parsed.success) return { outcome: "invalid", errors: fieldErrors(parsed.error) };
  if (seen !== registration.changedAt) return { outcome: "conflict" };
  if (!differs(registration, parsed.data)) return { outcome: "done" };
  const update = await changeRegistration(
    service.db,
    registration,
    parsed.data,
    consentWording(definition, registration.language),
    event.version,
    service.now,
  );
  if (update.outcome === "done") return finish(service, update, "full");
  const latest = await findRegistration(service.db, registration.id);
  return { outcome: latest?.changedAt === seen ? "full" : "conflict" };
}

/** Nothing changed: nothing to store, and no e-mail. */
function differs(registration: Registration, change: ChangeRequest): boolean {
  const { participation, digitalMeanwhile } = registration;
  const answers = ({ name, organisation, role, question, needs }: Registration | ChangeRequest) =>
    JSON.stringify([name, organisation, role, question, needs && [needs.diet, needs.access]]);
  return (
    answers(registration) !== answers(change) ||
    (change.participation ?? participation) !== participation ||
    (change.digitalMeanwhile ?? digitalMeanwhile) !== digitalMeanwhile
  );
}

/** Withdraws the consent: the needs are deleted, whether or not answers can still be changed. */
export async function withdrawNeeds({ db }: Service, { registration }: ManageSession): Promise<ManageOutcome> {
  await deleteNeeds(db, registration.id);
  return { outcome: "done" };
}

/** Everything that is held about the person, as they may take it along (GDPR Article 20). */
export async function personalData({ db, settings }: Service, { event, registration }: ManageSession) {
  const { definition } = event;
  const email = parseEmailAddress(registration.email);
  const hashes = typeof email === "string" ? [] : await addressHashes(email.key, settings.LINK_KEYS);
  const { checkedInAt, ...history } = await historyOf(db, registration.id, hashes);
  const { position, linkVersion, calendarChanges, ...answers } = registration;
  const iso = (instant: number | null) => instant && new Date(instant).toISOString();
  return {
    event: { slug: definition.slug, title: definition.title, starts: definition.starts, timeZone: definition.timeZone },
    registration: {
      ...answers,
      registeredAt: iso(registration.registeredAt),
      waitlistedAt: iso(registration.waitlistedAt),
      changedAt: iso(registration.changedAt),
      checkedInAt,
      needs: registration.needs && { ...registration.needs, consentedAt: iso(registration.needs.consentedAt) },
    },
    ...history,
  };
}
