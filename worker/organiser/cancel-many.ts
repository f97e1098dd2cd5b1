/** Cancelling many registrations at once: all that a filter matches. */
import * as z from "zod";
import { parseWith } from "../http/field-errors.ts";
import { participations } from "../registration/capacity.ts";
import { exportRow } from "../registration/export-row.ts";
import { displayStatuses } from "../registration/message.ts";
import type { CancelManyRefusal } from "../registration/updating.ts";
import type { Caller } from "../security/bearer.ts";
import { queueWebhooks, type Service, wakeBulk, wakeOutbox } from "../service.ts";
import { type CancelFilter, cancelAll, matching } from "../storage/cancel-many.ts";
import { exportRows } from "../storage/export.ts";
import { audit } from "./audit-log.ts";

/** The most registrations that one request cancels, so that the transaction stays short. */
const CANCEL_MAX = 5_000;

/** How many registrations a dry run names. */
const SHOWN = 100;

const instant = z.iso
  .datetime({ offset: true, error: "an instant such as 2026-11-24T12:00:00Z" })
  .transform((text) => Date.parse(text));

/** Conditions on those who take part or wait: all must hold, and at least one must be given. */
const where = z
  .strictObject({
    status: z.enum(["confirmed", "waitlisted"], "confirmed or waitlisted").optional(),
    participation: z.enum(participations, "in-person or digital").optional(),
    partner: z.string().max(60).optional(),
    registeredFrom: instant.optional(),
    registeredBefore: instant.optional().describe("The first instant that is no longer in it."),
    mail: z
      .enum([...displayStatuses, "never-delivered"])
      .optional()
      .describe("The status of the latest e-mail, as in the export; `never-delivered`: none has ever arrived."),
    emailDomain: z
      .string()
      .max(253)
      .transform((domain) => domain.replace(/^@/, "").toLowerCase())
      .optional()
      .describe("What stands behind the @."),
  })
  .refine((filter) => Object.values(filter).some((value) => value !== undefined), "at least one condition");

export const cancelManyRequest = z.strictObject({
  where,
  notify: z
    .boolean()
    .describe("Whether each gets the e-mail about the cancellation. Addresses that someone made up need none."),
  matching: z.int().min(0).optional().describe("The number that `?dry-run` gave. Needed to cancel."),
});
export type CancelManyRequest = z.infer<typeof cancelManyRequest>;

export const parseCancelMany = parseWith(cancelManyRequest);

/** As `parseCancelMany`, where the number is needed. @throws ProblemError invalid */
export const requireMatching = parseWith(
  z.looseObject({ matching: z.int({ error: "the number that ?dry-run gave" }) }),
);

export const cancelManyPreview = z.strictObject({
  dryRun: z.literal(true),
  matching: z.int(),
  /** The first hundred. */
  registrations: z.array(exportRow),
});

export const cancelManyAnswer = z.strictObject({
  cancelled: z.int(),
  /** How many were promoted from the waiting list. */
  promoted: z.int(),
});

/** Which registrations would be cancelled. Changes nothing; the audit log gets how many were named. */
export async function previewCancelMany(
  service: Service,
  slug: string,
  caller: Caller,
  filter: CancelFilter,
): Promise<({ outcome: "done" } & z.infer<typeof cancelManyPreview>) | CancelManyRefusal> {
  const { db } = service;
  const ids = await matching(db, slug, filter, CANCEL_MAX + 1);
  if (ids.length > CANCEL_MAX) return tooMany;
  const registrations = await exportRows(db, slug, ids.slice(0, SHOWN));
  const count = registrations.length;
  if (count > 0) await audit(service, caller, { event: slug, action: "cancellation previewed", count });
  return { outcome: "done", dryRun: true, matching: ids.length, registrations };
}

/** Cancels all that the filter matches, if they are as many as the dry run said, and promotes the next on the waiting list. */
export async function cancelMany(
  service: Service,
  slug: string,
  caller: Caller,
  { where: filter, notify, matching: expected }: CancelManyRequest,
): Promise<({ outcome: "done" } & z.infer<typeof cancelManyAnswer>) | CancelManyRefusal> {
  const { db, now } = service;
  const ids = await matching(db, slug, filter, CANCEL_MAX + 1);
  if (ids.length > CANCEL_MAX) return tooMany;
  const done = ids.length === expected ? await cancelAll(db, slug, { ids, notify }, now) : null;
  if (!done) {
    const present = await matching(db, slug, filter, CANCEL_MAX);
    return { outcome: "refused", reason: "count-changed", matching: present.length };
  }
  wakeOutbox(service, done.promoted);
  if (notify && ids.length > 0) await wakeBulk(service);
  await queueWebhooks(service);
  const detail = JSON.stringify({ ...filter, notify });
  await audit(service, caller, { event: slug, action: "registrations cancelled", count: ids.length, detail });
  return { outcome: "done", cancelled: ids.length, promoted: done.promoted.length };
}

const tooMany: CancelManyRefusal = { outcome: "refused", reason: "too-many", max: CANCEL_MAX };
