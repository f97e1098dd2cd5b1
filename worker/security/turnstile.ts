import * as z from "zod";
import type { Settings } from "../environment.ts";
import type { TurnstileChallenge } from "../registration/contract.ts";
import { keyedHash } from "./crypto.ts";

/**
 * Cloudflare's Turnstile, if it is configured: browsers are asked for a token before the proof of work, which stays
 * possible.
 */

/** Turnstile's `action`: tokens of other forms with the same site key have another value. */
const ACTION = "pamelding";

/** Short, since a person is waiting for the answer. */
const TIMEOUT_MS = 3_000;

/** The most characters of a token, according to Cloudflare. */
const TOKEN_MAX = 2_048;

/** What the browser needs to get a token; undefined if Turnstile is not configured. */
export function turnstileChallenge(settings: Settings): TurnstileChallenge | undefined {
  const { TURNSTILE_SITE_KEY: siteKey, TURNSTILE_SCRIPT_URL: script } = settings;
  return siteKey === undefined ? undefined : { siteKey, script, action: ACTION };
}

/** The registration that a token was sent with. */
export interface ChallengedAttempt {
  slug: string;
  /** The Idempotency-Key. */
  key: string;
  /** The origin of the page; null without a browser. */
  origin: string | null;
}

/** The parts of Cloudflare's answer that we use. */
const verdict = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  "error-codes": z.array(z.string()).default([]),
});

/**
 * Whether Cloudflare confirms that a token was made for us, in the page that sends it, in the last 300 seconds, and was not
 * used for another attempt. Also false if Cloudflare cannot be reached: the client can do the work instead. The person's
 * network address is not sent.
 */
export async function isHuman(token: string, attempt: ChallengedAttempt, settings: Settings): Promise<boolean> {
  if (!settings.TURNSTILE_SECRET_KEY || token.length > TOKEN_MAX) return false;
  try {
    const response = await fetch(settings.TURNSTILE_VERIFY_URL, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        secret: settings.TURNSTILE_SECRET_KEY,
        response: token,
        idempotency_key: await uuidOf(token, attempt, settings),
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { success, hostname, action, "error-codes": errors } = verdict.parse(await response.json());
    // Log faults of our own, such as a wrong secret.
    const faults = errors.filter((code) => !/^(missing|invalid)-input-response$|^timeout-or-duplicate$/.test(code));
    if (faults.length > 0) console.warn(JSON.stringify({ log: "turnstile", faults }));
    return success && action === ACTION && hostname === URL.parse(attempt.origin ?? "")?.hostname;
  } catch (error) {
    console.warn(JSON.stringify({ log: "turnstile-unreachable", error: String(error) }));
    return false;
  }
}

/** An idempotency key for Cloudflare: a repeated attempt gets the same verdict, another attempt does not. */
async function uuidOf(token: string, { slug, key }: ChallengedAttempt, { LINK_KEYS }: Settings): Promise<string> {
  const hex = await keyedHash(`turnstile:${slug}:${key}:${token}`, LINK_KEYS.at(-1)?.secret ?? "");
  // RFC 9562 section 5.8: version 8 is for custom layouts.
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
}
