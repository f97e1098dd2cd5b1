/** What an organiser does for an attendee. Each action sends the same e-mail as the attendee's own. */
import * as z from "zod";
import * as actions from "../actions/update.ts";
import { changeTypes } from "../registration/change.ts";
import { exportRow } from "../registration/export-row.ts";
import { displayStatuses, messageKinds } from "../registration/message.ts";
import {
  type Done,
  organiserRefusal,
  type Refused,
  type RefusedFull,
  type RefusedOver,
} from "../registration/updating.ts";
import type { Caller } from "../security/bearer.ts";
import { type Service, wakeOutbox } from "../service.ts";
import { messageExists, messagesTo, resendMessage } from "../storage/attendee-mail.ts";
import { changesOf } from "../storage/change-feed.ts";
import { exportRows } from "../storage/export.ts";
import { newId } from "../storage/ids.ts";
import { purgeRehearsals } from "../storage/registration-updates.ts";
import { audit } from "./audit-log.ts";
import {
  audited,
  notFound,
  type RegistrationAction,
  type RegistrationUpdated,
  registrationOf,
  updated,
} from "./registration-action.ts";
import { vouchedAddress } from "./vouched-address.ts";

const instant = z.iso.datetime();

/** A registration's export row, its changes and its e-mails, oldest first. */
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

export const rehearsalsPurged = z.strictObject({ purged: z.int() });

export const resentAnswer = z.strictObject({ id: z.string(), status: z.literal("queued") });

/**
 * A registration's export row, its changes and its e-mails; null if the event has no such registration. `headersOnly`: true
 * for a HEAD request, which shows nothing and so is not logged.
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
  // It was erased between two statements.
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

export async function cancel(
  service: Service,
  action: RegistrationAction,
): Promise<RegistrationUpdated | Refused<"not-found" | "wrong-state">> {
  const registration = await registrationOf(service, action);
  if (!registration) return notFound;
  const outcome = await audited(service, action, "registration cancelled", await actions.cancel(service, registration));
  return outcome.outcome === "done" ? updated(service, action) : outcome;
}

/** Undoes a cancellation, also after registration has closed. */
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

/**
 * Ends the hold, so that the attendee keeps the place: the organiser vouches for the address. `wrong-state`: the place is
 * not held.
 */
export async function verify(
  service: Service,
  action: RegistrationAction,
): Promise<RegistrationUpdated | Refused<"not-found" | "wrong-state">> {
  const registration = await registrationOf(service, action);
  if (!registration) return notFound;
  const outcome = await audited(service, action, "address verified", await actions.verify(service, registration));
  return outcome.outcome === "done" ? updated(service, action) : outcome;
}

/** Erases an attendee who has asked for it without using their own link. */
export async function erase(service: Service, action: RegistrationAction): Promise<Done | Refused<"not-found">> {
  const registration = await registrationOf(service, action);
  if (!registration) return notFound;
  const outcome = await actions.erase(service, registration);
  // Another request has erased the attendee meanwhile, so this one is done.
  if (outcome.outcome === "refused") return { outcome: "done" };
  return audited(service, action, "registration erased", outcome);
}

/** Sends an e-mail again to an attendee who has had it, but not to one who has reported e-mail as spam. */
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

/** Deletes every rehearsal of an event; with `counted`, only if there are so many. */
export async function purge(
  service: Service,
  slug: string,
  caller: Caller,
  counted: number | null = null,
): Promise<z.infer<typeof rehearsalsPurged>> {
  const purged = await purgeRehearsals(service.db, slug, counted);
  await audit(service, caller, { event: slug, action: "rehearsals purged", count: purged });
  return { purged };
}
