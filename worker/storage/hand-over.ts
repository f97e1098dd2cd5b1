/** A colleague takes the place that an attendee hands on. */

import type { Language } from "../i18n/language.ts";
import type { Participation } from "../registration/capacity.ts";
import type { ColleagueNow } from "../registration/pending-address.ts";
import type { ChangeRequest } from "../registration/read-request.ts";
import { ANSWERS_LEFT, PLACES_LEFT, placesColumn } from "./choice-places.ts";
import { newId } from "./ids.ts";
import { MESSAGE_COLUMNS, MESSAGE_TIMES, MESSAGE_VALUES, NEXT_SEQ } from "./new-message.ts";
import { answersColumn } from "./registrations.ts";
import { CANCELLED, CHANGED_AT } from "./update-columns.ts";
import { recordChange, UPDATED, type UpdateOutcome, update } from "./update-transaction.ts";

/**
 * The colleague's own registration at the event, if there is one; for the place of a rehearsal, the colleague's rehearsal.
 */
export async function colleagueNow(
  db: D1Database,
  { emailKey, event, rehearsal }: { emailKey: string; event: string; rehearsal: boolean },
): Promise<ColleagueNow | null> {
  return db
    .prepare("SELECT status, participation FROM registration WHERE email_key = ? AND event = ? AND rehearsal = ?")
    .bind(emailKey, event, rehearsal ? 1 : 0)
    .first<ColleagueNow>();
}

/** What the colleague saw and answered. */
export interface TakenPlace {
  /** The id of the offer. */
  offer: string;
  /** The participation offered when the page was loaded. */
  participation: Participation;
  /** The colleague's registration when the page was loaded. */
  colleague: ColleagueNow | null;
  /** Null if the colleague's registration is moved, which keeps its answers. */
  answers: (ChangeRequest & { language: Language }) | null;
  /** The chosen options that have a limited number of places. */
  places: readonly string[];
  consentWording: string;
  eventVersion: number;
}

/** `over`: the offer has ended. `conflict`: the place or the colleague's registration has changed. */
export type TakeRefusal = "not-found" | "over" | "conflict" | "event-changed" | "option-full";

/** The offer, the registration that has the place (`giver`), and the colleague's own, if there is one. */
const OFFER = `FROM pending_address AS offer
  JOIN registration AS giver ON giver.id = offer.registration
  JOIN capacity ON capacity.event = giver.event
  LEFT JOIN registration AS colleague ON colleague.email_key = offer.email_key AND colleague.event = giver.event
    AND colleague.rehearsal = giver.rehearsal
  WHERE offer.id = ?1 ->> 'offer' AND offer.purpose = 'hand-over'`;

/** True if the option has no free place apart from the giver's own. */
const LACKS_PLACE = `(choice_taken ->> place.value) - coalesce(instr(giver.places, '"' || place.value || '"') > 0, 0)
  >= (choice_capacity ->> place.value)`;

const TAKE_REFUSAL = `CASE
  WHEN offer.outcome IS NOT NULL OR offer.expires_at <= ?1 ->> 'now' OR promotion_ends <= ?1 ->> 'now' THEN 'over'
  WHEN giver.status <> 'confirmed' OR giver.held_until IS NOT NULL THEN 'over'
  WHEN giver.participation <> ?1 ->> 'participation' THEN 'conflict'
  WHEN colleague.status IS NOT ?1 ->> 'status' OR colleague.participation IS NOT ?1 ->> 'itsParticipation' THEN 'conflict'
  WHEN event_version <> ?1 ->> 'eventVersion' THEN 'event-changed'
  WHEN EXISTS (SELECT 1 FROM json_each(?1, '$.wished') AS place WHERE ${LACKS_PLACE}) THEN 'option-full'
END`;

/** The options that a waiting colleague has chosen and that are full now. */
const FILLED = `(
  SELECT nullif(json_group_array(place.value), '[]')
  FROM capacity, json_each(registration.places) AS place
  WHERE capacity.event = giver.event AND registration.status = 'waitlisted' AND ${LACKS_PLACE})`;

/** The colleague's answers, and the options that the e-mail has noted as full. */
const GIVEN = `(
  SELECT registration.answers AS answers, registration.places AS places,
    (SELECT filled_options FROM message WHERE id = ?1 ->> 'confirmation') AS gone) AS given`;

/** The colleague's registration as written by this transaction; null if it was refused. */
const TAKEN = "(SELECT registration FROM message WHERE id = ?1 ->> 'confirmation')";

/**
 * The colleague takes the place, in one transaction. The giver's registration is cancelled, and nobody on the waiting list
 * gets the seat, since it was never free. If the colleague's own registration waits or follows digitally, it is moved and
 * keeps its answers; otherwise there is a new one. Only the participation and the partner come from the giver's
 * registration.
 */
