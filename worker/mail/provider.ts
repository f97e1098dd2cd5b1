import { type ErrorResponse, Resend } from "resend";
import { backoff } from "../backoff.ts";
import type { Settings } from "../environment.ts";
import type { RenderedMail } from "./mail.ts";

/** What an attempt to hand over one e-mail, or several together, came to. */
export type SendOutcome =
  /** The provider's ids, in the order of the e-mails; null where it has taken them before and does not say. */
  | { outcome: "accepted"; providerIds: string[] | null }
  /** Try again after so many milliseconds. `doubt`: no clear answer came, so it may have been accepted all the same. */
  | { outcome: "later"; afterMs: number; reason: string; unconfirmed: boolean }
  /** The provider takes nothing from anyone for so many milliseconds. */
  | { outcome: "held"; afterMs: number; reason: string }
  | { outcome: "never"; reason: string };

/** An answer that takes longer counts as lost. In milliseconds. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** The longest wait between two attempts at an e-mail, in milliseconds. */
export const BACKOFF_MAX_MS = 3_600_000;

/** RFC 9110 section 10.2.3, in seconds; Resend sends no dates. One second where the header is missing. */
function retryAfter(headers: Record<string, string> | null): number {
  const seconds = Number(headers?.["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : 1000;
}

/**
 * A used-up quota comes back with the new day, but Resend's pages do not say at which hour it begins, and a larger plan may
 * be bought at any. One question an hour costs nothing and waits for neither; a minute after midnight UTC comes sooner.
 */
function untilNewQuota(now: number): number {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  return Math.min(hour, day + minute - (now % day));
}

/** An e-mail and the id of our message. */
export interface Outgoing {
  id: string;
  mail: RenderedMail;
}

/** The most e-mails that one request may hold. */
export const BATCH_MAX = 100;

const BATCH_KEY_PREFIX = "together-";

/**
 * The Idempotency-Key of several. It says so, since a key belongs to the endpoint that it came to: who is left alone of a
 * batch goes the same way again.
 */
export const batchKey = (id: string) => BATCH_KEY_PREFIX + id;

/**
 * Hands e-mails to Resend in one request, all or none of them. The same `key` within 24 hours is the same request, whatever
 * comes of the answer. Several at once must be without attachments.
 */
export async function sendMails(
  settings: Settings,
  mails: readonly Outgoing[],
  key: string,
  attempts: number,
): Promise<SendOutcome> {
  const later = (reason: string, unconfirmed: boolean): SendOutcome => ({
    outcome: "later",
    afterMs: backoff(attempts, BACKOFF_MAX_MS),
    reason,
    unconfirmed,
  });
  try {
    const { ids, error, headers } = await post(settings, mails, key);
    if (ids) return { outcome: "accepted", providerIds: ids };
    const reason = `${error.statusCode ?? "no answer"} ${error.name}`;
    switch (error.name) {
      // The key was used with another body: an earlier attempt got through, and the registration has changed since.
      case "invalid_idempotent_request":
        return { outcome: "accepted", providerIds: null };
      case "validation_error":
        // Resend gives this name to an unverified domain, too, but with 403.
        return error.statusCode === 403 ? later(reason, false) : { outcome: "never", reason };
      case "missing_required_field":
      case "invalid_attachment":
      case "invalid_parameter":
        return { outcome: "never", reason };
      case "rate_limit_exceeded":
        return { outcome: "held", afterMs: retryAfter(headers), reason };
      case "daily_quota_exceeded":
      case "monthly_quota_exceeded":
        return { outcome: "held", afterMs: untilNewQuota(Date.now()), reason };
      case "concurrent_idempotent_requests":
        return later(reason, true);
      default:
        return byStatus(error.statusCode, reason, later);
    }
  } catch (thrown) {
    return later(thrown instanceof Error ? thrown.name : "unknown", true);
  }
}

/** What no name tells. */
function byStatus(
  status: number | null,
  reason: string,
  later: (reason: string, unconfirmed: boolean) => SendOutcome,
): SendOutcome {
  if (!status || status >= 500) return later(reason, true);
  if (status === 429) return { outcome: "held", afterMs: 1000, reason };
  // A wrong key, address or domain is ours to mend: no mail is lost for it.
  if ([401, 403, 404, 405, 408].includes(status)) return later(reason, false);
  return { outcome: "never", reason };
}

type Posted =
  | { ids: string[]; error: null; headers: Record<string, string> | null }
  | { ids: null; error: ErrorResponse; headers: Record<string, string> | null };

async function post(settings: Settings, mails: readonly Outgoing[], key: string): Promise<Posted> {
  const resend = new Resend(settings.RESEND_API_KEY, { baseUrl: settings.RESEND_BASE_URL });
  const options = { idempotencyKey: key, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) };
  // The tag comes back with every webhook about this e-mail (webhook.ts).
  const tagged = mails.map(({ id, mail }) => ({ ...mail, tags: [{ name: "message", value: id }] }));
  const [alone] = tagged;
  if (alone && !key.startsWith(BATCH_KEY_PREFIX)) {
    const { data, error, headers } = await resend.emails.send(alone, options);
    return data ? { ids: [data.id], error: null, headers } : { ids: null, error, headers };
  }
  // `batch.send` knows no attachments.
  const batched = tagged.map(({ attachments, ...mail }) => mail);
  const { data, error, headers } = await resend.batch.send(batched, options);
  return data ? { ids: data.data.map(({ id }) => id), error: null, headers } : { ids: null, error, headers };
}
