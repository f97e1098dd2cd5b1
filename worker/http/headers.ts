import type { MiddlewareHandler } from "hono";

/**
 * What every answer says to browsers, unless it says something else: kept by nobody, taken for nothing but what it is, shown
 * in no frame, loaded by no other site, leaving no trace of its address, and never again without TLS.
 */
const everywhere = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000",
  "x-content-type-options": "nosniff",
};

export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  for (const [name, value] of Object.entries(everywhere)) if (!headers.has(name)) headers.set(name, value);
  // Whoever opened a page of ours in a window keeps no hold of it.
  if (headers.get("content-type")?.startsWith("text/html")) headers.set("cross-origin-opener-policy", "same-origin");
};
