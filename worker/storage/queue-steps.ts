/**
 * E-mails to many are queued in steps: 100,000 in one transaction would block the database for seconds. A step looks through
 * 5,000 registrations in the order of their ids, and the cron runs the next one. A kill loses nothing, since each step is a
 * transaction that also stores how far it has come.
 */
const OTHERS_OF_STEP = 4999;

/**
 * The last registration of the step that begins after `queued_to`; null if the step reaches the end of the list. ?1 is JSON
 * with `event`.
 */
export const STEP_END = `(
  SELECT registration.id FROM registration
  WHERE registration.event = ?1 ->> 'event' AND registration.id > queued_to
  ORDER BY registration.id LIMIT 1 OFFSET ${OTHERS_OF_STEP})`;

/**
 * Whether `registration` belongs to the step `step`, a materialized table with `start` and `stop` (STEP_END): otherwise
 * SQLite would search for its end at each row.
 */
export const IN_STEP = "registration.id > step.start AND registration.id <= coalesce(step.stop, registration.id)";
