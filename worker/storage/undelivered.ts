/** E-mails that did not arrive, and sending them again. */
import type { MessageKind, MessageStatus } from "../registration/message.ts";
import type { RegistrationStatus } from "../registration/updating.ts";
import { DATABASE_NOW } from "./due-times.ts";

/** A message that did not arrive, without name or address. */
export interface UndeliveredMessage {
  id: string;
  registration: string;
  kind: MessageKind;
  status: MessageStatus;
  reason: string | null;
  attempts: number;
  at: number;
  /** 1: a rehearsal's. */
  rehearsal: number;
  /** Null if the attendee is erased. */
  registrationStatus: RegistrationStatus | null;
}

const UNDELIVERED = `message.id, message.registration, kind, message.status, failure AS reason, attempts,
  message.changed_at AS at, message.rehearsal, registration.status AS registrationStatus`;
/**
 * Must have the same terms as the index message_undelivered; binds the event and the id to continue after. E-mails to former
 * addresses are left out: the address was corrected because it was wrong. E-mails that ask another mailbox, sign-in links
 * and tests of announcements are left out too: they have no registration.
 */
const IS_UNDELIVERED = `message.event = ? AND kind <> 'address-changed' AND kind <> 'invitation' AND kind <> 'confirm-address'
  AND kind <> 'sign-in' AND kind <> 'announcement-test'
  AND (message.status = 'failed' OR message.status = 'bounced' OR message.status = 'complained') AND message.id > ?`;

/** Messages that failed, bounced or were complained about, oldest first, after the one with id `after`. */
export async function undeliveredMessages(
  db: D1Database,
  slug: string,
  after: string,
  limit: number,
): Promise<UndeliveredMessage[]> {
  const { results } = await db
    .prepare(
      `SELECT ${UNDELIVERED} FROM message LEFT JOIN registration ON registration.id = message.registration
       WHERE ${IS_UNDELIVERED} ORDER BY message.id LIMIT ?`,
    )
    .bind(slug, after, limit)
    .all<UndeliveredMessage>();
  return results;
}

/** The same with name and address, for the organiser's page; null if the attendee is erased. */
export interface UndeliveredMail extends UndeliveredMessage {
  name: string | null;
  email: string | null;
}

export async function undeliveredMails(
  db: D1Database,
  slug: string,
  after: string,
  limit: number,
): Promise<UndeliveredMail[]> {
  const { results } = await db
    .prepare(
      `SELECT ${UNDELIVERED}, name, email
       FROM message LEFT JOIN registration ON registration.id = message.registration
       WHERE ${IS_UNDELIVERED} ORDER BY message.id LIMIT ?`,
    )
    .bind(slug, after, limit)
    .all<UndeliveredMail>();
  return results;
}

/**
 * Queues a failed or bounced message again with a new key: with the old key the provider would repeat its answer. The
 * organiser vouches for the address, so it is tried even if it bounced (`hashes`), but not after a complaint. False if there
 * is nothing to send again.
 */
export async function retryMessage(
  db: D1Database,
  slug: string,
  { id, key, hashes }: { id: string; key: string; hashes: readonly string[] },
  now: number,
): Promise<boolean> {
  const [queued] = await db.batch([
    db
      .prepare(
        `UPDATE message SET status = 'queued', due_at = min(?4, ${DATABASE_NOW}), changed_at = ?4, batch = ?3, bulk = 0,
           attempts = 0, unconfirmed_since = NULL, failure = NULL, delayed = 0, own_request = 0
         WHERE event = ?1 AND id = ?2 AND (status = 'failed' OR status = 'bounced')
           AND EXISTS (SELECT 1 FROM registration WHERE registration.id = message.registration)
           AND NOT EXISTS (
             SELECT 1 FROM suppression WHERE reason = 'complained' AND hash IN (SELECT value FROM json_each(?5)))`,
      )
      .bind(slug, id, key, now, JSON.stringify(hashes)),
    db
      .prepare(
        `DELETE FROM suppression WHERE reason = 'bounced' AND hash IN (SELECT value FROM json_each(?2))
           AND EXISTS (SELECT 1 FROM message WHERE message.id = ?1 AND batch = ?3)`,
      )
      .bind(id, JSON.stringify(hashes), key),
  ]);
  return (queued?.meta.changes ?? 0) > 0;
}
