/** What waits in the outbox. */
import type { MessageKind } from "../registration/message.ts";

/** Ids of messages to one attendee that are due and not leased, oldest first. */
export async function dueTransactional(db: D1Database, now: number, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT id FROM message WHERE status = 'queued' AND bulk = 0 AND due_at <= ? ORDER BY due_at LIMIT ?")
    .bind(now, limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** A message to many that is due, with what decides which others it may be sent with. */
export interface DueBulk {
  id: string;
  kind: MessageKind;
  batch: string | null;
  attempts: number;
}

/**
 * Whether mail to one attendee waits, and the messages to many that are due: one batch that was tried before, or else the
 * oldest that were never in one, up to `limit`.
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
