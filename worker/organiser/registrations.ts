/** What an organiser does for an attendee. Each action leads to the same e-mail as the attendee's own. */
import { z } from "zod";
import { registerPeople } from "../actions/register.ts";
import * as actions from "../actions/update.ts";
import { changeTypes } from "../registration/change.ts";
import type { registrationByHandAnswer } from "../registration/contract-schemas.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { exportRow } from "../registration/export-row.ts";
import { displayStatuses, messageKinds } from "../registration/message.ts";
import type { RegisterOutcome } from "../registration/registering.ts";
import { type CorrectionRequest, correctionRequest, fieldErrors } from "../registration/request.ts";
import {
  changeAction,
  type Done,
  type Invalid,
  organiserRefusal,
  type Refused,
  type RefusedFull,
  type RefusedOver,
  type UpdateRefusal,
} from "../registration/updating.ts";
import type { Caller } from "../security/bearer.ts";
import { type Service, wakeOutbox } from "../service.ts";
import { messageExists, messagesTo, resendMessage } from "../storage/attendee-mail.ts";
import type { AuditAction } from "../storage/audit-log.ts";
import { changesOf } from "../storage/change-feed.ts";
import type { Change } from "../storage/change-registration.ts";
import type { StoredEvent } from "../storage/events.ts";
import { exportRows, exportRowsAt } from "../storage/export.ts";
import { newId } from "../storage/ids.ts";
import { purgeRehearsals } from "../storage/registration-updates.ts";
import { findRegistration, type Registration } from "../storage/registrations.ts";
import { audit } from "./audit-log.ts";
import { vouchedAddress } from "./vouched-address.ts";

const instant = z.iso.datetime();

/** A registration as the export has it, its changes and its e-mails, oldest first. */
export const registrationDetails = z.strictObject({
  registration: exportRow,
  changes: z.array(z.strictObject({ type: z.enum(changeTypes), reason: z.string().nullable(), at: instant })),
  messages: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(messageKinds),
      status: z.enum(displayStatuses),
      /** Why it was not delivered. */
      reason: z.string().nullable(),
      createdAt: instant,
      at: instant,
    }),
  ),
});

/** A registration after an update, as the export has it. */
export const registrationAfter = z.strictObject({ registration: exportRow });

export const rehearsalsPurged = z.strictObject({ purged: z.int() });

export const resentAnswer = z.strictObject({ id: z.string(), status: z.literal("queued") });

/** An organiser's action on one registration of one event. */
export interface RegistrationAction {
  event: StoredEvent;
  caller: Caller;
  /** Of the registration. */
  id: string;
}

const notFound: Refused<"not-found"> = { outcome: "refused", reason: "not-found" };

/** Null where the event has no such registration. */
async function registrationOf({ db }: Service, { event, id }: RegistrationAction): Promise<Registration | null> {
  const registration = await findRegistration(db, id);
  return registration?.event === event.definition.slug ? registration : null;
}

/**
 * A registration as the export has it, its changes and its e-mails; null where the event has no such registration.
 * `headersOnly`: of a HEAD request, which shows nothing and so is not logged.
 */
