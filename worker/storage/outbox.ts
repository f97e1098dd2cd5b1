/** The outcomes of a leased message. */

export async function markSent(
  db: D1Database,
  sent: readonly { id: string; providerId: string | null }[],
  now: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET status = 'sent', provider_id = sent.provider_id, changed_at = ?2,
         due_at = NULL, failure = NULL, former_addressee = NULL
       FROM (SELECT value ->> 'id' AS id, value ->> 'providerId' AS provider_id FROM json_each(?1)) AS sent
       WHERE message.id = sent.id AND status = 'queued'`,
    )
    .bind(JSON.stringify(sent), now)
    .run();
}

/** Why a message fails although it may have been accepted: the only failure that a report from the provider can correct. */
export const NO_CLEAR_ANSWER = "no clear answer for a day";

export async function markFailed(db: D1Database, ids: readonly string[], failure: string, now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET status = 'failed', changed_at = ?3, due_at = NULL, failure = ?2, former_addressee = NULL
       WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued'`,
    )
    .bind(JSON.stringify(ids), failure, now)
    .run();
}

/** Deletes messages that are no longer relevant; the export then shows the previous one. */
export async function dropMessages(db: D1Database, ids: readonly string[]): Promise<void> {
  await db
    .prepare("DELETE FROM message WHERE id IN (SELECT value FROM json_each(?)) AND status = 'queued'")
    .bind(JSON.stringify(ids))
    .run();
}

/** A lease that ends, and whether it had a clear answer; `leasedAt` is when it began. */
export interface Unsettled {
  unconfirmed: boolean;
  leasedAt: number;
  dueAt: number;
}

/**
 * Clears the mark set by this lease, unless the attempt is unconfirmed (?3); a mark from an earlier lease (before ?4) stays.
 */
const RESTORE_UNCONFIRMED = "unconfirmed_since = iif(?3, unconfirmed_since, nullif(unconfirmed_since, ?4))";

/** Ends the lease after an attempt that failed; `unconfirmed`: the e-mail may have been accepted anyway. */
export async function postpone(
  db: D1Database,
  ids: readonly string[],
  { reason, unconfirmed, leasedAt, dueAt }: Unsettled & { reason: string },
): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET due_at = ?2, failure = ?5, ${RESTORE_UNCONFIRMED}
       WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued'`,
    )
    .bind(JSON.stringify(ids), dueAt, unconfirmed ? 1 : 0, leasedAt, reason)
    .run();
}

/** Ends the lease without an attempt: the next slot is at `dueAt`. */
export async function releaseLease(
  db: D1Database,
  ids: readonly string[],
  { leasedAt, dueAt }: Pick<Unsettled, "leasedAt" | "dueAt">,
): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET due_at = ?2, attempts = attempts - 1, ${RESTORE_UNCONFIRMED}
       WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued'`,
    )
    .bind(JSON.stringify(ids), dueAt, 0, leasedAt)
    .run();
}
