import { accepted, ok, operation } from "../../http/operation.ts";
import * as example from "../../registration/examples.ts";
import { webhookList, webhookResumed } from "../webhook-endpoints.ts";

export const listWebhooks = operation({
  id: "webhooks",
  group: "Webhooks",
  summary: "The endpoints of the definition, with their secrets and their state.",
  about:
    "Each endpoint gets each change of the types that the definition names for it, in order, signed by the convention of https://www.standardwebhooks.com. A change that fails is tried again with growing delays for a day; then the endpoint is paused.",
  answers: [
    ok("The endpoints.", webhookList, {
      webhooks: [
        {
          id: example.id,
          url: "https://system.example.no/pamelding",
          types: ["registration.confirmed", "registration.cancelled"],
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
  summary: "Resumes a paused endpoint, from the change that failed.",
  answers: [accepted("Active.", webhookResumed, { id: example.id, status: "active" })],
  problems: ["not-found"],
});
