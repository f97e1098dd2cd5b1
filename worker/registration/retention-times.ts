const DAY = 86_400_000;

/** How many months the hash of an address that bounced or complained is kept. The privacy notice says so. */
export const SUPPRESSION_MONTHS = 24;

/** The same in milliseconds: never longer than those months, even the shortest. */
export const SUPPRESSION_MEMORY = 730 * DAY;

/** How many days the service keeps answers that were typed with an already registered address. */
export const UNSAVED_DAYS = 7;

/** The same in milliseconds. */
export const UNSAVED_MEMORY = UNSAVED_DAYS * DAY;

/** How long the name of an organiser token is kept after the token is revoked, in milliseconds. */
export const REVOKED_TOKEN_MEMORY = 365 * DAY;
