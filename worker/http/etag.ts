import { etag, RETAINED_304_HEADERS } from "hono/etag";

/**
 * Answers 304 to a client that has the content already. A cache updates its copy with the headers of the 304 (RFC 9111
 * section 3.2), so the 304 keeps the headers that let other sites read and embed the copy.
 */
export const contentTag = etag({
  retainedHeaders: [
    ...RETAINED_304_HEADERS,
    "access-control-allow-origin",
    "access-control-expose-headers",
    "cross-origin-resource-policy",
  ],
});
