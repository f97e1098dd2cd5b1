/**
 * Anybody can type anybody's address, so what that leads to is kept within bounds: an hour brings an address at most three
 * such e-mails, of all events together. The rest are not written, and whoever typed hears nothing of it; the address has the
 * answer three times already. A first registration for an event always has its confirmation.
 */
export const TYPED_MAIL_MAX = 3;

/** In milliseconds. */
export const TYPED_MAIL_SPAN = 3_600_000;
