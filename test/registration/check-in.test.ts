import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CheckIn,
  countedCheckIn,
  type DoorAttendee,
  OFFLINE_MAX_MS,
  timeOfCheckIn,
  verdictOf,
} from "../../worker/registration/check-in.ts";
import { doorDayEnds } from "../../worker/registration/door-day.ts";
import { codeFrom, readCode, readTicket, writeTicket } from "../../worker/registration/ticket.ts";

const kari: DoorAttendee = {
  id: "019ab5c9d3406f1e2d3c4b5a69788796",
  name: "Kari Nordmann",
  organisation: null,
  status: "confirmed",
  participation: "in-person",
  position: null,
};

const aPress = fc.record({
  nonce: fc.uuid(),
  at: fc.integer({ min: 0, max: 5 }),
  by: fc.constantFrom("Dør A", "Dør B"),
});

describe("the door says", () => {
  const counted: CheckIn = { nonce: "press-at-a", at: 1000, by: "Dør A" };

  it("welcome to an attendee with a place in the room, and again to a repetition of the same press", () => {
    expect(verdictOf(kari, null, null).verdict).toBe("welcome");
    expect(verdictOf(kari, counted, "press-at-a")).toEqual({ verdict: "welcome", at: 1000 });
  });

  it("that an attendee is already in, and through which door", () => {
    expect(verdictOf(kari, counted, "press-at-b")).toEqual({ verdict: "already-in", at: 1000, by: "Dør A" });
  });

  it.each([
    [
      { status: "waitlisted", position: 12 },
      { verdict: "waiting", position: 12 },
    ],
    [{ status: "cancelled" }, { verdict: "cancelled" }],
    [{ participation: "digital" }, { verdict: "digital" }],
  ] as const)("of %j: %j, whoever was let in before", (changes, verdict) => {
    expect(verdictOf({ ...kari, ...changes }, null, null)).toEqual(verdict);
    expect(verdictOf({ ...kari, ...changes }, counted, null)).toEqual(verdict);
  });

  it("that it does not know the ticket", () => {
    expect(verdictOf(null, null, null)).toEqual({ verdict: "unknown" });
  });
});

describe("the check-in that counts", () => {
  it("is the same in every order of arrival, and however often they arrive", () => {
    fc.assert(
      fc.property(fc.array(aPress, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (presses, random) => {
        const undone = new Set(presses.filter(({ at }) => at % 3 === 0).map(({ nonce }) => nonce));
        const shuffled = [...presses, ...presses]
          .map((press) => [random.next().value ?? 0, press] as const)
          .sort(([a], [b]) => a - b)
          .map(([, press]) => press);
        expect(countedCheckIn(shuffled, undone)?.nonce).toBe(countedCheckIn(presses, undone)?.nonce);
      }),
    );
  });

  it("is the earliest that was not taken back", () => {
    const [early, late] = [
      { nonce: "early", at: 1, by: "A" },
      { nonce: "late", at: 2, by: "B" },
    ];
    expect(countedCheckIn([late, early], new Set())).toBe(early);
    expect(countedCheckIn([late, early], new Set(["early"]))).toBe(late);
    expect(countedCheckIn([late, early], new Set(["early", "late"]))).toBeNull();
  });
});

describe("the clock of a device", () => {
  const now = Date.parse("2026-12-15T09:00:00Z");

  it("is trusted only for how long ago it was, however wrong it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: OFFLINE_MAX_MS }), (wrong, ago) => {
        expect(timeOfCheckIn({ at: now + wrong - ago, sentAt: now + wrong }, now)).toBe(now - ago);
      }),
    );
  });

  it("gives no time in the future, and none further back than a day", () => {
    expect(timeOfCheckIn({ at: now + 5000, sentAt: now }, now)).toBe(now);
    expect(timeOfCheckIn({ at: 0, sentAt: now }, now)).toBe(now - OFFLINE_MAX_MS);
  });
});

describe("the day of a door", () => {
  it.each([
    ["2026-12-15T07:00:00Z", "2026-12-16T03:00:00.000Z"],
    ["2026-12-16T02:59:00Z", "2026-12-16T03:00:00.000Z"],
    // The night when summer time begins.
    ["2026-03-28T20:00:00Z", "2026-03-29T02:00:00.000Z"],
  ])("at %s ends %s, by the clock of the event", (now, ends) => {
    expect(new Date(doorDayEnds("Europe/Oslo", Date.parse(now))).toISOString()).toBe(ends);
  });
});

describe("a ticket", () => {
  const anId = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const aTag = fc.uint8Array({ minLength: 8, maxLength: 8 });

  it("is read as it was written, at the end of an address, in upper or lower case", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 255 }), anId, aTag, (keyId, id, tag) => {
        const ticket = { keyId, registration: Buffer.from(id).toString("hex"), tag: new Uint8Array(tag) };
        const text = writeTicket(ticket);
        expect(text).toMatch(/^[A-Z2-7]{40}$/);
        expect(readTicket(text)).toEqual(ticket);
        expect(readTicket(`HTTPS://PAMELDING.EXAMPLE.NO/T/${text}`)).toEqual(ticket);
        expect(readTicket(`https://pamelding.example.no/t/${text.toLowerCase()}\n`)).toEqual(ticket);
      }),
    );
  });

  it.each(["", "hei", "https://example.no/", "A".repeat(39), `${"A".repeat(40)}1`, `x${"A".repeat(40)}`])(
    "is not %j",
    (scanned) => expect(readTicket(scanned)).toBeNull(),
  );
});

describe("a code", () => {
  it("is five distinct-looking characters, and reads as it was written", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        const code = codeFrom(bytes);
        expect(code).toMatch(/^[23456789CDFHJKMNPQRTVWXY]{5}$/);
        expect(readCode(code)).toBe(code);
        expect(readCode(` ${code.slice(0, 2).toLowerCase()} ${code.slice(2)}`)).toBe(code);
      }),
    );
  });

  it("reads a letter that no code has as the digit that it looks like", () => {
    expect(readCode("bgszx")).toBe("8652X");
  });

  it.each(["", "K7M2", "K7M2QQ", "SOLBERG", "Å7M2Q", "K7M0Q"])("is not %j", (typed) => {
    expect(readCode(typed)).toBeNull();
  });
});
