import * as z from "zod";
import { backoff } from "../backoff.ts";
import { retryAfter } from "../retry-after.ts";

/** The outcome of handing over one e-mail, or several together. */
export type SendOutcome =
  /** The provider's ids, in the order of the e-mails; null if an earlier attempt got through and the ids are unknown. */
  | { outcome: "accepted"; providerIds: string[] | null }
  /** Try again after `afterMs`. `unconfirmed`: there was no clear answer, so it may have been accepted. */
  | { outcome: "later"; afterMs: number; reason: string; unconfirmed: boolean }
  /** The provider accepts no e-mail at all for `afterMs`. */
  | { outcome: "held"; afterMs: number; reason: string }
  | { outcome: "never"; reason: string };

/** An answer as the resend package passes it on. The provider may not keep to the shapes in the package's types. */
export interface ProviderAnswer {
  data: unknown;
  error: unknown;
  headers: Record<string, string> | null;
}

/** The longest wait between two attempts at an e-mail, in milliseconds. */
export const BACKOFF_MAX_MS = 3_600_000;

/** The longest pause of all e-mail, in milliseconds, whatever the provider asks for. */
const HELD_MAX_MS = 3_600_000;

/** The pause while our key or domain is not accepted, in milliseconds: after a repair, e-mail is sent within this time. */
const NOT_ACCEPTED_MS = 60_000;

/** The shortest pause, and the pause if the provider names none, in milliseconds. */
const HELD_MIN_MS = 1000;

const id = z.string().trim().min(1).max(200);
const acceptedAlone = z.object({ id });
const acceptedTogether = z.object({ data: z.array(z.object({ id })) });

/** `statusCode` is null if there was no answer. An error of another shape is ignored. */
const refusal = z
  .object({ statusCode: z.int().nullable(), name: z.string().regex(/^\w{1,60}$/) })
  .catch({ statusCode: null, name: "unreadable_error" });

/** The ids, if the answer has a different one for each e-mail: nothing else is acceptance, whatever the status. */
function idsIn(data: unknown, together: boolean, mails: number): string[] | null {
  const ids = together
    ? acceptedTogether.safeParse(data).data?.data.map((accepted) => accepted.id)
    : [acceptedAlone.safeParse(data).data?.id ?? ""].filter(Boolean);
  return ids?.length === mails && new Set(ids).size === mails ? ids : null;
}

/**
 * How long to wait after a quota is used up, in milliseconds: an hour, or until a minute after midnight UTC if that is
 * sooner. The quota returns with the new day, but Resend does not say when a day begins, and the operator may buy a larger
 * plan at any time.
 */
function untilNewQuota(now: number): number {
  const [minute, day] = [60_000, 86_400_000];
  return Math.min(HELD_MAX_MS, day + minute - (now % day));
}

/** What was sent: `mails` e-mails, `together` in one batch or alone; `attempts` includes this one. */
export interface Sent {
  mails: number;
  together: boolean;
  attempts: number;
}

/** What an answer means for the e-mails that were sent. An unclear answer leaves them unconfirmed. */
export function outcomeOf({ data, error, headers }: ProviderAnswer, sent: Sent, now: number): SendOutcome {
  const asked = (max: number) => retryAfter(headers?.["retry-after"], now, max) ?? 0;
  const later = (reason: string, unconfirmed: boolean): SendOutcome => ({
    outcome: "later",
    afterMs: Math.max(backoff(sent.attempts, BACKOFF_MAX_MS), asked(BACKOFF_MAX_MS)),
    reason,
    unconfirmed,
  });
  const held = (reason: string, afterMs: number): SendOutcome => ({ outcome: "held", afterMs, reason });

  const ids = idsIn(data, sent.together, sent.mails);
  if (ids) return { outcome: "accepted", providerIds: ids };
  if (!error) return later("no id for each e-mail", true);

  const { statusCode, name } = refusal.parse(error);
  const reason = `${statusCode ?? "no answer"} ${name}`;
  // A failure on the provider's side says nothing about the e-mail, whatever the error's name.
  if (statusCode !== null && statusCode >= 500) return later(reason, true);
  switch (name) {
    // The key was used with another body: an earlier attempt was accepted, and the registration has changed since.
    case "invalid_idempotent_request":
      return { outcome: "accepted", providerIds: null };
    case "validation_error":
      // 403 means that the domain is not verified.
      return statusCode === 403 ? held(reason, NOT_ACCEPTED_MS) : { outcome: "never", reason };
    case "missing_api_key":
    case "invalid_api_key":
    case "restricted_api_key":
      return held(reason, NOT_ACCEPTED_MS);
    case "missing_required_field":
    case "invalid_attachment":
    case "invalid_parameter":
      return { outcome: "never", reason };
    case "daily_quota_exceeded":
    case "monthly_quota_exceeded":
      return held(reason, untilNewQuota(now));
    case "rate_limit_exceeded":
      return held(reason, Math.max(HELD_MIN_MS, asked(HELD_MAX_MS)));
    case "concurrent_idempotent_requests":
      return later(reason, true);
  }
  // The name is unknown, and a status that is not a refusal says nothing.
  if (statusCode === null || statusCode < 400) return later(reason, true);
  if (statusCode === 429) return held(reason, Math.max(HELD_MIN_MS, asked(HELD_MAX_MS)));
  // A wrong URL is our mistake, and must not lose an e-mail. With an unknown name, 401 and 403 may come from a firewall in
  // front of the provider that rejects this e-mail: the others must not wait for it.
  if ([401, 403, 404, 405, 408].includes(statusCode)) return later(reason, false);
  return { outcome: "never", reason };
}
