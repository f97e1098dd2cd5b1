import type { Context } from "hono";
import type { Bindings, Settings } from "../environment.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceEnv } from "../service.ts";
import { clientNetworkOf } from "./client-network.ts";
import { keyedHash } from "./crypto.ts";

/** Seconds after which Cloudflare starts to count again (wrangler.toml). */
export const RETRY_AFTER = 60;

/** The number of minutes in the form's text, which has only a plural. */
export const RETRY_MINUTES = 2;

/**
 * What a client does. Each purpose has its own counter, so that wrong tokens from an address do not prevent people behind it
 * from registering. `manage`: actions of attendees with their own link. The last three are wrong guesses.
 */
export type Purpose = "register" | "lost-link" | "sign-in" | "manage" | "manage-link" | "token" | "signature";

/** The counter names of a client's address and network. */
export interface ClientCounters {
  address: string;
  network: string;
}

/**
 * The counters of a client for one purpose. Their names are keyed, so that addresses cannot be tried, and change each day
 * (UTC), so that no client can be followed. The address itself is not stored. Null if nothing is counted: in tests, which
 * lack the address from Cloudflare's edge, and in load tests.
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
 * Whether a client has sent too many requests of this kind in this minute; counts this one. Used for requests that change
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

/** Like `isRateLimited`, for the present request. */
export function isOverLimit(c: Pick<Context<ServiceEnv>, "req" | "env" | "var">, purpose: Purpose): Promise<boolean> {
  const { settings, now } = c.var.service;
  return isRateLimited(c.req.raw, c.env, settings, now, purpose);
}
