import { backoff } from "../backoff.ts";
import type { Settings } from "../environment.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { type MessageKind, maySend, type SuppressionReason } from "../registration/message.ts";
import { addressHashes } from "../security/address-hash.ts";
import { firstDatabase, type Service } from "../service.ts";
import { splitBatch } from "../storage/batch-keys.ts";
import { suppressedAmong } from "../storage/delivery-status.ts";
import type { LeasedMessage } from "../storage/leasing.ts";
import { dropMessages, markFailed, markSent, NO_CLEAR_ANSWER, postpone, releaseLease } from "../storage/outbox.ts";
import { forgetRefusals, noteRefusal, type SendRate } from "../storage/send-rate.ts";
import { sendMails } from "./provider.ts";
import { BACKOFF_MAX_MS, type SendOutcome } from "./provider-answer.ts";
import { isLinkOpen, isStillRelevant } from "./relevance.ts";
import { renderMail } from "./render.tsx";
import { renderInputOf } from "./render-input.ts";
import type { RenderedMail } from "./rendered-mail.ts";
import { renderServiceMail, serviceMailInputOf } from "./service-mail.tsx";

/**
 * Kinds to addresses without a registration: a former address was often wrong, and a colleague's was typed by another
 * person. A failure of such an e-mail is not reported to the organiser.
 */
const mayBeWrong: readonly MessageKind[] = ["address-changed", "invitation"];

/** A message with its rendered e-mail, ready to be handed over. */
export interface ReadyMessage {
  message: LeasedMessage;
  mail: RenderedMail;
}

/** The outcome of an attempt: nothing more to do, or try again after `delaySeconds`. */
export type Delivery = { outcome: "settled" } | { outcome: "later"; delaySeconds: number };

export const settled: Delivery = { outcome: "settled" };

/** Try again at an instant (milliseconds since 1970). If that is more than a minute away, the cron finds the message. */
export function retryAt(dueAt: number): Delivery {
  const seconds = Math.ceil((dueAt - Date.now()) / 1000);
  return seconds > 60 ? settled : { outcome: "later", delaySeconds: Math.max(1, seconds) };
}

/**
 * Resend forgets an idempotency key after 24 hours, so repeating an unconfirmed attempt after that could send a second e-mail.
 * A message that is still unconfirmed then fails.
 */
const UNCONFIRMED_MAX_MS = 23 * 3_600_000;

/** If a message cannot be rendered after so many attempts, there is a bug, and waiting does not help. */
const RENDERINGS_MAX = 5;

/** Our window is this much longer than the provider's: requests sent a second apart may arrive in the same second. */
const WINDOW_MARGIN_MS = 40;

/** The most requests that a window counts, so that the row stays short. */
const COUNTED_MAX = 100;

/** The provider's rate, in requests a second, as requests in a window of milliseconds. */
export function sendRateOf(rate: number): SendRate {
  const requests = Math.min(Math.max(1, Math.floor(rate)), COUNTED_MAX);
  return { requests, window: Math.ceil((requests / rate) * 1000) + WINDOW_MARGIN_MS };
}

/**
 * Renders leased messages from the present data. Settles messages that cannot or need not be sent: the person is erased, the
 * message is no longer relevant, or the address is suppressed.
 */
export async function prepare({ db, settings }: Service, messages: LeasedMessage[]): Promise<ReadyMessage[]> {
  const now = Date.now();
  const expired = messages
    .filter(({ unconfirmedSince }) => now - unconfirmedSince > UNCONFIRMED_MAX_MS)
    .map(({ id }) => id);
  if (expired.length > 0) await markFailed(db, expired, NO_CLEAR_ANSWER, now);
  const suppressed = await suppressedOf({ db, settings }, messages);
  const ready: ReadyMessage[] = [];
  const irrelevant: LeasedMessage[] = [];
  for (const message of messages.filter(({ id }) => !expired.includes(id))) {
    try {
      const draft = await draftOf(settings, message, now);
      if (!draft) await markFailed(db, [message.id], "nobody to send it to", now);
      else if (!draft.relevant) irrelevant.push(message);
      else if (suppressed.has(message.id) && mayBeWrong.includes(message.kind)) irrelevant.push(message);
      else if (!maySend(message.kind, message.ownRequest, suppressed.get(message.id) ?? null))
        await markFailed(db, [message.id], "suppressed", now);
      else ready.push({ message, mail: draft.render() });
    } catch (error) {
      const { id, attempts, leasedAt } = message;
      console.error(JSON.stringify({ log: "rendering-failed", id, error: String(error) }));
      if (attempts >= RENDERINGS_MAX) await markFailed(db, [id], "could not be rendered", now);
      else {
        const dueAt = now + backoff(attempts, BACKOFF_MAX_MS);
        await postpone(db, [id], { reason: "could not be rendered", unconfirmed: false, leasedAt, dueAt });
      }
    }
  }
  await dropIrrelevant(db, irrelevant, now);
  return ready;
}

