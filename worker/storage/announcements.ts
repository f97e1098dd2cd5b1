import type { Language } from "../i18n/language.ts";
import type { Participation } from "../registration/capacity.ts";
import { newId } from "./ids.ts";
import type { Announcement } from "./outbox.ts";

/** Which of those who take part or wait; absent: all of them. */
export interface Audience {
  status?: "confirmed" | "waitlisted" | undefined;
  /** Whoever waits for a seat and follows the stream meanwhile counts as both. */
  participation?: Participation | undefined;
  partner?: string | undefined;
}

/** A condition on `registration`; binds ?1 to ?4. */
const IN_AUDIENCE = `
  registration.event = ?1 AND status <> 'cancelled' AND NOT test
  AND (?2 IS NULL OR status = ?2)
  AND (?3 IS NULL OR participation = ?3 OR (?3 = 'digital' AND digital_meanwhile))
  AND (?4 IS NULL OR partner = ?4)`;

function bindings(event: string, { status, participation, partner }: Audience) {
  return [event, status ?? null, participation ?? null, partner ?? null] as const;
}

/** How many people there are in an audience, by the language they read. */
export async function sizeOfAudience(
  db: D1Database,
  event: string,
  audience: Audience,
): Promise<{ language: Language; recipients: number }[]> {
  const { results } = await db
    .prepare(`SELECT language, count(*) AS recipients FROM registration WHERE ${IN_AUDIENCE} GROUP BY language`)
    .bind(...bindings(event, audience))
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

/** `other-body`: the key came with another body before. */
export type AnnounceOutcome = { outcome: "announced"; id: string; recipients: number } | { outcome: "other-body" };

/** Writes one e-mail to each of an audience, in one transaction; the same key again gives the first answer. */
export async function announce(
  db: D1Database,
  event: string,
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
      .bind(id, event, key, body, JSON.stringify(subject), JSON.stringify(text), now),
    db
      .prepare(
        `INSERT INTO message (id, event, registration, kind, announcement, bulk, created_at, changed_at, due_at)
         SELECT printf('%012x', ?6) || lower(hex(randomblob(10))), registration.event, registration.id, 'announcement',
           ?5, 1, ?6, ?6, ?6
         FROM registration JOIN announcement ON announcement.id = ?5
         WHERE ${IN_AUDIENCE}`,
      )
      .bind(...bindings(event, audience), id, now),
    // Those that the statement before has written.
    db.prepare("UPDATE announcement SET recipients = changes() WHERE id = ?").bind(id),
    db
      .prepare(
        `UPDATE registration SET changed_because = 'message', latest_message = message.id
         FROM message
         WHERE registration.event = ?1 AND message.registration = registration.id AND message.announcement = ?2`,
      )
      .bind(event, id),
    db.prepare("SELECT id, body, recipients FROM announcement WHERE event = ? AND key = ?").bind(event, key),
  ]);
  const stored = results.at(-1)?.results[0];
  if (!stored) throw new Error("An announcement that was just stored is gone");
  if (stored.body !== body) return { outcome: "other-body" };
  return { outcome: "announced", id: stored.id, recipients: stored.recipients };
}
