import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

/**
 * Any site may embed the form: no credentials are involved, and CORS is no authentication. Preflights are remembered for a
 * day, so that pressing the button costs one request.
 */
export const openToAllSites: MiddlewareHandler = cors({
  origin: "*",
  allowMethods: ["GET", "POST"],
  allowHeaders: ["content-type", "idempotency-key"],
  exposeHeaders: ["etag", "retry-after"],
  maxAge: 86_400,
});
