/** What attendees and organisers do with a registration, each update in one transaction. */

import type { Language } from "../i18n/language.ts";
import type { Participation } from "../registration/capacity.ts";
import type { ChangeReason } from "../registration/change.ts";
import type { EmailAddress } from "../registration/email-address.ts";
import type { ChangeRequest } from "../registration/request.ts";
import { CANCELLED, CHANGED_AT } from "./changed-registration.ts";
import { newId } from "./ids.ts";
import { disown } from "./mail-limits.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import type { FormerAddressee, Registration } from "./registrations.ts";
import { promoteNext } from "./waiting-list.ts";

/** `messages` are the ids of the e-mails to send now; `refused` means that nothing was stored. */
export type UpdateOutcome<Reason> = { outcome: "done"; messages: string[] } | { outcome: "refused"; reason: Reason };

export type CancelRefusal = "not-found" | "wrong-state";
export type RestoreRefusal = "not-found" | "wrong-state" | "full" | "event-changed";
export type ChangeRefusal = "not-found" | "wrong-state" | "full" | "event-changed" | "conflict" | "address-taken";

/**
 * Runs an update in one transaction. The first statement says why it is refused, null if it is not; the second writes the
 * e-mail that tells of it, by the same condition. The others depend on that e-mail.
 */
async function update<Reason extends string>(
  db: D1Database,
  statements: D1PreparedStatement[],
): Promise<UpdateOutcome<Reason | "not-found">> {
  const [refusal, ...results] = await db.batch<{ id?: string; refusal?: Reason | null }>(statements);
  const found = refusal?.results[0];
  if (!found) return { outcome: "refused", reason: "not-found" };
  if (found.refusal) return { outcome: "refused", reason: found.refusal };
  return { outcome: "done", messages: messageIds(results) };
}

const messageIds = (results: D1Result<{ id?: string }>[]) =>
  results.flatMap(({ results }) => results.flatMap(({ id }) => id ?? []));

/** The registration that the e-mail of this update is about; null if the update was refused. */
const UPDATED = "(SELECT registration FROM message WHERE id = ?1 ->> 'message')";

