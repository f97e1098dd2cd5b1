/**
 * Due times, written by one isolate and read by others. The clock of an isolate may be wrong: a message that is due at once
 * must not wait because a clock was fast, and no message may wait longer than the longest delay of the service.
 */

/** The database's own clock. A message that is due at once gets the earlier of this time and the writer's. */
export const DATABASE_NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/** How far ahead a due time is trusted, in milliseconds: a little more than the longest wait between two attempts. */
const MESSAGE_AHEAD_MAX_MS = 90 * 60_000;
const ENDPOINT_AHEAD_MAX_MS = 4 * 3_600_000;

/**
 * Makes messages due at once whose due time is too far ahead to be true: leases and attempts postponed by an isolate with a
 * fast clock. Reads only the rows that it corrects.
 */
export async function mendDueTimes(db: D1Database, now: number): Promise<void> {
  await db.batch([
    db
      // A message that was never tried may wait for the limit of its mailbox (mail-limits.ts).
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
