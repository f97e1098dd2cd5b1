import type { z } from "zod";
import * as example from "../../registration/examples.ts";
import { webhookPayload } from "../../webhooks/deliver.ts";
import { type Json, schemaOf } from "./schemas.ts";

const payload: z.infer<typeof webhookPayload> = {
  type: "registration.confirmed",
  timestamp: example.at,
  data: { event: example.event, cursor: example.cursor, reason: null, registration: example.row },
};

const headers = {
  "webhook-id": "The same when a change is told again.",
  "webhook-timestamp": "Seconds since 1970.",
  "webhook-signature": "Standard Webhooks, with the secret of the endpoint.",
};

/** What the service calls at the endpoints that a definition names. */
export const webhooks = (): Json => ({
  change: {
    post: {
      operationId: "change",
      tags: ["Webhooks"],
      summary: "One change, to each endpoint that a definition names.",
      security: [],
      parameters: Object.entries(headers).map(([name, description]) => ({
        name,
        in: "header",
        required: true,
        description,
        schema: { type: "string" },
      })),
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: schemaOf(webhookPayload, "output"),
            examples: { usual: { value: payload } },
          },
        },
      },
      responses: {
        "2XX": { description: "Taken." },
        "410": { description: "No more, please: the endpoint is paused." },
        default: { description: "Anything else is tried again with growing delays for a day." },
      },
    },
  },
});
