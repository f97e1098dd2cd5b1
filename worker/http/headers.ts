import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

/**
 * Headers of every answer that does not say otherwise: nothing is loaded or framed, no other site embeds it, no address
 * leaks to one, and browsers come back with TLS only.
 */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  crossOriginResourcePolicy: true,
  crossOriginOpenerPolicy: true,
  referrerPolicy: true,
  strictTransportSecurity: "max-age=63072000",
  xContentTypeOptions: true,
  // Partners may frame the hosted page; frame-ancestors says so, and wins where a browser knows both.
  xFrameOptions: false,
  // For browsers that no longer exist, or for what Content-Security-Policy says already.
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
  overwrite: false,
});

/** No cache keeps an answer that does not say that it may be kept (RFC 9111 section 5.2.2.5). */
export const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
};
