/** E-mails to one attendee: listing them, and sending one again. */
import type { DisplayStatus, MessageKind, MessageStatus } from "../registration/message.ts";
import type { ToldEvent } from "../registration/told-event.ts";
import type { Announcement } from "./leasing.ts";
import { IS_DISOWNED, MAILBOX_FREE_AT, mailLimits, writeAlways } from "./mail-limits.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";

export async function messageExists(db: D1Database, slug: string, id: string): Promise<boolean> {
  return (await db.prepare("SELECT 1 FROM message WHERE event = ? AND id = ?").bind(slug, id).first()) !== null;
}

/** An e-mail to one person, without its text, which is rendered when it is sent. */
export interface SentMessage {
  id: string;
  kind: MessageKind;
  status: DisplayStatus;
  reason: string | null;
  createdAt: number;
  at: number;
}

/** Every e-mail to one person, oldest first. */
export async function messagesTo(db: D1Database, registration: string): Promise<SentMessage[]> {
  const { results } = await db
    .prepare(
      `SELECT id, kind, display_status AS status, failure AS reason, created_at AS createdAt, changed_at AS at FROM message
       WHERE registration = ? ORDER BY seq`,
    )
    .bind(registration)
    .all<SentMessage>();
  return results;
}

/** An e-mail that may be sent again, with the data it was about. */
export interface RepeatableMessage {
  id: string;
  kind: MessageKind;
  status: MessageStatus;
  announcement: Announcement | null;
  previous: ToldEvent | null;
}

/** One e-mail to one person; null if that person has had no such e-mail. */
export async function messageTo(db: D1Database, registration: string, id: string): Promise<RepeatableMessage | null> {
  const row = await db
    .prepare(
      `SELECT message.id, kind, status, previous, subject, text
       FROM message LEFT JOIN announcement ON announcement.id = message.announcement
       WHERE message.id = ? AND registration = ?`,
    )
    .bind(id, registration)
    .first<
      Pick<RepeatableMessage, "id" | "kind" | "status"> & {
        previous: string | null;
        subject: string | null;
        text: string | null;
      }
    >();
  if (!row) return null;
  const { previous, subject, text, ...message } = row;
  return {
    ...message,
    announcement: subject && text ? { subject: JSON.parse(subject), text: JSON.parse(text) } : null,
    previous: previous === null ? null : (JSON.parse(previous) as ToldEvent),
  };
}

/** The present address of the recipient of an e-mail; null if there is no such e-mail, or the attendee is erased. */
export async function addressOfMessage(db: D1Database, slug: string, id: string): Promise<string | null> {
  return db
    .prepare(
      `SELECT email FROM message JOIN registration ON registration.id = message.registration
       WHERE message.event = ? AND message.id = ?`,
    )
    .bind(slug, id)
    .first<string>("email");
}

/**
 * Queues a new copy of an e-mail that the attendee has already had. The organiser vouches for the address, so it is tried
 * even if it bounced (`hashes`), but not after a complaint. False while the e-mail is still on its way, after a complaint,
 * or if the attendee is erased.
 */
export async function resendMessage(
  db: D1Database,
  slug: string,
  { id, copy, hashes }: { id: string; copy: string; hashes: readonly string[] },
  now: number,
): Promise<boolean> {
  const values = JSON.stringify({ event: slug, id, copy, now });
  const [written] = await db.batch([
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, announcement, previous)
         SELECT ?1 ->> 'copy', ${MESSAGE_VALUES}, original.kind, original.announcement, original.previous
         FROM message AS original JOIN registration ON registration.id = original.registration
         WHERE original.event = ?1 ->> 'event' AND original.id = ?1 ->> 'id' AND original.status <> 'queued'
           AND NOT EXISTS (
             SELECT 1 FROM suppression WHERE reason = 'complained' AND hash IN (SELECT value FROM json_each(?2)))`,
      )
      .bind(values, JSON.stringify(hashes)),
    db
      .prepare(
        `DELETE FROM suppression WHERE reason = 'bounced' AND hash IN (SELECT value FROM json_each(?2))
           AND EXISTS (SELECT 1 FROM message WHERE message.id = ?1)`,
      )
      .bind(copy, JSON.stringify(hashes)),
  ]);
  return (written?.meta.changes ?? 0) > 0;
}

/**
 * Sends the manage link again, if the address is registered and has not had it too often. A rehearsal gets it only if the
 * address has no real registration. One transaction that always writes a row, so that the response time tells nothing.
 * `message` is the id of the e-mail, whether or not it was written: the caller must continue in the same way.
 */
export async function sendLinkAgain(
  db: D1Database,
  slug: string,
  { emailKey, mailbox }: { emailKey: string; mailbox: string },
  message: string,
  now: number,
): Promise<void> {
  const values = JSON.stringify({ event: slug, emailKey, message, ...mailLimits(mailbox, now), now });
  const written = db
    .prepare(
      `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, mailbox)
       SELECT ?1 ->> 'message', ${MESSAGE_VALUES}, 'lost-link', ?1 ->> 'mailbox' FROM registration
       WHERE email_key = ?1 ->> 'emailKey' AND event = ?1 ->> 'event' AND ${MAILBOX_FREE_AT} <= ?1 ->> 'now' AND NOT (${IS_DISOWNED})
       ORDER BY rehearsal LIMIT 1`,
    )
    .bind(values);
  await db.batch([written, writeAlways(db, values)]);
}
