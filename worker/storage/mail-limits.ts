/**
 * Anybody can type any address. So a mailbox gets at most three e-mails an hour that strangers may have caused, counted over
 * all events and kinds, also when registrations were erased meanwhile. A first registration always gets its confirmation, if
 * necessary an hour or more later; other e-mails beyond the third are not written, and the response does not show it.
 *
 * The triggers `message_typed` and `message_one_too_many` count each e-mail that has a mailbox, and mark it as failed if it
 * would wait for a day.
 */

import { DATABASE_NOW } from "./due-times.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Why a message fails if its mailbox has disowned a registration for the same event. */
const DISOWNED = "the owner of the address did not register";

/** What `MAILBOX_FREE_AT` and `IS_DISOWNED` read from ?1. `mailbox`: null if an organiser causes the e-mail. */
export function mailLimits(mailbox: string | null, now: number) {
  return { mailbox, day: Math.floor(now / DAY), span: HOUR, disownedSince: now - DAY };
}

/** When the mailbox may get its next e-mail: now, or an hour after the third last. ?1 is JSON with `mailLimits` and `now`. */
export const MAILBOX_FREE_AT = `max(min(?1 ->> 'now', ${DATABASE_NOW}), ?1 ->> 'span' + coalesce(
  (SELECT third_last FROM typed_mail WHERE day = ?1 ->> 'day' AND mailbox = ?1 ->> 'mailbox'),
  (SELECT third_last FROM typed_mail WHERE day = ?1 ->> 'day' - 1 AND mailbox = ?1 ->> 'mailbox'), 0))`;

/** Whether the owner of the mailbox has said within a day that they did not register for the event. */
export const IS_DISOWNED = `coalesce(
  (SELECT at FROM not_me WHERE day = ?1 ->> 'day' AND not_me.event = ?1 ->> 'event' AND not_me.mailbox = ?1 ->> 'mailbox'),
  (SELECT at FROM not_me
   WHERE day = ?1 ->> 'day' - 1 AND not_me.event = ?1 ->> 'event' AND not_me.mailbox = ?1 ->> 'mailbox'), 0)
  > ?1 ->> 'disownedSince'`;

/**
 * Statements for the owner of a mailbox who disowns a registration: no stranger can register the mailbox for the event for a
 * day, and waiting e-mails that a stranger has caused are not sent.
 */
export function disown(db: D1Database, slug: string, mailbox: string, now: number): D1PreparedStatement[] {
  const values = JSON.stringify({ event: slug, ...mailLimits(mailbox, now), failure: DISOWNED, now });
  return [
    db
      .prepare(
        `INSERT INTO not_me (day, event, mailbox, at)
         VALUES (?1 ->> 'day', ?1 ->> 'event', ?1 ->> 'mailbox', ?1 ->> 'now')
         ON CONFLICT DO UPDATE SET at = excluded.at`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE message SET status = 'failed', failure = ?1 ->> 'failure', changed_at = ?1 ->> 'now', due_at = NULL
         WHERE status = 'queued' AND bulk = 0 AND event = ?1 ->> 'event' AND mailbox = ?1 ->> 'mailbox'`,
      )
      .bind(values),
  ];
}

/**
 * For a transaction that must not show whether an address is known, and writes an e-mail only if it is: this writes a row in
 * either case, since a transaction without a write does not wait for the disk. `values` is ?1, JSON with `mailLimits` and
 * `now`.
 */
export function writeAlways(db: D1Database, values: string): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO typed_mail (day, mailbox, third_last, second_last, last)
       VALUES (?1 ->> 'day', 'lost links', 0, 0, ?1 ->> 'now') ON CONFLICT DO UPDATE SET last = excluded.last`,
    )
    .bind(values);
}

/** Rows that one step deletes. The limit keeps each step small, however many rows are waiting. */
const STEP = 1000;

/** Deletes the days of both tables that no limit needs any more. */
export async function forgetTypedMail(db: D1Database, now: number): Promise<void> {
  const before = Math.floor(now / DAY) - 1;
  await db.batch([
    db
      .prepare(
        `DELETE FROM typed_mail WHERE (day, mailbox) IN (
           SELECT day, mailbox FROM typed_mail WHERE day < ? ORDER BY day LIMIT ?)`,
      )
      .bind(before, STEP),
    db
      .prepare(
        `DELETE FROM not_me WHERE (day, event, mailbox) IN (
           SELECT day, event, mailbox FROM not_me WHERE day < ? ORDER BY day LIMIT ?)`,
      )
      .bind(before, STEP),
  ]);
}
