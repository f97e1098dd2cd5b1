/** Tests of an announcement: the e-mail as it will be, sent only to the organiser who writes it. */
import type { Language } from "../i18n/language.ts";
import { DATABASE_NOW } from "./due-times.ts";
import { newId } from "./ids.ts";
import type { Announcement } from "./leasing.ts";

/** How many tests an organiser may send for one event within an hour, and how long a test is kept, in milliseconds. */
const TESTS_MAX = 10;
const HOUR = 3_600_000;
const KEPT_MS = 24 * HOUR;

export interface NewTest extends Announcement {
  /** The organiser's own address. */
  email: string;
  /** The languages it is written in: one e-mail in each. */
  languages: readonly Language[];
  /** The partner that gives the e-mail its colour. */
  partner: string;
}

/** Queues a test. Returns the ids of its e-mails; none if the organiser has sent too many within an hour. */
export async function sendTest(
  db: D1Database,
  event: string,
  { email, languages, partner, subject, text }: NewTest,
  now: number,
): Promise<string[]> {
  const id = newId(now);
  const mails = languages.map((language, index) => ({
    id: newId(now),
    seq: index + 1,
    to: JSON.stringify({ email, language, partner }),
  }));
  const values = JSON.stringify({ id, event, email, now, since: now - HOUR, max: TESTS_MAX, mails });
  const [, , queued] = await db.batch<{ id: string }>([
    // A trigger deletes their e-mails with them.
    db.prepare("DELETE FROM announcement WHERE event = ?1 AND test AND created_at < ?2").bind(event, now - KEPT_MS),
    db
      .prepare(
        `INSERT INTO announcement (id, event, key, body_hash, subject, text, audience, recipients, sent_by, created_at,
           due_at, counted_at, test)
         SELECT ?1 ->> 'id', ?1 ->> 'event', 'test ' || (?1 ->> 'id'), '', ?2, ?3, '{}', 0, ?1 ->> 'email', ?1 ->> 'now',
           ?1 ->> 'now', ?1 ->> 'now', 1
         WHERE ?1 ->> 'max' > (
           SELECT count(*) FROM announcement
           WHERE event = ?1 ->> 'event' AND test AND sent_by = ?1 ->> 'email' AND created_at > ?1 ->> 'since')`,
      )
      .bind(values, JSON.stringify(subject), JSON.stringify(text)),
    // `with_change` is 0, because no row of the feed reports it.
    db
      .prepare(
        `INSERT INTO message (id, event, registration, seq, kind, created_at, changed_at, due_at, announcement,
           former_addressee, with_change, own_request)
         SELECT mail.value ->> 'id', announcement.event, announcement.id, mail.value ->> 'seq', 'announcement-test',
           ?1 ->> 'now', ?1 ->> 'now', min(?1 ->> 'now', ${DATABASE_NOW}), announcement.id, mail.value ->> 'to', 1, 1
         FROM announcement JOIN json_each(?1, '$.mails') AS mail WHERE announcement.id = ?1 ->> 'id' RETURNING id`,
      )
      .bind(values),
  ]);
  return (queued?.results ?? []).map((row) => row.id);
}
