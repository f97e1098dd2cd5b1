import * as z from "zod";
import { json, noContent, ok, operation } from "../../http/operation.ts";
import { dryRunQuery } from "../../http/parameters.ts";
import { eventDefinition } from "../../registration/event-definition.ts";
import * as example from "../../registration/examples.ts";
import { correctionRequest } from "../../registration/request.ts";
import { cancelManyAnswer, cancelManyPreview, cancelManyRequest, parseCancelMany } from "../cancel-many.ts";
import { registrationAfter } from "../registration-action.ts";
import { registrationDetails, rehearsalsPurged } from "../registrations.ts";

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

export const cancelRegistrations = operation({
  id: "cancelRegistrations",
  group: "People",
  summary: "Cancels every registration that a filter matches, such as those of a flood of made-up addresses.",
  about:
    "First with `?dry-run`, which returns how many there are and the first hundred, and changes nothing. Then with that number as `matching`: if the filter matches another number by then, nothing is cancelled. All are cancelled in one transaction, and the places go to the next on the waiting list. With `notify` each gets an e-mail, after all e-mails to one person. Rehearsals and cancelled registrations are never matched; at most 5000 in one request.",
  query: dryRunQuery,
  body: {
    schema: cancelManyRequest,
    parse: parseCancelMany,
    example: {
      where: {
        registeredFrom: "2026-11-24T12:00:00Z",
        registeredBefore: "2026-11-24T12:05:00Z",
        mail: "never-delivered",
      },
      notify: false,
      matching: 143,
    },
  },
  answers: [
    {
      status: 200,
      about: "What was cancelled; with `?dry-run`, what would be.",
      contents: [
        json(z.union([cancelManyAnswer, cancelManyPreview]), { cancelled: 143, promoted: 12 }),
        json(cancelManyPreview, { dryRun: true, matching: 143, registrations: [example.row] }),
      ],
    },
  ],
  problems: ["invalid", "count-changed", "too-many"],
});

export const restoreRegistration = operation({
  id: "restoreRegistration",
  group: "People",
  summary: "Restores a cancelled registration, at the end of the waiting list if there is one.",
  answers: [ok("The registration after the change. The attendee gets an e-mail.", registrationAfter, after)],
  problems: ["not-found", "wrong-state", "full", "cancelled", "past"],
});

export const verifyRegistration = operation({
  id: "verifyRegistration",
  group: "People",
  summary: "Verifies the address of an attendee whose place is held, as the link in the e-mail does.",
  about: "For an attendee who cannot find the e-mail, and whose address the organiser knows to be right.",
  answers: [ok("The registration after the change. The attendee gets the confirmation.", registrationAfter, after)],
  problems: ["not-found", "wrong-state"],
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
