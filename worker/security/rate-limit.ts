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
 * What a client does. Each is counted by itself, so that wrong tokens from an address do not keep the people behind it from
 * registering. `manage` is what attendees do with their own link; the last three are guesses that were wrong.
 */
export type Purpose = "register" | "lost-link" | "sign-in" | "manage" | "manage-link" | "token" | "signature";

/** The names in the counters of a client's address and of its network. */
export interface ClientCounters {
  address: string;
  network: string;
}

/**
 * The counters of a client for one purpose. Their names are keyed, so that addresses cannot be tried, and others each day
 * (UTC), so that no client is followed. The address itself is stored nowhere. Null where nothing is counted: it comes from
 * Cloudflare's edge, and is absent in tests; and load tests count nothing.
 */
export async function countersOf(
  request: Request,
  settings: Settings,
  now: number,
  purpose: Purpose,
): Promise<ClientCounters | null> {
  if (settings.RATE_LIMIT === "off") return null;
  const client = clientNetworkOf(request.headers.get("cf-connecting-ip") ?? "");
  if (!client) return null;
  const day = new Date(now).toISOString().slice(0, 10);
  const secret = settings.LINK_KEYS.at(-1)?.secret ?? "";
  const name = async (of: string) => (await keyedHash(`rate:${day}:${purpose}:${of}`, secret)).slice(0, 32);
  const [address, network] = await Promise.all([name(client.address), name(client.network)]);
  return { address, network };
}

/**
 * Whether a client has sent too many requests of this kind in this minute; counts this one. Asked for requests that change
 * something, and for guesses at secrets.
 */
export async function isRateLimited(
  request: Request,
  env: Bindings,
  settings: Settings,
  now: number,
  purpose: Purpose,
): Promise<boolean> {
  const counters = await countersOf(request, settings, now, purpose);
  if (!counters) return false;
  const [address, network] = await Promise.all([
    env.RATE_ADDRESS.limit({ key: counters.address }),
    env.RATE_NETWORK.limit({ key: counters.network }),
  ]);
  return !address.success || !network.success;
}

export const rateLimited = () => new ProblemError("rate-limited", { values: { minutes: RETRY_MINUTES } });

/** As `isRateLimited`, of the request at hand. */
export function isOverLimit(c: Pick<Context<ServiceEnv>, "req" | "env" | "var">, purpose: Purpose): Promise<boolean> {
  const { settings, now } = c.var.service;
  return isRateLimited(c.req.raw, c.env, settings, now, purpose);
}
