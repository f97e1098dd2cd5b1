import { describe, expect, it } from "vitest";
import { retryAfter } from "../../../worker/retry-after.ts";

/** A minute before the dates below: Tuesday 24 November 2026. */
const now = Date.parse("2026-11-24T12:00:00Z");
const HOUR = 3_600_000;

describe("a Retry-After header (RFC 9110 section 10.2.3)", () => {
  it.each([
    ["120", 120_000],
    ["0", 0],
    [" 7 ", 7_000],
    ["007", 7_000],
    ["3600", HOUR],
    ["3601", HOUR],
    ["1000000000", HOUR],
    ["9".repeat(400), HOUR],
    ["Tue, 24 Nov 2026 12:01:00 GMT", 60_000],
    ["Tuesday, 24-Nov-26 12:01:00 GMT", 60_000],
    ["Tue Nov 24 12:01:00 2026", 60_000],
    ["Thu Nov  5 12:01:00 2026", 0],
    ["Sun, 06 Nov 1994 08:49:37 GMT", 0],
    // More than 50 years ahead: belongs to the previous century.
    ["Sunday, 06-Nov-94 08:49:37 GMT", 0],
    ["Fri, 24 Nov 2058 12:00:00 GMT", HOUR],
    ["Tue, 24 Nov 2026 23:59:60 GMT", HOUR],
  ])("%j asks for %d ms, an hour at most", (value, ms) => {
    expect(retryAfter(value, now, HOUR)).toBe(ms);
  });

  it.each([
    null,
    undefined,
    "",
    "-1",
    "-1000000000",
    "+5",
    "1.5",
    "1e9",
    "0x10",
    "Infinity",
    "NaN",
    "soon",
    "120, 60",
    "120 s",
    "2026-11-24T12:01:00Z",
    "Tue, 24 Nov 2026 12:01:00",
    "Tue, 24 Nov 2026 12:01:00 +0100",
    "Tue, 31 Nov 2026 12:01:00 GMT",
    "Tue, 24 Nov 2026 24:01:00 GMT",
    "Tue, 24 Nov 2026 12:61:00 GMT",
    "Tue, 24 Foo 2026 12:01:00 GMT",
    "Tue, 24 Nov 2026 12:01:00 GMT, Tue, 24 Nov 2026 12:02:00 GMT",
  ])("%j says nothing", (value) => {
    expect(retryAfter(value, now, HOUR)).toBeNull();
  });
});
