/**
 * Webhook endpoints: systems that receive changes. An endpoint has received the whole feed of its event up to `position`, in
 * order.
 */
import { type ChangeReason, type ChangeType, type WebhookType, webhookTypeOf } from "../registration/change.ts";
import type { ExportRow } from "../registration/export-row.ts";
import { DATABASE_NOW } from "./due-times.ts";
import { exportRows } from "./export.ts";

export interface WebhookEndpoint {
  id: string;
  event: string;
  url: string;
  types: WebhookType[];
  /** The `seq` of the last change that it has received. */
  position: number;
  attempts: number;
  failingSince: number | null;
}

/** True if there is a change to deliver, its time has come, and no other consumer is delivering. */
const DUE = `
  paused_at IS NULL AND due_at <= ?1
  AND EXISTS (SELECT 1 FROM change WHERE change.event = webhook_endpoint.event AND seq > position AND NOT change.rehearsal)`;

export async function endpointsDue(db: D1Database, now: number): Promise<boolean> {
  return (await db.prepare(`SELECT 1 FROM webhook_endpoint WHERE ${DUE} LIMIT 1`).bind(now).first()) !== null;
}

/** Leases the endpoint that has been due longest, until `until`. */
export async function leaseEndpoint(db: D1Database, now: number, until: number): Promise<WebhookEndpoint | null> {
  const row = await db
    .prepare(
      `UPDATE webhook_endpoint SET due_at = ?2
       WHERE id = (SELECT id FROM webhook_endpoint WHERE ${DUE} ORDER BY due_at LIMIT 1)
       RETURNING id, event, url, types, position, attempts, failing_since AS failingSince`,
    )
    .bind(now, until)
    .first<Omit<WebhookEndpoint, "types"> & { types: string }>();
  return row && { ...row, types: JSON.parse(row.types) as WebhookType[] };
}

/**
 * A change as it is delivered: with the attendee as they are now, or null if they are erased or the change is about the
 * event.
 */
export interface OutgoingChange {
  seq: number;
  type: ChangeType;
  /** null: the change is about the event's definition. */
  registration: string | null;
  reason: ChangeReason | null;
  at: number;
  row: ExportRow | null;
}

/** How many changes one step reads to find those that the endpoint receives. */
const READ_MAX = 200;

/**
 * The changes that an endpoint receives next, in order. It gets no rehearsals and no types that it has not chosen. A change
 * of e-mail status is left out if a newer change of the same attendee follows, since each change shows the attendee as they
 * are now. `reached`: the last change that was read.
 */
export async function changesFor(
  db: D1Database,
  { event, position, types }: WebhookEndpoint,
  limit: number,
): Promise<{ changes: OutgoingChange[]; reached: number }> {
  const { results: read } = await db
    .prepare(
      `SELECT seq, type, registration, reason, at FROM change
       WHERE event = ? AND seq > ? AND NOT rehearsal ORDER BY seq LIMIT ?`,
    )
    .bind(event, position, READ_MAX)
    .all<Omit<OutgoingChange, "row">>();
  const chosen = read.filter((change) => types.includes(webhookTypeOf(change)));
  const newest = new Map(chosen.map(({ registration, seq }) => [registration, seq]));
  const news = chosen.filter(
    ({ reason, registration, seq }) => reason !== "message" || newest.get(registration) === seq,
  );
  const next = news.slice(0, limit);
  const rows = await exportRows(
    db,
    event,
    next.flatMap(({ registration }) => registration ?? []),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const reached = news.length > limit ? next.at(-1)?.seq : read.at(-1)?.seq;
  return {
    changes: next.map((change) => ({ ...change, row: (change.registration && byId.get(change.registration)) || null })),
    reached: reached ?? position,
  };
}

/** Moves an endpoint past changes that it does not receive, unless another consumer has moved it meanwhile. */
export async function passChanges(db: D1Database, id: string, from: number, to: number): Promise<void> {
  await db
    .prepare("UPDATE webhook_endpoint SET position = ?3 WHERE id = ?1 AND position = ?2 AND ?2 < ?3")
    .bind(id, from, to)
    .run();
}

/**
 * Stores that it has received everything up to `seq`. False if the endpoint is gone, or has received more from another
 * consumer.
 */
export async function advanceEndpoint(db: D1Database, id: string, seq: number, now: number): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE webhook_endpoint SET position = ?2, delivered_at = ?3, attempts = 0, failing_since = NULL, failure = NULL
       WHERE id = ?1 AND position < ?2`,
    )
    .bind(id, seq, now)
    .run();
  return meta.changes === 1;
}

/** Ends the lease; more changes may be delivered at once. */
export async function releaseEndpoint(db: D1Database, id: string, now: number): Promise<void> {
  await db.prepare(`UPDATE webhook_endpoint SET due_at = min(?1, ${DATABASE_NOW}) WHERE id = ?2`).bind(now, id).run();
}

/** Stores a failed attempt: the next is at `dueAt`, or, with `pause`, when an organiser resumes it. */
export async function postponeEndpoint(
  db: D1Database,
  id: string,
  { failure, now, dueAt, pause }: { failure: string; now: number; dueAt: number; pause: boolean },
): Promise<void> {
  await db
    .prepare(
      `UPDATE webhook_endpoint SET attempts = attempts + 1, failure = ?2, failing_since = coalesce(failing_since, ?3),
         due_at = ?4, paused_at = iif(?5, ?3, NULL)
       WHERE id = ?1`,
    )
    .bind(id, failure, now, dueAt, pause ? 1 : 0)
    .run();
}

export interface EndpointState extends Omit<WebhookEndpoint, "types"> {
  /** JSON. */
  types: string;
  failure: string | null;
  deliveredAt: number | null;
  pausedAt: number | null;
  /** Changes that it has not received yet. */
  waiting: number;
}

export async function listEndpoints(db: D1Database, slug: string): Promise<EndpointState[]> {
  const { results } = await db
    .prepare(
      `SELECT id, event, url, types, position, attempts, failing_since AS failingSince, failure, delivered_at AS deliveredAt,
         paused_at AS pausedAt,
         (SELECT count(*) FROM change
          WHERE change.event = webhook_endpoint.event AND seq > position AND NOT change.rehearsal
            AND iif(reason IS 'message', 'registration.mail', type) IN (SELECT value FROM json_each(types))) AS waiting
       FROM webhook_endpoint WHERE event = ? ORDER BY id`,
    )
    .bind(slug)
    .all<EndpointState>();
  return results;
}

/**
 * Starts again with the change that failed. An endpoint that works, and its lease, stay as they are. False if the event has
 * no such endpoint.
 */
export async function resumeEndpoint(db: D1Database, slug: string, id: string, now: number): Promise<boolean> {
  const there = db.prepare("SELECT 1 FROM webhook_endpoint WHERE event = ? AND id = ?").bind(slug, id);
  const resumed = db
    .prepare(
      `UPDATE webhook_endpoint SET paused_at = NULL, due_at = min(?3, ${DATABASE_NOW}), attempts = 0, failing_since = NULL
       WHERE event = ?1 AND id = ?2 AND (paused_at IS NOT NULL OR failing_since IS NOT NULL)`,
    )
    .bind(slug, id, now);
  const [found] = await db.batch([there, resumed]);
  return (found?.results.length ?? 0) > 0;
}
