/** When an e-mail that was just queued will arrive, if that is later than attendees expect. */

/** What a new e-mail has to wait for. Instants in milliseconds since 1970. */
export interface MailBacklog {
  /** E-mails to single attendees that go first, counted up to `BACKLOG_MAX`. */
  queued: number;
  /** The provider accepts no e-mail before this; 0 while it accepts e-mail. */
  pausedUntil: number;
}

/** `at` in milliseconds since 1970. `earliest`: it may come later, nobody knows how much. */
export interface ExpectedMail {
  at: number;
  earliest: boolean;
}

/** The count stops here: reading rows costs time, and so many e-mails take more than an hour at Resend's default rate. */
export const BACKLOG_MAX = 10_000;

/** An e-mail that comes sooner is not late. In milliseconds. */
const LATE_MS = 5 * 60_000;

/**
 * When an e-mail queued behind this backlog arrives, at `rate` requests a second; null if within a few minutes. It depends
 * on all e-mail of the service, and on nothing about one address.
 */
export function expectedMail({ queued, pausedUntil }: MailBacklog, rate: number, now: number): ExpectedMail | null {
  const at = Math.round(Math.max(now, pausedUntil) + (queued / rate) * 1000);
  if (at - now < LATE_MS) return null;
  return { at, earliest: pausedUntil - now >= LATE_MS || queued >= BACKLOG_MAX };
}

/** The waiting time as a number that is easy to say. */
export type RoughWait = { unit: "minutes" | "hours"; count: number; earliest: boolean };

/** Up to this number, the wait is given in minutes. */
const MINUTES_MAX = 90;

/** The remaining wait, rounded up; null when it is over or almost over. */
export function roughWait(expected: ExpectedMail | null, now: number): RoughWait | null {
  if (!expected || expected.at - now < LATE_MS) return null;
  const { earliest } = expected;
  const minutes = Math.ceil((expected.at - now) / (5 * 60_000)) * 5;
  return minutes <= MINUTES_MAX
    ? { unit: "minutes", count: minutes, earliest }
    : { unit: "hours", count: Math.ceil(minutes / 60), earliest };
}

/** A backlog as it was read at an instant, and how many have registered since in the same isolate. */
export interface BacklogReading {
  backlog: MailBacklog;
  at: number;
  registeredSince: number;
}

/** How long a reading is valid, in milliseconds. */
const READING_MS = 60_000;

/**
 * In a rush a reading is valid until the e-mails queued since take this long to send, in milliseconds, and number at least
 * RUSH_MIN.
 */
const RUSH_MS = 30_000;
const RUSH_MIN = 20;

/** Whether to read the backlog again. A reading from the future is a clock error. */
export function isStale({ at, registeredSince }: BacklogReading, rate: number, now: number): boolean {
  return Math.abs(now - at) >= READING_MS || registeredSince >= Math.max(RUSH_MIN, (rate * RUSH_MS) / 1000);
}

/** Up to this age, in milliseconds, a reading is better than none. */
const CARRIED_MS = 5 * 60_000;

/** The reading to use while the backlog is read again: the previous one, unless it is too old or from the future. */
export function carriedOver(reading: BacklogReading | undefined, now: number): BacklogReading | undefined {
  if (!reading || Math.abs(now - reading.at) > CARRIED_MS) return undefined;
  return { ...reading, at: now, registeredSince: 0 };
}
