import type { HealthSpans, HealthState, Refusals } from "../storage/health.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The thresholds, in milliseconds. worker/README.md tells operators about them. */
export const thresholds = {
  /** The cron runs every minute. */
  cron: 5 * MINUTE,
  /** E-mail to one attendee is sent within seconds, or two minutes if the queue has lost it. */
  mailToOne: 15 * MINUTE,
  /** A change of the event to 30,000 attendees takes four hours at two requests a second. */
  mailToMany: 6 * HOUR,
  /** If the provider only asks us to slow down, or fails once, it accepts e-mail again within seconds. */
  provider: 5 * MINUTE,
  failedMail: DAY,
  /** An endpoint counts after an hour of failures. It is paused after a day, and then counts for one more day. */
  webhooks: { from: HOUR, to: 2 * DAY },
} as const;

/** Troubles that stop e-mail: /health answers 503. */
export const failures = ["cron-late", "mail-late", "provider-refuses"] as const;
/** Troubles that the operator should look at while the service still works. */
export const warnings = ["mail-failed", "webhooks-failing"] as const;
export const troubles = [...failures, ...warnings] as const;
export type Trouble = (typeof troubles)[number];

/** The spans in which failures count. Earlier failures are left out. */
export function spansAt(now: number): HealthSpans {
  const { failedMail, webhooks } = thresholds;
  return { failedSince: now - failedMail, webhooksFailing: { from: now - webhooks.to, to: now - webhooks.from } };
}

/**
 * Why the provider accepts no e-mail, or null. A refusal no longer counts if no e-mail is still waiting that waited at the
 * refusal or at the end of its pause: the attendee may have cancelled, and the provider was not called since.
 */
export function standingRefusals({ refusals, oldestUnsent }: HealthState, now: number): Refusals | null {
  if (refusals === null) return null;
  const { last, pausedUntil } = refusals;
  const waited = (since: number | null) => since !== null && since <= Math.max(last, pausedUntil);
  return pausedUntil > now || waited(oldestUnsent.toOne) || waited(oldestUnsent.toMany) ? refusals : null;
}

/** What is wrong, by the thresholds. Empty if all is well. */
export function troublesOf(state: HealthState, now: number): Trouble[] {
  const { oldestUnsent, cronCompleted, failed, failingWebhooks } = state;
  const refusedSince = standingRefusals(state, now)?.since ?? null;
  const waitsLonger = (since: number | null, limit: number) => since !== null && now - since > limit;
  const found: Record<Trouble, boolean> = {
    "cron-late": now - cronCompleted > thresholds.cron,
    "mail-late":
      waitsLonger(oldestUnsent.toOne, thresholds.mailToOne) || waitsLonger(oldestUnsent.toMany, thresholds.mailToMany),
    "provider-refuses": waitsLonger(refusedSince, thresholds.provider),
    "mail-failed": failed > 0,
    "webhooks-failing": failingWebhooks > 0,
  };
  return troubles.filter((trouble) => found[trouble]);
}
