/** What an attendee's link to the stream leads to: given an event, an attendee and a moment. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countdownParts } from "../../worker/registration/countdown.ts";
import { streamState } from "../../worker/registration/stream.ts";
import { anEvent, type Definition } from "../worker/builders.ts";
import { seeded } from "../worker/random.ts";

const streamUrl = "https://strom.example.no/direkte";
const recordingUrl = "https://strom.example.no/opptak";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The sample event is from 9 to 13 in Oslo, an hour ahead of UTC. */
const starts = Date.parse("2026-12-15T08:00:00Z");
const ends = Date.parse("2026-12-15T12:00:00Z");

const streamed = (digital: object = {}, more: Partial<Definition> = {}) =>
  anEvent({ participation: { inPerson: { capacity: 2 }, digital: { streamUrl, ...digital } }, ...more });
const follower = { status: "confirmed", participation: "digital", digitalMeanwhile: false } as const;
const stateAt = (now: number, event = streamed(), attendee: Parameters<typeof streamState>[1] = follower) =>
  streamState(event, attendee, now);

describe("the link of an attendee who takes part digitally", () => {
  it.each([
    [
      "a millisecond before the stream opens",
      starts - 15 * MINUTE - 1,
      { state: "before", opens: starts - 15 * MINUTE },
    ],
    [
      "when it opens, as long before the start as the definition says",
      starts - 15 * MINUTE,
      { state: "open", url: streamUrl },
    ],
    ["at the end", ends, { state: "open", url: streamUrl }],
    ["a millisecond before an hour after the end", ends + HOUR - 1, { state: "open", url: streamUrl }],
    ["an hour after the end", ends + HOUR, { state: "over" }],
  ])("%s", (_, now, state) => {
    expect(stateAt(now)).toEqual(state);
  });

  it("opens when the event starts, if the stream does not open earlier", () => {
    const event = streamed({ streamOpensBefore: 0 });
    expect(stateAt(starts - 1, event)).toEqual({ state: "before", opens: starts });
    expect(stateAt(starts, event)).toMatchObject({ state: "open" });
  });

  it("is open without an address until the organiser has given one", () => {
    expect(stateAt(starts, streamed({ streamUrl: null }))).toEqual({ state: "open", url: null });
  });

  it("leads to the recording after the end, if there is one", () => {
    const event = streamed({ recordingUrl });
    expect(stateAt(ends - 1, event)).toMatchObject({ state: "open" });
    expect(stateAt(ends, event)).toEqual({ state: "recording", url: recordingUrl });
    expect(stateAt(ends + 100 * 24 * HOUR, event)).toEqual({ state: "recording", url: recordingUrl });
  });

  it("counts on the venue's clock when the clocks change that night", () => {
    const night = { starts: "2026-10-25T04:00", ends: "2026-10-25T06:00" };
    const open = { registrationOpens: "2026-09-01T00:00", registrationCloses: "2026-10-20T00:00" };
    const event = streamed({ streamOpensBefore: 240 }, { ...night, ...open });
    expect(stateAt(0, event)).toEqual({ state: "before", opens: Date.parse("2026-10-24T23:00:00Z") });
  });
});

describe("the link of another attendee", () => {
  const waiting = { ...follower, status: "waitlisted", participation: "in-person" } as const;
  it("who waits for a seat opens the stream, whether or not they follow it meanwhile", () => {
    expect(stateAt(starts, streamed(), waiting)).toMatchObject({ state: "open" });
    expect(stateAt(starts, streamed(), { ...waiting, digitalMeanwhile: true })).toMatchObject({ state: "open" });
  });

  it("who comes in person does not open the stream, but leads to the recording", () => {
    const seat = { ...follower, participation: "in-person" } as const;
    expect(stateAt(starts, streamed(), seat)).toEqual({ state: "in-person" });
    expect(stateAt(ends, streamed({ recordingUrl }), seat)).toMatchObject({ state: "recording" });
  });

  it("who has cancelled says only that", () => {
    const cancelled = { ...follower, status: "cancelled" } as const;
    expect(stateAt(starts, streamed(), cancelled)).toEqual({ state: "cancelled" });
    expect(stateAt(ends, streamed({ recordingUrl }), cancelled)).toEqual({ state: "cancelled" });
  });

  it("says first that the event is cancelled, or that it is not streamed", () => {
    const cancelled = streamed({}, { cancelled: { reason: { nb: "Sykdom" } } });
    expect(stateAt(starts, cancelled)).toEqual({ state: "event-cancelled" });
    expect(stateAt(starts, anEvent({ participation: { inPerson: { capacity: 2 } } }))).toEqual({
      state: "not-streamed",
    });
  });
});

it("never reveals the stream's address before it opens or after it closes, or to other attendees", () => {
  const attendees = fc.record({
    status: fc.constantFrom("confirmed" as const, "waitlisted" as const, "cancelled" as const),
    participation: fc.constantFrom("in-person" as const, "digital" as const),
    digitalMeanwhile: fc.boolean(),
  });
  const minutes = fc.integer({ min: 0, max: 240 });
  const moments = fc.integer({ min: starts - 6 * HOUR, max: ends + 3 * HOUR });
  fc.assert(
    fc.property(attendees, minutes, moments, fc.boolean(), (attendee, streamOpensBefore, now, recorded) => {
      const event = streamed({ streamOpensBefore, recordingUrl: recorded ? recordingUrl : null });
      const shown = JSON.stringify(streamState(event, attendee, now));
      const follows =
        attendee.status === "waitlisted" || (attendee.status === "confirmed" && attendee.participation === "digital");
      const closes = recorded ? ends : ends + HOUR;
      const open = now >= starts - streamOpensBefore * MINUTE && now < closes;
      expect(shown.includes(streamUrl)).toBe(follows && open);
      expect(shown.includes(recordingUrl)).toBe(recorded && now >= ends && attendee.status !== "cancelled");
    }),
    seeded,
  );
});

describe("a countdown", () => {
  it.each([
    [3 * 24 * HOUR + 4 * HOUR + 5 * MINUTE, ["3 days", "4 hours"]],
    [2 * HOUR, ["2 hours"]],
    [24 * HOUR + 59 * MINUTE, ["1 days"]],
    [90_000, ["1 minutes", "30 seconds"]],
    [1, ["1 seconds"]],
    [0, []],
    [-5000, []],
  ])("of %d milliseconds", (left, parts) => {
    expect(countdownParts(left).map(({ unit, count }) => `${count} ${unit}`)).toEqual(parts);
  });

  it("never shows more than the time left plus a second, or less by more than its last unit", () => {
    const seconds = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * 24 * HOUR }), (left) => {
        const parts = countdownParts(left);
        const said = parts.reduce((sum, { unit, count }) => sum + count * seconds[unit], 0) * 1000;
        expect(said).toBeLessThan(left + 1000);
        expect(left - said).toBeLessThan(24 * HOUR);
        expect(parts.length).toBeGreaterThan(0);
      }),
      seeded,
    );
  });
});
