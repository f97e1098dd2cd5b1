import { noContent, ok, operation } from "../../http/operation.ts";
import { eventDefinition } from "../../registration/event-definition.ts";
import * as example from "../../registration/examples.ts";
import { correctionRequest } from "../../registration/request.ts";
import { registrationAfter, registrationDetails, rehearsalsPurged } from "../registrations.ts";

const after = { registration: example.row };

export const readRegistration = operation({
  id: "readRegistration",
  group: "People",
  summary: "Somebody, what has happened to the registration, and every e-mail to them.",
  answers: [
    ok("The registration and its history.", registrationDetails, {
      registration: example.row,
      changes: [{ type: "registration.confirmed", reason: null, at: example.at }],
      messages: [
        {
          id: example.messageId,
          kind: "confirmation",
          status: "bounced",
          reason: "Permanent General",
          createdAt: example.at,
          at: example.at,
        },
      ],
    }),
  ],
  problems: ["not-found"],
});

export const correctRegistration = operation({
  id: "correctRegistration",
  group: "People",
  summary: "Corrects what is given and leaves the rest.",
  about:
    "A new address gets the confirmation, and links that went to the old one no longer open. Another participation moves the person as their own page would: to digital frees the seat for the next in line.",
  body: {
    schema: correctionRequest(eventDefinition.parse(example.definition)),
    example: { email: "kari.nordmann@example.no" },
  },
  answers: [ok("As it is now.", registrationAfter, after)],
  problems: ["invalid", "not-found", "wrong-state", "full", "cancelled", "past", "address-taken", "conflict"],
});

export const cancelRegistration = operation({
  id: "cancelRegistration",
  group: "People",
  summary: "Takes somebody off the list; the place goes to the next in line.",
  answers: [ok("As it is now; the person has an e-mail that says so.", registrationAfter, after)],
  problems: ["not-found", "wrong-state"],
});

export const restoreRegistration = operation({
  id: "restoreRegistration",
  group: "People",
  summary: "Takes somebody back who had cancelled, at the end of the line if there is one.",
  answers: [ok("As it is now; the person has an e-mail that says so.", registrationAfter, after)],
  problems: ["not-found", "wrong-state", "full", "cancelled", "past"],
});

export const eraseRegistration = operation({
  id: "eraseRegistration",
  group: "People",
  summary: "Erases somebody who has asked for it, with everything that hangs on the registration.",
  answers: [noContent("Erased; a last e-mail says so.")],
  problems: ["not-found"],
});

export const purgeRehearsals = operation({
  id: "purgeRehearsals",
  group: "People",
  summary: "Removes every rehearsal.",
  answers: [ok("How many there were.", rehearsalsPurged, { purged: 3 })],
});
