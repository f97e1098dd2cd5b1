import { describe, expect, it } from "vitest";
import { decide, whyClosed } from "../../worker/registration/registering.ts";
import { aCapacity, anAddress, anEvent, aRequest, duringRegistration } from "../worker/builders.ts";

const event = anEvent();
const kari = aRequest("kari@example.no");
const withTwoColleagues = aRequest("kari@example.no", {
  colleagues: [
    { name: "Ola Nordmann", email: anAddress("ola@example.no"), answers: {} },
    { name: "Per Nordmann", email: anAddress("per@example.no"), answers: {} },
  ],
});

const before = Date.parse("2026-10-31T12:00:00Z");
const afterDeadline = Date.parse("2026-12-10T12:00:00Z");
const afterwards = Date.parse("2026-12-16T12:00:00Z");

describe("given an open event with seats", () => {
  it("when one person registers, then that person has a seat", () => {
    expect(decide(event, kari, aCapacity(), duringRegistration)).toEqual({
      outcome: "admitted",
      answer: {
        status: "confirmed",
        participation: "in-person",
        position: null,
        places: { confirmed: 1, waitlisted: 0 },
      },
    });
  });

  it("when a group is larger than the free seats and accepts waiting, then the answer is that of its first person", () => {
    const group = { ...withTwoColleagues, waitlist: true };
    expect(decide(event, group, aCapacity(), duringRegistration)).toMatchObject({
      answer: { status: "confirmed", position: null, places: { confirmed: 2, waitlisted: 1 } },
    });
  });
});

describe("given a full room", () => {
  const full = aCapacity({ inPersonTaken: 2, waiting: 3 });

  it("when an attendee does not accept waiting, then the request is refused, with the present availability", () => {
    expect(decide(event, kari, full, duringRegistration)).toEqual({
      outcome: "refused",
      reason: "full",
      present: { availability: { "in-person": "waitlist", digital: "open" }, fewLeft: false },
    });
  });

  it("when an attendee accepts waiting, then the answer has the rough position", () => {
    expect(decide(event, { ...kari, waitlist: true }, full, duringRegistration)).toMatchObject({
      answer: { status: "waitlisted", position: "first-10", places: { confirmed: 0, waitlisted: 1 } },
    });
  });

  it("when an attendee takes part digitally, then the room does not matter", () => {
    expect(decide(event, { ...kari, participation: "digital" }, full, duringRegistration)).toMatchObject({
      answer: { status: "confirmed", participation: "digital" },
    });
  });
});

describe("given an event that is not open", () => {
  const cancelled = anEvent({ cancelled: { reason: { nb: "Sykdom" } } });

  it.each([
    ["before it opens", event, before, "not-open"],
    ["after the deadline", event, afterDeadline, "closed"],
    ["afterwards", event, afterwards, "past"],
    ["when it is cancelled", cancelled, duringRegistration, "cancelled"],
  ] as const)(
    "when an attendee registers %s, then it is refused, however many seats are free",
    (_, event, now, reason) => {
      expect(decide(event, kari, aCapacity({ inPersonCapacity: null }), now)).toEqual({ outcome: "refused", reason });
    },
  );

  it.each([
    ["before it opens", event, before, null],
    ["after the deadline", event, afterDeadline, null],
    ["afterwards", event, afterwards, "past"],
    ["when it is cancelled", cancelled, duringRegistration, "cancelled"],
  ] as const)(
    "when an organiser registers an attendee %s, then only what is over is refused",
    (_, event, now, reason) => {
      expect(whyClosed("organiser", event, now)).toBe(reason);
    },
  );

  it("when an organiser registers an attendee, then the capacity still holds", () => {
    const full = aCapacity({ inPersonTaken: 2 });
    expect(decide(event, kari, full, afterDeadline, "organiser")).toMatchObject({ reason: "full" });
  });
});
