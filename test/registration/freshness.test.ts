import { describe, expect, it } from "vitest";
import type { Capacity } from "../../worker/registration/capacity.ts";
import { presentAvailability } from "../../worker/registration/capacity.ts";
import { firstChangeOfWords, freshFor, freshness } from "../../worker/registration/freshness.ts";
import { anEvent, duringRegistration as now } from "../worker/builders.ts";

const event = anEvent({ participation: { inPerson: { capacity: 100, waitlist: true }, digital: { capacity: 50 } } });
const capacityWith = (changes: Partial<Capacity>): Capacity => ({
  inPersonCapacity: 100,
  digitalCapacity: 50,
  waitlist: true,
  inPersonTaken: 0,
  digitalTaken: 0,
  waiting: 0,
  ...changes,
});
const HOUR = 3_600_000;

describe("the public pages of an event", () => {
  it.each([
    ["hardly anyone has come", {}, freshness.steady],
    ["twenty-one seats are left", { inPersonTaken: 79 }, freshness.steady],
    ["twenty seats are left, and soon it says few", { inPersonTaken: 80 }, freshness.brief],
    ["few seats are left", { inPersonTaken: 95 }, freshness.brief],
    ["the room is full", { inPersonTaken: 100, waiting: 3 }, freshness.brief],
    ["ten digital places are left", { digitalTaken: 40 }, freshness.brief],
  ])("is kept as long as its words hold when %s", (_, changes, seconds) => {
    expect(freshFor(event, capacityWith(changes), now)).toBe(seconds);
  });

  it("are kept for a minute while registration is closed, however full the event is", () => {
    const closed = Date.parse("2026-12-12T12:00:00Z");
    expect(freshFor(event, capacityWith({ inPersonTaken: 100 }), closed)).toBe(freshness.steady);
    expect(freshFor({ ...event, cancelled: { reason: {} } }, capacityWith({ inPersonTaken: 95 }), now)).toBe(
      freshness.steady,
    );
  });

  it("are never kept beyond the moment when registration opens or closes, or the event ends", () => {
    for (const local of ["2026-10-31T23:00:00Z", "2026-12-09T23:00:00Z", "2026-12-15T12:00:00Z"]) {
      const at = Date.parse(local);
      expect(freshFor(event, capacityWith({}), at - 30_000)).toBe(30);
      expect(freshFor(event, capacityWith({}), at - 2 * HOUR)).toBe(freshness.steady);
      expect(freshFor(event, capacityWith({}), at - 300)).toBe(1);
    }
  });
});

describe("the words for an event", () => {
  const { "in-person": room, digital } = { "in-person": "in-person", digital: "digital" } as const;

  it("change for the first time exactly when a reader could notice it, for any sequence of registrations", () => {
    for (const participation of [room, digital]) {
      for (let taken = 0; taken < 60; taken++) {
        const before = capacityWith(participation === room ? { inPersonTaken: taken + 45 } : { digitalTaken: taken });
        const after = {
          ...before,
          [participation === room ? "inPersonTaken" : "digitalTaken"]:
            (participation === room ? taken + 45 : taken) + 1,
        };
        const words = (capacity: Capacity) => JSON.stringify(presentAvailability(event, capacity));
        const open = (capacity: Capacity) => words(capacity) === words(capacityWith({}));
        const said = firstChangeOfWords(event, before, { participation, people: 1 });
        expect([participation, taken, said]).toEqual([participation, taken, open(before) && !open(after)]);
      }
    }
  });

  it("do not change with digital registrations when it is the room that fills", () => {
    const capacity = capacityWith({ inPersonTaken: 89 });
    expect(firstChangeOfWords(event, capacity, { participation: digital, people: 5 })).toBe(false);
    expect(firstChangeOfWords(event, capacity, { participation: room, people: 5 })).toBe(true);
  });
});
