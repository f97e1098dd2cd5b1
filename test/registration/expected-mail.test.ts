import { describe, expect, it } from "vitest";
import { BACKLOG_MAX, carriedOver, expectedMail, isStale, roughWait } from "../../worker/registration/expected-mail.ts";

const now = Date.parse("2026-11-24T12:00:00Z");
const MINUTE = 60_000;
const waiting = (queued: number, pausedFor = 0) => ({ queued, pausedUntil: pausedFor && now + pausedFor });

describe("when an e-mail comes", () => {
  it.each([
    ["nothing waits", waiting(0), 2, null],
    ["what waits is sent within five minutes", waiting(599), 2, null],
    ["six hundred wait at two a second", waiting(600), 2, { at: now + 5 * MINUTE, earliest: false }],
    ["the same at fifty a second", waiting(600), 50, null],
    ["five thousand wait", waiting(5000), 2, { at: now + 2_500_000, earliest: false }],
    ["the provider asks for a second", waiting(1200, 1000), 2, { at: now + 10 * MINUTE + 1000, earliest: false }],
    ["the provider asks for an hour", waiting(0, 60 * MINUTE), 2, { at: now + 60 * MINUTE, earliest: true }],
    ["some wait for the end of a pause", waiting(600, 20 * MINUTE), 2, { at: now + 25 * MINUTE, earliest: true }],
    ["a pause is over", waiting(0, -MINUTE), 2, null],
    ["more wait than are counted", waiting(BACKLOG_MAX), 2, { at: now + 5_000_000, earliest: true }],
  ])("is said when it is late: %s", (_, backlog, rate, expected) => {
    expect(expectedMail(backlog, rate, now)).toEqual(expected);
  });
});

describe("how long it takes", () => {
  const left = (milliseconds: number) => roughWait({ at: now + milliseconds, earliest: false }, now);

  it("is rounded up to five minutes, later to hours", () => {
    const said = [5, 5.1, 42, 90, 91, 121, 600].map((minutes) => left(minutes * MINUTE));
    expect(said.map((wait) => `${wait?.count} ${wait?.unit}`)).toEqual([
      "5 minutes",
      "10 minutes",
      "45 minutes",
      "90 minutes",
      "2 hours",
      "3 hours",
      "10 hours",
    ]);
  });

  it("is null when the time has come, or if nothing is late", () => {
    expect([left(MINUTE), left(-MINUTE), roughWait(null, now)]).toEqual([null, null, null]);
  });
});

describe("the backlog is read again", () => {
  const reading = (registeredSince = 0, at = now) => ({ backlog: waiting(0), at, registeredSince });

  it.each([
    ["not within the minute", reading(), now + MINUTE - 1, false],
    ["after a minute", reading(), now + MINUTE, true],
    ["when the clock was an hour fast", reading(0, now + 60 * MINUTE), now, true],
    ["not after some people", reading(59), now, false],
    ["after as many as take half a minute", reading(60), now, true],
  ])("%s", (_, read, at, stale) => {
    expect(isStale(read, 2, at)).toBe(stale);
  });

  it("and meanwhile the previous reading counts, unless it is too old or from the future", () => {
    expect(carriedOver(reading(60), now + MINUTE)).toEqual(reading(0, now + MINUTE));
    expect([carriedOver(reading(), now + 6 * MINUTE), carriedOver(undefined, now)]).toEqual([undefined, undefined]);
  });

  it("after twenty people at the earliest, however slow the provider", () => {
    expect([isStale(reading(19), 0.1, now), isStale(reading(20), 0.1, now)]).toEqual([false, true]);
  });
});
