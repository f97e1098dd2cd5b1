import type { Language } from "../i18n/language.ts";
import type { ListFilter } from "../registration/list-filter.ts";
import { NEW_ID, newId } from "./ids.ts";
import type { Announcement } from "./leasing.ts";
import { filterValues, MATCHES_FILTER } from "./list-filter.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import { IN_STEP, STEP_END } from "./queue-steps.ts";

/** The audience of an announcement: of those whom the filter matches, who take part or wait (registration/audience.ts). */
const IN_AUDIENCE = `${MATCHES_FILTER} AND registration.status <> 'cancelled'`;

/** How many attendees there are in an audience, by the language they read. */
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

/** What was sent to many. `at` in milliseconds since 1970. */
export interface SentAnnouncement extends Announcement {
  id: string;
  at: number;
  /** How many attendees it is for. */
  recipients: number;
  /** To how many of them an e-mail is queued by now. */
  queued: number;
}

/** The newest first. */
export async function announcementsOf(db: D1Database, event: string, limit: number): Promise<SentAnnouncement[]> {
  const { results } = await db
    .prepare(
      `SELECT id, created_at AS at, subject, text, recipients, queued FROM announcement
       WHERE event = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
    )
    .bind(event, limit)
    .all<Omit<SentAnnouncement, keyof Announcement> & { subject: string; text: string }>();
  return results.map(({ subject, text, ...row }) => ({ ...row, subject: JSON.parse(subject), text: JSON.parse(text) }));
}

export interface NewAnnouncement extends Announcement {
  /** The sender's Idempotency-Key. */
  key: string;
  /** A hash of what was sent under it. */
  bodyHash: string;
}

/** `repeated`: the same was announced before, and nothing is sent now. `key-reused`: the key came with another body before. */
export type AnnounceOutcome =
  | { outcome: "announced" | "repeated"; id: string; recipients: number }
  | { outcome: "refused"; reason: "key-reused" };

/** The next step of an announcement's e-mails, and how far it has come. ?1 is JSON of the audience with `id`, `from` and `now`. */
const queueStep = (db: D1Database, values: string) => [
  db
    .prepare(
      `WITH step AS MATERIALIZED (
         SELECT queued_to AS start, ${STEP_END} AS stop FROM announcement WHERE id = ?1 ->> 'id')
       INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, announcement, bulk)
       SELECT ${NEW_ID}, ${MESSAGE_VALUES}, 'announcement', announcement.id, 1
       FROM step CROSS JOIN announcement JOIN registration ON registration.event = announcement.event
       WHERE announcement.id = ?1 ->> 'id' AND queued_to = ?1 ->> 'from'
         AND ${IN_STEP} AND registered_at <= announcement.created_at AND ${IN_AUDIENCE}`,
    )
    .bind(values),
  // changes() counts what the statement before has written.
  db
    .prepare(
      `UPDATE announcement SET queued = queued + changes(), queued_to = ${STEP_END}
       WHERE id = ?1 ->> 'id' AND queued_to = ?1 ->> 'from' RETURNING queued`,
    )
    .bind(values),
];

/**
 * Stores an announcement and queues the first step of its e-mails, one to each of an audience, in one transaction; the cron
 * queues the rest. The same key again gives the first answer.
 *
 * It is for all who are stored by then. A request that began after this one may have stored its registration before, so the
 * announcement is as new as the newest of them: `now` alone would count that attendee and send them nothing.
 */
export async function announce(
  db: D1Database,
  slug: string,
  audience: ListFilter,
  { key, bodyHash, subject, text }: NewAnnouncement,
  now: number,
): Promise<AnnounceOutcome> {
  const id = newId(now);
  const values = JSON.stringify({ ...filterValues(slug, audience), id, from: "", now });
  const results = await db.batch<{ id: string; body_hash: string; recipients: number }>([
    db
      .prepare(
        `INSERT INTO announcement (id, event, key, body_hash, subject, text, audience, recipients, queued_to, created_at)
         SELECT ?1 ->> 'id', ?1 ->> 'event', ?2, ?3, ?4, ?5, ?6,
           count(*), '', max(?1 ->> 'now', coalesce(max(registered_at), 0))
         FROM registration WHERE ${IN_AUDIENCE} ON CONFLICT (event, key) DO NOTHING`,
      )
      .bind(values, key, bodyHash, JSON.stringify(subject), JSON.stringify(text), JSON.stringify(audience)),
    ...queueStep(db, values),
    db.prepare("SELECT id, body_hash, recipients FROM announcement WHERE event = ? AND key = ?").bind(slug, key),
  ]);
  const stored = results.at(-1)?.results[0];
  if (!stored) throw new Error("An announcement that was just stored is gone");
  if (stored.body_hash !== bodyHash) return { outcome: "refused", reason: "key-reused" };
  return { outcome: stored.id === id ? "announced" : "repeated", id: stored.id, recipients: stored.recipients };
}

/** Queues the next step of an announcement that is not queued to the end. Returns how many e-mails it queued. */
export async function continueAnnouncement(
  db: D1Database,
  { event, id }: { event: string; id: string },
  now: number,
): Promise<number> {
  const row = await db
    .prepare("SELECT audience, queued, queued_to FROM announcement WHERE id = ? AND queued_to IS NOT NULL")
    .bind(id)
    .first<{ audience: string; queued: number; queued_to: string }>();
  if (!row) return 0;
  const audience = JSON.parse(row.audience) as ListFilter;
  const values = JSON.stringify({ ...filterValues(event, audience), id, from: row.queued_to, now });
  const [, step] = await db.batch<{ queued: number }>(queueStep(db, values));
  return (step?.results[0]?.queued ?? row.queued) - row.queued;
}
