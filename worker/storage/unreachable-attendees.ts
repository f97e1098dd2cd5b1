import { CANCELLED } from "./update-columns.ts";
import { promoteNext } from "./waiting-list.ts";

/** A permanent bounce of one of our e-mails that is not recorded yet. */
export interface PermanentBounce {
  /** The webhook's id. */
  webhook: string;
  /** The message's id. */
  message: string;
  providerId: string | null;
  /** The key of the address that bounced. */
  emailKey: string;
}

/**
 * True if an e-mail has just bounced for good and its attendee was never reached: every e-mail before it bounced or failed
 * too. ?1 is JSON with the bounce. Never true
 * - for a webhook that was seen before, or an attempt that was repeated since;
 * - for rehearsals, which take no place, or an attendee who was checked in;
 * - after the address was corrected;
 * - for a registration that was restored, handed over or verified: an organiser or the attendee has vouched for it;
 * - after the event's promotion has ended, since nobody would get the seat.
 */
const NEVER_REACHED = `
  SELECT registration.id FROM message
  JOIN registration ON registration.id = message.registration
  JOIN capacity ON capacity.event = registration.event
  WHERE message.id = ?1 ->> 'message' AND message.status = 'bounced'
    AND (message.provider_id IS NULL OR ?1 ->> 'providerId' IS NULL OR message.provider_id = ?1 ->> 'providerId')
    AND message.created_at >= registration.registered_at
    AND NOT EXISTS (SELECT 1 FROM received_webhook WHERE received_webhook.id = ?1 ->> 'webhook')
    AND registration.status <> 'cancelled' AND NOT registration.rehearsal AND registration.checked_in_at IS NULL
    AND registration.email_key = ?1 ->> 'emailKey' AND ?1 ->> 'now' < promotion_ends
    AND NOT EXISTS (
      SELECT 1 FROM message AS other WHERE other.registration = registration.id AND (
        other.status = 'delivered' OR other.status = 'complained'
        OR (other.seq < message.seq AND other.status <> 'bounced' AND other.status <> 'failed')))
    AND coalesce((
      SELECT reason FROM change WHERE change.registration = registration.id
        AND (((type = 'registration.confirmed' OR type = 'registration.waitlisted')
          AND (reason IS NULL OR reason = 'colleague' OR reason = 'by-hand' OR reason = 'back')) OR reason = 'verified'
          OR (reason = 'handed-over' AND type <> 'registration.cancelled'))
      ORDER BY seq DESC LIMIT 1), '') NOT IN ('back', 'handed-over', 'verified')`;

/**
 * Statements for the transaction that records a permanent bounce, after the message's status: they cancel a registration
 * whose address never worked, and give the place to the next on the waiting list. They send no e-mail about it, since none
 * would arrive. They return the ids of the e-mails to people who are promoted.
 */
export function cancelNeverReached(
  db: D1Database,
  slug: string,
  bounce: PermanentBounce,
  now: number,
): D1PreparedStatement[] {
  const values = JSON.stringify({ ...bounce, now });
  return [
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at)
           SELECT event, 'registration.cancelled', id, 'bounced', ?1 ->> 'now'
           FROM registration WHERE id IN (${NEVER_REACHED})`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE registration SET ${CANCELLED}
           WHERE id IN (${NEVER_REACHED})`,
      )
      .bind(values),
    ...promoteNext(db, slug, "place-freed", now),
  ];
}
