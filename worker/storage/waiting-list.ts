import type { ChangeReason } from "../registration/change.ts";

/** The first in line, as many as there are free seats; nobody once the event's promotion has ended. */
const NEXT_IN_LINE = `
  SELECT id FROM registration
  WHERE event = ?1 AND status = 'waitlisted' AND NOT test
  ORDER BY waitlisted_at
  LIMIT (
    SELECT CASE
      WHEN ?2 >= promotion_ends THEN 0
      WHEN in_person_capacity IS NULL THEN -1
      ELSE max(0, in_person_capacity - in_person_taken)
    END
    FROM places WHERE event = ?1
  )`;

/**
 * Two statements that belong at the end of every transaction that may free a seat: they give it to the next in line, each
 * with an e-mail. The first answers the ids of those messages.
 */
export function promoteNext(
  db: D1Database,
  event: string,
  reason: Extract<ChangeReason, "place-freed" | "capacity-raised">,
  now: number,
): [D1PreparedStatement, D1PreparedStatement] {
  return [
    db
      .prepare(
        `INSERT INTO message (id, event, registration, kind, created_at, changed_at, due_at)
         SELECT printf('%012x', ?2) || lower(hex(randomblob(10))), ?1, id, 'promoted', ?2, ?2, ?2
         FROM registration WHERE id IN (${NEXT_IN_LINE})
         RETURNING id`,
      )
      .bind(event, now),
    db
      .prepare(
        `UPDATE registration
         SET status = 'confirmed', waitlisted_at = NULL, digital_meanwhile = 0, changed_at = ?2, changed_because = ?3,
           latest_message = (SELECT max(message.id) FROM message WHERE message.registration = registration.id)
         WHERE id IN (${NEXT_IN_LINE})`,
      )
      .bind(event, now, reason),
  ];
}
