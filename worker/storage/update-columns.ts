/** Columns that updates of a registration set. ?1 is JSON with `now`. */

/** Every change is later than the one before, even if two happen in the same millisecond. */
export const CHANGED_AT = "changed_at = max(?1 ->> 'now', changed_at + 1)";

/** Cancels, for any reason: the place, the wait and the hold end, and the attendee's calendar entry changes. */
export const CANCELLED = `status = 'cancelled', waitlisted_at = NULL, digital_meanwhile = 0, held_until = NULL,
  hold_reminder_at = NULL, ${CHANGED_AT}, calendar_changes = calendar_changes + 1`;
