import { DATABASE_NOW } from "./due-times.ts";

/**
 * The columns of every new e-mail in the outbox. A statement names them, selects their values from `registration`, and adds
 * the id, the kind and its special columns; ?1 is JSON with `now`. Each e-mail is due at once.
 *
 * `seq` numbers the e-mails of one registration in the order of writing, so that there is always one latest, even if one
 * transaction writes two.
 */
export const MESSAGE_COLUMNS = "event, registration, seq, rehearsal, created_at, changed_at, due_at";

export const NEXT_SEQ =
  "(SELECT coalesce(max(earlier.seq), 0) + 1 FROM message AS earlier WHERE earlier.registration = registration.id)";

/** created_at, changed_at and due_at. */
export const MESSAGE_TIMES = `?1 ->> 'now', ?1 ->> 'now', min(?1 ->> 'now', ${DATABASE_NOW})`;

export const MESSAGE_VALUES = `registration.event, registration.id, ${NEXT_SEQ}, registration.rehearsal,
  ${MESSAGE_TIMES}`;
