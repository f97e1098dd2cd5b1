import type { Context, MiddlewareHandler } from "hono";
import { cors as honoCors } from "hono/cors";
import { databaseFor } from "../databases.ts";
import { databasesOf, settingsOf } from "../environment.ts";
import { allowedOrigins } from "../registration/origins.ts";
import type { ServiceEnv } from "../service.ts";
import { cachedEvent, latestEvent } from "../storage/event-cache.ts";
import type { StoredEvent } from "../storage/events.ts";

const options: Parameters<typeof honoCors>[0] = {
  origin: "*",
  allowMethods: ["GET", "POST"],
  allowHeaders: ["content-type", "idempotency-key", "pamelding-proof"],
  exposeHeaders: ["etag", "retry-after"],
  // A day, so that pressing the button needs only one request.
  maxAge: 86_400,
};

const anyOrigin = honoCors(options);
const onlyOrigin = (origin: string | null) => honoCors({ ...options, origin: () => origin });

/**
 * Lets the pages of the event's sites read the answers, or any page if the event lists none. No credentials are involved.
 * Answers for an event without listed sites get no `Vary`, so that caches keep one copy for all.
 */
export const cors: MiddlewareHandler<ServiceEnv<{ event: StoredEvent }>> = async (c, next) => {
  const origin = c.req.header("origin") ?? "";
  const allowed = await originsFor(c, origin);
  return allowed ? onlyOrigin(allowed.includes(origin) ? origin : null)(c, next) : anyOrigin(c, next);
};

/**
 * The origins that may read the answer; null for any. If the event cannot be read, any page may read why. A submission needs
 * no query if the cached definition allows its origin, since the transaction refuses an outdated definition.
 */
async function originsFor(c: Context<ServiceEnv<{ event: StoredEvent }>>, origin: string): Promise<string[] | null> {
  const slug = c.req.param("event") ?? "";
  try {
    const { PUBLIC_URL } = settingsOf(c.env);
    const cached = c.req.method === "POST" && cachedEvent(slug);
    if (cached) {
      const granted = allowedOrigins(cached.definition, PUBLIC_URL);
      if (!granted || !origin || granted.includes(origin)) return granted;
    }
    const latest = await latestEvent(await databaseFor({ databases: databasesOf(c.env) }, slug), slug);
    if (!latest) return null;
    // So that the route does not read it again.
    c.set("event", latest);
    return allowedOrigins(latest.definition, PUBLIC_URL);
  } catch {
    return null;
  }
}
