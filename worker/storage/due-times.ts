/**
 * Times at which something falls due, as one isolate writes them and others wait for them. The clock of an isolate may be wrong:
 * what is due at once must not wait for a clock that is fast, and nothing may wait longer than any wait of ours.
 */

/** The database's own clock. What is due at once is due by that or by the writer's clock, whichever comes first. */
export const DATABASE_NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/** How far ahead a due time is believed, in milliseconds: a little more than the longest wait between two attempts. */
const MESSAGE_AHEAD_MAX_MS = 90 * 60_000;
const ENDPOINT_AHEAD_MAX_MS = 4 * 3_600_000;

/**
 * Makes due at once what waits for a time that is too far ahead to be true: leases and attempts put off by an isolate whose
 * clock was fast. Reads what it mends and nothing else.
 */
export async function mendDueTimes(db: D1Database, now: number): Promise<void> {
  await db.batch([
    db
      // What has not been tried may wait for the limit of its mailbox (mail-limits.ts).
      .prepare(
        `UPDATE message SET due_at = ?1
         WHERE status = 'queued' AND bulk IN (0, 1) AND due_at > ?2 AND (mailbox IS NULL OR attempts > 0)`,
      )
      .bind(now, now + MESSAGE_AHEAD_MAX_MS),
    db
      .prepare("UPDATE webhook_endpoint SET due_at = ?1 WHERE paused_at IS NULL AND due_at > ?2")
      .bind(now, now + ENDPOINT_AHEAD_MAX_MS),
  ]);
}
