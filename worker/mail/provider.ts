import { Resend } from "resend";
import type { Settings } from "../environment.ts";
import type { RenderedMail } from "./mail.ts";

/** What an attempt to hand an e-mail to the provider came to. */
export type SendOutcome =
  | { outcome: "accepted"; providerId: string | null }
  /** Try again after so many milliseconds. `doubt`: no clear answer came, so it may have been accepted all the same. */
  | { outcome: "later"; afterMs: number; reason: string; doubt: boolean }
  /** The provider takes nothing from anyone for so many milliseconds. */
  | { outcome: "held"; afterMs: number; reason: string }
  | { outcome: "never"; reason: string };

/** An answer that takes longer counts as lost. In milliseconds. */
export const PATIENCE = 10_000;

/** Doubles from 5 seconds to an hour, with up to a fifth of jitter so that a crowd does not come back as one. */
export function backoff(attempts: number): number {
  return Math.min(5_000 * 2 ** (attempts - 1), 3_600_000) * (1 + Math.random() / 5);
}

/** RFC 9110 section 10.2.3, in seconds; Resend sends no dates. One second where the header is missing. */
function retryAfter(headers: Record<string, string> | null): number {
  const seconds = Number(headers?.["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : 1000;
}

/** Quotas are counted by the day in UTC. */
function untilTomorrow(now: number): number {
  const day = 86_400_000;
  return day - (now % day);
}

/** Hands one e-mail to Resend. The same `messageId` within 24 hours is the same e-mail, whatever comes of the answer. */
export async function sendMail(
  settings: Settings,
  mail: RenderedMail,
  messageId: string,
  attempts: number,
): Promise<SendOutcome> {
  const resend = new Resend(settings.RESEND_API_KEY, { baseUrl: settings.RESEND_BASE_URL });
  const later = (reason: string, doubt: boolean): SendOutcome => ({
    outcome: "later",
    afterMs: backoff(attempts),
    reason,
    doubt,
  });
  try {
    // The tag comes back with every webhook about this e-mail (webhook.ts).
    const { data, error, headers } = await resend.emails.send(
      { ...mail, tags: [{ name: "message", value: messageId }] },
      { idempotencyKey: messageId, signal: AbortSignal.timeout(PATIENCE) },
    );
    if (data) return { outcome: "accepted", providerId: data.id };
    const reason = `${error.statusCode ?? "no answer"} ${error.name}`;
    switch (error.name) {
      // The key was used with another body: an earlier attempt got through, and the registration has changed since.
      case "invalid_idempotent_request":
        return { outcome: "accepted", providerId: null };
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
        return { outcome: "held", afterMs: untilTomorrow(Date.now()), reason };
      // A wrong key or an unverified domain is ours to mend: no mail is lost for it.
      default:
        return later(reason, !error.statusCode || error.statusCode >= 500);
    }
  } catch (thrown) {
    return later(thrown instanceof Error ? thrown.name : "unknown", true);
  }
}
