import { noContent, ok, operation } from "../../http/operation.ts";
import { eventDefinition } from "../../registration/event-definition.ts";
import * as example from "../../registration/examples.ts";
import { correctionRequest } from "../../registration/request.ts";
import { registrationAfter, registrationDetails, rehearsalsPurged } from "../registrations.ts";

const after = { registration: example.row };

export const readRegistration = operation({
  id: "readRegistration",
  group: "People",
  summary: "A registration, its changes, and every e-mail to the attendee.",
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
  summary: "Corrects the given fields and leaves the rest.",
  about:
    "A new address gets the confirmation, and links that went to the old one stop working, and the old one is told. Another participation moves the attendee as the manage page would: a move to digital gives the seat to the next on the waiting list. Partner and language alone lead to no e-mail. Needs are the attendee's own to change.",
  body: {
    schema: correctionRequest(eventDefinition.parse(example.definition)),
    example: { email: "kari.nordmann@example.no" },
  },
  answers: [ok("The registration after the change.", registrationAfter, after)],
  problems: ["invalid", "not-found", "wrong-state", "full", "cancelled", "past", "address-taken", "conflict"],
});

export const cancelRegistration = operation({
  id: "cancelRegistration",
  group: "People",
  summary: "Cancels a registration; the place goes to the next on the waiting list.",
  answers: [ok("The registration after the change. The attendee gets an e-mail.", registrationAfter, after)],
  problems: ["not-found", "wrong-state"],
});

export const restoreRegistration = operation({
  id: "restoreRegistration",
  group: "People",
  summary: "Restores a cancelled registration, at the end of the waiting list if there is one.",
  answers: [ok("The registration after the change. The attendee gets an e-mail.", registrationAfter, after)],
  problems: ["not-found", "wrong-state", "full", "cancelled", "past"],
});

export const eraseRegistration = operation({
  id: "eraseRegistration",
  group: "People",
  summary: "Erases a registration and everything that belongs to it.",
  answers: [noContent("Erased. The attendee gets a last e-mail.")],
  problems: ["not-found"],
});

export const purgeRehearsals = operation({
  id: "purgeRehearsals",
  group: "People",
  summary: "Removes every rehearsal.",
  answers: [ok("How many were removed.", rehearsalsPurged, { purged: 3 })],
});
