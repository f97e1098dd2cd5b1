import type { Context, Env, MiddlewareHandler } from "hono";
import { mediaType } from "./body.ts";
import { ProblemError } from "./problem.ts";

/** Whose pages may call: those of these origins, or anybody's (null). */
export type Callers = readonly string[] | null;

/**
 * Lets the pages of the event's sites call, or any page where the event names none. No credentials are involved, and CORS is
 * no authentication: what comes without a browser is not kept out by it. A page that is not on the list gets no registration
 * in as a plain form either, which browsers send without asking first.
 */
export function openTo<E extends Env>(callersOf: (c: Context<E>) => Promise<Callers>): MiddlewareHandler<E> {
  return async (c, next) => {
    const callers = await callersOf(c);
    const origin = c.req.header("origin");
    if (c.req.method === "OPTIONS") c.res = new Response(null, { status: 204, headers: preflight });
    else if (c.req.method === "POST" && callers && origin && !callers.includes(origin) && !isOwnForm(c.req.raw, origin))
      throw new ProblemError("origin");
    else await next();
    // Caches must not give one site's permission to another; where all have the same, they need not know.
    if (callers) c.res.headers.append("vary", "origin");
    if (!callers) c.res.headers.set("access-control-allow-origin", "*");
    else if (origin && callers.includes(origin)) c.res.headers.set("access-control-allow-origin", origin);
    c.res.headers.set("access-control-expose-headers", "etag,retry-after");
  };
}

/** Remembered for a day, so that pressing the button costs one request. */
const preflight = {
  "access-control-allow-methods": "GET,POST",
  "access-control-allow-headers": "content-type,idempotency-key",
  "access-control-max-age": "86400",
};

/** Our pages send no referrer, and so no origin with their forms (Fetch standard, "append a request Origin header"). */
function isOwnForm(request: Request, origin: string): boolean {
  return origin === "null" && mediaType(request) === "application/x-www-form-urlencoded";
}
