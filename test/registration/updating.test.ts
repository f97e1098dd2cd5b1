import { describe, expect, it } from "vitest";
import { attendeeRefusal, overRefusal } from "../../worker/registration/updating.ts";
import { anEvent, duringRegistration } from "../worker/builders.ts";

const event = anEvent();
const cancelledEvent = anEvent({ cancelled: { reason: { nb: "Sykdom" } } });
const moments = {
  "before it opens": Date.parse("2026-10-31T12:00:00Z"),
  "while it is open": duringRegistration,
  "after the deadline": Date.parse("2026-12-10T12:00:00Z"),
  afterwards: Date.parse("2026-12-16T12:00:00Z"),
};

describe("what an attendee may do", () => {
  it.each([
    ["change", "before it opens", "not-open"],
    ["change", "while it is open", undefined],
    ["change", "after the deadline", "closed"],
    ["change", "afterwards", "past"],
    ["cancel", "before it opens", undefined],
    ["cancel", "while it is open", undefined],
    ["cancel", "after the deadline", undefined],
    ["cancel", "afterwards", "past"],
    ["restore", "before it opens", "not-open"],
    ["restore", "while it is open", undefined],
    ["restore", "after the deadline", "closed"],
    ["restore", "afterwards", "past"],
  ] as const)("%s %s", (action, moment, reason) => {
    const status = action === "restore" ? "cancelled" : "confirmed";
    expect(attendeeRefusal(action, event, status, moments[moment])?.reason).toBe(reason);
  });

  it("is nothing at an event that is cancelled", () => {
    for (const [action, status] of [
      ["change", "confirmed"],
      ["cancel", "waitlisted"],
      ["restore", "cancelled"],
    ] as const)
      expect(attendeeRefusal(action, cancelledEvent, status, duringRegistration)?.reason).toBe("cancelled");
  });

  it("is to come back after cancelling, and nothing else", () => {
    const refusal = (action: "change" | "cancel" | "restore", status: "confirmed" | "waitlisted" | "cancelled") =>
      attendeeRefusal(action, event, status, duringRegistration)?.reason;
    expect([refusal("change", "cancelled"), refusal("cancel", "cancelled")]).toEqual(["wrong-state", "wrong-state"]);
    expect([refusal("restore", "confirmed"), refusal("restore", "waitlisted")]).toEqual(["wrong-state", "wrong-state"]);
  });
});

describe("what not even an organiser does", () => {
  it("is to give places at an event that is over or cancelled", () => {
    expect(overRefusal(event, moments["after the deadline"])).toBeNull();
    expect(overRefusal(event, moments["before it opens"])).toBeNull();
    expect(overRefusal(event, moments.afterwards)).toMatchObject({ reason: "past", event: { slug: event.slug } });
    expect(overRefusal(cancelledEvent, duringRegistration)).toMatchObject({ reason: "cancelled" });
  });
});
