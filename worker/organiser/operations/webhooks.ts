import { accepted, ok, operation } from "../../http/operation.ts";
import * as example from "../../registration/examples.ts";
import { webhookList, webhookResumed } from "../webhook-endpoints.ts";

export const listWebhooks = operation({
  id: "webhooks",
  group: "Webhooks",
  summary: "The endpoints that the definition names: their secrets, and how they fare.",
  about:
    "Each change goes to each endpoint once, in order, signed as https://www.standardwebhooks.com has it. What fails is tried again with growing delays for a day; then the endpoint is paused.",
  answers: [
    ok("The endpoints.", webhookList, {
      webhooks: [
        {
          id: example.id,
          url: "https://system.example.no/pamelding",
          secret: `whsec_${"A".repeat(43)}=`,
          status: "failing",
          failure: "answered 503",
          failingSince: example.at,
          deliveredAt: example.at,
          waiting: 2,
        },
      ],
    }),
  ],
});

export const resumeWebhook = operation({
  id: "resumeWebhook",
  group: "Webhooks",
  summary: "Starts a paused endpoint again, with the change that failed.",
  answers: [accepted("Active.", webhookResumed, { id: example.id, status: "active" })],
  problems: ["not-found"],
});
