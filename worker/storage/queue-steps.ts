/**
 * E-mails to many are queued in steps: 100,000 in one transaction would keep everybody else from the database for seconds. A
 * step looks through 5,000 registrations, in the order of their ids. The cron takes the next; a kill loses nothing, since each
 * step is a transaction that also stores how far it has come.
 */
const OTHERS_OF_STEP = 4999;

/**
 * The registration with which a step ends that begins after `queued_to`; null where it reaches the end of the list. ?1 is JSON
 * with `event`.
 */
export const STEP_END = `(
  SELECT registration.id FROM registration
  WHERE registration.event = ?1 ->> 'event' AND registration.id > queued_to
  ORDER BY registration.id LIMIT 1 OFFSET ${OTHERS_OF_STEP})`;

/**
 * Whether `registration` belongs to the step `step`, a materialized table with `start` and `stop` (STEP_END): SQLite would look
 * for its end again at each row.
 */
export const IN_STEP = "registration.id > step.start AND registration.id <= coalesce(step.stop, registration.id)";
