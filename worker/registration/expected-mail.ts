/** When an e-mail comes that has just been queued, where that is later than attendees expect. */

/** What e-mail waits for. Milliseconds since 1970. */
export interface MailBacklog {
  /** E-mails to one attendee that go first, counted up to `BACKLOG_MAX`. */
  queued: number;
  /** The provider accepts none before; 0 while it accepts e-mail. */
  pausedUntil: number;
}

/** `at` in milliseconds since 1970. `earliest`: it may be later, by how much is not known. */
export interface ExpectedMail {
  at: number;
  earliest: boolean;
}

/** Counted no further: reading a row costs time, and so many take more than an hour at Resend's default rate. */
export const BACKLOG_MAX = 10_000;

/** What comes sooner comes when the attendee expects it, in milliseconds. */
const LATE_MS = 5 * 60_000;

/**
 * When the e-mail comes that is queued behind these, at `rate` requests a second; null where it comes within a few minutes. It
 * follows from all e-mail of the service and from nothing that is known of an address.
 */
export function expectedMail({ queued, pausedUntil }: MailBacklog, rate: number, now: number): ExpectedMail | null {
  const at = Math.round(Math.max(now, pausedUntil) + (queued / rate) * 1000);
  if (at - now < LATE_MS) return null;
  return { at, earliest: pausedUntil - now >= LATE_MS || queued >= BACKLOG_MAX };
}

/** How long it takes until then, in a number that is easy to say. */
export type RoughWait = { unit: "minutes" | "hours"; count: number; earliest: boolean };

/** Up to so many minutes are said as minutes. */
const MINUTES_MAX = 90;

/** The wait that is left, rounded up; null once it is over, or as good as. */
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

/** For so long a reading counts, in milliseconds. */
const READING_MS = 60_000;

/** In a rush it counts until so many more are queued as take this long to send, in milliseconds, and at least so many. */
const RUSH_MS = 30_000;
const RUSH_MIN = 20;

/** Whether to read the backlog again. A reading of the future is a clock's mistake. */
export function isStale({ at, registeredSince }: BacklogReading, rate: number, now: number): boolean {
  return Math.abs(now - at) >= READING_MS || registeredSince >= Math.max(RUSH_MIN, (rate * RUSH_MS) / 1000);
}

/** Up to this age, in milliseconds, a reading is better than none. */
const CARRIED_MS = 5 * 60_000;

/** What to go by while the backlog is read again: the reading before, unless it tells of another time. */
export function carriedOver(reading: BacklogReading | undefined, now: number): BacklogReading | undefined {
  if (!reading || Math.abs(now - reading.at) > CARRIED_MS) return undefined;
  return { ...reading, at: now, registeredSince: 0 };
}