export async function registrationDetailsOf(
  service: Service,
  action: RegistrationAction,
  headersOnly: boolean,
): Promise<z.infer<typeof registrationDetails> | null> {
  const { db } = service;
  const { event, caller, id } = action;
  const { slug } = event.definition;
  if (!(await registrationOf(service, action))) return null;
  const [[registration], changes, messages] = await Promise.all([
    exportRows(db, slug, [id]),
    changesOf(db, id),
    messagesTo(db, id),
  ]);
  // Erased between two statements.
  if (!registration) return null;
  if (!headersOnly) await audit(service, caller, { event: slug, action: "registration read", count: 1, detail: id });
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

/** An organiser's request: the form's body, and whether it is a rehearsal. */
const rehearsalFlag = z.looseObject({ rehearsal: z.boolean("true or false").default(false) });

/** The addresses of a request that has been accepted. */
function addressesIn(body: unknown): string[] {
  const { email, colleagues = [] } = body as { email: string; colleagues?: { email: string }[] };
  return [email, ...colleagues.map((colleague) => colleague.email)].flatMap((typed) => {
    const parsed = parseEmailAddress(typed);
    return typeof parsed === "string" ? [] : parsed.key;
  });
}

export type AddByHandOutcome =
  | { outcome: "registered"; answer: z.infer<typeof registrationByHandAnswer> }
  | Exclude<RegisterOutcome, { outcome: "registered" }>;

/**
 * Registers people by hand, in earnest or as a rehearsal: as the form does, but also before registration opens and after it
 * has closed, and never over capacity. The answer holds the people too, since organisers may know who is registered.
 */
export async function addByHand(
  service: Service,
  event: StoredEvent,
  caller: Caller,
  { text, json, key }: { text: string; json: unknown; key: string | null },
): Promise<AddByHandOutcome> {
  const { db } = service;
  const { slug } = event.definition;
  const flag = rehearsalFlag.safeParse(json);
  if (!flag.success)
    return { outcome: "invalid", errors: [{ field: "rehearsal", code: "form.generic" }], event: event.definition };
  const { rehearsal } = flag.data;
  const outcome = await registerPeople(service, { slug, key, text, body: json, by: { role: "organiser", rehearsal } });
  if (outcome.outcome !== "registered") return outcome;
  const registrations = await exportRowsAt(db, slug, addressesIn(json), rehearsal);
  const action = rehearsal ? "rehearsal added" : "registration added";
  const detail = registrations[0]?.id;
  const count = outcome.repeated ? 0 : registrations.length;
  await audit(service, caller, { event: slug, action, count, detail });
  return { outcome: "registered", answer: { ...outcome.answer, registrations } };
}

/** What an update came to: the registration as the export has it now, its latest e-mail included. */
export type RegistrationUpdated = { outcome: "done" } & z.infer<typeof registrationAfter>;

async function updated(
  { db }: Service,
  { event, id }: RegistrationAction,
): Promise<RegistrationUpdated | Refused<"not-found">> {
  const [registration] = await exportRows(db, event.definition.slug, [id]);
  return registration ? { outcome: "done", registration } : notFound;
}

/** Writes an update that was stored into the audit log. */
async function audited<Outcome extends { outcome: string }>(
  service: Service,
  { event, caller, id }: RegistrationAction,
  action: AuditAction,
  outcome: Outcome,
): Promise<Outcome> {
  if (outcome.outcome === "done")
    await audit(service, caller, { event: event.definition.slug, action, count: 1, detail: id });
  return outcome;
}

/** How often a correction is tried while the registration changes under it. */
const CORRECTION_TRIES = 4;

/**
 * Corrects the answers that are given and leaves the rest. A new address gets the confirmation, and the links that went to
 * the old one no longer open. The request names the fields that it is about, so what is changed meanwhile (a new definition
 * gives the attendee a seat) is no reason to refuse it: it is tried again with the registration as it is then.
 */
export async function correct(
  service: Service,
  action: RegistrationAction,
  body: unknown,
): Promise<RegistrationUpdated | UpdateRefusal | Invalid> {
  const { event } = action;
  // A wrong body is refused before the registration is looked up.
  const checked = correctionRequest(event.definition).safeParse(body);
  if (!checked.success) return { outcome: "invalid", errors: fieldErrors(checked.error, "organiser") };
  for (let tries = 1; ; tries++) {
    const outcome = await correctOnce(service, action, body);
    const conflict = outcome.outcome === "refused" && outcome.reason === "conflict";
    if (!conflict || tries === CORRECTION_TRIES) return outcome;
  }
}

async function correctOnce(
  service: Service,
  action: RegistrationAction,
  body: unknown,
): Promise<RegistrationUpdated | UpdateRefusal | Invalid> {
  const { event } = action;
  const registration = await registrationOf(service, action);
  if (!registration) return notFound;
  if (registration.status === "cancelled") return { outcome: "refused", reason: "wrong-state" };
  const outcome = await actions.change<{ outcome: "unchanged" } | RefusedOver | Invalid>(
    service,
    registration,
    event,
    (definition) => {
      const parsed = correctionRequest(definition).safeParse(body);
      if (!parsed.success)
        return { change: null, instead: { outcome: "invalid", errors: fieldErrors(parsed.error, "organiser") } };
      const change = corrected(registration, parsed.data, body as object);
      if (!change) return { change: null, instead: { outcome: "unchanged" } };
      const over = organiserRefusal(changeAction(registration, change), definition, service.now);
      return over ? { change: null, instead: over } : { change };
    },
  );
  switch (outcome.outcome) {
    case "unchanged":
      return updated(service, action);
    case "done":
      await audited(service, action, "registration changed", outcome);
      return updated(service, action);
    default:
      return outcome;
  }
}

/** What to store; null where nothing differs, and so there is no e-mail to send either. */
function corrected(registration: Registration, given: CorrectionRequest, body: object): Change | null {
  // The schema makes null of an absent answer. Only an answer that is present and null is taken away.
  const answer = (field: "organisation" | "role" | "question") =>
    Object.hasOwn(body, field) ? (given[field] ?? null) : registration[field];
  const { email, participation = registration.participation } = given;
  // Only a person who stays on the waiting list may follow the stream meanwhile.
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
    partner: given.partner,
    language: given.language,
  };
  const differs = (["partner", "language"] as const).some(
    (field) => change[field] !== undefined && change[field] !== registration[field],
  );
  return differs || actions.changesAnswers(registration, change) ? change : null;
}

