/**
 * E-mails to everybody about a changed event. They are queued in steps; the transaction that stores the definition queues
 * the first.
 */
import { NEW_ID } from "./ids.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import { NEW_VERSION } from "./new-version.ts";
import { IN_STEP, STEP_END } from "./queue-steps.ts";

/** Which e-mail a changed definition sends to everyone who has not cancelled. */
export type NoticeKind = "event-changed" | "event-cancelled";

/** True for an e-mail about a changed event. */
const IS_NOTICE = "(message.kind = 'event-changed' OR message.kind = 'event-cancelled')";

/** True for a notice that has not been sent yet. */
const UNSENT = `${IS_NOTICE} AND message.status = 'queued' AND message.bulk = 1 AND message.unconfirmed_since IS NULL`;

const AUDIENCE =
  "registration.event = ?1 ->> 'event' AND registration.status <> 'cancelled' AND NOT registration.rehearsal";

/** Whether the attendee has registered, or come back, since `notice` was stored: then the confirmation had the new facts. */
const REGISTERED_SINCE = `EXISTS (
  SELECT 1 FROM change WHERE change.registration = registration.id AND change.seq > notice.feed_seq
    AND (change.type = 'registration.confirmed' OR change.type = 'registration.waitlisted'))`;

/** Whether an e-mail that was sent, or may have been sent, since `notice` was stored has already told the attendee. */
const TOLD_SINCE = `EXISTS (
  SELECT 1 FROM message INDEXED BY message_of_registration WHERE message.registration = registration.id
    AND message.event_version >= notice.version AND NOT (${UNSENT}))`;

/**
 * What the attendee was last told about the event: as noted in their notice that is not sent yet, or as it was before the
 * first notice that has not reached them.
 */
const LAST_TOLD = `coalesce(
  (SELECT previous FROM message INDEXED BY message_of_registration WHERE message.registration = registration.id AND ${UNSENT} ORDER BY message.seq LIMIT 1),
  (SELECT notice.told FROM event_notice AS notice
   WHERE notice.event = registration.event AND NOT ${REGISTERED_SINCE}
     AND notice.version > coalesce(
       (SELECT max(reached.version) FROM event_notice AS reached
        WHERE reached.event = registration.event
          AND (reached.queued_to IS NULL OR reached.queued_to >= registration.id)), 0)
   ORDER BY notice.version LIMIT 1))`;

const THIS_NOTICE = "notice.event = ?1 ->> 'event' AND notice.version = ?1 ->> 'version'";

/** True while the step that begins after `from` is the next one, and no later notice has superseded this one. */
const IS_NEXT = "queued_to = ?1 ->> 'from' AND NOT superseded";

/**
 * Queues the next step: one e-mail per attendee. It replaces an earlier notice that is not sent yet, so that each attendee
 * gets one, which compares the event at that time with what they were last told. The second statement returns how many are
 * queued so far. ?1 is JSON with `event`, `version`, `from` and `now`.
 */
function queueStep(db: D1Database, values: string): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `WITH step AS MATERIALIZED (
           SELECT queued_to AS start, ${STEP_END} AS stop FROM event_notice AS notice WHERE ${THIS_NOTICE} AND ${IS_NEXT})
         INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, previous, bulk)
         SELECT ${NEW_ID}, ${MESSAGE_VALUES}, notice.kind, ${LAST_TOLD}, 1
         FROM step CROSS JOIN event_notice AS notice JOIN registration ON registration.event = notice.event
         WHERE ${THIS_NOTICE} AND ${IN_STEP} AND ${AUDIENCE} AND NOT ${REGISTERED_SINCE} AND NOT ${TOLD_SINCE}`,
      )
      .bind(values),
    // changes() counts what the statement before has written.
    db
      .prepare(
        `UPDATE event_notice AS notice SET queued = queued + changes(), queued_to = ${STEP_END}
         WHERE ${THIS_NOTICE} AND ${IS_NEXT} RETURNING queued`,
      )
      .bind(values),
    // Starts from the registrations of the step: the index of due messages would read every waiting e-mail.
    db
      .prepare(
        `DELETE FROM message WHERE id IN (
           SELECT id FROM (
             SELECT message.id, message.seq, max(message.seq) OVER (PARTITION BY message.registration) AS newest
             FROM event_notice AS notice JOIN registration ON registration.event = notice.event
               CROSS JOIN message INDEXED BY message_of_registration ON message.registration = registration.id
             WHERE ${THIS_NOTICE} AND registration.id > ?1 ->> 'from'
               AND (queued_to IS NULL OR registration.id <= queued_to) AND ${UNSENT})
           WHERE seq < newest)`,
      )
      .bind(values),
  ];
}

