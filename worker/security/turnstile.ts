import { z } from "zod";
import type { Settings } from "../environment.ts";
import type { TurnstileChallenge } from "../registration/contract.ts";
import { keyedHash } from "./crypto.ts";

/** Cloudflare's Turnstile, for who has configured it: asked for instead of the proof of work, never in its way. */

/** What our tokens are made for (Turnstile's `action`): no form elsewhere that has the same site key makes them. */
const ACTION = "pamelding";

/** Milliseconds. Whoever waits for the answer has pressed a button. */
const TIMEOUT = 3_000;

/** Characters, as Cloudflare promises. */
const LONGEST = 2_048;

/** What the browser needs to get a token; undefined where Turnstile is not configured. */
export function turnstileChallenge(settings: Settings): TurnstileChallenge | undefined {
  const { TURNSTILE_SITE_KEY: siteKey, TURNSTILE_SCRIPT_URL: script } = settings;
  return siteKey === undefined ? undefined : { siteKey, script, action: ACTION };
}

/** What a token was sent for. */
export interface Attempt {
  event: string;
  /** The Idempotency-Key. */
  key: string;
  /** The page's; null for what came without a browser. */
  origin: string | null;
}

/** Cloudflare's answer, as far as it matters. */
const verdict = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  "error-codes": z.array(z.string()).default([]),
});

/**
 * Whether Cloudflare says that this token was made for us, in the page that sends it, within the last 300 seconds, and is used
 * for the first time, or again for the same attempt. Not having been able to ask is a no as well: the sender can do the work
 * instead. The person's network address stays here.
 */
export async function isHuman(token: string, attempt: Attempt, settings: Settings): Promise<boolean> {
  if (!settings.TURNSTILE_SECRET_KEY || token.length > LONGEST) return false;
  try {
    const response = await fetch(settings.TURNSTILE_VERIFY_URL, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        secret: settings.TURNSTILE_SECRET_KEY,
        response: token,
        idempotency_key: await uuidOf(token, attempt, settings),
      }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const { success, hostname, action, "error-codes": errors } = verdict.parse(await response.json());
    // What is our fault, not the token's: a wrong secret would otherwise go unnoticed.
    const faults = errors.filter((code) => !/^(missing|invalid)-input-response$|^timeout-or-duplicate$/.test(code));
    if (faults.length > 0) console.warn(JSON.stringify({ log: "turnstile", faults }));
    return success && action === ACTION && hostname === URL.parse(attempt.origin ?? "")?.hostname;
  } catch (error) {
    console.warn(JSON.stringify({ log: "turnstile-unreachable", error: String(error) }));
    return false;
  }
}

/** The same for the same attempt, so that what is sent again gets the same verdict, and what is sent for another does not. */
async function uuidOf(token: string, { event, key }: Attempt, { LINK_KEYS }: Settings): Promise<string> {
  const hex = await keyedHash(`turnstile:${event}:${key}:${token}`, LINK_KEYS.at(-1)?.secret ?? "");
  // RFC 9562 section 5.8: version 8 is for what one makes oneself.
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
}
