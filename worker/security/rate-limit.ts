import type { Context } from "hono";
import type { Bindings, Settings } from "../environment.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceEnv } from "../service.ts";
import { clientNetworkOf } from "./client-network.ts";
import { keyedHash } from "./crypto.ts";

/** Seconds after which Cloudflare counts anew (wrangler.toml). */
export const RETRY_AFTER = 60;

/** What the sentence in the form says, which has a plural only. */
export const RETRY_MINUTES = 2;

/**
 * What stands for an address in a counter: keyed, so that nobody can try addresses, and another each day (UTC), so that
 * nobody is followed. The address itself is written nowhere.
 */
async function pseudonym(place: string, settings: Settings, now: number): Promise<string> {
  const day = new Date(now).toISOString().slice(0, 10);
  return (await keyedHash(`rate:${day}:${place}`, settings.LINK_KEYS.at(-1)?.secret ?? "")).slice(0, 32);
}

/**
 * Whether whoever asks has asked too often in this minute. Counts what changes something or guesses at secrets, not what is
 * only read. Cloudflare's edge says who asks; where it says nothing, as in tests, nobody is counted.
 */
export async function isRateLimited(
  request: Request,
  env: Bindings,
  settings: Settings,
  now: number,
): Promise<boolean> {
  if (settings.RATE_LIMIT === "off") return false;
  const place = clientNetworkOf(request.headers.get("cf-connecting-ip") ?? "");
  if (!place) return false;
  const [address, network] = await Promise.all([
    env.RATE_ADDRESS.limit({ key: await pseudonym(place.address, settings, now) }),
    env.RATE_NETWORK.limit({ key: await pseudonym(place.network, settings, now) }),
  ]);
  return !address.success || !network.success;
}

export const rateLimited = () => new ProblemError("rate-limited", { values: { minutes: RETRY_MINUTES } });

/** As `isRateLimited`, of the request at hand. */
export function isOverLimit(c: Pick<Context<ServiceEnv>, "req" | "env" | "var">): Promise<boolean> {
  const { settings, now } = c.var.service;
  return isRateLimited(c.req.raw, c.env, settings, now);
}