/** The row of the feed, once the registration is as it should be. `before`: the status, where it may have stayed the same. */
function recordChange(
  db: D1Database,
  message: string,
  reason: ChangeReason | null,
  before: Registration["status"] | null = null,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO change (event, type, registration, reason, at, rehearsal)
       SELECT registration.event, 'registration.' || iif(registration.status IS ?3, 'changed', registration.status),
         registration.id, ?2, message.created_at, registration.rehearsal
       FROM message JOIN registration ON registration.id = message.registration WHERE message.id = ?1`,
    )
    .bind(message, reason, before);
}

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

/** "Full" is only said of the event as it is now: the client of an older version tries again with the latest. */
const RESTORE_REFUSAL = `CASE
  WHEN status <> 'cancelled' THEN 'wrong-state'
  WHEN event_version <> ?1 ->> 'eventVersion' THEN 'event-changed'
  WHEN participation = 'digital' AND digital = 0 THEN 'full'
  WHEN participation = 'in-person' AND in_person = 0 AND NOT waitlist THEN 'full'
END`;

/**
 * Comes back after cancelling, at the end of the waiting list if the room is full. `registeredAt` stays: the attendee
 * registered then.
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
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, with_change)
         SELECT ?1 ->> 'message', ${MESSAGE_VALUES}, 'confirmation', 1
         FROM registration JOIN vacancy ON vacancy.event = registration.event
         WHERE id = ?1 ->> 'id' AND ${RESTORE_REFUSAL} IS NULL
         RETURNING id`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE registration SET
           status = iif(participation = 'digital' OR in_person > 0, 'confirmed', 'waitlisted'),
           waitlisted_at = iif(participation = 'digital' OR in_person > 0, NULL, max(?1 ->> 'now', last_waitlisted_at + 1)),
           ${CHANGED_AT}, calendar_changes = calendar_changes + 1
         FROM vacancy
         WHERE vacancy.event = registration.event AND id = ${UPDATED}`,
      )
      .bind(values),
    recordChange(db, message, "back"),
  ]);
}

/**
 * Gives the place to the attendee for good: the address is theirs. With the confirmation that an event without verification
 * sends at once. `wrong-state`: the place is not held.
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
 * What may be changed. Needs, partner and language that are absent stay as they are; a new address, partner or language is an
 * organiser's correction.
 */
export type Change = Omit<ChangeRequest, "needs"> & {
  needs?: ChangeRequest["needs"] | undefined;
  email?: EmailAddress | undefined;
  partner?: string | undefined;
  language?: Language | undefined;
  /** The attendee's own change: whoever has the link has the address. */
  verifies?: boolean | undefined;
};

const CHANGE_REFUSAL = `CASE
  WHEN changed_at <> ?1 ->> 'changedAt' THEN 'conflict'
  WHEN status = 'cancelled' THEN 'wrong-state'
  WHEN EXISTS (
    SELECT 1 FROM registration AS other
    WHERE other.email_key = ?1 ->> 'emailKey' AND other.event = registration.event
      AND other.rehearsal = registration.rehearsal AND other.id <> registration.id) THEN 'address-taken'
  WHEN event_version <> ?1 ->> 'eventVersion' THEN 'event-changed'
  WHEN ?1 ->> 'takesDigital' AND digital = 0 AND NOT digital_meanwhile THEN 'full'
  WHEN ?1 ->> 'takesSeat' AND in_person = 0 AND NOT waitlist THEN 'full'
END`;

/**
 * Stores new answers and, where `participation` differs, moves the attendee: to digital frees the seat for the next on the
 * waiting list; to in person takes a free seat or the end of the waiting list, and keeps the digital place meanwhile. With a
 * new address the e-mail is the confirmation, links that went to the old one no longer open, and the old one is told.
 *
 * `conflict`: the registration is no longer as `registration` has it.
 */
export async function changeRegistration(
  db: D1Database,
  registration: Registration,
  change: Change,
  consentWording: string,
  eventVersion: number,
  now: number,
): Promise<UpdateOutcome<ChangeRefusal>> {
  const { id, event, status, changedAt } = registration;
  const { email, name, organisation, role, question, partner, language } = change;
  const message = newId(now);
  const participation = change.participation ?? registration.participation;
  const moves = participation !== registration.participation;
  const meanwhile = status === "waitlisted" && !moves && (change.digitalMeanwhile ?? registration.digitalMeanwhile);
  const follows = !moves && meanwhile !== registration.digitalMeanwhile;
  const condition = JSON.stringify({
    id,
    message,
    kind: email ? "confirmation" : "changed",
    changedAt,
    eventVersion,
    emailKey: email?.key ?? null,
    takesDigital: (moves && participation === "digital") || meanwhile,
    takesSeat: moves && participation === "in-person",
    now,
  });
  const { verifies = false } = change;
  const answers = { message, name, organisation, role, question, partner, language, verifies, now };
  const address = { email: email?.address, emailKey: email?.key };
  return update<ChangeRefusal>(db, [
    db
      .prepare(
        `SELECT ${CHANGE_REFUSAL} AS refusal FROM registration JOIN vacancy ON vacancy.event = registration.event
         WHERE id = ?1 ->> 'id'`,
      )
      .bind(condition),
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, with_change)
         SELECT ?1 ->> 'message', ${MESSAGE_VALUES}, ?1 ->> 'kind', 1
         FROM registration JOIN vacancy ON vacancy.event = registration.event
         WHERE id = ?1 ->> 'id' AND ${CHANGE_REFUSAL} IS NULL
         RETURNING id`,
      )
      .bind(condition),
    ...(email ? [tellFormerAddress(db, email, message, now)] : []),
    db
      .prepare(
        `UPDATE registration SET name = ?1 ->> 'name', organisation = ?1 ->> 'organisation', role = ?1 ->> 'role',
           question = ?1 ->> 'question', email = coalesce(?1 ->> 'email', email),
           email_key = coalesce(?1 ->> 'emailKey', email_key),
           link_version = link_version + (?1 ->> 'emailKey' IS NOT NULL),
           partner = coalesce(?1 ->> 'partner', partner), language = coalesce(?1 ->> 'language', language),
           held_until = iif(?1 ->> 'verifies', NULL, held_until),
           hold_reminder_at = iif(?1 ->> 'verifies', NULL, hold_reminder_at),
           ${CHANGED_AT}
         WHERE id = ${UPDATED}`,
      )
      .bind(JSON.stringify({ ...answers, ...address })),
    ...(moves ? [moveTo(db, participation, message, now)] : []),
    ...(follows ? [followMeanwhile(db, meanwhile, message)] : []),
    ...(change.needs === undefined ? [] : [storeNeeds(db, change.needs, consentWording, message)]),
    recordChange(db, message, email ? "address" : moves || follows ? "participation" : "answers", status),
    ...promoteNext(db, event, "place-freed", now),
  ]);
}

const MOVED_REFUSAL = `CASE
  WHEN changed_at <> ?1 ->> 'changedAt' THEN 'conflict'
  WHEN status = 'cancelled' THEN 'wrong-state'
  WHEN (SELECT event_version FROM capacity WHERE capacity.event = registration.event) <> ?1 ->> 'eventVersion'
    THEN 'event-changed'
END`;

/**
 * Stores through which partner's page the attendee came, and the language that they read. No e-mail: neither is anything
 * that they have said or that holds for them. `conflict`: the registration is no longer as `registration` has it.
 * `event-changed`: the partner was checked against another definition.
 */
