import { DATABASE_NOW } from "./due-times.ts";

/**
 * What every new e-mail in the outbox has. A statement names the columns, selects the values from `registration`, and adds
 * the id, the kind and what is special to it; ?1 is JSON with `now`. Each is due at once.
 *
 * `seq` counts the e-mails of one registration in the order in which they are written, so that the latest is always defined,
 * also of two that one transaction writes.
 */
export const MESSAGE_COLUMNS = "event, registration, seq, rehearsal, created_at, changed_at, due_at";

export const NEXT_SEQ =
  "(SELECT coalesce(max(earlier.seq), 0) + 1 FROM message AS earlier WHERE earlier.registration = registration.id)";

/** created_at, changed_at and due_at. */
export const MESSAGE_TIMES = `?1 ->> 'now', ?1 ->> 'now', min(?1 ->> 'now', ${DATABASE_NOW})`;

export const MESSAGE_VALUES = `registration.event, registration.id, ${NEXT_SEQ}, registration.rehearsal,
  ${MESSAGE_TIMES}`;