export async function takePlace(
  db: D1Database,
  { offer, participation, colleague, answers, places, consentWording, eventVersion }: TakenPlace,
  now: number,
): Promise<UpdateOutcome<TakeRefusal>> {
  const [message, confirmation] = [newId(now), newId(now)];
  const values = JSON.stringify({
    ...answers,
    answers: answers && answersColumn(answers.answers),
    places: placesColumn(places),
    wished: places,
    offer,
    message,
    confirmation,
    newcomer: newId(now),
    participation,
    status: colleague?.status ?? null,
    itsParticipation: colleague?.participation ?? null,
    eventVersion,
    now,
  });
  return update<TakeRefusal>(db, [
    db.prepare(`SELECT ${TAKE_REFUSAL} AS refusal ${OFFER}`).bind(values),
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, with_change)
         SELECT ?1 ->> 'message', ${MESSAGE_VALUES}, 'handed-over', 1 FROM registration
         WHERE id = (SELECT giver.id ${OFFER} AND ${TAKE_REFUSAL} IS NULL)
         RETURNING id`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, with_change, own_request, filled_options)
         SELECT ?1 ->> 'confirmation', giver.event, coalesce(registration.id, ?1 ->> 'newcomer'), ${NEXT_SEQ},
           giver.rehearsal, ${MESSAGE_TIMES}, 'confirmation', 1, 1, ${FILLED}
         FROM registration AS giver JOIN pending_address AS offer ON offer.registration = giver.id
           LEFT JOIN registration ON registration.email_key = offer.email_key AND registration.event = giver.event
             AND registration.rehearsal = giver.rehearsal
         WHERE giver.id = ${UPDATED} AND offer.id = ?1 ->> 'offer'
         RETURNING id`,
      )
      .bind(values),
    answers ? storeNewcomer(db, values) : moveColleague(db, values),
    // Runs before the giver's registration is cancelled, which ends every offer of its place.
    db
      .prepare(
        `UPDATE pending_address SET outcome = 'taken', ended_at = ?1 ->> 'now'
         WHERE id = ?1 ->> 'offer' AND ${UPDATED} IS NOT NULL`,
      )
      .bind(values),
    db.prepare(`UPDATE registration SET ${CANCELLED}, handed_to = ${TAKEN} WHERE id = ${UPDATED}`).bind(values),
    ...(answers?.needs ? [storeNeeds(db, confirmation, answers.needs, consentWording)] : []),
    recordChange(db, message, "handed-over"),
    recordColleague(db, confirmation, colleague?.status === "waitlisted"),
  ]);
}

/** A cancelled registration that comes back keeps its id; everything else is new. */
function storeNewcomer(db: D1Database, values: string): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO registration (id, event, status, participation, name, email, email_key, organisation, role, question,
         answers, places, partner, language, registered_at, changed_at, handed_from, rehearsal)
       SELECT ${TAKEN}, giver.event, 'confirmed', giver.participation, ?1 ->> 'name', offer.email, offer.email_key,
         ?1 ->> 'organisation', ?1 ->> 'role', ?1 ->> 'question', ?1 ->> 'answers', ?1 ->> 'places',
         giver.partner, ?1 ->> 'language', ?1 ->> 'now',
         ?1 ->> 'now', giver.id, giver.rehearsal
       FROM pending_address AS offer JOIN registration AS giver ON giver.id = offer.registration
       WHERE offer.id = ?1 ->> 'offer' AND ${TAKEN} IS NOT NULL
       ON CONFLICT (id) DO UPDATE SET
         status = excluded.status, participation = excluded.participation,
         name = excluded.name, email = excluded.email,
         organisation = excluded.organisation, role = excluded.role, question = excluded.question,
         answers = excluded.answers, places = excluded.places,
         partner = excluded.partner, language = excluded.language, registered_at = excluded.registered_at,
         changed_at = max(excluded.changed_at, changed_at + 1), invited_by = NULL, handed_to = NULL,
         handed_from = excluded.handed_from, checked_in_at = NULL, joined_at = NULL, calendar_changes = calendar_changes + 1`,
    )
    .bind(values);
}

/** The press proves that the address belongs to the colleague. */
function moveColleague(db: D1Database, values: string): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE registration SET status = 'confirmed', participation = ?1 ->> 'participation', waitlisted_at = NULL,
         digital_meanwhile = 0, held_until = NULL, hold_reminder_at = NULL, handed_from = ${UPDATED},
         answers = iif(places IS NULL, answers, (SELECT ${ANSWERS_LEFT} FROM ${GIVEN})),
         places = iif(places IS NULL, NULL, (SELECT ${PLACES_LEFT} FROM ${GIVEN})),
         ${CHANGED_AT}, calendar_changes = calendar_changes + 1
       WHERE id = ${TAKEN}`,
    )
    .bind(values);
}

function storeNeeds(
  db: D1Database,
  confirmation: string,
  { diet, access, answers }: NonNullable<ChangeRequest["needs"]>,
  consentWording: string,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO needs (registration, diet, access, answers, consented_at, consent_wording)
       SELECT registration, ?2, ?3, ?4, created_at, ?5 FROM message WHERE id = ?1`,
    )
    .bind(confirmation, diet, access, answersColumn(answers), consentWording);
}

/** A colleague who waited now has a place: the feed records this like every other promotion. */
function recordColleague(db: D1Database, confirmation: string, waited: boolean): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO change (event, type, registration, reason, at, rehearsal)
       SELECT registration.event, iif(?2, 'registration.promoted', 'registration.confirmed'), registration.id,
         'handed-over', message.created_at, registration.rehearsal
       FROM message JOIN registration ON registration.id = message.registration WHERE message.id = ?1`,
    )
    .bind(confirmation, waited ? 1 : 0);
}
