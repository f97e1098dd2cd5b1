/** Changes that attendees and organisers make to a registration, each in one transaction. */
import type { Language } from "../i18n/language.ts";
import type { Answers } from "../registration/answers.ts";
import type { Participation } from "../registration/capacity.ts";
import type { EmailAddress } from "../registration/email-address.ts";
import type { ChangeRequest } from "../registration/read-request.ts";
import { placesColumn } from "./choice-places.ts";
import { newId } from "./ids.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import { answersColumn, type Registration } from "./registrations.ts";
import { CHANGED_AT } from "./update-columns.ts";
import { recordChange, UPDATED, type UpdateOutcome, update } from "./update-transaction.ts";
import { promoteNext } from "./waiting-list.ts";

/** `over`: the new address is no longer open, since another was typed or the confirmation came too late. */
export type ChangeRefusal =
  | "not-found"
  | "wrong-state"
  | "full"
  | "option-full"
  | "event-changed"
  | "conflict"
  | "address-taken"
  | "over";

/**
 * What may be changed. Absent answers to own questions, needs, partner and language stay as they are; a new address, partner
 * or language is an organiser's correction.
 */
export type Change = Omit<ChangeRequest, "needs" | "answers"> & {
  answers?: Answers | undefined;
  /** The chosen options that have a limited number of places. */
  places?: readonly string[] | undefined;
  needs?: ChangeRequest["needs"] | undefined;
  email?: EmailAddress | undefined;
  partner?: string | undefined;
  language?: Language | undefined;
  /** The attendee's own change: having the manage link proves that the address is theirs. */
  verifies?: boolean | undefined;
  /** The id in `pending_address` of the new address, if its holder has confirmed it; absent if an organiser corrects it. */
  confirmedBy?: string | undefined;
};

/**
 * True if the attendee chooses a full option that they do not already have. An attendee who stays on the waiting list may
 * keep a full option that they chose before.
 */
const LACKS_OPTION = `EXISTS (
  SELECT 1 FROM json_each(coalesce(?1 -> '$.places', registration.places)) AS place
  WHERE (choice_taken ->> place.value) >= (choice_capacity ->> place.value)
    AND NOT coalesce(instr(registration.places, '"' || place.value || '"')
      AND (status = 'confirmed' OR NOT ?1 ->> 'moves'), 0))`;

const CHANGE_REFUSAL = `CASE
  WHEN ?1 ->> 'confirmedBy' IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM pending_address WHERE pending_address.id = ?1 ->> 'confirmedBy' AND outcome IS NULL
      AND expires_at > ?1 ->> 'now') THEN 'over'
  WHEN changed_at <> ?1 ->> 'changedAt' THEN 'conflict'
  WHEN status = 'cancelled' THEN 'wrong-state'
  WHEN EXISTS (
    SELECT 1 FROM registration AS other
    WHERE other.email_key = ?1 ->> 'emailKey' AND other.event = registration.event
      AND other.rehearsal = registration.rehearsal AND other.id <> registration.id) THEN 'address-taken'
  WHEN event_version <> ?1 ->> 'eventVersion' THEN 'event-changed'
  WHEN ${LACKS_OPTION} THEN 'option-full'
  WHEN ?1 ->> 'takesDigital' AND digital = 0 AND NOT digital_meanwhile THEN 'full'
  WHEN ?1 ->> 'takesSeat' AND in_person = 0 AND NOT waitlist THEN 'full'
END`;

