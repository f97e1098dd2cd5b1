/** Places held for addresses that are not verified yet. Each function is one step of a bounded size. */

import { NEW_ID } from "./ids.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import { CANCELLED } from "./update-columns.ts";
import { messageIds } from "./update-transaction.ts";
import { promoteNext } from "./waiting-list.ts";

/** Registrations that one step handles. The limit keeps each step small, however many are waiting. */
const STEP = 200;

/** Whether holds have ended, and whether reminders are due. Reads one row for each. */
export async function holdsDue(db: D1Database, now: number): Promise<{ ended: boolean; reminders: boolean }> {
  const row = await db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM registration WHERE held_until <= ?1) AS ended,
         EXISTS (SELECT 1 FROM registration WHERE hold_reminder_at <= ?1) AS reminders`,
    )
    .bind(now)
    .first<{ ended: number; reminders: number }>();
  return { ended: row?.ended === 1, reminders: row?.reminders === 1 };
}

export interface HoldsEnded {
  /** How many registrations were cancelled. */
  ended: number;
  /** The ids of the e-mails to attendees who got a freed seat. */
  messages: string[];
}

/** Cancels registrations of one event whose hold has ended, oldest first, and gives their places to the waiting list. */
export async function endHolds(db: D1Database, now: number): Promise<HoldsEnded> {
  const { results: due } = await db
    .prepare(
      `SELECT id, event FROM registration
       WHERE held_until <= ?1 AND event = (SELECT event FROM registration WHERE held_until <= ?1 ORDER BY held_until LIMIT 1)
       ORDER BY held_until LIMIT ?2`,
    )
    .bind(now, STEP)
    .all<{ id: string; event: string }>();
  const [first] = due;
  if (!first) return { ended: 0, messages: [] };
  const values = JSON.stringify({ ids: due.map(({ id }) => id), now });
  // An attendee may verify the address between the two round trips.
  const stillDue = "id IN (SELECT value FROM json_each(?1, '$.ids')) AND held_until <= ?1 ->> 'now'";
  const [, cancelled, ...promotions] = await db.batch<{ id: string }>([
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at, rehearsal)
         SELECT event, 'registration.cancelled', id, 'hold-ended', ?1 ->> 'now', rehearsal
         FROM registration WHERE ${stillDue} ORDER BY held_until, id`,
      )
      .bind(values),
    db.prepare(`UPDATE registration SET ${CANCELLED} WHERE ${stillDue} RETURNING id`).bind(values),
    ...promoteNext(db, first.event, "place-freed", now),
  ]);
  return {
    ended: cancelled?.results.length ?? 0,
    messages: messageIds(promotions),
  };
}

/** Queues the reminders that are due, each once. Returns the ids of the e-mails. */
export async function remindOfHolds(db: D1Database, now: number): Promise<string[]> {
  const values = JSON.stringify({ now, step: STEP });
  const due = `SELECT id FROM registration WHERE hold_reminder_at <= ?1 ->> 'now'
    ORDER BY hold_reminder_at LIMIT ?1 ->> 'step'`;
  const [queued] = await db.batch<{ id: string }>([
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind)
         SELECT ${NEW_ID}, ${MESSAGE_VALUES}, 'hold-reminder' FROM registration WHERE id IN (${due})
         RETURNING id`,
      )
      .bind(values),
    db.prepare(`UPDATE registration SET hold_reminder_at = NULL WHERE id IN (${due})`).bind(values),
  ]);
  return queued?.results.map(({ id }) => id) ?? [];
}
