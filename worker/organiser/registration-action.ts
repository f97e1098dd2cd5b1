/** What every action of an organiser on one registration shares. */
import * as z from "zod";
import { exportRow } from "../registration/export-row.ts";
import type { Refused } from "../registration/updating.ts";
import type { Caller } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import type { AuditAction } from "../storage/audit-log.ts";
import type { StoredEvent } from "../storage/events.ts";
import { exportRows } from "../storage/export.ts";
import { findRegistration, type Registration } from "../storage/registrations.ts";
import { audit } from "./audit-log.ts";

/** A registration after an update, as an export row. */
export const registrationAfter = z.strictObject({ registration: exportRow });

/** An organiser's action on one registration of one event. */
export interface RegistrationAction {
  event: StoredEvent;
  caller: Caller;
  /** The id of the registration. */
  id: string;
}

/** Also the answer if the registration belongs to another event. */
export const notFound: Refused<"not-found"> = { outcome: "refused", reason: "not-found" };

/** Null if the event has no such registration. */
export async function registrationOf({ db }: Service, { event, id }: RegistrationAction): Promise<Registration | null> {
  const registration = await findRegistration(db, id);
  return registration?.event === event.definition.slug ? registration : null;
}

/** The result of an update: the registration's present export row, with its latest e-mail. */
export type RegistrationUpdated = { outcome: "done" } & z.infer<typeof registrationAfter>;

/** The answer to an organiser after an update. */
export async function updated(
  { db }: Service,
  { event, id }: RegistrationAction,
): Promise<RegistrationUpdated | Refused<"not-found">> {
  const [registration] = await exportRows(db, event.definition.slug, [id]);
  return registration ? { outcome: "done", registration } : notFound;
}

/** Logs an update that was stored. */
export async function audited<Outcome extends { outcome: string }>(
  service: Service,
  { event, caller, id }: RegistrationAction,
  action: AuditAction,
  outcome: Outcome,
): Promise<Outcome> {
  if (outcome.outcome === "done")
    await audit(service, caller, { event: event.definition.slug, action, count: 1, detail: id });
  return outcome;
}