/**
 * Stores new answers and, if `participation` differs, moves the attendee: to digital frees the seat for the next on the
 * waiting list; to in person takes a free seat or the end of the waiting list, and keeps the digital place meanwhile. With a
 * new address the e-mail is the confirmation, links sent to the old one stop working, and the old one gets a notice. This is
 * the same whether the attendee gives the new address (after its holder has confirmed it) or an organiser.
 *
 * `conflict`: the stored registration differs from `registration`.
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
  const { email, name, organisation, role, question, partner, language, confirmedBy } = change;
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
    confirmedBy,
    takesDigital: (moves && participation === "digital") || meanwhile,
    takesSeat: moves && participation === "in-person",
    moves,
    places: change.answers && (change.places ?? []),
    now,
  });
  const { verifies = false } = change;
  const own = change.answers && {
    answers: answersColumn(change.answers),
    places: placesColumn(change.places ?? []),
  };
  const answers = { message, name, organisation, role, question, ...own, partner, language, verifies, now };
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
    ...(email
      ? [tellFormerAddress(db, email, { message, confirmedBy, now }), endPending(db, { message, confirmedBy, now })]
      : []),
    db
      .prepare(
        `UPDATE registration SET name = ?1 ->> 'name', organisation = ?1 ->> 'organisation', role = ?1 ->> 'role',
           question = ?1 ->> 'question',
           answers = iif(json_type(?1, '$.answers') IS NULL, answers, ?1 ->> 'answers'),
           places = iif(json_type(?1, '$.answers') IS NULL, places, ?1 ->> 'places'), email = coalesce(?1 ->> 'email', email),
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
 * Stores the partner whose page the attendee came from, and the attendee's language. There is no e-mail: the attendee did
 * not ask for this, and nothing else changes for them. `conflict`: the stored registration differs from `registration`.
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
    // Only if the previous statement has changed a row.
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
 * Tells the former address that the registration gets a new one: the attendee may know that this is wrong. Runs before the
 * address is replaced. The e-mail belongs to no registration, so it never becomes this registration's latest e-mail.
 */
function tellFormerAddress(
  db: D1Database,
  { key }: EmailAddress,
  { message, confirmedBy, now }: NewAddress,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO message (id, event, registration, seq, kind, created_at, changed_at, due_at, with_change, former_addressee)
       SELECT ?1 ->> 'notice', event, ?1 ->> 'notice', 1, 'address-changed', ?1 ->> 'now', ?1 ->> 'now', ?1 ->> 'now', 1,
         json_object('email', email, 'language', language, 'partner', partner, 'changedBy', ?1 ->> 'changedBy')
       FROM registration WHERE id = ${UPDATED} AND email_key <> ?1 ->> 'emailKey' AND NOT rehearsal
       RETURNING id`,
    )
    .bind(
      JSON.stringify({
        message,
        notice: newId(now),
        emailKey: key,
        changedBy: confirmedBy ? "attendee" : "organiser",
        now,
      }),
    );
}

/** The update that stores a new address. `message` is the id of its e-mail. */
interface NewAddress {
  message: string;
  confirmedBy: string | undefined;
  now: number;
}

/**
 * Ends the attendee's open questions to other mailboxes. An organiser corrects an address because it was wrong, so offers
 * made from it end too; if the attendee changed the address, their offer stays.
 */
function endPending(db: D1Database, { message, confirmedBy, now }: NewAddress): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE pending_address SET outcome = iif(id = ?1 ->> 'confirmedBy', 'confirmed', 'replaced'), ended_at = ?1 ->> 'now'
       WHERE registration = ${UPDATED} AND outcome IS NULL AND (purpose = 'address' OR ?1 ->> 'confirmedBy' IS NULL)`,
    )
    .bind(JSON.stringify({ message, confirmedBy, now }));
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
  const values = JSON.stringify({
    message,
    ...needs,
    answers: needs && answersColumn(needs.answers),
    consentWording,
  });
  if (!needs) return db.prepare(`DELETE FROM needs WHERE registration = ${UPDATED}`).bind(values);
  return db
    .prepare(
      `INSERT INTO needs (registration, diet, access, answers, consented_at, consent_wording)
       SELECT registration, ?1 ->> 'diet', ?1 ->> 'access', ?1 ->> 'answers', created_at, ?1 ->> 'consentWording'
       FROM message WHERE id = ?1 ->> 'message'
       ON CONFLICT (registration) DO UPDATE SET diet = excluded.diet, access = excluded.access,
         answers = excluded.answers,
         consented_at = excluded.consented_at, consent_wording = excluded.consent_wording`,
    )
    .bind(values);
}