export async function changePartnerAndLanguage(
  db: D1Database,
  { id, changedAt }: Registration,
  { partner, language }: Pick<Change, "partner" | "language">,
  eventVersion: number,
  now: number,
): Promise<UpdateOutcome<"not-found" | "wrong-state" | "conflict" | "event-changed">> {
  const values = JSON.stringify({ id, changedAt, partner, language, eventVersion, now });
  return update<"wrong-state" | "conflict" | "event-changed">(db, [
    db.prepare(`SELECT ${MOVED_REFUSAL} AS refusal FROM registration WHERE id = ?1 ->> 'id'`).bind(values),
    db
      .prepare(
        `UPDATE registration SET partner = coalesce(?1 ->> 'partner', partner),
           language = coalesce(?1 ->> 'language', language), ${CHANGED_AT}
         WHERE id = ?1 ->> 'id' AND ${MOVED_REFUSAL} IS NULL`,
      )
      .bind(values),
    // If the statement before has stored something.
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at, rehearsal)
         SELECT event, 'registration.changed', id, 'answers', ?1 ->> 'now', rehearsal
         FROM registration WHERE id = ?1 ->> 'id' AND changes() > 0`,
      )
      .bind(values),
  ]);
}

/**
 * Tells the address that the registration still has that it is about to have another: the attendee may know that this is
 * wrong. The e-mail belongs to no registration, so that it is never the latest of this one.
 */
function tellFormerAddress(db: D1Database, { key }: EmailAddress, message: string, now: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO message (id, event, registration, seq, kind, created_at, changed_at, due_at, with_change, former_addressee)
       SELECT ?1 ->> 'notice', event, ?1 ->> 'notice', 1, 'address-changed', ?1 ->> 'now', ?1 ->> 'now', ?1 ->> 'now', 1,
         json_object('email', email, 'language', language, 'partner', partner)
       FROM registration WHERE id = ${UPDATED} AND email_key <> ?1 ->> 'emailKey' AND NOT rehearsal
       RETURNING id`,
    )
    .bind(JSON.stringify({ message, notice: newId(now), emailKey: key, now }));
}

function moveTo(db: D1Database, participation: Participation, message: string, now: number): D1PreparedStatement {
  const values = JSON.stringify({ message, now });
  if (participation === "digital")
    return db
      .prepare(
        `UPDATE registration SET participation = 'digital', status = 'confirmed', waitlisted_at = NULL,
           digital_meanwhile = 0, calendar_changes = calendar_changes + 1
         WHERE id = ${UPDATED}`,
      )
      .bind(values);
  return db
    .prepare(
      `UPDATE registration SET participation = 'in-person',
         status = iif(in_person > 0, 'confirmed', 'waitlisted'),
         waitlisted_at = iif(in_person > 0, NULL, max(?1 ->> 'now', last_waitlisted_at + 1)),
         digital_meanwhile = in_person = 0,
         calendar_changes = calendar_changes + 1
       FROM vacancy
       WHERE vacancy.event = registration.event AND id = ${UPDATED}`,
    )
    .bind(values);
}

function followMeanwhile(db: D1Database, follows: boolean, message: string): D1PreparedStatement {
  return db
    .prepare(`UPDATE registration SET digital_meanwhile = ?1 ->> 'follows', calendar_changes = calendar_changes + 1
       WHERE id = ${UPDATED}`)
    .bind(JSON.stringify({ message, follows }));
}

function storeNeeds(
  db: D1Database,
  needs: ChangeRequest["needs"],
  consentWording: string,
  message: string,
): D1PreparedStatement {
  const values = JSON.stringify({ message, ...needs, consentWording });
  if (!needs) return db.prepare(`DELETE FROM needs WHERE registration = ${UPDATED}`).bind(values);
  return db
    .prepare(
      `INSERT INTO needs (registration, diet, access, consented_at, consent_wording)
       SELECT registration, ?1 ->> 'diet', ?1 ->> 'access', created_at, ?1 ->> 'consentWording'
       FROM message WHERE id = ?1 ->> 'message'
       ON CONFLICT (registration) DO UPDATE SET diet = excluded.diet, access = excluded.access,
         consented_at = excluded.consented_at, consent_wording = excluded.consent_wording`,
    )
    .bind(values);
}

/**
 * Deletes the registration with needs and messages, and gives the place to the next on the waiting list. The feed keeps the
 * id. With `notify` one last e-mail says so: it keeps what is needed to send it. `disowned` is the keyed hash of the mailbox
 * whose owner says that they did not register.
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

/** Deletes every rehearsal of an event, with its messages. Answers how many there were. */
export async function purgeRehearsals(db: D1Database, slug: string): Promise<number> {
  const { results } = await db
    .prepare("DELETE FROM registration WHERE event = ? AND rehearsal RETURNING id")
    .bind(slug)
    .all();
  return results.length;
}
