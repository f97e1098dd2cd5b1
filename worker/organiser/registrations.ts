/** What an organiser does for somebody: each deed leads to the e-mail that the person's own would have led to. */
import { z } from "zod";
import { register } from "../attendee/register.ts";
import type { Body } from "../http/body.ts";
import { ProblemError } from "../http/problem.ts";
import { changeTypes } from "../registration/change.ts";
import { consentWording } from "../registration/consent.ts";
import { registrationAnswer } from "../registration/contract-schemas.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { phaseOf } from "../registration/event-times.ts";
import { exportRow } from "../registration/export-row.ts";
import { displayStatuses, messageKinds } from "../registration/message.ts";
import { type CorrectionRequest, correctionRequest, fieldErrors } from "../registration/request.ts";
import { type Caller, callerName } from "../security/bearer.ts";
import { type Service, wakeOutbox } from "../service.ts";
import { type AuditAction, recordAudit } from "../storage/audit-log.ts";
import type { StoredEvent } from "../storage/events.ts";
import { changesOf, exportRows, exportRowsAt } from "../storage/export.ts";
import { newId } from "../storage/ids.ts";
import { messageExists, messagesTo, resendMessage } from "../storage/outbox.ts";
import {
  type Change,
  cancelRegistration,
  changeRegistration,
  eraseRegistration,
  purgeRehearsals,
  restoreRegistration,
  type UpdateOutcome,
} from "../storage/registration-updates.ts";
import { findRegistration, type Registration } from "../storage/registrations.ts";

const instant = z.iso.datetime();

/** Somebody as the export has them, and all that has happened. */
export const registrationDetails = z.strictObject({
  registration: exportRow,
  changes: z.array(z.strictObject({ type: z.enum(changeTypes), reason: z.string().nullable(), at: instant })),
  messages: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(messageKinds),
      status: z.enum(displayStatuses),
      /** Why it did not get through. */
      reason: z.string().nullable(),
      createdAt: instant,
      at: instant,
    }),
  ),
});

/** What a deed came to: the person as the export has them now, their latest e-mail among it. */
export const registrationAfter = z.strictObject({ registration: exportRow });

/** Of registering by hand: what the form's answer says, and the people themselves. */
export const addedByHand = registrationAnswer.extend({ registrations: z.array(exportRow) });

export const rehearsalsPurged = z.strictObject({ purged: z.int() });

export const resentAnswer = z.strictObject({ id: z.string(), status: z.literal("queued") });

/** Somebody who does something to somebody of one event. */
export interface ActionTarget {
  event: StoredEvent;
  caller: Caller;
  /** Of the registration. */
  id: string;
}

async function whom({ db }: Service, { event, id }: Pick<ActionTarget, "event" | "id">): Promise<Registration> {
  const registration = await findRegistration(db, id);
  if (registration?.event !== event.definition.slug) throw new ProblemError("not-found");
  return registration;
}

async function rowOf(db: D1Database, event: string, id: string) {
  const [row] = await exportRows(db, event, [id]);
  // Erased between two statements.
  if (!row) throw new ProblemError("not-found");
  return row;
}

/** @throws ProblemError not-found */
export async function look(
  service: Service,
  { event, caller, id }: ActionTarget,
): Promise<z.infer<typeof registrationDetails>> {
  const { db, now } = service;
  const { slug } = event.definition;
  await whom(service, { event, id });
  const [registration, changes, messages] = await Promise.all([
    rowOf(db, slug, id),
    changesOf(db, slug, id),
    messagesTo(db, id),
  ]);
  const who = callerName(caller);
  await recordAudit(db, { event: slug, who, action: "registration read", count: 1, detail: id }, now);
  return {
    registration,
    changes: changes.map((change) => ({ ...change, at: new Date(change.at).toISOString() })),
    messages: messages.map((message) => ({
      ...message,
      createdAt: new Date(message.createdAt).toISOString(),
      at: new Date(message.at).toISOString(),
    })),
  };
}

