/** Cancelling all registrations that a filter matches. */
import * as z from "zod";
import { parseWith } from "../http/field-errors.ts";
import { exportRow } from "../registration/export-row.ts";
import { activeFilter, conditionsOf, type ListFilter, loggedFilter } from "../registration/list-filter.ts";
import type { CancelManyRefusal } from "../registration/updating.ts";
import type { Caller } from "../security/bearer.ts";
import { queueWebhooks, type Service, wakeBulk, wakeOutbox } from "../service.ts";
import { cancelAll, matching } from "../storage/cancel-many.ts";
import { exportRows } from "../storage/export.ts";
import { audit } from "./audit-log.ts";

/** The most registrations that one request cancels, so that the transaction stays short. */
const CANCEL_MAX = 5_000;

/** How many registrations a dry run names. */
const SHOWN = 100;

/** At least one condition, so that nobody cancels all registrations by mistake. */
const where = activeFilter.refine((filter) => conditionsOf(filter).length > 0, "at least one condition");

export const cancelManyRequest = z.strictObject({
  where,
  notify: z
    .boolean()
    .describe("Whether each gets the e-mail about the cancellation. Addresses that someone made up need none."),
  matching: z.int().min(0).optional().describe("The number that `?dry-run` gave. Needed to cancel."),
});

export const parseCancelMany = parseWith(cancelManyRequest);

/** Like `parseCancelMany`, with the number required. @throws ProblemError invalid */
export const requireMatching = parseWith(
  z.looseObject({ matching: z.int({ error: "the number that ?dry-run gave" }) }),
);

export const cancelManyPreview = z.strictObject({
  dryRun: z.literal(true),
  matching: z.int(),
  /** The first hundred registrations. */
  registrations: z.array(exportRow),
});

export const cancelManyAnswer = z.strictObject({
  cancelled: z.int(),
  /** How many people were promoted from the waiting list. */
  promoted: z.int(),
});

/** Which registrations would be cancelled. Changes nothing; the audit log records how many were named. */
export async function previewCancelMany(
  service: Service,
  slug: string,
  caller: Caller,
  filter: ListFilter,
): Promise<({ outcome: "done" } & z.infer<typeof cancelManyPreview>) | CancelManyRefusal> {
  const { db } = service;
  const ids = await matching(db, slug, filter, CANCEL_MAX + 1);
  if (ids.length > CANCEL_MAX) return tooMany;
  const registrations = await exportRows(db, slug, ids.slice(0, SHOWN));
  const count = registrations.length;
  if (count > 0) await audit(service, caller, { event: slug, action: "cancellation previewed", count });
  return { outcome: "done", dryRun: true, matching: ids.length, registrations };
}

/**
 * Cancels all registrations that the filter matches, if their number is that of the dry run, and promotes the next on the
 * waiting list.
 */
export async function cancelMany(
  service: Service,
  slug: string,
  caller: Caller,
  { where: filter, notify, matching: expected }: { where: ListFilter; notify: boolean; matching?: number | undefined },
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
  const detail = JSON.stringify({ ...loggedFilter(filter), notify });
  await audit(service, caller, { event: slug, action: "registrations cancelled", count: ids.length, detail });
  return { outcome: "done", cancelled: ids.length, promoted: done.promoted.length };
}

const tooMany: CancelManyRefusal = { outcome: "refused", reason: "too-many", max: CANCEL_MAX };
