/** Scheduled e-mails: when they fall due, and who gets them. */
import type { ScheduledMail, ScheduledMailKind } from "../registration/scheduled-mail.ts";
import type { UnfinishedAnnouncement } from "./announcements.ts";
import type { NoticeKind, UnfinishedNotice } from "./event-notices.ts";
import { NEW_ID } from "./ids.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import { IN_STEP, STEP_END } from "./queue-steps.ts";

/** The slugs of events whose definition is newer than their schedule. */
export async function eventsWithoutSchedule(db: D1Database, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT slug FROM event WHERE scheduled = 0 LIMIT ?")
    .bind(limit)
    .all<{ slug: string }>();
  return results.map(({ slug }) => slug);
}

/** When an e-mail that the definition schedules falls due. ?1 is JSON with `mails`; the row is one of `scheduled_mail`. */
const PLANNED_AT = "(SELECT value ->> 'at' FROM json_each(?1, '$.mails') WHERE value ->> 'kind' = scheduled_mail.kind)";
const PLANNED_KEY =
  "(SELECT value ->> 'contentKey' FROM json_each(?1, '$.mails') WHERE value ->> 'kind' = scheduled_mail.kind)";

/**
 * The value of `since` in `scheduled_mail`: only attendees who registered from then on get the e-mail; null if everybody has
 * had it. A sent e-mail is not sent again unless its content changed. If it was withdrawn or postponed after sending, it is
 * sent once more, to people who have registered since: their confirmations did not contain it.
 */
const SINCE = `CASE
  WHEN content_key <> ${PLANNED_KEY} THEN 0
  WHEN done_at IS NULL THEN since
  WHEN withdrawn_at IS NOT NULL THEN withdrawn_at
  WHEN ${PLANNED_AT} > done_at THEN done_at
END`;

/**
 * Stores the schedule of an event, if `version` is still its newest. Nothing falls due before now: attendees who register
 * later read it in the confirmation.
 */
export async function saveSchedule(
  db: D1Database,
  slug: string,
  version: number,
  scheduled: readonly ScheduledMail[],
  now: number,
): Promise<void> {
  const current = "EXISTS (SELECT 1 FROM event WHERE slug = ?1 ->> 'event' AND version = ?1 ->> 'version')";
  const kept = "kind IN (SELECT value ->> 'kind' FROM json_each(?1, '$.mails'))";
  const values = JSON.stringify({ event: slug, version, now, mails: scheduled });
  await db.batch([
    db
      .prepare(
        `DELETE FROM scheduled_mail WHERE event = ?1 ->> 'event' AND ${current} AND done_at IS NULL AND NOT ${kept}`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE scheduled_mail SET withdrawn_at = coalesce(withdrawn_at, ?1 ->> 'now')
         WHERE event = ?1 ->> 'event' AND ${current} AND NOT ${kept}`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO scheduled_mail (event, kind, content_key, at, expires_at)
         SELECT ?1 ->> 'event', value ->> 'kind', value ->> 'contentKey', max(value ->> 'at', ?1 ->> 'now'),
           value ->> 'expiresAt'
         FROM json_each(?1, '$.mails') WHERE ${current}
         ON CONFLICT (event, kind) DO UPDATE SET
           at = excluded.at, expires_at = excluded.expires_at, content_key = excluded.content_key, withdrawn_at = NULL,
           queued_to = iif(content_key = excluded.content_key AND done_at IS NULL, queued_to, ''),
           since = coalesce(${SINCE}, since), done_at = iif(${SINCE} IS NULL, done_at, NULL)`,
      )
      .bind(values),
    db.prepare("UPDATE event SET scheduled = 1 WHERE slug = ? AND version = ?").bind(slug, version),
  ]);
}

export interface DueMail {
  /** The slug. */
  event: string;
  kind: ScheduledMailKind;
}

/** E-mails to many that must be queued: a scheduled e-mail that is due, an announcement, a notice, or the rest of one. */
export type MailToQueue =
  | DueMail
  | ({ kind: "announcement" } & UnfinishedAnnouncement)
  | ({ kind: NoticeKind } & UnfinishedNotice);