/** Whether a body asks for a rehearsal, or for something that may have been meant so. */
export function isRehearsal(body: unknown): boolean {
  return typeof body === "object" && body !== null && "test" in body && body.test !== false;
}

/** An organiser's request: the form's body, and whether it is a rehearsal. */
const rehearsalFlag = z.looseObject({ test: z.boolean("true or false").default(false) });

/** The addresses of a request that has been accepted. */
function addressesIn(body: unknown): string[] {
  const { email, colleagues = [] } = body as { email: string; colleagues?: { email: string }[] };
  return [email, ...colleagues.map((colleague) => colleague.email)].flatMap((typed) => {
    const parsed = parseEmailAddress(typed);
    return typeof parsed === "string" ? [] : parsed.key;
  });
}

/**
 * Registers somebody by hand, with or without a rehearsal's mark: as the form does, but also before registration opens and
 * after it has closed. Never over capacity. Answers the people as well, since organisers may know who is registered.
 */
export async function addByHand(
  service: Service,
  event: StoredEvent,
  caller: Caller,
  { body: { text, json }, idempotencyKey }: { body: Body; idempotencyKey: string | null },
) {
  const { db, now } = service;
  const { slug } = event.definition;
  const flag = rehearsalFlag.safeParse(json);
  if (!flag.success) throw new ProblemError("invalid", { errors: [{ field: "test", code: "form.generic" }] });
  const rehearsal = flag.data.test;
  const outcome = await register(service, {
    event: slug,
    idempotencyKey,
    origin: null,
    text,
    body: json,
    byHand: { rehearsal },
  });
  if ("problem" in outcome) return outcome;
  const registrations = await exportRowsAt(db, slug, addressesIn(json), rehearsal);
  const action = rehearsal ? "rehearsal added" : "registration added";
  const detail = registrations[0]?.id;
  await recordAudit(db, { event: slug, who: callerName(caller), action, count: registrations.length, detail }, now);
  return { answer: { ...outcome.answer, registrations } satisfies z.infer<typeof addedByHand> };
}

/** Nobody gets or moves to a place at what does not take place any more. @throws ProblemError cancelled, past */
function mustTakePlace({ event }: ActionTarget, now: number): void {
  const phase = phaseOf(event.definition, now);
  if (phase === "cancelled" || phase === "past") throw new ProblemError(phase);
}

async function done(service: Service, { event, caller, id }: ActionTarget, action: AuditAction, update: UpdateOutcome) {
  const { db, now } = service;
  const { slug } = event.definition;
  if (update.outcome === "refused") throw new ProblemError("wrong-state");
  wakeOutbox(service, update.messages);
  await recordAudit(db, { event: slug, who: callerName(caller), action, count: 1, detail: id }, now);
}

async function after(service: Service, action: ActionTarget): Promise<z.infer<typeof registrationAfter>> {
  return { registration: await rowOf(service.db, action.event.definition.slug, action.id) };
}

/**
 * Corrects what is given and leaves the rest. A new address gets the confirmation, and the links that went to the old one
 * no longer open.
 * @throws ProblemError invalid, not-found, wrong-state, full, cancelled, past, address-taken, conflict
 */
export async function correct(service: Service, action: ActionTarget, body: unknown) {
  const { db, now } = service;
  const { definition, version } = action.event;
  const parsed = correctionRequest(definition).safeParse(body);
  if (!parsed.success) throw new ProblemError("invalid", { errors: fieldErrors(parsed.error) });
  const registration = await whom(service, action);
  if (registration.status === "cancelled") throw new ProblemError("wrong-state");
  const change = corrected(registration, parsed.data, body as object);
  if (!change) return after(service, action);
  if (change.participation !== registration.participation || change.digitalMeanwhile) mustTakePlace(action, now);
  const update = await changeRegistration(
    db,
    registration,
    change,
    consentWording(definition, registration.language),
    version,
    now,
  );
  if (update.outcome === "refused") {
    const latest = await findRegistration(db, action.id);
    if (latest?.changedAt !== registration.changedAt) throw new ProblemError("conflict");
    const key = change.email?.key;
    const taken = key ? await exportRowsAt(db, definition.slug, [key], registration.test) : [];
    throw new ProblemError(taken.some(({ id }) => id !== action.id) ? "address-taken" : "full");
  }
  await done(service, action, "registration changed", update);
  return after(service, action);
}

