import type { ChangeReason } from "../registration/change.ts";
import { ANSWERS_LEFT, CHOSEN_OPTIONS_OF, PLACES_LEFT } from "./choice-places.ts";
import { NEW_ID } from "./ids.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import { CHANGED_AT } from "./update-columns.ts";

/**
 * The position on the waiting list, from 1, as a column of `registration`; null for people who do not wait. The count stops
 * at 100, with null beyond, so that the last of 5,000 costs no more than the hundredth.
 */
export const POSITION = `iif(registration.status = 'waitlisted', nullif(1 + (
  SELECT count(*) FROM (
    SELECT 1 FROM registration AS ahead
    WHERE ahead.event = registration.event AND ahead.status = 'waitlisted' AND NOT ahead.rehearsal
      AND ahead.waitlisted_at < registration.waitlisted_at
    LIMIT 100)), 101), NULL)`;

/** The first people on the waiting list, as many as there are free seats; none after the event's promotion has ended. */
const NEXT = `
  SELECT id FROM registration
  WHERE event = ?1 ->> 'event' AND status = 'waitlisted' AND NOT rehearsal
  ORDER BY waitlisted_at
  LIMIT (SELECT iif(?1 ->> 'now' < promotion_ends, free_seats, 0) FROM vacancy WHERE event = ?1 ->> 'event')`;

/** How many people before `registration` in NEXT take a place in an option. */
const AHEAD = `(
  SELECT count(*) FROM registration AS ahead
  WHERE ahead.id IN (${NEXT}) AND ahead.waitlisted_at < registration.waitlisted_at
    AND instr(ahead.places, '"' || place.value || '"'))`;

/** The options that are full when the people ahead have theirs; null if none is. */
const FILLED = `iif(registration.places IS NULL, NULL, (
  ${CHOSEN_OPTIONS_OF} + ${AHEAD} >= (present.choice_capacity ->> place.value)))`;

/** The options noted as full in the `promoted` e-mail, which is the latest. */
const NOTED = `(
  SELECT filled_options FROM message AS noted WHERE noted.registration = registration.id ORDER BY noted.seq DESC LIMIT 1)`;

const GIVEN = `(SELECT registration.answers AS answers, registration.places AS places, ${NOTED} AS gone) AS given`;

/**
 * Three statements for the end of every transaction that may free a seat: they give it to the next on the waiting list, with
 * an e-mail. Options that have filled meanwhile are removed from the answers, and the e-mail says so. The first statement
 * returns the ids of those messages.
 */
export function promoteNext(
  db: D1Database,
  slug: string,
  reason: Extract<ChangeReason, "place-freed" | "capacity-raised">,
  now: number,
): [D1PreparedStatement, D1PreparedStatement, D1PreparedStatement] {
  const values = JSON.stringify({ event: slug, reason, now });
  return [
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, with_change, filled_options)
         SELECT ${NEW_ID}, ${MESSAGE_VALUES}, 'promoted', 1, ${FILLED} FROM registration WHERE id IN (${NEXT})
         RETURNING id`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at)
         SELECT event, 'registration.promoted', id, ?1 ->> 'reason', ?1 ->> 'now'
         FROM registration WHERE id IN (${NEXT}) ORDER BY waitlisted_at`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE registration
         SET status = 'confirmed', waitlisted_at = NULL, digital_meanwhile = 0,
           answers = iif(places IS NULL, answers, (SELECT ${ANSWERS_LEFT} FROM ${GIVEN})),
           places = iif(places IS NULL, NULL, (SELECT ${PLACES_LEFT} FROM ${GIVEN})),
           ${CHANGED_AT}, calendar_changes = calendar_changes + 1
         WHERE id IN (${NEXT})`,
      )
      .bind(values),
  ];
}
