import type { Language } from "../i18n/language.ts";
import type { ListFilter } from "../registration/list-filter.ts";
import { DATABASE_NOW } from "./due-times.ts";
import { NEW_ID, newId } from "./ids.ts";
import type { Announcement } from "./leasing.ts";
import { filterValues, MATCHES_FILTER } from "./list-filter.ts";
import { MESSAGE_COLUMNS, NEXT_SEQ } from "./new-message.ts";
import { IN_STEP, STEP_END } from "./queue-steps.ts";

/** The audience of an announcement: people who match the filter, and take part or wait (registration/audience.ts). */
export const IN_AUDIENCE = `${MATCHES_FILTER} AND registration.status <> 'cancelled'`;

/** How many attendees an audience has, by their language. */
export async function sizeOfAudience(
  db: D1Database,
  slug: string,
  audience: ListFilter,
): Promise<{ language: Language; recipients: number }[]> {
  const { results } = await db
    .prepare(`SELECT language, count(*) AS recipients FROM registration WHERE ${IN_AUDIENCE} GROUP BY language`)
    .bind(JSON.stringify(filterValues(slug, audience)))
    .all<{ language: Language; recipients: number }>();
  return results;
}

export interface NewAnnouncement extends Announcement {
  /** The sender's Idempotency-Key. */
  key: string;
  /** A hash of the body sent with the key. */
  bodyHash: string;
  /** The sender, as the audit log names them. */
  by: string;
  /** The number of recipients that the sender has confirmed; null: any number. */
  confirmed: number | null;
}

/**
 * When its e-mails leave: at least `hold` milliseconds from now, so that the announcement can be taken back; or, of a
 * planned one, `at` an instant, to the audience as it is then.
 */
export type Departure = { hold: number } | { at: number };

/**
 * `repeated`: the same request was answered before, and nothing is sent now. `key-reused`: the key came before with another
 * body. `count-changed`: the audience no longer has the size that the sender has confirmed; `recipients` is its size.
 */
export type AnnounceOutcome =
  | { outcome: "announced" | "repeated"; id: string; recipients: number }
  | { outcome: "refused"; reason: "key-reused" }
  | { outcome: "refused"; reason: "count-changed"; recipients: number };

/** The due time of e-mails that are due at once. ?1 is JSON with `now`. */
const SOON = `min(?1 ->> 'now', ${DATABASE_NOW})`;

/**
 * Queues the next step of an announcement's e-mails, and stores how far it has come. ?1 is JSON of the audience with `id`,
 * `from` and `now`.
 */
const queueStep = (db: D1Database, values: string) => [
  db
    .prepare(
      `WITH step AS MATERIALIZED (
         SELECT queued_to AS start, ${STEP_END} AS stop FROM announcement WHERE id = ?1 ->> 'id')
       INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, announcement, bulk)
       SELECT ${NEW_ID}, registration.event, registration.id, ${NEXT_SEQ}, registration.rehearsal,
         ?1 ->> 'now', ?1 ->> 'now', max(announcement.due_at, ${SOON}), 'announcement', announcement.id, 1
       FROM step CROSS JOIN announcement JOIN registration ON registration.event = announcement.event
       WHERE announcement.id = ?1 ->> 'id' AND queued_to = ?1 ->> 'from'
         AND ${IN_STEP} AND registered_at <= announcement.counted_at AND ${IN_AUDIENCE}`,
    )
    .bind(values),
  // changes() counts the rows written by the statement before.
  db
    .prepare(
      `UPDATE announcement SET queued = queued + changes(), queued_to = ${STEP_END}
       WHERE id = ?1 ->> 'id' AND queued_to = ?1 ->> 'from' RETURNING queued`,
    )
    .bind(values),
];

/**
 * Stores an announcement and queues the first step of its e-mails, one to each of an audience, in one transaction; the cron
 * queues the rest, and all of a planned announcement when it falls due. The same key again gives the first answer.
 *
 * It goes to everybody stored at that moment. A request that began after this one may already have stored its registration,
 * so the announcement's time is not before the newest registration: with `now` alone that attendee would be counted and get
 * nothing.
 */