/** What is to be stored; null where everything is so already: then there is nothing to tell, either. */
function corrected(registration: Registration, given: CorrectionRequest, body: object): Change | null {
  // The schema makes null of what is absent, which is not the same as taking it away.
  const answer = (field: "organisation" | "role" | "question") =>
    Object.hasOwn(body, field) ? (given[field] ?? null) : registration[field];
  const { email, participation = registration.participation } = given;
  // Only who waits, and goes on waiting, may follow the stream meanwhile.
  const waits = registration.status === "waitlisted" && participation === registration.participation;
  const digitalMeanwhile = waits ? (given.digitalMeanwhile ?? registration.digitalMeanwhile) : undefined;
  const change: Change = {
    name: given.name ?? registration.name,
    organisation: answer("organisation"),
    role: answer("role"),
    question: answer("question"),
    participation,
    digitalMeanwhile,
    ...(email && email.address !== registration.email ? { email } : {}),
  };
  const changes = (["name", "organisation", "role", "question", "participation", "digitalMeanwhile"] as const).some(
    (field) => change[field] !== undefined && change[field] !== registration[field],
  );
  return changes || change.email ? change : null;
}

/** @throws ProblemError not-found, wrong-state */
export async function cancel(service: Service, action: ActionTarget) {
  const registration = await whom(service, action);
  const update = await cancelRegistration(service.db, registration, service.now);
  await done(service, action, "registration cancelled", update);
  return after(service, action);
}

/** @throws ProblemError not-found, wrong-state, full, cancelled, past */
export async function restore(service: Service, action: ActionTarget) {
  const { db, now } = service;
  const registration = await whom(service, action);
  if (registration.status !== "cancelled") throw new ProblemError("wrong-state");
  mustTakePlace(action, now);
  const update = await restoreRegistration(db, registration, action.event.version, now);
  if (update.outcome === "refused") throw new ProblemError("full");
  await done(service, action, "registration restored", update);
  return after(service, action);
}

/** For somebody who has asked for it otherwise than by their own link. @throws ProblemError not-found */
export async function erase(service: Service, action: ActionTarget): Promise<void> {
  const registration = await whom(service, action);
  const update = await eraseRegistration(service.db, registration, true, service.now);
  // Erased by somebody else meanwhile: what was asked for is done.
  if (update.outcome === "refused") return;
  await done(service, action, "registration erased", update);
}

/** Sends an e-mail once more to whoever has had it already. @throws ProblemError not-found, wrong-state */
export async function resend(
  service: Service,
  event: string,
  caller: Caller,
  id: string,
): Promise<z.infer<typeof resentAnswer>> {
  const { db, now } = service;
  const copy = newId(now);
  if (!(await resendMessage(db, event, id, copy, now)))
    throw new ProblemError((await messageExists(db, event, id)) ? "wrong-state" : "not-found");
  wakeOutbox(service, [copy]);
  await recordAudit(db, { event, who: callerName(caller), action: "resend", count: 1, detail: id }, now);
  return { id: copy, status: "queued" };
}

export async function purge(
  { db, now }: Service,
  event: string,
  caller: Caller,
): Promise<z.infer<typeof rehearsalsPurged>> {
  const purged = await purgeRehearsals(db, event);
  await recordAudit(db, { event, who: callerName(caller), action: "rehearsals purged", count: purged }, now);
  return { purged };
}
