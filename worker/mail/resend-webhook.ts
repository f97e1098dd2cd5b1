import { Resend } from "resend";
import { z } from "zod";
import type { Settings } from "../environment.ts";
import { ProblemError } from "../http/problem.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import type { SuppressionReason } from "../registration/message.ts";
import { addressHashes } from "../security/address-hash.ts";
import type { Service } from "../service.ts";
import { type DeliveryEvent, recordDelivery } from "../storage/delivery-status.ts";

/** What we read of Resend's webhooks. `tags.message` is what sendMails gave along: our own id of the message. */
const webhook = z.object({
  type: z.string(),
  data: z
    .object({
      email_id: z.string().optional(),
      to: z.array(z.string()).optional(),
      tags: z.object({ message: z.string().optional() }).optional(),
      // What goes beyond what is documented must not make a failure unheard.
      bounce: z.object({ type: z.string().optional(), subType: z.string().optional() }).optional().catch(undefined),
      failed: z.object({ reason: z.string().optional() }).optional().catch(undefined),
    })
    .optional(),
});
type Webhook = z.infer<typeof webhook>;

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

/** Characters of a reason that are kept. */
const REASON_MAX = 200;

/** What a webhook says of a message and of its address; null where it is about something else. */
function newsOf({
  type,
  data,
}: Webhook): (Pick<DeliveryEvent, "status" | "reason"> & { suppress: SuppressionReason | null }) | null {
  switch (type) {
    case "email.sent":
      return { status: "sent", reason: null, suppress: null };
    case "email.delivered":
      return { status: "delivered", reason: null, suppress: null };
    case "email.delivery_delayed":
      return { status: "delayed", reason: null, suppress: null };
    case "email.bounced": {
      const { bounce } = data ?? {};
      const reason = [bounce?.type, bounce?.subType].filter(Boolean).join(" ").slice(0, REASON_MAX) || null;
      // A full mailbox is not a wrong address.
      return { status: "bounced", reason, suppress: bounce?.type === "Permanent" ? "bounced" : null };
    }
    // Resend knows from others of its senders that this address bounces, and has not tried.
    case "email.suppressed":
      return { status: "bounced", reason: "suppressed by the provider", suppress: "bounced" };
    case "email.complained":
      return { status: "complained", reason: null, suppress: "complained" };
    case "email.failed":
      return {
        status: "failed",
        reason: data?.failed?.reason?.slice(0, REASON_MAX) || "failed at the provider",
        suppress: null,
      };
    default:
      return null;
  }
}

/**
 * `POST /webhooks/resend`: what became of an e-mail. Webhooks come in any order and more than once; each counts once, and
 * moves a message forward or not at all. Those that are not about our messages are answered alike.
 * @throws ProblemError bad-signature
 */
export async function takeWebhook({ db, settings, now }: Service, text: string, request: Request): Promise<void> {
  const { data } = webhook.safeParse(verified(text, request, settings));
  const message = data?.data?.tags?.message;
  const news = data && newsOf(data);
  if (!message || !news) return;
  const { status, reason, suppress } = news;
  const email = parseEmailAddress(data.data?.to?.[0] ?? "");
  const hashes = typeof email === "string" ? [] : await addressHashes(email.key, settings.LINK_KEYS);
  const id = request.headers.get("svix-id") ?? "";
  const address = hashes.length > 0 ? { hashes, suppress } : null;
  const providerId = data.data?.email_id ?? null;
  await recordDelivery(db, { id, message, providerId, status, reason, address }, now);
}
