/** Cancelling, restoring, verifying and erasing a registration, each in one transaction. */

import { ANSWERS_LEFT, FILLED_OPTIONS, PLACES_LEFT } from "./choice-places.ts";
import { newId } from "./ids.ts";
import { disown } from "./mail-limits.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import type { FormerAddressee, Registration } from "./registrations.ts";
import { CANCELLED, CHANGED_AT } from "./update-columns.ts";
import { messageIds, recordChange, UPDATED, type UpdateOutcome, update } from "./update-transaction.ts";
import { promoteNext } from "./waiting-list.ts";

export type CancelRefusal = "not-found" | "wrong-state";
export type RestoreRefusal = "not-found" | "wrong-state" | "full" | "event-changed";
const CANCEL_REFUSAL = "iif(status = 'cancelled', 'wrong-state', NULL)";

/** Cancels, and gives the place to the next on the waiting list. */
export async function cancelRegistration(
  db: D1Database,
  { id, event }: Registration,
  now: number,
): Promise<UpdateOutcome<CancelRefusal>> {
  const message = newId(now);
  const values = JSON.stringify({ id, message, now });
  return update<CancelRefusal>(db, [
    db.prepare(`SELECT ${CANCEL_REFUSAL} AS refusal FROM registration WHERE id = ?1 ->> 'id'`).bind(values),
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, with_change)
         SELECT ?1 ->> 'message', ${MESSAGE_VALUES}, 'cancelled', 1
         FROM registration WHERE id = ?1 ->> 'id' AND ${CANCEL_REFUSAL} IS NULL
         RETURNING id`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE registration SET ${CANCELLED}
         WHERE id = ${UPDATED}`,
      )
      .bind(values),
    recordChange(db, message, null),
    ...promoteNext(db, event, "place-freed", now),
  ]);
}

/** Answers "full" only for the present version of the event: a client with an older version tries again with the latest. */
const RESTORE_REFUSAL = `CASE
  WHEN status <> 'cancelled' THEN 'wrong-state'
  WHEN event_version <> ?1 ->> 'eventVersion' THEN 'event-changed'
  WHEN participation = 'digital' AND digital = 0 THEN 'full'
  WHEN participation = 'in-person' AND in_person = 0 AND NOT waitlist THEN 'full'
END`;

/** The attendee's answers, and the options that the e-mail has noted as full. */
const GIVEN = `(
  SELECT registration.answers AS answers, registration.places AS places,
    (SELECT filled_options FROM message WHERE id = ?1 ->> 'message') AS gone) AS given`;

const TAKES_PLACE = "(participation = 'digital' OR in_person > 0)";

/**
 * Restores a cancelled registration, at the end of the waiting list if the room is full. `registeredAt` stays: the attendee
 * registered then. An attendee who gets a place loses options that have filled meanwhile.
 */
export async function restoreRegistration(
  db: D1Database,
  { id }: Registration,
  eventVersion: number,
  now: number,
): Promise<UpdateOutcome<RestoreRefusal>> {
  const message = newId(now);
  const values = JSON.stringify({ id, message, eventVersion, now });
  return update<RestoreRefusal>(db, [
    db
      .prepare(
        `SELECT ${RESTORE_REFUSAL} AS refusal FROM registration JOIN vacancy ON vacancy.event = registration.event
         WHERE id = ?1 ->> 'id'`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, with_change, filled_options)
         SELECT ?1 ->> 'message', ${MESSAGE_VALUES}, 'confirmation', 1, iif(${TAKES_PLACE}, ${FILLED_OPTIONS}, NULL)
         FROM registration JOIN vacancy ON vacancy.event = registration.event
         WHERE id = ?1 ->> 'id' AND ${RESTORE_REFUSAL} IS NULL
         RETURNING id`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE registration SET
           status = iif(${TAKES_PLACE}, 'confirmed', 'waitlisted'),
           waitlisted_at = iif(${TAKES_PLACE}, NULL, max(?1 ->> 'now', last_waitlisted_at + 1)),
           answers = iif(places IS NULL, answers, (SELECT ${ANSWERS_LEFT} FROM ${GIVEN})),
           places = iif(places IS NULL, NULL, (SELECT ${PLACES_LEFT} FROM ${GIVEN})),
           ${CHANGED_AT}, calendar_changes = calendar_changes + 1, handed_to = NULL
         FROM vacancy
         WHERE vacancy.event = registration.event AND id = ${UPDATED}`,
      )
      .bind(values),
    recordChange(db, message, "back"),
  ]);
}

