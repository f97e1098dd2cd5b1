const DAY = 86_400_000;

/** How long the hash of an address that bounced or complained is kept, as the privacy notice says it. */
export const SUPPRESSION_MONTHS = 24;

/** The same in milliseconds: no more than that many months, however long they are. */
export const SUPPRESSION_MEMORY = 730 * DAY;

/** How many days the service keeps what was typed with an address that is registered already. */
export const UNSAVED_DAYS = 7;

/** The same in milliseconds. */
export const UNSAVED_MEMORY = UNSAVED_DAYS * DAY;

/** How long the name on an organiser token is kept once the token is revoked, in milliseconds. */
export const REVOKED_TOKEN_MEMORY = 365 * DAY;
