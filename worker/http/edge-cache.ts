/**
 * Cloudflare's cache in front of the Worker (`[cache]` in wrangler.toml, developers.cloudflare.com/workers/cache): it
 * answers GET from anybody without running the Worker, and keys answers by path and query, ignoring other headers. So it
 * keeps only the answers that a route declares with `edgeCache`; browsers follow Cache-Control.
 */
import type { Context, MiddlewareHandler } from "hono";
import { isLanguage } from "../i18n/language.ts";
import type { Capacity } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { freshFor, freshness } from "../registration/freshness.ts";
import { eventTag, type ServiceEnv } from "../service.ts";

/** The header that Cloudflare's cache obeys before Cache-Control. It is not passed on to clients. */
const EDGE = "cloudflare-cdn-cache-control";

/** How long a copy may be shown when the Worker fails, in seconds: the form then says that nobody can register. */
const SHOWN_ON_ERROR = 3600;

type ReadEvent = { definition: EventDefinition; capacity: Capacity } | null;

/** The parameters that change an answer, in the order of our own addresses, each with a check of its value. */
type Parameters = Record<string, (value: string, event: ReadEvent) => boolean>;

const partner = (value: string, event: ReadEvent) => event !== null && Object.hasOwn(event.definition.partners, value);

export const byNothing: Parameters = {};
export const byLanguage: Parameters = { lang: isLanguage };
export const byPartnerAndLanguage: Parameters = { partner, lang: isLanguage };

/**
 * Whether an address is in the form that we publish. Other addresses of a page (`?fbclid=…`, a wrong or repeated parameter)
 * give the same page, but are not cached: so nobody can fill the cache with copies, and nothing that a stranger puts into an
 * address is kept for others.
 */
function isOurs(url: URL, parameters: Parameters, event: ReadEvent): boolean {
  const ours = new URLSearchParams();
  for (const [name, accepts] of Object.entries(parameters)) {
    const value = url.searchParams.get(name);
    if (value !== null && accepts(value, event)) ours.set(name, value);
  }
  return url.search === (ours.size > 0 ? `?${ours}` : "");
}

function seconds(c: Context<ServiceEnv<{ event?: ReadEvent }>>): number {
  const { event, service } = c.var;
  // An answer without an event changes only with a deployment, which starts with an empty cache.
  if (event === undefined) return freshness.steady;
  return event ? freshFor(event.definition, event.capacity, service.now) : freshness.brief;
}

/** Lets Cloudflare keep the public answers of a route. Goes before the guard that finds the event. */
export function edgeCache(parameters: Parameters): MiddlewareHandler<ServiceEnv<{ event?: ReadEvent }>> {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    const isPublic = headers.get("cache-control")?.startsWith("public") ?? false;
    if (!isPublic || !isOurs(new URL(c.req.url), parameters, c.var.event ?? null)) return;
    headers.set(EDGE, `public, max-age=${seconds(c)}, stale-if-error=${SHOWN_ON_ERROR}`);
    // All these paths contain the slug, also for an event that does not exist yet.
    const slug = /^\/(?:api\/events|events|embed)\/([a-z0-9-]+)/.exec(c.req.path)?.[1];
    if (slug) headers.set("cache-tag", eventTag(slug));
  };
}

/**
 * Keeps undeclared answers out of the cache: without this header Cloudflare would keep answers without Cache-Control for
 * hours.
 */
export const noEdgeCache: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has(EDGE)) c.res.headers.set(EDGE, "no-store");
};
