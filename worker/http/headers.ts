import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

/**
 * The defaults of every answer: it loads nothing, may not be framed or embedded by other sites, its links send no referrer,
 * and browsers return only over TLS.
 */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  crossOriginResourcePolicy: true,
  crossOriginOpenerPolicy: true,
  referrerPolicy: true,
  strictTransportSecurity: "max-age=63072000",
  xContentTypeOptions: true,
  // frame-ancestors lets partners frame the hosted page; this header cannot.
  xFrameOptions: false,
  // The following are for old browsers, or covered by Content-Security-Policy.
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
  overwrite: false,
});

/** Caches keep only answers that say so (RFC 9111 section 5.2.2.5). */
export const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
};
