import type { MiddlewareHandler } from "hono";
import { every } from "hono/combine";
import { etag, RETAINED_304_HEADERS } from "hono/etag";

/**
 * The tags of an `If-Match` or `If-None-Match` header as the service gave them. A proxy that compresses changes tags:
 * Cloudflare and nginx weaken them, Apache and Jetty append the coding (`"7-gzip"`, `"7--br"`).
 */
export function tagsIn(header: string | undefined): string[] {
  return (header ?? "").split(",").map((tag) =>
    tag
      .trim()
      .replace(/^W\//, "")
      .replace(/[-;]{1,2}(?:gzip|br|zstd|deflate)"$/, '"'),
  );
}

/** Removes the codings for Hono's etag, which only understands weakened tags. */
const withoutCodings: MiddlewareHandler = async (c, next) => {
  const known = c.req.header("if-none-match");
  if (known !== undefined) {
    const headers = new Headers(c.req.raw.headers);
    headers.set("if-none-match", tagsIn(known).join(", "));
    c.req.raw = new Request(c.req.raw, { headers });
  }
  await next();
};

/**
 * Answers 304 to a client that already has the content. A cache updates its copy with the headers of the 304 (RFC 9111
 * section 3.2), so the 304 keeps the headers that let other sites read and embed the copy.
 */
export const contentTag = every(
  withoutCodings,
  etag({
    retainedHeaders: [
      ...RETAINED_304_HEADERS,
      "access-control-allow-origin",
      "access-control-expose-headers",
      "cross-origin-resource-policy",
    ],
  }),
);