/**
 * Stores that the attendee has verified the address and keeps the place. Queues the confirmation, which an event without
 * verification sends at registration. `wrong-state`: the place is not held.
 */
export async function verifyAddress(
  db: D1Database,
  { id, status }: Registration,
  now: number,
): Promise<UpdateOutcome<"not-found" | "wrong-state">> {
  const message = newId(now);
  const values = JSON.stringify({ id, message, now });
  return update<"wrong-state">(db, [
    db
      .prepare(
        "SELECT iif(held_until IS NULL, 'wrong-state', NULL) AS refusal FROM registration WHERE id = ?1 ->> 'id'",
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, with_change)
         SELECT ?1 ->> 'message', ${MESSAGE_VALUES}, 'confirmation', 1
         FROM registration WHERE id = ?1 ->> 'id' AND held_until IS NOT NULL
         RETURNING id`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE registration SET held_until = NULL, hold_reminder_at = NULL, ${CHANGED_AT}
         WHERE id = ${UPDATED}`,
      )
      .bind(values),
    recordChange(db, message, "verified", status),
  ]);
}

/**
 * Deletes the registration with its needs and messages, and gives the place to the next on the waiting list. The feed keeps
 * the id. With `notify` a last e-mail tells the attendee; its row keeps the data needed to send it. `disowned`: the keyed
 * hash of a mailbox whose owner says that they did not register.
 */
export async function eraseRegistration(
  db: D1Database,
  { id, event, email, language, partner }: Registration,
  { notify, disowned }: { notify: boolean; disowned?: string | undefined },
  now: number,
): Promise<UpdateOutcome<"not-found">> {
  const addressee: FormerAddressee = { email, language, partner };
  const values = JSON.stringify({ id, message: newId(now), notify, now });
  const results = await db.batch<{ id?: string }>([
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, with_change, former_addressee)
         SELECT ?1 ->> 'message', ${MESSAGE_VALUES}, 'erased', 1, ?2
         FROM registration WHERE id = ?1 ->> 'id' AND ?1 ->> 'notify'
         RETURNING id`,
      )
      .bind(values, JSON.stringify(addressee)),
    db.prepare("DELETE FROM registration WHERE id = ? RETURNING 1 AS erased").bind(id),
    ...promoteNext(db, event, "place-freed", now),
    ...(disowned ? disown(db, event, disowned, now) : []),
  ]);
  if (results[1]?.results.length !== 1) return { outcome: "refused", reason: "not-found" };
  return { outcome: "done", messages: messageIds(results) };
}

/** How many rehearsals an event (?1) has. Reads a row for each. */
export const REHEARSALS =
  "SELECT count(*) FROM registration INDEXED BY registration_rehearsal WHERE event = ?1 AND rehearsal";

export async function countRehearsals(db: D1Database, slug: string): Promise<number> {
  return (await db.prepare(`SELECT (${REHEARSALS}) AS n`).bind(slug).first<number>("n")) ?? 0;
}

/**
 * Deletes every rehearsal of an event, with its messages; with `counted`, only if there are so many. Returns how many it
 * deleted.
 */
export async function purgeRehearsals(db: D1Database, slug: string, counted: number | null = null): Promise<number> {
  const { results } = await db
    .prepare(
      `DELETE FROM registration WHERE event = ?1 AND rehearsal
         AND (?2 IS NULL OR ?2 = (${REHEARSALS}))
       RETURNING id`,
    )
    .bind(slug, counted)
    .all();
  return results.length;
}
