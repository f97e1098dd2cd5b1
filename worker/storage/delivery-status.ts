/** What Resend reports about an e-mail, and which addresses are suppressed because of it. */
import { type DeliveryStatus, type SuppressionReason, supersedes } from "../registration/message.ts";
import { NO_CLEAR_ANSWER } from "./outbox.ts";
import { cancelNeverReached } from "./unreachable-attendees.ts";

/** The provider's report about an e-mail. `id` is the webhook's own, the same when it is repeated. */
export interface DeliveryEvent {
  id: string;
  message: string;
  /** The provider's id of the e-mail: a message that was sent again has had several. */
  providerId: string | null;
  status: DeliveryStatus | "delayed";
  reason: string | null;
  /** What follows for the address, with the hashes that may stand for it; the first is the present one. */
  address: { key: string; hashes: string[]; suppress: SuppressionReason | null } | null;
}

/**
 * Stores the reported status of a message, unless a later status is known or the message was sent again since. Suppresses
 * the address, or ends the suppression when an e-mail sent after the bounce has arrived. A bounce also frees the seat of an
 * attendee who was never reached. Each webhook takes effect once, however often it comes. Returns the ids of the e-mails to
 * send now.
 */
export async function recordDelivery(db: D1Database, news: DeliveryEvent, now: number): Promise<string[]> {
  const { id, message, providerId, status, reason, address } = news;
  const first = "NOT EXISTS (SELECT 1 FROM received_webhook WHERE received_webhook.id = ?1)";
  // While the message is queued, or its acceptance is unknown, `provider_id` belongs to an earlier attempt; otherwise to the
  // last.
  const open = `(status = 'queued' OR failure IS '${NO_CLEAR_ANSWER}')`;
  const ofThisAttempt = `(provider_id IS NULL OR ?3 IS NULL OR (provider_id = ?3) = NOT ${open})`;
  const statements = [];
  if (address?.suppress)
    statements.push(
      db
        .prepare(
          `INSERT INTO suppression (hash, reason, at) SELECT ?2, ?3, ?4 WHERE ${first}
           ON CONFLICT (hash) DO UPDATE SET
             reason = iif(reason = 'complained', reason, excluded.reason), at = excluded.at`,
        )
        .bind(id, address.hashes[0] ?? null, address.suppress, now),
    );
  else if (address && status === "delivered")
    statements.push(
      // Runs before the status changes: `changed_at` is still the time of sending.
      db
        .prepare(
          `DELETE FROM suppression WHERE ${first} AND hash IN (SELECT value FROM json_each(?4)) AND reason = 'bounced'
             AND at < (SELECT changed_at FROM message WHERE message.id = ?2 AND ${ofThisAttempt})`,
        )
        .bind(id, message, providerId, JSON.stringify(address.hashes)),
    );
  statements.push(
    status === "delayed"
      ? // The delay is not shown before the message is sent, so the row of the export stays as it is.
        db
          .prepare(
            `UPDATE message SET delayed = 1, changed_at = iif(status = 'sent', ?4, changed_at)
             WHERE ${first} AND id = ?2 AND ${ofThisAttempt} AND NOT delayed AND (status = 'queued' OR status = 'sent')`,
          )
          .bind(id, message, providerId, now)
      : db
          .prepare(
            `UPDATE message SET status = ?4, failure = ?5, changed_at = ?6, due_at = NULL, former_addressee = NULL,
               provider_id = coalesce(?3, provider_id)
             WHERE ${first} AND id = ?2 AND ${ofThisAttempt} AND (
               status IN (SELECT value FROM json_each(?7))
               OR (?4 = 'sent' AND status = 'failed' AND failure = '${NO_CLEAR_ANSWER}'))`,
          )
          .bind(id, message, providerId, status, reason, now, JSON.stringify(supersedes[status])),
  );
  if (address?.suppress === "bounced") {
    const slug = await db.prepare("SELECT event FROM message WHERE id = ?").bind(message).first<string>("event");
    const bounce = { webhook: id, message, providerId, emailKey: address.key };
    if (slug !== null) statements.push(...cancelNeverReached(db, slug, bounce, now));
  }
  statements.push(
    db.prepare("INSERT INTO received_webhook (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING").bind(id, now),
  );
  const results = await db.batch<{ id?: string }>(statements);
  return results.flatMap(({ results }) => results.flatMap(({ id }) => id ?? []));
}

/** The event of a message; null if the message has none, or is not in this database. */
export async function eventOfMessage(db: D1Database, id: string): Promise<string | null> {
  return db.prepare("SELECT event FROM message WHERE id = ?").bind(id).first<string>("event");
}

/** Which of the hashes are suppressed, and why. */
export async function suppressedAmong(
  db: D1Database,
  hashes: readonly string[],
): Promise<Map<string, SuppressionReason>> {
  const { results } = await db
    .prepare("SELECT hash, reason FROM suppression WHERE hash IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify(hashes))
    .all<{ hash: string; reason: SuppressionReason }>();
  return new Map(results.map(({ hash, reason }) => [hash, reason]));
}

/** Rows that one step deletes. The limit keeps each step small, however many rows are waiting. */
const STEP = 1000;

/** Forgets webhooks from before `before`, oldest first. */
export async function forgetWebhooks(db: D1Database, before: number): Promise<void> {
  await db
    .prepare(
      "DELETE FROM received_webhook WHERE id IN (SELECT id FROM received_webhook WHERE at < ? ORDER BY at LIMIT ?)",
    )
    .bind(before, STEP)
    .run();
}
