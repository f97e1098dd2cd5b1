/** The provider's refusals since the last accepted e-mail. Instants in milliseconds since 1970. */
export interface Refusals {
  since: number;
  last: number;
  reason: string;
  /** When the pause of all e-mail ends; in the past if there is none. */
  pausedUntil: number;
}

/** The data for the answer of `GET /health`. Times in milliseconds since 1970; null for none. Counts stop at 100. */
export interface HealthState {
  /** When the oldest unsent e-mail began to wait, to one attendee and to many. */
  oldestUnsent: { toOne: number | null; toMany: number | null };
  /** When the most overdue e-mail was due. */
  oldestDue: number | null;
  /** E-mails that failed after `failedSince`. */
  failed: number;
  /** When all jobs of a cron tick last finished. */
  cronCompleted: number;
  /** null while the provider accepts e-mail. */
  refusals: Refusals | null;
  /** Webhook endpoints whose failures began in the given span. */
  failingWebhooks: number;
}

/** The spans in which failures count, in milliseconds since 1970. */
export interface HealthSpans {
  failedSince: number;
  webhooksFailing: { from: number; to: number };
}

/**
 * When an e-mail began to wait. One that was never tried may have been postponed by the limit of its mailbox
 * (mail-limits.ts).
 */
const WAITS_SINCE = "iif(attempts = 0, max(changed_at, due_at), changed_at)";

/**
 * Reads a bounded number of rows. The oldest message to one attendee is among the most overdue or among those postponed
 * furthest; mail to many is queued together, so the next one is enough. Indexes are named, since SQLite would otherwise use
 * the one of all undelivered messages and read every bounce.
 */
export async function healthState(db: D1Database, { failedSince, webhooksFailing }: HealthSpans): Promise<HealthState> {
  const row = await db
    .prepare(
      `SELECT
         (SELECT min(since) FROM (
            SELECT * FROM (
              SELECT ${WAITS_SINCE} AS since FROM message WHERE status = 'queued' AND bulk = 0 ORDER BY due_at LIMIT 20)
            UNION ALL SELECT * FROM (
              SELECT ${WAITS_SINCE} AS since FROM message WHERE status = 'queued' AND bulk = 0 ORDER BY due_at DESC LIMIT 20)
          )) AS toOne,
         (SELECT changed_at FROM message WHERE status = 'queued' AND bulk = 1 ORDER BY due_at LIMIT 1) AS toMany,
         (SELECT min(due_at) FROM (
            SELECT * FROM (SELECT due_at FROM message WHERE status = 'queued' AND bulk = 0 ORDER BY due_at LIMIT 1)
            UNION ALL
            SELECT * FROM (SELECT due_at FROM message WHERE status = 'queued' AND bulk = 1 ORDER BY due_at LIMIT 1)
          )) AS oldestDue,
         (SELECT count(*) FROM (
            SELECT 1 FROM message INDEXED BY message_failed
            WHERE status = 'failed' AND NOT rehearsal AND changed_at > ?1 LIMIT 100)) AS failed,
         (SELECT count(*) FROM (
            SELECT 1 FROM webhook_endpoint INDEXED BY webhook_endpoint_failing
            WHERE failing_since > ?2 AND failing_since <= ?3 LIMIT 100)) AS failingWebhooks,
         (SELECT completed_at FROM cron_run) AS cronCompleted,
         refused_since AS since, refused_at AS last, paused_until AS pausedUntil, refusal AS reason
       FROM send_rate WHERE provider = 'resend'`,
    )
    .bind(failedSince, webhooksFailing.from, webhooksFailing.to)
    .first<HealthRow>();
  if (!row) throw new Error("The row of send_rate is gone");
  const { toOne, toMany, since, last, pausedUntil, reason, ...counts } = row;
  return {
    ...counts,
    oldestUnsent: { toOne, toMany },
    refusals: since === null ? null : { since, last: last ?? since, pausedUntil, reason: reason ?? "" },
  };
}

interface HealthRow extends Omit<HealthState, "oldestUnsent" | "refusals"> {
  toOne: number | null;
  toMany: number | null;
  since: number | null;
  last: number | null;
  pausedUntil: number;
  reason: string | null;
}

/** Stores that every job of a cron tick has finished. */
export async function recordCronRun(db: D1Database, now: number): Promise<void> {
  await db.prepare("UPDATE cron_run SET completed_at = ?").bind(now).run();
}