/** E-mails to queue for all events, the longest overdue first. */
export async function mailToQueue(db: D1Database, now: number, limit: number): Promise<MailToQueue[]> {
  const { results } = await db
    .prepare(
      `SELECT event, kind, NULL AS id, NULL AS version, NULL AS "from", NULL AS queued, NULL AS audience, NULL AS counted, at
       FROM scheduled_mail WHERE done_at IS NULL AND at <= ?1
       UNION ALL SELECT event, 'announcement', id, NULL, queued_to, queued, audience, counted_at IS NOT NULL, due_at
       FROM announcement WHERE queued_to IS NOT NULL AND due_at <= ?1
       UNION ALL SELECT event, kind, NULL, version, queued_to, queued, NULL, NULL, at
       FROM event_notice WHERE queued_to IS NOT NULL AND NOT superseded
       ORDER BY at LIMIT ?2`,
    )
    .bind(now, limit)
    .all<MailToQueue>();
  return results;
}

/** Due e-mails of one event, the longest overdue first. */
export async function dueMailOf(db: D1Database, slug: string, now: number): Promise<DueMail[]> {
  const { results } = await db
    .prepare("SELECT event, kind FROM scheduled_mail WHERE done_at IS NULL AND at <= ?1 AND event = ?2 ORDER BY at")
    .bind(now, slug)
    .all<DueMail>();
  return results;
}

/** The audience of each kind (registration/audience.ts), as a condition on `registration`. */
const AUDIENCE: Record<ScheduledMailKind, string> = {
  reminder: "(status = 'confirmed' OR digital_meanwhile)",
  stream: "((status = 'confirmed' AND participation = 'digital') OR status = 'waitlisted')",
  thanks: "(status = 'confirmed' OR digital_meanwhile)",
};

/** Registered or came back after `since`. */
const NEW_SINCE = `(registered_at >= since OR EXISTS (
  SELECT 1 FROM message
  WHERE message.registration = registration.id AND message.kind = 'confirmation' AND message.created_at >= since))`;

/** How many people would get it at once if a definition were stored, by the rules of saveSchedule() and queueDueMail(). */
export async function previewScheduledMail(
  db: D1Database,
  slug: string,
  mail: ScheduledMail,
  now: number,
): Promise<number> {
  const { kind, at, expiresAt } = mail;
  if (at > now || now >= expiresAt) return 0;
  const row = await db
    .prepare(
      `WITH planned AS (
         SELECT iif(event IS NULL, 0, ${SINCE}) AS since
         FROM (SELECT 1) LEFT JOIN scheduled_mail ON event = ?1 ->> 'event' AND kind = ?1 ->> 'kind')
       SELECT count(*) AS recipients FROM planned JOIN registration ON registration.event = ?1 ->> 'event'
       WHERE since IS NOT NULL AND ${NEW_SINCE} AND registered_at < max(?1 ->> 'at', ?1 ->> 'now') AND NOT rehearsal
         AND ${AUDIENCE[kind]}`,
    )
    .bind(JSON.stringify({ ...mail, mails: [mail], event: slug, now }))
    .first<{ recipients: number }>();
  return row?.recipients ?? 0;
}

/**
 * Queues the next step of a due e-mail, once for each attendee registered when it fell due, or for none if it is too late.
 * Returns how many. It stays due until the last step.
 */
export async function queueDueMail(db: D1Database, { event, kind }: DueMail, now: number): Promise<number> {
  const values = JSON.stringify({ event, kind, now });
  const [, queued] = await db.batch<{ count: number }>([
    db
      .prepare(
        `WITH step AS MATERIALIZED (
           SELECT queued_to AS start, ${STEP_END} AS stop FROM scheduled_mail
           WHERE event = ?1 ->> 'event' AND kind = ?1 ->> 'kind')
         INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, bulk)
         SELECT ${NEW_ID}, ${MESSAGE_VALUES}, mail.kind, 1
         FROM step CROSS JOIN scheduled_mail AS mail JOIN registration ON registration.event = mail.event
         WHERE mail.event = ?1 ->> 'event' AND mail.kind = ?1 ->> 'kind'
           AND done_at IS NULL AND at <= ?1 ->> 'now' AND ?1 ->> 'now' < expires_at
           AND ${IN_STEP} AND ${NEW_SINCE} AND registered_at < at AND NOT rehearsal AND ${AUDIENCE[kind]}`,
      )
      .bind(values),
    // The count of the statement before only; D1's own count includes the rows written by triggers.
    db.prepare("SELECT changes() AS count"),
    db
      .prepare(
        `UPDATE scheduled_mail SET done_at = iif(${STEP_END} IS NULL, ?1 ->> 'now', NULL), queued_to = coalesce(${STEP_END}, '')
         WHERE event = ?1 ->> 'event' AND kind = ?1 ->> 'kind' AND done_at IS NULL AND at <= ?1 ->> 'now'`,
      )
      .bind(values),
  ]);
  return queued?.results[0]?.count ?? 0;
}
