import { ok, operation } from "../../http/operation.ts";
import * as example from "../../registration/examples.ts";
import { checkInsAnswer, checkInsRequest, parseCheckIns } from "../check-ins.ts";
import { doorListAnswer, doorListQuery } from "../door-list.ts";
import type { DoorPerson } from "../door-person.ts";
import { registrationAfter } from "../registration-action.ts";

const person: Omit<DoorPerson, "codes"> = {
  id: example.id,
  name: example.row.name,
  organisation: example.row.organisation,
  status: example.row.status,
  participation: example.row.participation,
  position: null,
  rehearsal: false,
  goesTo: ["Lekeplasser"],
  checkedIn: { at: example.at, by: "Dør A, Kari", nonce: "b7c1f0a2d3e4" },
};

export const checkIn = operation({
  id: "checkIn",
  group: "The door",
  summary: "Checks attendees in, and takes check-ins back.",
  about:
    "For one press, or for all that a door has gathered without network, at most 100. Each is answered by itself. A nonce counts once, however often it is sent. The earliest check-in of an attendee that was not taken back counts, in whichever order they arrive; taking back may arrive first. Only attendees who have a place in the room are checked in: the answer says what the others are.",
  body: {
    schema: checkInsRequest,
    parse: parseCheckIns,
    example: {
      sentAt: example.at,
      checkIns: [{ nonce: "b7c1f0a2d3e4", at: example.at, registration: example.id }, { undo: "a6b0e9f1c2d3" }],
    },
  },
  answers: [
    ok("What has come of each.", checkInsAnswer, {
      results: [{ nonce: "b7c1f0a2d3e4", result: { verdict: "welcome", at: example.at }, attendee: person }],
    }),
  ],
  problems: ["invalid"],
});

export const readDoorList = operation({
  id: "readDoorList",
  group: "The door",
  summary: "What a door needs to know of the attendees: name, organisation, status, and whether they are in.",
  about:
    "In pages of 250, with `?after=`. Then with `?since=` and the `seq` of the first page, every few seconds: the answer has those who have changed, and costs one row while nobody has.",
  query: doorListQuery,
  answers: [
    ok("One page of the list.", doorListAnswer, {
      seq: 1042,
      keepUntil: example.at,
      people: [{ ...person, codes: ["0f1e2d3c4b5a6978"] }],
      gone: [],
      next: null,
    }),
  ],
});

export const admitRegistration = operation({
  id: "admitRegistration",
  group: "The door",
  summary: "Gives a place in the room to an attendee at the door who waits, follows the stream or has cancelled.",
  about:
    "Out of turn: those who stand ahead on the waiting list are passed over. Never over capacity. There is no e-mail, and the attendee is not checked in by it.",
  answers: [
    ok("The registration after the change.", registrationAfter, {
      registration: { ...example.row, changedAt: example.at },
    }),
  ],
  problems: ["not-found", "wrong-state", "full", "cancelled", "past"],
});
