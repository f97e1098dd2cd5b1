import { describe, expect, it } from "vitest";
import { timesOf } from "../../worker/registration/event-times.ts";
import {
  attendeeRefusal,
  changeAction,
  organiserRefusal,
  type UpdateAction,
} from "../../worker/registration/updating.ts";
import { anEvent, duringRegistration } from "../worker/builders.ts";

const event = anEvent();
const cancelledEvent = anEvent({ cancelled: { reason: { nb: "Sykdom" } } });
const { opens, closes, starts, ends } = timesOf(event);

/** The last and the first millisecond on each side of every boundary. */
const moments = {
  "just before it opens": opens - 1,
  "when it opens": opens,
  "just before the deadline": closes - 1,
  "at the deadline": closes,
  "just before it starts": starts - 1,
  "when it starts": starts,
  "just before it ends": ends - 1,
  "when it ends": ends,
};
type Moment = keyof typeof moments;

const actions: readonly UpdateAction[] = ["answers", "to-digital", "to-in-person", "cancel", "restore"];
const statusFor = (action: UpdateAction) => (action === "restore" ? "cancelled" : "confirmed");
const byAttendee = (action: UpdateAction, now: number, at = event) =>
  attendeeRefusal(action, at, statusFor(action), now)?.reason;

describe("what an attendee may do", () => {
  it.each<[Moment, place: string | undefined, rest: string | undefined]>([
    ["just before it opens", "not-open", undefined],
    ["when it opens", undefined, undefined],
    ["just before the deadline", undefined, undefined],
    ["at the deadline", "closed", undefined],
    ["just before it starts", "closed", undefined],
    ["when it starts", "started", "started"],
    ["just before it ends", "started", "started"],
    ["when it ends", "past", "past"],
  ])("%s: a place %s, answers, going digital and cancelling %s", (moment, place, rest) => {
    const now = moments[moment];
    expect(Object.fromEntries(actions.map((action) => [action, byAttendee(action, now)]))).toEqual({
      answers: rest,
      "to-digital": rest,
      "to-in-person": place,
      cancel: rest,
      restore: place,
    });
  });

  it("stays possible while the event takes registrations, even after the start", () => {
    const late = anEvent({ registrationCloses: "2026-12-15T12:00" });
    for (const action of actions) {
      expect(byAttendee(action, starts, late)).toBeUndefined();
      expect(byAttendee(action, timesOf(late).closes, late)).toBe("started");
    }
  });

  it("is nothing if the event is cancelled", () => {
    for (const action of actions)
      for (const now of Object.values(moments)) expect(byAttendee(action, now, cancelledEvent)).toBe("cancelled");
  });

  it("is only to come back after cancelling", () => {
    for (const action of actions)
      for (const status of ["confirmed", "waitlisted", "cancelled"] as const) {
        const fits = (status === "cancelled") === (action === "restore");
        expect(attendeeRefusal(action, event, status, duringRegistration)?.reason).toBe(
          fits ? undefined : "wrong-state",
        );
      }
  });
});

describe("what an organiser may do", () => {
  it.each(Object.keys(moments) as Moment[])("%s: all, but no place once it is over", (moment) => {
    const over = moment === "when it ends" ? "past" : undefined;
    const reasons = actions.map((action) => [action, organiserRefusal(action, event, moments[moment])?.reason]);
    expect(Object.fromEntries(reasons)).toEqual({
      answers: undefined,
      "to-digital": over,
      "to-in-person": over,
      cancel: undefined,
      restore: over,
    });
  });

  it("is to correct and cancel if the event is cancelled, never to give places", () => {
    const refused = actions.filter((action) => organiserRefusal(action, cancelledEvent, duringRegistration));
    expect(refused).toEqual(["to-digital", "to-in-person", "restore"]);
    expect(organiserRefusal("restore", cancelledEvent, duringRegistration)).toMatchObject({
      reason: "cancelled",
      event: { slug: cancelledEvent.slug },
    });
  });
});

describe("what a change does besides changing answers", () => {
  const inPerson = { participation: "in-person", digitalMeanwhile: false } as const;
  const digital = { ...inPerson, participation: "digital" } as const;
  const following = { ...inPerson, digitalMeanwhile: true };

  it.each([
    ["nothing, if it names no participation", inPerson, {}, "answers"],
    ["nothing, if it names the present one", digital, { participation: "digital" }, "answers"],
    ["gives up the room", inPerson, { participation: "digital" }, "to-digital"],
    ["asks for a seat", digital, { participation: "in-person" }, "to-in-person"],
    ["follows the stream while waiting", inPerson, { digitalMeanwhile: true }, "to-digital"],
    ["nothing, if the attendee follows already", following, { digitalMeanwhile: true }, "answers"],
    ["nothing, if the attendee stops following", following, { digitalMeanwhile: false }, "answers"],
  ] as const)("%s", (_, before, change, action) => {
    expect(changeAction(before, change)).toBe(action);
  });
});
