import { etag, RETAINED_304_HEADERS } from "hono/etag";

/**
 * Answers 304 to a client that has the content already. Caches update what they keep with the headers of a 304 (RFC 9111
 * section 3.2), so a 304 repeats who may read and embed the answer.
 */
export const contentTag = etag({
  retainedHeaders: [
    ...RETAINED_304_HEADERS,
    "access-control-allow-origin",
    "access-control-expose-headers",
    "cross-origin-resource-policy",
  ],
});
