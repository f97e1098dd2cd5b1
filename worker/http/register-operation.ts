import * as z from "zod";
import { answerWithReceipt, registrationByHandAnswer } from "../registration/contract-schemas.ts";
import { eventDefinition } from "../registration/event-definition.ts";
import * as example from "../registration/examples.ts";
import { registrationRequest } from "../registration/request.ts";
import { json, operation } from "./operation.ts";

// The event decides which fields are optional or forbidden; this example asks for all of them.
const formRequest = registrationRequest(eventDefinition.parse(example.definition)).in as z.ZodObject;
const requestByHand = formRequest.safeExtend({
  rehearsal: z.boolean().optional().describe("A rehearsal. Only with an organiser's token."),
});

/** The operation that attendees and organisers share: attendees without a token, organisers with one. */
export const registerAttendee = operation({
  id: "register",
  group: "People",
  summary: "Registers an attendee: as the form does, or by hand with an organiser's token (scope manage).",
  about:
    'With a token also before registration opens and after it closes, never over capacity; the answer then includes the registrations. If one of the addresses is registered already, nobody is (409 address-taken, with the fields). With a token and `"rehearsal": true` it is a rehearsal: it sends e-mail, takes no place and counts nowhere. The event decides which questions exist.',
  headers: { "idempotency-key": "8 to 100 characters, new for each request and the same when it is tried again." },
  needed: ["idempotency-key"],
  body: { schema: requestByHand, example: example.registration },
  answers: [
    {
      status: 201,
      about:
        "What a new registration gets now. Only the address itself learns, by e-mail, whether it was registered before. `receipt` is what the form shows then.",
      contents: [
        json(z.union([answerWithReceipt, registrationByHandAnswer]), { ...example.answer, receipt: example.receipt }),
        json(registrationByHandAnswer, { ...example.answer, registrations: [example.row] }),
      ],
    },
  ],
  problems: [
    "unauthorized",
    "origin",
    "bot-check",
    "challenge",
    "rate-limited",
    "idempotency-key",
    "idempotency-key-reused",
    "invalid",
    "full",
    "address-taken",
    "closed",
    "past",
    "not-open",
    "cancelled",
  ],
});
