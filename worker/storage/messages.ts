import { type DeliveryStatus, type MessageKind, overtakes } from "../registration/change.ts";
import type { EventDefinition } from "../registration/event.ts";
import { type Farewell, findRegistration, type Registration } from "./registrations.ts";

/** A message that this consumer alone may send until its lease runs out. */
export interface LeasedMessage {
  id: string;
  kind: MessageKind;
  createdAt: number;
  /** Counts this one. */
  attempts: number;
  /** When an attempt first ended without our knowing whether the e-mail was accepted. */
  doubtSince: number | null;
  event: EventDefinition;
  calendarSequence: number;
  registration: Registration | null;
  inviter: string | null;
  farewell: Farewell | null;
}

/**
 * Takes a message that is due, so that nobody else does before `until`. Null when there is nothing (more) to do: it was
 * sent, erased, or is in other hands.
 */
export async function leaseMessage(
  db: D1Database,
  id: string,
  now: number,
  until: number,
): Promise<LeasedMessage | null> {
  const leased = await db
    .prepare(
      `UPDATE message SET due_at = ?3, attempts = attempts + 1
       WHERE id = ?1 AND status = 'queued' AND due_at <= ?2
       RETURNING kind, event, registration, created_at, attempts, doubt_since, farewell`,
    )
    .bind(id, now, until)
    .first<{
      kind: MessageKind;
      event: string;
      registration: string;
      created_at: number;
      attempts: number;
      doubt_since: number | null;
      farewell: string | null;
    }>();
  if (!leased) return null;
  const event = await db
    .prepare("SELECT definition, calendar_sequence FROM event WHERE slug = ?")
    .bind(leased.event)
    .first<{ definition: string; calendar_sequence: number }>();
  if (!event) throw new Error(`Message ${id} belongs to no event`);
  const registration = await findRegistration(db, leased.registration);
  const inviter = registration?.invitedBy ? await findRegistration(db, registration.invitedBy) : null;
  return {
    id,
    kind: leased.kind,
    createdAt: leased.created_at,
    attempts: leased.attempts,
    doubtSince: leased.doubt_since,
    event: JSON.parse(event.definition) as EventDefinition,
    calendarSequence: event.calendar_sequence,
    registration,
    inviter: inviter?.name ?? null,
    farewell: leased.farewell === null ? null : (JSON.parse(leased.farewell) as Farewell),
  };
}

export async function markSent(db: D1Database, id: string, providerId: string | null, now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET status = 'sent', provider_id = ?2, changed_at = ?3, due_at = NULL, failure = NULL, farewell = NULL
       WHERE id = ?1 AND status = 'queued'`,
    )
    .bind(id, providerId, now)
    .run();
}

export async function markFailed(db: D1Database, id: string, failure: string, now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET status = 'failed', changed_at = ?3, due_at = NULL, failure = ?2, farewell = NULL
       WHERE id = ?1 AND status = 'queued'`,
    )
    .bind(id, failure, now)
    .run();
}

/** Gives the lease back after an attempt that came to nothing; `doubt`: it may have been accepted all the same. */
export async function postpone(
  db: D1Database,
  id: string,
  attempt: { reason: string; doubt: boolean; at: number; dueAt: number },
): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET due_at = ?2, failure = ?3, doubt_since = iif(?4, coalesce(doubt_since, ?5), doubt_since)
       WHERE id = ?1 AND status = 'queued'`,
    )
    .bind(id, attempt.dueAt, attempt.reason, attempt.doubt ? 1 : 0, attempt.at)
    .run();
}

/** Gives the lease back without an attempt: nobody's turn comes before `dueAt`. */
export async function giveBack(db: D1Database, id: string, dueAt: number): Promise<void> {
  await db
    .prepare("UPDATE message SET due_at = ?2, attempts = attempts - 1 WHERE id = ?1 AND status = 'queued'")
    .bind(id, dueAt)
    .run();
}

/** Moves a message to what the provider says became of it, unless more is known already. Repeating it changes nothing. */
export async function recordDelivery(
  db: D1Database,
  id: string,
  status: DeliveryStatus,
  reason: string | null,
  now: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET status = ?2, failure = ?3, changed_at = ?4, due_at = NULL, farewell = NULL
       WHERE id = ?1 AND status IN (SELECT value FROM json_each(?5))`,
    )
    .bind(id, status, reason, now, JSON.stringify(overtakes[status]))
    .run();
}

/** Notes that the recipient's server makes the provider wait; the message stays what it is. */
export async function recordDelay(db: D1Database, id: string): Promise<void> {
  await db
    .prepare("UPDATE message SET failure = 'delivery delayed' WHERE id = ? AND (status = 'queued' OR status = 'sent')")
    .bind(id)
    .run();
}

/** Ids of messages that are due and in nobody's hands, oldest first. */
export async function dueMessages(db: D1Database, now: number, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT id FROM message WHERE status = 'queued' AND due_at <= ? ORDER BY due_at LIMIT ?")
    .bind(now, limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** The oldest unsent message's time and the number of failed ones, for `GET /health`. */
export async function outboxState(db: D1Database): Promise<{ oldestUnsent: number | null; failed: number }> {
  const row = await db
    .prepare(
      `SELECT (SELECT min(created_at) FROM message WHERE status = 'queued') AS oldestUnsent,
              (SELECT count(*) FROM message WHERE status = 'failed') AS failed`,
    )
    .first<{ oldestUnsent: number | null; failed: number }>();
  return row ?? { oldestUnsent: null, failed: 0 };
}
