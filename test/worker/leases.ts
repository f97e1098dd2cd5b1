import { type LeasedMessage, leaseForSlot } from "../../worker/storage/leasing.ts";

/** Leases the due messages, like a consumer for which a slot is always free. */
export async function leaseMessages(
  db: D1Database,
  ids: readonly string[],
  now: number,
  until: number,
): Promise<LeasedMessage[]> {
  const anySlot = { rate: { requests: 1, window: 0 }, maxWait: Number.MAX_SAFE_INTEGER };
  const lease = await leaseForSlot(db, ids, { now, until }, anySlot);
  return lease.outcome === "leased" ? lease.messages : [];
}
