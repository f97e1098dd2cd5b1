import { Resend } from "resend";
import { z } from "zod";
import type { Settings } from "../environment.ts";
import { readText } from "../http/body.ts";
import { ProblemError } from "../http/problem.ts";
import type { Service } from "../service.ts";
import { recordDelay, recordDelivery } from "../storage/messages.ts";

/** What we read of Resend's webhooks. `tags.message` is what sendMail gave along: our own id of the message. */
const webhook = z.object({
  type: z.string(),
  data: z
    .object({
      tags: z.object({ message: z.string().optional() }).optional(),
      bounce: z.object({ type: z.string().max(100), subType: z.string().max(100) }).optional(),
    })
    .optional(),
});

/** Throws unless one of the secrets has signed this within five minutes. The text must be as it was sent. */
function verified(text: string, request: Request, settings: Settings): unknown {
  const header = (name: string) => request.headers.get(`svix-${name}`) ?? "";
  const resend = new Resend(settings.RESEND_API_KEY);
  for (const webhookSecret of settings.RESEND_WEBHOOK_SECRET) {
    try {
      return resend.webhooks.verify({
        payload: text,
        headers: { id: header("id"), timestamp: header("timestamp"), signature: header("signature") },
        webhookSecret,
      });
    } catch {
      // Perhaps the other secret, while one replaces the other.
    }
  }
  throw new ProblemError("bad-signature");
}

/** Resend sends a few kilobytes. */
const WEBHOOK_MAX = 64 * 1024;

/**
 * `POST /webhooks/resend`: what became of an e-mail. Webhooks come in any order and more than once; each moves a message
 * forward or changes nothing, so they need not be remembered. Those that are not about our messages are answered alike.
 * @throws ProblemError bad-signature, too-large
 */
export async function takeWebhook({ db, settings, now }: Service, request: Request): Promise<void> {
  const parsed = webhook.safeParse(verified(await readText(request, WEBHOOK_MAX), request, settings));
  const message = parsed.data?.data?.tags?.message;
  if (!message) return;
  const { bounce } = parsed.data?.data ?? {};
  switch (parsed.data?.type) {
    case "email.sent":
      return recordDelivery(db, message, "sent", null, now);
    case "email.delivered":
      return recordDelivery(db, message, "delivered", null, now);
    case "email.bounced":
      return recordDelivery(db, message, "bounced", bounce ? `${bounce.type} ${bounce.subType}` : null, now);
    case "email.complained":
      return recordDelivery(db, message, "complained", null, now);
    case "email.delivery_delayed":
      return recordDelay(db, message);
  }
}
