/** The route that Resend calls. */
import { readText } from "../http/body.ts";
import { noContent, operation } from "../http/operation.ts";
import { post, type Route } from "../http/route.ts";
import { anyone } from "../security/access.ts";
import { takeWebhook } from "./resend-webhook.ts";

/** Octets. Resend sends a few kilobytes. */
const WEBHOOK_MAX = 64 * 1024;

const resendWebhook = operation({
  id: "resendWebhook",
  group: "The service",
  summary: "Delivery events from Resend, signed.",
  headers: {
    "svix-id": "The id of the webhook: each counts once.",
    "svix-timestamp": "Seconds since 1970.",
    "svix-signature": "Standard Webhooks, with the secret that Resend shows.",
  },
  needed: ["svix-id", "svix-timestamp", "svix-signature"],
  answers: [noContent("Recorded.")],
  problems: ["bad-signature", "too-large", "content-encoding", "rate-limited"],
});

export const mailRoutes: readonly Route[] = [
  // Resend signs the exact text, so the route reads text, not JSON.
  post("/webhooks/resend", anyone, resendWebhook, async (c) => {
    await takeWebhook(c.var.service, await readText(c, WEBHOOK_MAX), c.req.raw);
    return c.body(null, 204);
  }),
];
