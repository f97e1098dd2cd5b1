import type { Language } from "../i18n/language.ts";
import type { Participation } from "../registration/capacity.ts";
import { NEW_ID, newId } from "./ids.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import type { Announcement } from "./outbox.ts";

/** Which of those who take part or wait; absent: all of them. */
export interface Audience {
  status?: "confirmed" | "waitlisted" | undefined;
  /** Attendees who wait for a seat and follow the stream meanwhile count as both. */
  participation?: Participation | undefined;
  partner?: string | undefined;
}

/**
 * The audience of an announcement (registration/audience.ts): a condition on `registration`. ?1 is JSON with `event` and the
 * fields that narrow the audience.
 */
const IN_AUDIENCE = `
  registration.event = ?1 ->> 'event' AND status <> 'cancelled' AND NOT rehearsal
  AND (?1 ->> 'status' IS NULL OR status = ?1 ->> 'status')
  AND (?1 ->> 'participation' IS NULL OR participation = ?1 ->> 'participation'
    OR (?1 ->> 'participation' = 'digital' AND digital_meanwhile))
  AND (?1 ->> 'partner' IS NULL OR partner = ?1 ->> 'partner')`;

/** How many attendees there are in an audience, by the language they read. */
export async function sizeOfAudience(
  db: D1Database,
  slug: string,
  audience: Audience,
): Promise<{ language: Language; recipients: number }[]> {
  const { results } = await db
    .prepare(`SELECT language, count(*) AS recipients FROM registration WHERE ${IN_AUDIENCE} GROUP BY language`)
    .bind(JSON.stringify({ ...audience, event: slug }))
    .all<{ language: Language; recipients: number }>();
  return results;
}

/** What was sent to many. `at` in milliseconds since 1970. */
export interface SentAnnouncement extends Announcement {
  id: string;
  at: number;
  recipients: number;
}

/** The newest first. */
export async function announcementsOf(db: D1Database, event: string, limit: number): Promise<SentAnnouncement[]> {
  const { results } = await db
    .prepare(
      `SELECT id, created_at AS at, subject, text, recipients FROM announcement
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
  body: string;
}

/** `repeated`: the same was announced before, and nothing is sent now. `key-reused`: the key came with another body before. */
export type AnnounceOutcome =
  | { outcome: "announced" | "repeated"; id: string; recipients: number }
  | { outcome: "refused"; reason: "key-reused" };

/** Queues one e-mail to each of an audience, in one transaction; the same key again gives the first answer. */
export async function announce(
  db: D1Database,
  slug: string,
  audience: Audience,
  { key, body, subject, text }: NewAnnouncement,
  now: number,
): Promise<AnnounceOutcome> {
  const id = newId(now);
  const results = await db.batch<{ id: string; body: string; recipients: number }>([
    db
      .prepare(
        `INSERT INTO announcement (id, event, key, body, subject, text, recipients, created_at)
         VALUES (?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (event, key) DO NOTHING`,
      )
      .bind(id, slug, key, body, JSON.stringify(subject), JSON.stringify(text), now),
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, announcement, bulk)
         SELECT ${NEW_ID}, ${MESSAGE_VALUES}, 'announcement', announcement.id, 1
         FROM announcement JOIN registration ON registration.event = announcement.event
         WHERE announcement.id = ?1 ->> 'id' AND ${IN_AUDIENCE}`,
      )
      .bind(JSON.stringify({ ...audience, event: slug, id, now })),
    // Those that the statement before has written.
    db.prepare("UPDATE announcement SET recipients = changes() WHERE id = ?").bind(id),
    db.prepare("SELECT id, body, recipients FROM announcement WHERE event = ? AND key = ?").bind(slug, key),
  ]);
  const stored = results.at(-1)?.results[0];
  if (!stored) throw new Error("An announcement that was just stored is gone");
  if (stored.body !== body) return { outcome: "refused", reason: "key-reused" };
  return { outcome: stored.id === id ? "announced" : "repeated", id: stored.id, recipients: stored.recipients };
}
