/** Deletes data when its retention is over. Each function is one step of a bounded size, over several events if they fit. */

import type { Erasable } from "../registration/erasure-times.ts";

/** Events with the same kind of data due, the most overdue first. */
export interface RetentionDue {
  what: Erasable;
  events: { slug: string; timeZone: string }[];
}

/** The result of one step. */
export interface StepResult {
  /** How many people lost data, for each event that had any. */
  forgotten: { event: string; people: number }[];
  /** Events with nothing more to delete. */
  done: string[];
}

/** Rows that one step deletes. The limit keeps each step small, however many rows are waiting. */
const STEP = 500;

/** People whose data one step deletes. */
export const PEOPLE_PER_STEP = 5000;

/** The most events that one step looks through. */
const EVENTS_PER_STEP = 50;

/** An event is looked through again after a day: an organiser may have added an attendee. */
const NEXT_SWEEP = 24 * 3_600_000;

/**
 * The most overdue kind of data, with all events for which it is due. Needs are left out while the registrations of their
 * event are due, since both are deleted together. Each step moves its events to the end of the queue.
 */
export async function retentionDue(db: D1Database, now: number): Promise<RetentionDue | null> {
  const { results } = await db
    .prepare(
      `SELECT slug, what, definition ->> 'timeZone' AS timeZone
       FROM retention JOIN event ON event.slug = retention.event
       WHERE at <= ?1 AND (what = 'registrations' OR NOT EXISTS (
         SELECT 1 FROM retention AS everything
         WHERE everything.event = slug AND everything.what = 'registrations' AND everything.at <= ?1))
       ORDER BY at LIMIT ?2`,
    )
    .bind(now, EVENTS_PER_STEP)
    .all<RetentionDue["events"][number] & { what: Erasable }>();
  const [first] = results;
  if (!first) return null;
  return { what: first.what, events: results.filter(({ what }) => what === first.what) };
}

interface Found {
  id: string;
  event: string;
  registered_at: number;
}

/**
 * The next people of these events who still have this data. The order of the joins makes SQLite stop reading when it has
 * enough registrations.
 */
const NEXT_PEOPLE = `
  SELECT registration.id, registration.event, registered_at
  FROM json_each(?1 ->> 'slugs') AS due
    CROSS JOIN registration ON registration.event = due.value
    LEFT JOIN needs ON needs.registration = registration.id
  WHERE CASE ?1 ->> 'what'
    WHEN 'needs' THEN needs.registration IS NOT NULL
    WHEN 'diet' THEN diet IS NOT NULL
    WHEN 'access' THEN access IS NOT NULL
    ELSE 1
  END
  LIMIT ?2`;

/** True if `registration` is still due: a definition may have postponed the erasure meanwhile. ?1 has `what` and `now`. */
const DUE = `EXISTS (
  SELECT 1 FROM retention
  WHERE retention.event = registration.event AND what = ?1 ->> 'what' AND due_at <= ?1 ->> 'now')`;

/** The people of the step who are still due. ?1 also has `ids`. */
const STILL_DUE = `(SELECT registration.id FROM json_each(?1 ->> 'ids') AS found
  JOIN registration ON registration.id = found.value WHERE ${DUE})`;

interface Page {
  people: Found[];
  done: string[];
  /** The value of ?1 in the statements of this step. */
  step: string;
}

async function nextPage(db: D1Database, { what, events }: RetentionDue, now: number): Promise<Page> {
  const slugs = events.map(({ slug }) => slug);
  const { results: people } = await db
    .prepare(`${NEXT_PEOPLE}`)
    .bind(JSON.stringify({ what, slugs }), PEOPLE_PER_STEP)
    .all<Found>();
  const last = people.at(-1)?.event;
  // The last event may have more people; those after it were not reached.
  const reached = people.length < PEOPLE_PER_STEP || !last ? slugs.length : slugs.indexOf(last);
  const done = slugs.slice(0, reached);
  const ids = people.map(({ id }) => id);
  return { people, done, step: JSON.stringify({ what, now, ids, done, touched: slugs.slice(0, reached + 1) }) };
}

/**
 * Finished events are looked through again after a day, an unfinished one at its next turn. Deleting registrations also
 * deletes their needs.
 */
