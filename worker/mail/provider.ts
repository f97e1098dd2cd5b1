import { type ErrorResponse, Resend } from "resend";
import { backoff } from "../backoff.ts";
import type { Settings } from "../environment.ts";
import type { RenderedMail } from "./rendered-mail.ts";

/** What came of handing over one e-mail, or several together. */
export type SendOutcome =
  /** The provider's ids, in the order of the e-mails; null if an earlier attempt got through and the ids are unknown. */
  | { outcome: "accepted"; providerIds: string[] | null }
  /** Try again after so many milliseconds. `unconfirmed`: no clear answer came, so it may have been accepted all the same. */
  | { outcome: "later"; afterMs: number; reason: string; unconfirmed: boolean }
  /** The provider takes no e-mail at all for so many milliseconds. */
  | { outcome: "held"; afterMs: number; reason: string }
  | { outcome: "never"; reason: string };

/** A request without an answer after this time counts as lost. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** The longest wait between two attempts at an e-mail, in milliseconds. */
export const BACKOFF_MAX_MS = 3_600_000;

/** The Retry-After header (RFC 9110 section 10.2.3), in milliseconds; one second if it is missing. Resend sends no dates. */
function retryAfter(headers: Record<string, string> | null): number {
  const seconds = Number(headers?.["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : 1000;
}

/**
 * How long to wait after a quota is used up, in milliseconds: an hour, or until a minute after midnight UTC if that is sooner.
 * The quota returns with the new day, but Resend does not say at which hour that begins, and a larger plan may be bought at any.
 */
function untilNewQuota(now: number): number {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  return Math.min(hour, day + minute - (now % day));
}

/** An e-mail and the id of its message. */
export interface Outgoing {
  id: string;
  mail: RenderedMail;
}

/** The most e-mails in one request. */
export const BATCH_MAX = 100;

const BATCH_KEY_PREFIX = "together-";

/**
 * The Idempotency-Key of several e-mails. The prefix tells it from that of one: a key belongs to the endpoint that it was first
 * sent to, so what is left of a batch must go to the batch endpoint again, even alone.
 */
export const batchKey = (id: string) => BATCH_KEY_PREFIX + id;

/**
 * Hands e-mails to Resend in one request, all or none of them. A request with the same `key` within 24 hours is sent once.
 * Several together must be without attachments. `attempts` counts this one.
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
      // Another body came with this key: an earlier attempt got through, and the registration has changed since.
      case "invalid_idempotent_request":
        return { outcome: "accepted", providerIds: null };
      case "validation_error":
        // With 403 the domain is not verified.
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

/** Judges an error by its status, where the name says nothing. */
function byStatus(
  status: number | null,
  reason: string,
  later: (reason: string, unconfirmed: boolean) => SendOutcome,
): SendOutcome {
  if (!status || status >= 500) return later(reason, true);
  if (status === 429) return { outcome: "held", afterMs: 1000, reason };
  // A wrong key, URL or domain is our mistake: no e-mail is lost for it.
  if ([401, 403, 404, 405, 408].includes(status)) return later(reason, false);
  return { outcome: "never", reason };
}

type Posted =
  | { ids: string[]; error: null; headers: Record<string, string> | null }
  | { ids: null; error: ErrorResponse; headers: Record<string, string> | null };

async function post(settings: Settings, mails: readonly Outgoing[], key: string): Promise<Posted> {
  const resend = new Resend(settings.RESEND_API_KEY, { baseUrl: settings.RESEND_BASE_URL });
  const options = { idempotencyKey: key, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) };
  // The tag comes back with every webhook about this e-mail (resend-webhook.ts).
  const tagged = mails.map(({ id, mail }) => ({ ...mail, tags: [{ name: "message", value: id }] }));
  const [alone] = tagged;
  if (alone && !key.startsWith(BATCH_KEY_PREFIX)) {
    const { data, error, headers } = await resend.emails.send(alone, options);
    return data ? { ids: [data.id], error: null, headers } : { ids: null, error, headers };
  }
  // `batch.send` takes no attachments.
  const batched = tagged.map(({ attachments, ...mail }) => mail);
  const { data, error, headers } = await resend.batch.send(batched, options);
  return data ? { ids: data.data.map(({ id }) => id), error: null, headers } : { ids: null, error, headers };
}
