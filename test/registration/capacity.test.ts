import { describe, expect, it } from "vitest";
import { admit, availabilityOf, freeSeats, presentAvailability } from "../../worker/registration/capacity.ts";
import { aCapacity, anEvent } from "../worker/builders.ts";

const inPerson = { participation: "in-person", waitlist: false, people: 1 } as const;

describe("the seats that a newcomer may take", () => {
  it.each([
    ["none is taken", {}, 2],
    ["one is taken", { inPersonTaken: 1 }, 1],
    ["all are taken", { inPersonTaken: 2 }, 0],
    ["more are taken than the capacity that was lowered", { inPersonTaken: 3 }, 0],
    ["somebody waits, even beside a free seat", { inPersonTaken: 1, waiting: 1 }, 0],
    ["there is no limit", { inPersonCapacity: null, inPersonTaken: 1000 }, Infinity],
    ["there is no limit, but somebody waits", { inPersonCapacity: null, waiting: 1 }, 0],
  ])("in the room, when %s", (_, capacity, seats) => {
    expect(freeSeats("in-person", aCapacity(capacity))).toBe(seats);
  });

  it.each([
    ["without a limit", {}, Infinity],
    ["up to the limit", { digitalCapacity: 3, digitalTaken: 1 }, 2],
    ["those who wait for the room are not counted", { digitalCapacity: 3, digitalTaken: 1, waiting: 5 }, 2],
    ["none beyond the limit", { digitalCapacity: 3, digitalTaken: 4 }, 0],
  ])("at the stream: %s", (_, capacity, seats) => {
    expect(freeSeats("digital", aCapacity(capacity))).toBe(seats);
  });
});

describe("the availability for a newcomer", () => {
  it("is open while there is a seat", () => {
    expect(availabilityOf("in-person", aCapacity({ inPersonTaken: 1 }))).toBe("open");
  });

  it("is the waiting list of a full room that has one", () => {
    expect(availabilityOf("in-person", aCapacity({ inPersonTaken: 2 }))).toBe("waitlist");
    expect(availabilityOf("in-person", aCapacity({ inPersonTaken: 2, waitlist: false }))).toBe("full");
  });

  it("is never a waiting list for the stream", () => {
    expect(availabilityOf("digital", aCapacity({ digitalCapacity: 0 }))).toBe("full");
  });

  it("is given only for the participations that the event offers", () => {
    const inRoomOnly = anEvent({ participation: { inPerson: { capacity: 2 } } });
    expect(presentAvailability(inRoomOnly, aCapacity()).availability).toEqual({ "in-person": "open" });
    expect(presentAvailability(anEvent(), aCapacity()).availability).toEqual({ "in-person": "open", digital: "open" });
  });
});

describe("admitting people who ask together", () => {
  it("gives everybody a seat if there are enough", () => {
    expect(admit(aCapacity(), { ...inPerson, people: 2 })).toEqual({
      outcome: "admitted",
      confirmed: 2,
      waitlisted: 0,
      firstPosition: null,
    });
  });

  it("refuses them all if one seat is missing and they do not accept the waiting list", () => {
    expect(admit(aCapacity(), { ...inPerson, people: 3 })).toEqual({ outcome: "full" });
  });

  it("seats the first and puts the rest on the waiting list, if they accept that", () => {
    expect(admit(aCapacity({ inPersonTaken: 1 }), { ...inPerson, people: 3, waitlist: true })).toEqual({
      outcome: "admitted",
      confirmed: 1,
      waitlisted: 2,
      firstPosition: 1,
    });
  });

  it("puts them at the end of the waiting list, and gives nobody a seat before the people on it", () => {
    const capacity = aCapacity({ inPersonTaken: 1, waiting: 4 });
    expect(admit(capacity, { ...inPerson, waitlist: true })).toMatchObject({ confirmed: 0, firstPosition: 5 });
  });

  it("lets nobody wait if the event has no waiting list, or for the stream", () => {
    const wish = { ...inPerson, waitlist: true };
    expect(admit(aCapacity({ inPersonTaken: 2, waitlist: false }), wish)).toEqual({ outcome: "full" });
    expect(admit(aCapacity({ digitalCapacity: 0 }), { ...wish, participation: "digital" })).toEqual({
      outcome: "full",
    });
  });
});
