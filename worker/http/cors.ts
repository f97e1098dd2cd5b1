import type { Context, Env, MiddlewareHandler } from "hono";

/** Whose pages may call: those of these origins, or anybody's (null). */
export type AllowedOrigins = readonly string[] | null;

/**
 * Lets the pages of the event's sites read the answers, or any page where the event names none. No credentials are involved,
 * and CORS is no authentication: what comes without a browser is not kept out by it.
 */
export function cors<E extends Env>(allowedOrigins: (c: Context<E>) => Promise<AllowedOrigins>): MiddlewareHandler<E> {
  return async (c, next) => {
    if (c.req.method === "OPTIONS") c.res = new Response(null, { status: 204, headers: preflight });
    else await next();
    // Asked afterwards: by now the latest definition is known.
    const callers = await allowedOrigins(c);
    const origin = c.req.header("origin");
    if (!callers) c.res.headers.set("access-control-allow-origin", "*");
    else if (origin && callers.includes(origin)) c.res.headers.set("access-control-allow-origin", origin);
    // Caches must not give one site's permission to another; where all have the same, they need not know.
    if (callers) c.res.headers.append("vary", "origin");
    c.res.headers.set("access-control-expose-headers", "etag,retry-after");
  };
}

/** Remembered for a day, so that pressing the button costs one request. */
const preflight = {
  "access-control-allow-methods": "GET,POST",
  "access-control-allow-headers": "content-type,idempotency-key,pamelding-proof",
  "access-control-max-age": "86400",
};
