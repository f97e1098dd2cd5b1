import type { Context } from "hono";
import type { Bindings, Settings } from "../environment.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceEnv } from "../service.ts";
import { clientNetworkOf } from "./client-network.ts";
import { keyedHash } from "./crypto.ts";

/** Seconds after which Cloudflare starts to count again (wrangler.toml). */
export const RETRY_AFTER = 60;

/** Minutes that the text in the form names, which has a plural only. */
export const RETRY_MINUTES = 2;

/**
 * The name of an address in a counter: keyed, so that addresses cannot be tried, and another each day (UTC), so that no
 * client is followed. The address itself is stored nowhere.
 */
async function pseudonym(address: string, settings: Settings, now: number): Promise<string> {
  const day = new Date(now).toISOString().slice(0, 10);
  return (await keyedHash(`rate:${day}:${address}`, settings.LINK_KEYS.at(-1)?.secret ?? "")).slice(0, 32);
}

/**
 * Whether a client has sent too many requests in this minute; counts this one. Asked for requests that change something or
 * guess at secrets. The client's address comes from Cloudflare's edge; without it, as in tests, nothing is counted.
 */
export async function isRateLimited(
  request: Request,
  env: Bindings,
  settings: Settings,
  now: number,
): Promise<boolean> {
  if (settings.RATE_LIMIT === "off") return false;
  const client = clientNetworkOf(request.headers.get("cf-connecting-ip") ?? "");
  if (!client) return false;
  const [address, network] = await Promise.all([
    env.RATE_ADDRESS.limit({ key: await pseudonym(client.address, settings, now) }),
    env.RATE_NETWORK.limit({ key: await pseudonym(client.network, settings, now) }),
  ]);
  return !address.success || !network.success;
}

export const rateLimited = () => new ProblemError("rate-limited", { values: { minutes: RETRY_MINUTES } });

/** As `isRateLimited`, of the request at hand. */
export function isOverLimit(c: Pick<Context<ServiceEnv>, "req" | "env" | "var">): Promise<boolean> {
  const { settings, now } = c.var.service;
  return isRateLimited(c.req.raw, c.env, settings, now);
}