/** An e-mail that can be rendered, and whether it is still relevant; null if it has no recipient any more. */
async function draftOf(
  settings: Settings,
  message: LeasedMessage,
  now: number,
): Promise<{ relevant: boolean; render: () => RenderedMail } | null> {
  const { event } = message;
  if (event === null) {
    const input = await serviceMailInputOf(settings, message);
    return input && { relevant: isLinkOpen(input.signIn, now), render: () => renderServiceMail(input) };
  }
  const input = await renderInputOf(settings, { ...message, event }, now);
  return input && { relevant: isStillRelevant(input), render: () => renderMail(input) };
}

/** How long a message waits for the later e-mail that replaces it, which needs to know what this one's attendee was told. */
const REPLACEMENT_WAIT_MS = 60_000;

async function dropIrrelevant(db: D1Database, irrelevant: readonly LeasedMessage[], now: number): Promise<void> {
  const idsWhere = (awaits: boolean) =>
    irrelevant.filter(({ awaitsReplacement }) => awaitsReplacement === awaits).map(({ id }) => id);
  const [dropped, kept] = [idsWhere(false), idsWhere(true)];
  if (dropped.length > 0) await dropMessages(db, dropped);
  const leasedAt = irrelevant[0]?.leasedAt ?? now;
  if (kept.length > 0) await releaseLease(db, kept, { leasedAt, dueAt: now + REPLACEMENT_WAIT_MS });
}

/** The suppressed messages by id, with the reason why their address is suppressed. */
async function suppressedOf(
  { db, settings }: Pick<Service, "db" | "settings">,
  messages: LeasedMessage[],
): Promise<Map<string, SuppressionReason>> {
  const asked = await Promise.all(
    messages.map(async ({ id, addressee, formerAddressee, asked, signIn }) => {
      const email = parseEmailAddress((addressee ?? formerAddressee ?? asked ?? signIn)?.email ?? "");
      return { id, hashes: typeof email === "string" ? [] : await addressHashes(email.key, settings.LINK_KEYS) };
    }),
  );
  const known = await suppressedAmong(
    db,
    asked.flatMap(({ hashes }) => hashes),
  );
  return new Map(
    asked.flatMap(({ id, hashes }): [string, SuppressionReason][] => {
      const reasons = hashes.flatMap((hash) => known.get(hash) ?? []);
      const [reason] = reasons.includes("complained") ? (["complained"] as const) : reasons;
      return reason ? [[id, reason]] : [];
    }),
  );
}

/** Hands messages over in one request with one Idempotency-Key, and settles them all by the answer. */
export async function attempt(service: Service, ready: readonly ReadyMessage[]): Promise<Delivery> {
  const [first] = ready;
  if (!first) return settled;
  const { id, batch, attempts } = first.message;
  const started = Date.now();
  const mails = ready.map(({ message, mail }) => ({ id: message.id, mail }));
  const result = await sendMails(service.settings, mails, batch ?? id, attempts);
  const now = Date.now();
  for (const { message } of ready) log(message, result, now - started);
  return settle(
    service,
    ready.map(({ message }) => message),
    result,
    { started, now },
  );
}

async function settle(
  service: Service,
  messages: LeasedMessage[],
  result: SendOutcome,
  { started, now }: { started: number; now: number },
): Promise<Delivery> {
  const { db } = service;
  const ids = messages.map(({ id }) => id);
  // All messages of one request were leased together.
  const leasedAt = messages[0]?.leasedAt ?? now;
  switch (result.outcome) {
    case "accepted": {
      const sent = ids.map((id, index) => ({ id, providerId: result.providerIds?.[index] ?? null }));
      await markSent(db, sent, now);
      await forgetRefusals(firstDatabase(service), started);
      return settled;
    }
    case "never":
      // One bad e-mail must not fail the others.
      if (ids.length > 1) {
        await splitBatch(db, ids, now);
        return retryAt(now);
      }
      await markFailed(db, ids, result.reason, now);
      return settled;
    case "held":
    case "later": {
      const dueAt = now + result.afterMs;
      const pausedUntil = result.outcome === "held" ? dueAt : null;
      await noteRefusal(firstDatabase(service), { pausedUntil, reason: result.reason }, now);
      const unconfirmed = result.outcome === "later" && result.unconfirmed;
      await postpone(db, ids, { reason: result.reason, unconfirmed, leasedAt, dueAt });
      return retryAt(dueAt);
    }
  }
}

/** Logs one line for each message. Never an address or a name. */
function log({ id, kind, attempts }: LeasedMessage, result: SendOutcome, ms: number): void {
  const reason = result.outcome === "accepted" ? {} : { reason: result.reason };
  console.log(JSON.stringify({ log: "message", id, kind, outcome: result.outcome, ...reason, attempt: attempts, ms }));
}
