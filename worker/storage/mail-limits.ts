/**
 * Anyone can type any address, so an address gets at most three such e-mails an hour, of all events together. The rest are not
 * queued, and the answer does not say so: the address has it three times already. A first registration for an event always
 * gets its confirmation.
 */
export const TYPED_MAIL_MAX = 3;

/** In milliseconds. */
export const TYPED_MAIL_SPAN = 3_600_000;