export async function cancel(
  service: Service,
  action: RegistrationAction,
): Promise<RegistrationUpdated | Refused<"not-found" | "wrong-state">> {
  const registration = await registrationOf(service, action);
  if (!registration) return notFound;
  const outcome = await audited(service, action, "registration cancelled", await actions.cancel(service, registration));
  return outcome.outcome === "done" ? updated(service, action) : outcome;
}

/** Takes back a cancellation, also after registration has closed. */
export async function restore(
  service: Service,
  action: RegistrationAction,
): Promise<RegistrationUpdated | Refused<"not-found" | "wrong-state"> | RefusedFull | RefusedOver> {
  const registration = await registrationOf(service, action);
  if (!registration) return notFound;
  if (registration.status !== "cancelled") return { outcome: "refused", reason: "wrong-state" };
  const restored = await actions.restore(service, registration, action.event, (event) =>
    organiserRefusal("restore", event, service.now),
  );
  const outcome = await audited(service, action, "registration restored", restored);
  return outcome.outcome === "done" ? updated(service, action) : outcome;
}

/** Erases an attendee who has asked for it in another way than by their own link. */
export async function erase(service: Service, action: RegistrationAction): Promise<Done | Refused<"not-found">> {
  const registration = await registrationOf(service, action);
  if (!registration) return notFound;
  const outcome = await actions.erase(service, registration);
  // Erased by another request meanwhile: what was asked for is done.
  if (outcome.outcome === "refused") return { outcome: "done" };
  return audited(service, action, "registration erased", outcome);
}

/** Sends an e-mail once more to the attendee who has had it already, but not to one who has reported e-mail as spam. */
export async function resend(
  service: Service,
  slug: string,
  caller: Caller,
  id: string,
): Promise<({ outcome: "done" } & z.infer<typeof resentAnswer>) | Refused<"not-found" | "wrong-state" | "complained">> {
  const { db, now } = service;
  const { hashes, complained } = await vouchedAddress(service, slug, id);
  if (complained) return { outcome: "refused", reason: "complained" };
  const copy = newId(now);
  if (!(await resendMessage(db, slug, { id, copy, hashes }, now)))
    return (await messageExists(db, slug, id)) ? { outcome: "refused", reason: "wrong-state" } : notFound;
  wakeOutbox(service, [copy]);
  await audit(service, caller, { event: slug, action: "resend", count: 1, detail: id });
  return { outcome: "done", id: copy, status: "queued" };
}

/** Removes every rehearsal of an event. */
export async function purge(service: Service, slug: string, caller: Caller): Promise<z.infer<typeof rehearsalsPurged>> {
  const purged = await purgeRehearsals(service.db, slug);
  await audit(service, caller, { event: slug, action: "rehearsals purged", count: purged });
  return { purged };
}
