/** Deletes what has been kept long enough. Each function is one step of a bounded size. */

export type Retained = "needs" | "registrations";

/** A sweep through the registrations of one event that is due. */
export interface RetentionDue {
  event: string;
  what: Retained;
  /** The registration that the last step ended with. */
  after: string;
  timeZone: string;
}

/** Rows that one step deletes, so that no step grows with what has piled up. */
const STEP = 500;

/** A sweep that has come to the end looks again after a day: an organiser may have added an attendee. */
const NEXT_SWEEP = 24 * 3_600_000;

/** The sweeps that are due, the longest overdue first. */
export async function retentionDue(db: D1Database, now: number, limit: number): Promise<RetentionDue[]> {
  const { results } = await db
    .prepare(
      `SELECT retention.event, what, after, definition ->> 'timeZone' AS timeZone
       FROM retention JOIN event ON event.slug = retention.event
       WHERE at <= ? ORDER BY at LIMIT ?`,
    )
    .bind(now, limit)
    .all<RetentionDue>();
  return results;
}

interface Page {
  people: { id: string; registered_at: number }[];
  /** How far the sweep has come after this page, and when it goes on. */
  swept: D1PreparedStatement;
}

async function nextPage(db: D1Database, { event, what, after }: RetentionDue, now: number): Promise<Page> {
  const { results: people } = await db
    .prepare("SELECT id, registered_at FROM registration WHERE event = ? AND id > ? ORDER BY id LIMIT ?")
    .bind(event, after, STEP)
    .all<Page["people"][number]>();
  const swept =
    people.length < STEP
      ? db
          .prepare("UPDATE retention SET after = '', at = ?3 WHERE event = ?1 AND what = ?2")
          .bind(event, what, now + NEXT_SWEEP)
      : db
          .prepare("UPDATE retention SET after = ?3 WHERE event = ?1 AND what = ?2")
          .bind(event, what, people.at(-1)?.id ?? "");
  return { people, swept };
}

/** Deletes the needs of the next attendees of an event. Answers how many had any. */
export async function forgetNeeds(db: D1Database, due: RetentionDue, now: number): Promise<number> {
  const { people, swept } = await nextPage(db, due, now);
  const [deleted] = await db.batch([
    db
      .prepare("DELETE FROM needs WHERE registration IN (SELECT value FROM json_each(?))")
      .bind(JSON.stringify(people.map(({ id }) => id))),
    swept,
  ]);
  return deleted?.meta.changes ?? 0;
}

/**
 * Deletes the next attendees of an event with everything that belongs to them, and the announcements once none is left. They
 * stay counted; rehearsals never were. `dayOf` says on which day of the event's calendar an instant is.
 */
export async function forgetRegistrations(
  db: D1Database,
  due: RetentionDue,
  dayOf: (instant: number) => string,
  now: number,
): Promise<number> {
  const { event } = due;
  const { people, swept } = await nextPage(db, due, now);
  const gone = JSON.stringify(people.map(({ id, registered_at }) => ({ id, day: dayOf(registered_at) })));
  await db.batch([
    db
      .prepare(
        `INSERT INTO past_registrations (event, status, participation, partner, day, count)
         SELECT event, status, participation, partner, gone.value ->> 'day', count(*)
         FROM json_each(?1) AS gone JOIN registration ON registration.id = gone.value ->> 'id'
         WHERE NOT rehearsal
         GROUP BY event, status, participation, partner, gone.value ->> 'day'
         ON CONFLICT DO UPDATE SET count = count + excluded.count`,
      )
      .bind(gone),
    db
      .prepare(
        `INSERT INTO past_messages (event, status, count)
         SELECT message.event, display_status, count(*)
         FROM json_each(?1) AS gone
           JOIN registration ON registration.id = gone.value ->> 'id'
           JOIN message ON message.registration = registration.id
         WHERE NOT registration.rehearsal
         GROUP BY message.event, display_status
         ON CONFLICT DO UPDATE SET count = count + excluded.count`,
      )
      .bind(gone),
    db.prepare("DELETE FROM registration WHERE id IN (SELECT value ->> 'id' FROM json_each(?))").bind(gone),
    // Announcements, when the end of the list is reached.
    ...(people.length < STEP
      ? [
          db
            .prepare(
              `DELETE FROM announcement
               WHERE event = ?1 AND NOT EXISTS (SELECT 1 FROM registration WHERE registration.event = ?1)`,
            )
            .bind(event),
        ]
      : []),
    swept,
  ]);
  return people.length;
}

/** Deletes the e-mails from before `before` that went to former addressees, sent or not. */
export async function forgetMailToFormerAddressees(db: D1Database, before: number): Promise<void> {
  await db
    .prepare(
      `DELETE FROM message WHERE id IN (
         SELECT id FROM message WHERE (kind = 'erased' OR kind = 'address-changed') AND created_at < ? ORDER BY created_at LIMIT ?)`,
    )
    .bind(before, STEP)
    .run();
}

/** Deletes the audit log from before `before`. */
export async function forgetAuditLog(db: D1Database, before: number): Promise<void> {
  await db
    .prepare(
      `DELETE FROM audit_log WHERE (event, at, id) IN (SELECT event, at, id FROM audit_log WHERE at < ? ORDER BY at LIMIT ?)`,
    )
    .bind(before, STEP)
    .run();
}
