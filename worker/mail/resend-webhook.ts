import { Resend } from "resend";
import * as z from "zod";
import { databaseFor } from "../databases.ts";
import type { NamedDatabase, Settings } from "../environment.ts";
import { ProblemError } from "../http/problem.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import type { SuppressionReason } from "../registration/message.ts";
import { addressHashes } from "../security/address-hash.ts";
import { inDatabase, type Service, wakeOutbox } from "../service.ts";
import { type DeliveryEvent, eventOfMessage, recordDelivery } from "../storage/delivery-status.ts";
import { wasSentByUs } from "./message-tags.ts";

/** The fields of Resend's webhooks that we read. `tags` are those that we sent with the e-mail (message-tags.ts). */
const webhook = z.object({
  type: z.string(),
  data: z
    .object({
      email_id: z.string().optional(),
      to: z.array(z.string()).optional(),
      tags: z.object({ message: z.string().optional(), proof: z.string().default("") }).optional(),
      // If this part has an undocumented shape, the failure itself must still be read.
      bounce: z.object({ type: z.string().optional(), subType: z.string().optional() }).optional().catch(undefined),
      failed: z.object({ reason: z.string().optional() }).optional().catch(undefined),
    })
    .optional(),
});
type Webhook = z.infer<typeof webhook>;

/** The webhook, if it was signed with one of the secrets in the last five minutes. @throws ProblemError bad-signature */
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
      // Try the next secret: two are valid while one replaces the other.
    }
  }
  throw new ProblemError("bad-signature");
}

/** How many characters of a reason are stored. */
const REASON_MAX = 200;

/** What a webhook says about a message and its address; null if it is about something else. */
function deliveryOf({
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
      // A full mailbox does not suppress the address.
      return { status: "bounced", reason, suppress: bounce?.type === "Permanent" ? "bounced" : null };
    }
    // The address bounced for another sender at Resend, which therefore did not try to deliver ours.
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
 * never moves a status backwards. Webhooks about other e-mails get the same answer and change nothing: only our own e-mails
 * decide whether an address is suppressed.
 * @throws ProblemError bad-signature
 */
export async function takeWebhook(service: Service, text: string, request: Request): Promise<void> {
  const { settings, now } = service;
  const { data } = webhook.safeParse(verified(text, request, settings));
  const { message, proof = "" } = data?.data?.tags ?? {};
  const delivery = data && deliveryOf(data);
  if (!message || !delivery) return;
  const { status, reason, suppress } = delivery;
  const typed = data.data?.to?.[0] ?? "";
  const email = parseEmailAddress(typed);
  const ours = typeof email !== "string" && (await wasSentByUs({ message, proof }, typed, settings.LINK_KEYS));
  const address = ours
    ? { key: email.key, hashes: await addressHashes(email.key, settings.LINK_KEYS), suppress }
    : null;
  const id = request.headers.get("svix-id") ?? "";
  const providerId = data.data?.email_id ?? null;
  const news = { id, message, providerId, status, reason, address };
  for (const { home, about } of await inOrder(service, message))
    wakeOutbox(inDatabase(service, home), await recordDelivery(home.db, { ...news, message: about }, now));
}

/** An id that no message has. */
const NONE = "";

/**
 * All databases, since each has all suppressed addresses; first the one that holds the message's event. While the event is
 * moved that one refuses, so the provider repeats the webhook for all of them. A copy of the message in another database
 * will soon be deleted.
 */
async function inOrder(service: Service, message: string): Promise<{ home: NamedDatabase; about: string }[]> {
  const { databases } = service;
  if (databases.length === 1) return [{ home: databases[0], about: message }];
  const events = await Promise.all(databases.map(({ db }) => eventOfMessage(db, message)));
  const event = events.find((slug) => slug !== null) ?? null;
  const lives = event === null ? null : await databaseFor(service, event);
  const place = (home: NamedDatabase) => ({ home, about: lives === null || home.db === lives ? message : NONE });
  const isHome = ({ db }: NamedDatabase) => db === lives;
  return [...databases.filter(isHome), ...databases.filter((home) => !isHome(home))].map(place);
}
