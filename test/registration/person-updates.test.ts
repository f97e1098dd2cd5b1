/** What an organiser can do with a registration, and the predicted result. */
import { describe, expect, it } from "vitest";
import { type Capacity, participations } from "../../worker/registration/capacity.ts";
import { noPlaces } from "../../worker/registration/choice-places.ts";
import {
  type PersonUpdate,
  personUpdates,
  previewState,
  promotesNext,
  type Updatable,
  updatesFor,
} from "../../worker/registration/person-updates.ts";
import { aCapacity, anEvent, duringRegistration } from "../worker/builders.ts";

const aPerson = (changes: Partial<Updatable> = {}): Updatable => ({
  status: "confirmed",
  participation: "in-person",
  digitalMeanwhile: false,
  position: null,
  heldUntil: null,
  answers: {},
  rehearsal: false,
  ...changes,
});
const waiting = (changes: Partial<Updatable> = {}) => aPerson({ status: "waitlisted", position: 1, ...changes });
const cancelled = (changes: Partial<Updatable> = {}) => aPerson({ status: "cancelled", ...changes });

const definition = anEvent();
const at = (capacity: Partial<Capacity>, places = noPlaces) => ({ definition, capacity: aCapacity(capacity), places });
const full = at({ inPersonTaken: 2 });

describe("what an organiser can do", () => {
  it.each<[string, Updatable, PersonUpdate[]]>([
    ["has a seat", aPerson(), ["digital", "cancel", "erase"]],
    ["follows digitally", aPerson({ participation: "digital" }), ["in-person", "cancel", "erase"]],
    ["waits", waiting(), ["digital", "meanwhile", "admit", "cancel", "erase"]],
    ["waits and follows", waiting({ digitalMeanwhile: true }), ["digital", "wait-only", "admit", "cancel", "erase"]],
    ["is yet to verify the address", aPerson({ heldUntil: 1 }), ["digital", "verify", "cancel", "erase"]],
    ["has cancelled", cancelled(), ["restore", "erase"]],
  ])("for an attendee who %s", (_, person, updates) => {
    expect(updatesFor(person, definition, duringRegistration)).toEqual(updates);
  });

  it("after the event or its cancellation is to end registrations, not to give places", () => {
    const later = Date.parse("2026-12-16T12:00:00Z");
    expect(updatesFor(aPerson(), definition, later)).toEqual(["cancel", "erase"]);
    expect(updatesFor(cancelled(), definition, later)).toEqual(["erase"]);
    const off = anEvent({ cancelled: { reason: { nb: "Storm" } } });
    expect(updatesFor(waiting(), off, duringRegistration)).toEqual(["cancel", "erase"]);
  });

  it("does not include a participation that the event does not offer", () => {
    const room = anEvent({ participation: { inPerson: { capacity: 2, waitlist: true } } });
    expect(updatesFor(waiting(), room, duringRegistration)).toEqual(["admit", "cancel", "erase"]);
  });
});

describe("the predicted result of an update", () => {
  it.each<[PersonUpdate, Updatable, Partial<Capacity>, Partial<Updatable> | "full"]>([
    [
      "cancel",
      waiting({ digitalMeanwhile: true }),
      {},
      { status: "cancelled", position: null, digitalMeanwhile: false },
    ],
    ["verify", aPerson({ heldUntil: 1 }), {}, { heldUntil: null, status: "confirmed" }],
    ["digital", waiting(), {}, { participation: "digital", status: "confirmed", position: null }],
    ["digital", aPerson(), { digitalCapacity: 1, digitalTaken: 1 }, "full"],
    ["digital", waiting({ digitalMeanwhile: true }), { digitalCapacity: 1, digitalTaken: 1 }, { status: "confirmed" }],
    ["in-person", aPerson({ participation: "digital" }), { inPersonTaken: 1 }, { status: "confirmed" }],
    [
      "in-person",
      aPerson({ participation: "digital" }),
      { inPersonTaken: 2, waiting: 3 },
      { status: "waitlisted", position: 4, digitalMeanwhile: true },
    ],
    // A newcomer gets no free seat while others wait.
    ["in-person", aPerson({ participation: "digital" }), { inPersonTaken: 1, waiting: 1 }, { status: "waitlisted" }],
    ["in-person", aPerson({ participation: "digital" }), { inPersonTaken: 2, waitlist: false }, "full"],
    ["meanwhile", waiting(), {}, { digitalMeanwhile: true, status: "waitlisted" }],
    ["meanwhile", waiting(), { digitalCapacity: 0 }, "full"],
    ["wait-only", waiting({ digitalMeanwhile: true }), {}, { digitalMeanwhile: false }],
    ["admit", waiting(), { inPersonTaken: 1, waiting: 5 }, { status: "confirmed", position: null }],
    ["admit", waiting(), { inPersonTaken: 2, waiting: 5 }, "full"],
    ["restore", cancelled(), { inPersonTaken: 1 }, { status: "confirmed" }],
    ["restore", cancelled(), { inPersonTaken: 2, waiting: 1 }, { status: "waitlisted", position: 2 }],
    ["restore", cancelled(), { inPersonTaken: 2, waitlist: false }, "full"],
    ["restore", cancelled({ participation: "digital" }), { digitalCapacity: 1, digitalTaken: 1 }, "full"],
  ])("%s", (update, person, capacity, expected) => {
    const previewed = previewState(update, person, at(capacity));
    if (expected === "full") expect(previewed).toEqual({ outcome: "full" });
    else expect(previewed).toMatchObject({ outcome: "stored", registration: expected });
  });

  it("lacks options that have filled since, and lists them", () => {
    const places = { capacity: { "w.a": 1, "t.x": 1 }, taken: { "w.a": 1, "t.x": 1 } };
    const person = cancelled({ answers: { w: "a", t: ["x", "y"], n: 3 } });
    expect(previewState("restore", person, at({}, places))).toMatchObject({
      registration: { answers: { t: ["y"], n: 3 } },
      filledOptions: ["w.a", "t.x"],
    });
  });
});

describe("the first on the waiting list", () => {
  const frees = (update: PersonUpdate, person = aPerson(), event = at({ inPersonTaken: 2, waiting: 1 })) =>
    promotesNext(update, person, event, duringRegistration);

  it("gets a seat that is given up, by any update", () => {
    expect(personUpdates.filter((update) => frees(update))).toEqual(["digital", "cancel", "erase"]);
  });

  it("gets none from people who had none", () => {
    expect(frees("cancel", waiting())).toBe(false);
    expect(frees("cancel", aPerson({ rehearsal: true }))).toBe(false);
    for (const participation of participations)
      expect([participation, frees("erase", aPerson({ participation }))]).toEqual([
        participation,
        participation === "in-person",
      ]);
  });

  it("gets none if nobody waits, the room is over capacity, or promotion has ended", () => {
    expect(frees("cancel", aPerson(), full)).toBe(false);
    expect(frees("cancel", aPerson(), at({ inPersonTaken: 4, waiting: 1 }))).toBe(false);
    const after = Date.parse("2026-12-15T12:00:00Z");
    expect(promotesNext("cancel", aPerson(), at({ inPersonTaken: 2, waiting: 1 }), after)).toBe(false);
  });
});
