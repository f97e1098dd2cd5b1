/** Stores which attendees went to the stream. */
import type { Language } from "../i18n/language.ts";
import type { Attendance } from "../registration/audience.ts";

/**
 * The parts of a registration that decide what the attendee's link to the stream shows. They do not identify the attendee.
 */
export interface Follower extends Attendance {
  id: string;
  event: string;
  partner: string;
  language: Language;
  linkVersion: number;
  /** Milliseconds since 1970. */
  joinedAt: number | null;
}

export async function findFollower(db: D1Database, id: string): Promise<Follower | null> {
  const row = await db
    .prepare(
      `SELECT id, event, status, participation, digital_meanwhile AS digitalMeanwhile, partner, language,
         link_version AS linkVersion, joined_at AS joinedAt
       FROM registration WHERE id = ?`,
    )
    .bind(id)
    .first<Omit<Follower, "digitalMeanwhile"> & { digitalMeanwhile: number }>();
  return row && { ...row, digitalMeanwhile: row.digitalMeanwhile === 1 };
}

/**
 * Stores when the attendee first went to the stream, with a row in the feed, in one transaction. Changes nothing if the
 * attendee was there before, no longer follows the stream, or got a new link meanwhile. `changed_at` stays, so that a form
 * open beside the stream can still be sent.
 */
export async function joinStream(
  db: D1Database,
  { id, linkVersion }: Pick<Follower, "id" | "linkVersion">,
  now: number,
): Promise<void> {
  await db.batch([
    db
      .prepare(
        `UPDATE registration SET joined_at = ?3
         WHERE id = ?1 AND link_version = ?2 AND joined_at IS NULL
           AND (status = 'waitlisted' OR (status = 'confirmed' AND participation = 'digital'))`,
      )
      .bind(id, linkVersion, now),
    // Only if the previous statement has changed a row.
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at, rehearsal)
         SELECT event, 'registration.changed', id, 'joined', ?2, rehearsal
         FROM registration WHERE id = ?1 AND changes() > 0`,
      )
      .bind(id, now),
  ]);
}