/**
 * Statements for the transaction that stores a definition: the first returns the number of `recipients`, and the others
 * queue the first step, which also replaces the rest of an earlier notice. ?1 is JSON with `event`, `version`, `from`,
 * `now`, the `notice` and what attendees were `told`; `slug` is the event's, for NEW_VERSION.
 */
export function startNotice(db: D1Database, values: string): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `INSERT INTO event_notice (event, version, kind, told, feed_seq, recipients, queued_to, at)
         SELECT ?1 ->> 'event', ?1 ->> 'version', ?1 ->> 'notice', ?1 ->> 'told',
           (SELECT coalesce(max(seq), 0) FROM change), (SELECT count(*) FROM registration WHERE ${AUDIENCE}), '', ?1 ->> 'now'
         WHERE ${NEW_VERSION} RETURNING recipients`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE event_notice SET superseded = 1
         WHERE event = ?1 ->> 'event' AND version < ?1 ->> 'version' AND queued_to IS NOT NULL AND ${NEW_VERSION}`,
      )
      .bind(values),
    ...queueStep(db, values),
  ];
}

/** A notice that is not completely queued: its version of the event, and how far it has come. */
export interface UnfinishedNotice {
  event: string;
  version: number;
  /** The last registration that was looked at. */
  from: string;
  queued: number;
}

/** Queues the next step. Returns how many e-mails it queued: none if another invocation has queued it. */
export async function continueNotice(db: D1Database, notice: UnfinishedNotice, now: number): Promise<number> {
  const { event, version, from } = notice;
  const [, step] = await db.batch<{ queued: number }>(queueStep(db, JSON.stringify({ event, version, from, now })));
  return (step?.results[0]?.queued ?? notice.queued) - notice.queued;
}

/** `superseded`: the remaining recipients got a later notice instead. */
export type NoticeStatus = "queuing" | "queued" | "superseded";

/** A notice that was sent to everybody. `at` in milliseconds since 1970. */
export interface SentNotice {
  kind: NoticeKind;
  at: number;
  status: NoticeStatus;
  /** The number of recipients. */
  recipients: number;
  /**
   * How many of their e-mails are queued so far. Attendees who cancel, or learn of the change in another e-mail, get none.
   */
  queued: number;
}

/** The newest first. */
export async function noticesOf(db: D1Database, event: string, limit: number): Promise<SentNotice[]> {
  const { results } = await db
    .prepare(
      `SELECT kind, at, recipients, queued,
         CASE WHEN queued_to IS NULL THEN 'queued' WHEN superseded THEN 'superseded' ELSE 'queuing' END AS status
       FROM event_notice WHERE event = ? ORDER BY version DESC LIMIT ?`,
    )
    .bind(event, limit)
    .all<SentNotice>();
  return results;
}

/**
 * Whether a later notice, not yet queued for this attendee, will replace this `message` about a changed event. The message
 * must stay until then, since it holds what the attendee was last told.
 */
export const AWAITS_REPLACEMENT = `${IS_NOTICE} AND EXISTS (
  SELECT 1 FROM event_notice
  WHERE event_notice.event = message.event AND NOT superseded AND queued_to < message.registration)`;

/**
 * The version of the event that a notice describes: the present one, unless an earlier attempt may have arrived, which
 * described an earlier one. The definition is read in the same transaction.
 */
export const VERSION_TOLD = `iif(${IS_NOTICE},
  coalesce(iif(unconfirmed_since IS NULL, NULL, event_version), (SELECT version FROM event WHERE slug = message.event)), NULL)`;