export async function announce(
  db: D1Database,
  slug: string,
  audience: ListFilter,
  { key, bodyHash, subject, text, by, confirmed }: NewAnnouncement,
  departure: Departure,
  now: number,
): Promise<AnnounceOutcome> {
  const id = newId(now);
  const planned = "at" in departure;
  const values = JSON.stringify({ ...filterValues(slug, audience), id, from: "", now });
  const results = await db.batch<{ id: string; body_hash: string; recipients: number }>([
    db
      .prepare(
        `INSERT INTO announcement (id, event, key, body_hash, subject, text, audience, recipients, queued_to, sent_by,
           created_at, due_at, counted_at)
         SELECT ?1 ->> 'id', ?1 ->> 'event', ?2, ?3, ?4, ?5, ?6, count(*), '', ?7, ?1 ->> 'now',
           coalesce(?8, ${SOON} + ?9), iif(?8 IS NULL, max(?1 ->> 'now', coalesce(max(registered_at), 0)), NULL)
         FROM registration WHERE ${IN_AUDIENCE}
         HAVING ?10 IS NULL OR count(*) = ?10 ON CONFLICT (event, key) DO NOTHING`,
      )
      .bind(
        values,
        key,
        bodyHash,
        JSON.stringify(subject),
        JSON.stringify(text),
        JSON.stringify(audience),
        by,
        planned ? departure.at : null,
        planned ? 0 : departure.hold,
        confirmed,
      ),
    ...(planned ? [] : queueStep(db, values)),
    db.prepare("SELECT id, body_hash, recipients FROM announcement WHERE event = ? AND key = ?").bind(slug, key),
  ]);
  const stored = results.at(-1)?.results[0];
  if (!stored) {
    const sizes = await sizeOfAudience(db, slug, audience);
    return {
      outcome: "refused",
      reason: "count-changed",
      recipients: sizes.reduce((sum, size) => sum + size.recipients, 0),
    };
  }
  if (stored.body_hash !== bodyHash) return { outcome: "refused", reason: "key-reused" };
  return { outcome: stored.id === id ? "announced" : "repeated", id: stored.id, recipients: stored.recipients };
}

/** An announcement with e-mails still to be queued, as the cron reads it. */
export interface UnfinishedAnnouncement {
  event: string;
  id: string;
  /** JSON. */
  audience: string;
  /** The last registration that was looked at. */
  from: string;
  queued: number;
  /** 0: a planned announcement that has just fallen due. */
  counted: number;
}

/**
 * Queues the next step of an announcement. Returns how many e-mails it queued: none if another run has queued them, or the
 * announcement was taken back.
 */
export async function continueAnnouncement(
  db: D1Database,
  { event, id, audience, from, queued, counted }: UnfinishedAnnouncement,
  now: number,
): Promise<number> {
  const values = JSON.stringify({ ...filterValues(event, JSON.parse(audience) as ListFilter), id, from, now });
  const results = await db.batch<{ queued: number }>([
    // A planned announcement goes to the audience as it is when it falls due.
    ...(counted ? [] : [countAudience(db, values)]),
    ...queueStep(db, values),
  ]);
  return (results.at(-1)?.results[0]?.queued ?? queued) - queued;
}

/** ?1 is JSON with the audience, `event`, `id` and `now`. */
const countAudience = (db: D1Database, values: string) =>
  db
    .prepare(
      `UPDATE announcement SET recipients = counted.recipients, counted_at = max(?1 ->> 'now', counted.newest)
         FROM (SELECT count(*) AS recipients, coalesce(max(registered_at), 0) AS newest
               FROM registration WHERE ${IN_AUDIENCE}) AS counted
         WHERE id = ?1 ->> 'id' AND counted_at IS NULL`,
    )
    .bind(values);