function reschedule(db: D1Database, step: string): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE retention
       SET at = ?1 ->> 'now' + iif(event IN (SELECT value FROM json_each(?1 ->> 'done')), ?2, 0)
       WHERE (what = ?1 ->> 'what' OR ?1 ->> 'what' = 'registrations')
         AND event IN (SELECT value FROM json_each(?1 ->> 'touched'))
         AND due_at <= ?1 ->> 'now' AND at <= ?1 ->> 'now'`,
    )
    .bind(step, NEXT_SWEEP);
}

function resultOf({ people, done }: Page, gone: D1Result<{ id: string }> | undefined): StepResult {
  const eventOf = new Map(people.map(({ id, event }) => [id, event]));
  const counts = new Map<string, number>();
  for (const { id } of gone?.results ?? []) {
    const event = eventOf.get(id);
    if (event) counts.set(event, (counts.get(event) ?? 0) + 1);
  }
  return { forgotten: [...counts].map(([event, people]) => ({ event, people })), done };
}

/** Deletes needs. */
export async function forgetNeeds(db: D1Database, due: RetentionDue, now: number): Promise<StepResult> {
  const page = await nextPage(db, due, now);
  const [gone] = await db.batch<{ id: string }>([
    db.prepare(`DELETE FROM needs WHERE registration IN ${STILL_DUE} RETURNING registration AS id`).bind(page.step),
    // Answers that were typed again may contain needs, even if the attendee has none stored.
    db
      .prepare(
        `UPDATE message SET typed = json_replace(typed, '$.needs', NULL)
         WHERE typed IS NOT NULL AND event IN (
           SELECT event FROM retention
           WHERE what = ?1 ->> 'what' AND due_at <= ?1 ->> 'now'
             AND event IN (SELECT value FROM json_each(?1 ->> 'touched')))`,
      )
      .bind(page.step),
    reschedule(db, page.step),
  ]);
  return resultOf(page, gone);
}

/**
 * Deletes the answers to a question that the event no longer asks. There can be no new ones, so the row of `retention` is
 * deleted with the last answer.
 */
export async function forgetAnswers(db: D1Database, due: RetentionDue, now: number): Promise<StepResult> {
  const page = await nextPage(db, due, now);
  const [gone] = await db.batch<{ id: string }>([
    db
      .prepare(
        `UPDATE needs SET
           diet = iif(?1 ->> 'what' = 'diet', NULL, diet), access = iif(?1 ->> 'what' = 'access', NULL, access)
         WHERE registration IN ${STILL_DUE}
         RETURNING registration AS id`,
      )
      .bind(page.step),
    db
      .prepare(
        `DELETE FROM needs
         WHERE registration IN (SELECT value FROM json_each(?1 ->> 'ids')) AND diet IS NULL AND access IS NULL
           AND answers IS NULL`,
      )
      .bind(page.step),
    db
      .prepare(
        `DELETE FROM retention
         WHERE what = ?1 ->> 'what' AND event IN (SELECT value FROM json_each(?1 ->> 'done'))
           AND due_at <= ?1 ->> 'now'`,
      )
      .bind(page.step),
    reschedule(db, page.step),
  ]);
  return resultOf(page, gone);
}

/**
 * Deletes attendees with everything that belongs to them, and an event's announcements with the last attendee. Counts of the
 * attendees are kept, without rehearsals. `dayOf` returns the day of an instant in a time zone.
 */
export async function forgetRegistrations(
  db: D1Database,
  due: RetentionDue,
  dayOf: (instant: number, timeZone: string) => string,
  now: number,
): Promise<StepResult> {
  const page = await nextPage(db, due, now);
  const { people, step } = page;
  const zoneOf = new Map(due.events.map(({ slug, timeZone }) => [slug, timeZone]));
  const days = people.map(({ id, event, registered_at }) => ({
    id,
    day: dayOf(registered_at, zoneOf.get(event) ?? "UTC"),
  }));
  const [, , gone] = await db.batch<{ id: string }>([
    db
      .prepare(
        `INSERT INTO past_registrations (event, status, participation, partner, day, count, checked_in, joined)
         SELECT event, status, participation, partner, found.value ->> 'day', count(*), count(checked_in_at), count(joined_at)
         FROM json_each(?2) AS found JOIN registration ON registration.id = found.value ->> 'id'
         WHERE NOT rehearsal AND ${DUE}
         GROUP BY event, status, participation, partner, found.value ->> 'day'
         ON CONFLICT DO UPDATE SET count = count + excluded.count, checked_in = checked_in + excluded.checked_in,
           joined = joined + excluded.joined`,
      )
      .bind(step, JSON.stringify(days)),
    db
      .prepare(
        `INSERT INTO past_messages (event, status, count)
         SELECT message.event, display_status, count(*)
         FROM json_each(?1 ->> 'ids') AS found
           JOIN registration ON registration.id = found.value
           JOIN message ON message.registration = registration.id
         WHERE NOT registration.rehearsal AND ${DUE}
         GROUP BY message.event, display_status
         ON CONFLICT DO UPDATE SET count = count + excluded.count`,
      )
      .bind(step),
    // The trigger copies this reason to the feed.
    db.prepare(`UPDATE registration SET erasure_reason = 'retention' WHERE id IN ${STILL_DUE} RETURNING id`).bind(step),
    db
      .prepare(
        `DELETE FROM registration
         WHERE id IN (SELECT value FROM json_each(?1 ->> 'ids')) AND erasure_reason = 'retention'`,
      )
      .bind(step),
    db
      .prepare(
        `DELETE FROM announcement
         WHERE event IN (
           SELECT event FROM retention
           WHERE what = ?1 ->> 'what' AND due_at <= ?1 ->> 'now'
             AND event IN (SELECT value FROM json_each(?1 ->> 'touched'))
             AND NOT EXISTS (SELECT 1 FROM registration WHERE registration.event = retention.event))`,
      )
      .bind(step),
    reschedule(db, step),
  ]);
  return resultOf(page, gone);
}

/** Deletes e-mails to former addressees that were written before this instant, sent or not. */
export async function forgetMailToFormerAddressees(db: D1Database, before: number): Promise<void> {
  await db
    .prepare(
      `DELETE FROM message WHERE id IN (
         SELECT id FROM message WHERE (kind = 'erased' OR kind = 'address-changed') AND created_at < ? ORDER BY created_at LIMIT ?)`,
    )
    .bind(before, STEP)
    .run();
}

/** Deletes what is older than this instant from the audit log. */
export async function forgetAuditLog(db: D1Database, before: number): Promise<void> {
  await db
    .prepare(
      `DELETE FROM audit_log WHERE (event, at, id) IN (SELECT event, at, id FROM audit_log WHERE at < ? ORDER BY at LIMIT ?)`,
    )
    .bind(before, STEP)
    .run();
}
