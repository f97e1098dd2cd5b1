/** Which e-mails travel in one request, under one Idempotency-Key. */

/** Stores the key for sending these messages together: a retry must send the same ones with the same key. */
export async function assignBatchKey(db: D1Database, ids: readonly string[], batch: string): Promise<void> {
  await db
    .prepare("UPDATE message SET batch = ?2 WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued'")
    .bind(JSON.stringify(ids), batch)
    .run();
}

/** For messages that the provider has refused as one batch, so that none was accepted: from now on each is tried alone. */
export async function splitBatch(db: D1Database, ids: readonly string[], now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET batch = id, due_at = ?2, unconfirmed_since = NULL
       WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued'`,
    )
    .bind(JSON.stringify(ids), now)
    .run();
}
