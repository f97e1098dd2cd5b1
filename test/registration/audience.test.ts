import { describe, expect, it } from "vitest";
import { type Attendance, attends, isInAudience } from "../../worker/registration/audience.ts";
import type { MessageKind } from "../../worker/registration/message.ts";

const people = {
  "in the room": { status: "confirmed", participation: "in-person", digitalMeanwhile: false },
  "at the stream": { status: "confirmed", participation: "digital", digitalMeanwhile: false },
  waiting: { status: "waitlisted", participation: "in-person", digitalMeanwhile: false },
  "waiting at the stream": { status: "waitlisted", participation: "in-person", digitalMeanwhile: true },
  cancelled: { status: "cancelled", participation: "in-person", digitalMeanwhile: false },
} satisfies Record<string, Attendance>;

const audienceOf = (kind: MessageKind) =>
  Object.entries(people).flatMap(([name, person]) => (isInAudience(kind, person) ? name : []));

describe("an e-mail to many", () => {
  it.each<[MessageKind, string[]]>([
    ["reminder", ["in the room", "at the stream", "waiting at the stream"]],
    ["stream", ["at the stream", "waiting", "waiting at the stream"]],
    ["thanks", ["in the room", "at the stream", "waiting at the stream"]],
    ["announcement", ["in the room", "at the stream", "waiting", "waiting at the stream"]],
    ["event-changed", ["in the room", "at the stream", "waiting", "waiting at the stream"]],
    ["event-cancelled", ["in the room", "at the stream", "waiting", "waiting at the stream"]],
  ])("of the kind %s is for %j", (kind, audience) => {
    expect(audienceOf(kind)).toEqual(audience);
  });
});

describe("an e-mail to one person", () => {
  it("goes to that person whatever has happened since", () => {
    for (const kind of ["confirmation", "promoted", "cancelled", "lost-link"] as const)
      expect(audienceOf(kind)).toEqual(Object.keys(people));
  });
});

describe("how a person takes part", () => {
  it("is digital while following the stream and waiting for a seat, and null while only waiting", () => {
    expect(Object.values(people).map(attends)).toEqual(["in-person", "digital", null, "digital", null]);
  });
});
