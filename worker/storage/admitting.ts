/** Giving a place in the room at the door, out of turn, to an attendee who waits, follows the stream or has cancelled. */
import { ANSWERS_LEFT, FILLED_OPTIONS, PLACES_LEFT } from "./choice-places.ts";
import { CHANGED_AT } from "./update-columns.ts";

export type AdmitRefusal = "not-found" | "wrong-state" | "full";

/** `wrong-state`: already has a place in the room. */
const ADMIT_REFUSAL = `CASE
  WHEN status = 'confirmed' AND participation = 'in-person' THEN 'wrong-state'
  WHEN free_seats = 0 AND NOT rehearsal THEN 'full'
END`;

const GIVEN = `(
  SELECT registration.answers AS answers, registration.places AS places,
    iif(registration.status = 'confirmed', NULL, ${FILLED_OPTIONS}) AS gone) AS given`;

/**
 * Never exceeds the capacity. People ahead on the waiting list are passed over, since the organiser decides at the door.
 * There is no e-mail.
 */
export async function admitRegistration(
  db: D1Database,
  id: string,
  now: number,
): Promise<{ outcome: "done" } | { outcome: "refused"; reason: AdmitRefusal }> {
  const values = JSON.stringify({ id, now });
  const [refusal] = await db.batch<{ refusal: AdmitRefusal | null }>([
    db
      .prepare(
        `SELECT ${ADMIT_REFUSAL} AS refusal FROM registration JOIN vacancy ON vacancy.event = registration.event
         WHERE id = ?1 ->> 'id'`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at, rehearsal)
         SELECT registration.event, CASE status
             WHEN 'waitlisted' THEN 'registration.promoted'
             WHEN 'cancelled' THEN 'registration.confirmed'
             ELSE 'registration.changed' END,
           id, 'at-the-door', ?1 ->> 'now', rehearsal
         FROM registration JOIN vacancy ON vacancy.event = registration.event
         WHERE id = ?1 ->> 'id' AND ${ADMIT_REFUSAL} IS NULL`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE registration SET status = 'confirmed', participation = 'in-person', waitlisted_at = NULL,
           digital_meanwhile = 0, held_until = NULL, hold_reminder_at = NULL, handed_to = NULL,
           answers = iif(places IS NULL, answers, (SELECT ${ANSWERS_LEFT} FROM ${GIVEN})),
           places = iif(places IS NULL, NULL, (SELECT ${PLACES_LEFT} FROM ${GIVEN})),
           ${CHANGED_AT}, calendar_changes = calendar_changes + 1
         FROM vacancy
         WHERE vacancy.event = registration.event AND id = ?1 ->> 'id' AND ${ADMIT_REFUSAL} IS NULL`,
      )
      .bind(values),
  ]);
  const found = refusal?.results[0];
  if (!found) return { outcome: "refused", reason: "not-found" };
  return found.refusal ? { outcome: "refused", reason: found.refusal } : { outcome: "done" };
}
