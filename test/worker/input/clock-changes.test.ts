import { describe, expect, it } from "vitest";
import { eventDefinition } from "../../../worker/registration/event-definition.ts";
import { timesOf } from "../../../worker/registration/event-times.ts";
import { instantOf } from "../../../worker/registration/local-time.ts";
import { type Definition, sample } from "../builders.ts";

/** Around the night when summer time begins; all its times exist. */
const spring: Definition = {
  ...sample,
  starts: "2027-03-28T09:00",
  ends: "2027-03-28T13:00",
  registrationOpens: "2027-01-01T00:00",
  registrationCloses: "2027-03-28T00:59",
};

const faults = (definition: unknown) => {
  const parsed = eventDefinition.safeParse(definition);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
};

describe("a time that the clock never shows", () => {
  const skipped = "2027-03-28T02:30";
  it.each<[string, Partial<Definition>]>([
    ["starts", { starts: skipped }],
    ["ends", { starts: "2027-03-27T22:00", ends: skipped, registrationCloses: "2027-03-27T12:00" }],
    ["doorsOpen", { doorsOpen: skipped }],
    ["registrationOpens", { registrationOpens: skipped, registrationCloses: "2027-03-28T04:00" }],
    ["registrationCloses", { registrationCloses: skipped }],
    ["promotionEnds", { promotionEnds: skipped }],
    ["mails.reminder", { starts: "2027-03-29T09:00", ends: "2027-03-29T10:00", mails: { reminder: skipped } }],
    ["mails.streamLink", { mails: { streamLink: skipped } }],
    [
      "mails.thanks",
      {
        starts: "2027-03-27T20:00",
        ends: "2027-03-27T22:00",
        registrationCloses: "2027-03-27T12:00",
        mails: { thanks: skipped },
      },
    ],
  ])("is refused at %s", (field, changes) => {
    expect(faults({ ...spring, ...changes })).toEqual([field]);
  });

  it("is refused in the event's own zone, at its first and last minute", () => {
    const at = (starts: string, timeZone: string) => faults({ ...spring, starts, timeZone });
    expect(at("2027-03-28T02:00", "Europe/Oslo")).toEqual(["starts"]);
    expect(at("2027-03-28T02:59", "Europe/Oslo")).toEqual(["starts"]);
    expect(at("2027-03-28T03:00", "Europe/Oslo")).toEqual([]);
    expect(at("2027-03-28T02:30", "UTC")).toEqual([]);
    expect(at("2027-03-28T01:30", "Europe/London")).toEqual(["starts"]);
    expect(at("2027-03-28T03:30", "Europe/Helsinki")).toEqual(["starts"]);
  });

  it("may be a whole day, where the date line moved", () => {
    const samoa = { starts: "2011-12-30T09:00", ends: "2011-12-31T13:00", timeZone: "Pacific/Apia" };
    const registration = { registrationOpens: "2011-12-01T00:00", registrationCloses: "2011-12-29T00:00" };
    expect(faults({ ...sample, ...samoa, ...registration })).toEqual(["starts"]);
  });
});

describe("a time that the clock shows twice", () => {
  it("means the first of the two", () => {
    expect(new Date(instantOf("2026-10-25T02:30", "Europe/Oslo")).toISOString()).toBe("2026-10-25T00:30:00.000Z");
    const night = { starts: "2026-10-25T02:30", ends: "2026-10-25T03:30" };
    const registration = { registrationOpens: "2026-10-01T00:00", registrationCloses: "2026-10-20T00:00" };
    const event = eventDefinition.parse({ ...sample, ...night, ...registration });
    expect(timesOf(event).ends - timesOf(event).starts).toBe(2 * 3_600_000);
  });
});

describe("a time that no calendar has", () => {
  it.each<[string, Partial<Definition>]>([
    ["starts", { starts: "2027-02-30T09:00", mails: { reminder: "2027-02-28T09:00" } }],
    ["ends", { ends: "2027-03-28T25:00" }],
    ["mails.thanks", { mails: { thanks: "28.03.2027" } }],
    ["timeZone", { timeZone: "Europa/Oslo" }],
  ])("is refused at %s, and nothing breaks on it", (field, changes) => {
    expect([...new Set(faults({ ...spring, ...changes }))]).toEqual([field]);
  });
});
