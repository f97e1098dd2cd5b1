import { describe, expect, it } from "vitest";
import { phaseOf, retentionOf, timesOf } from "../../worker/registration/event-times.ts";
import { dayAt, dayFrom, instantOf } from "../../worker/registration/local-time.ts";
import { anEvent } from "../worker/builders.ts";

const at = (instant: string) => Date.parse(instant);

describe("the phase of an event", () => {
  // Midnight in Oslo is 23:00 UTC in November and December.
  it.each([
    ["2026-10-31T22:59:59.999Z", "not-open"],
    ["2026-10-31T23:00:00.000Z", "open"],
    ["2026-12-09T22:59:59.999Z", "open"],
    ["2026-12-09T23:00:00.000Z", "closed"],
    ["2026-12-15T11:59:59.999Z", "closed"],
    ["2026-12-15T12:00:00.000Z", "past"],
  ])("at %s is %s", (instant, phase) => {
    expect(phaseOf(anEvent(), at(instant))).toBe(phase);
  });

  it("is cancelled at any time after it was cancelled", () => {
    const event = anEvent({ cancelled: { reason: { nb: "Sykdom" } } });
    for (const instant of ["2026-01-01T00:00Z", "2026-11-24T12:00Z", "2027-01-01T00:00Z"])
      expect(phaseOf(event, at(instant))).toBe("cancelled");
  });

  it("is past, not open, if registration closes after the end", () => {
    // Such a definition may have been stored before this was refused.
    const event = { ...anEvent(), registrationCloses: "2026-12-20T00:00" };
    expect(phaseOf(event, at("2026-12-15T11:59Z"))).toBe("open");
    expect(phaseOf(event, at("2026-12-15T12:00Z"))).toBe("past");
  });
});

describe("the instants of an event", () => {
  it("follow the clock at the venue", () => {
    const { starts, opens } = timesOf(anEvent());
    expect([starts, opens]).toEqual([at("2026-12-15T08:00Z"), at("2026-10-31T23:00Z")]);
    expect(timesOf(anEvent({ timeZone: "Pacific/Auckland" })).starts).toBe(at("2026-12-14T20:00Z"));
  });

  it("end promotion at the start, unless the event says otherwise", () => {
    expect(timesOf(anEvent()).promotionEnds).toBe(at("2026-12-15T08:00Z"));
    expect(timesOf(anEvent({ promotionEnds: "2026-12-14T12:00" })).promotionEnds).toBe(at("2026-12-14T11:00Z"));
  });
});

describe("a local time", () => {
  it.each([
    ["2026-03-29T01:59", "2026-03-29T00:59Z", "the last minute before summer time"],
    ["2026-03-29T02:30", "2026-03-29T01:30Z", "an hour that the clock leaves out: the same minute one hour later"],
    ["2026-03-29T03:00", "2026-03-29T01:00Z", "the first minute of summer time"],
    ["2026-10-25T02:30", "2026-10-25T00:30Z", "an hour that comes twice: the first"],
    ["2026-10-25T03:00", "2026-10-25T02:00Z", "after it"],
  ])("%s in Oslo is %s: %s", (local, instant) => {
    expect(instantOf(local, "Europe/Oslo")).toBe(at(instant));
  });

  it("knows the days around the ends of months and years", () => {
    expect(dayFrom("2026-12-31T23:59", 1)).toBe("2027-01-01");
    expect(dayFrom("2028-03-01T00:00", -1)).toBe("2028-02-29");
    expect(dayFrom("2026-12-15", 0)).toBe("2026-12-15");
  });

  it("shows another day in a time zone further east", () => {
    const instant = at("2026-12-14T23:30Z");
    expect(dayAt(instant, "UTC")).toBe("2026-12-14");
    expect(dayAt(instant, "Europe/Oslo")).toBe("2026-12-15");
  });
});

describe("the instants when data is deleted", () => {
  it("are midnights at the venue, the given number of days after the last day", () => {
    expect(retentionOf(anEvent())).toEqual({
      needs: at("2026-12-21T23:00Z"),
      // Summer time has not begun on 15 March.
      registrations: at("2027-03-14T23:00Z"),
    });
  });

  it("are never before the end, even with zero days", () => {
    const event = anEvent({ retention: { needsDays: 0, registrationsDays: 1 } });
    expect(retentionOf(event)).toEqual({ needs: at("2026-12-15T12:00Z"), registrations: at("2026-12-15T23:00Z") });
  });
});
