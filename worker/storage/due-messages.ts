/** The messages that wait in the outbox. */
import type { MessageKind } from "../registration/message.ts";

/** Ids of messages to one attendee that are due and not leased, oldest first. */
export async function dueTransactional(db: D1Database, now: number, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT id FROM message WHERE status = 'queued' AND bulk = 0 AND due_at <= ? ORDER BY due_at LIMIT ?")
    .bind(now, limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** A message to many that is due, with the data that decides which others may be sent with it. */
export interface DueBulk {
  id: string;
  kind: MessageKind;
  batch: string | null;
  attempts: number;
}

/**
 * Whether mail to single attendees waits, and the messages to many that are due: one batch that was tried before, or
 * otherwise up to `limit` of the oldest that were never in a batch.
 */
export async function dueBulk(
  db: D1Database,
  now: number,
  limit: number,
): Promise<{ transactionalWaits: boolean; messages: DueBulk[] }> {
  const [prompt, tried, fresh] = await db.batch<DueBulk>([
    db.prepare("SELECT id FROM message WHERE status = 'queued' AND bulk = 0 AND due_at <= ? LIMIT 1").bind(now),
    db
      .prepare(
        `SELECT id, kind, batch, attempts FROM message
         WHERE status = 'queued' AND batch IS NOT NULL AND bulk = 1 AND due_at <= ?1 AND batch = (
           SELECT batch FROM message
           WHERE status = 'queued' AND batch IS NOT NULL AND bulk = 1 AND due_at <= ?1 LIMIT 1)
         ORDER BY id`,
      )
      .bind(now),
    db
      .prepare(
        `SELECT id, kind, batch, attempts FROM message
         WHERE status = 'queued' AND bulk = 1 AND due_at <= ? AND batch IS NULL ORDER BY due_at LIMIT ?`,
      )
      .bind(now, limit),
  ]);
  const messages = tried?.results.length ? tried.results : (fresh?.results ?? []);
  return { transactionalWaits: (prompt?.results.length ?? 0) > 0, messages };
}
