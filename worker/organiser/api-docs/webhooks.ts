import type { z } from "zod";
import * as example from "../../registration/examples.ts";
import { webhookPayload } from "../../webhooks/deliver.ts";
import { type Json, schemaOf } from "./schemas.ts";

/** An example payload. */
export const payload: z.infer<typeof webhookPayload> = {
  type: "registration.confirmed",
  timestamp: example.at,
  data: { event: example.event, cursor: example.cursor, reason: null, registration: example.row },
};

export const headers = {
  "webhook-id": "The same when a change is sent again.",
  "webhook-timestamp": "Seconds since 1970.",
  "webhook-signature": "Standard Webhooks, with the secret of the endpoint.",
};

export const summary = "A change, to each endpoint of the definition that is told its type.";

/** The requests that the service sends to the endpoints of a definition. */
export const webhooks = (): Json => ({
  change: {
    post: {
      operationId: "change",
      tags: ["Webhooks"],
      summary,
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
        "2XX": { description: "Received." },
        "410": { description: "The endpoint is paused at once." },
        default: { description: "Any other answer is tried again with growing delays for a day." },
      },
    },
  },
});
