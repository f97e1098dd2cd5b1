import { backoff } from "../backoff.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { sentToSuppressed } from "../registration/message.ts";
import { addressHashes } from "../security/address-hash.ts";
import type { Service } from "../service.ts";
import { suppressedAmong } from "../storage/delivery-status.ts";
import {
  dropMessages,
  type LeasedMessage,
  markFailed,
  markSent,
  NO_CLEAR_ANSWER,
  postpone,
  splitBatch,
} from "../storage/outbox.ts";
import { pauseUntil, type SendRate } from "../storage/send-rate.ts";
import type { RenderedMail } from "./mail.ts";
import { BACKOFF_MAX_MS, type SendOutcome, sendMails } from "./provider.ts";
import { isStillRelevant } from "./relevance.ts";
import { renderMail } from "./render.tsx";
import { renderInputOf } from "./render-input.ts";

/** A message whose e-mail is rendered, ready to be handed over. */
export interface ReadyMessage {
  message: LeasedMessage;
  mail: RenderedMail;
}

/** What an attempt came to: nothing more to do, or to come again after so many seconds. */
export type Delivery = { outcome: "settled" } | { outcome: "later"; delaySeconds: number };

export const settled: Delivery = { outcome: "settled" };

/** What is further away than the cron's next tick is the cron's to find. */
export function retryAt(dueAt: number): Delivery {
  const seconds = Math.ceil((dueAt - Date.now()) / 1000);
  return seconds > 60 ? settled : { outcome: "later", delaySeconds: Math.max(1, seconds) };
}

/**
 * Resend forgets an idempotency key after 24 hours; an attempt in doubt that is repeated later could be a second e-mail. What
 * nobody brings to an end in that time, say since it ends whoever takes it up, is given up with it.
 */
const UNCONFIRMED_MAX_MS = 23 * 3_600_000;

/** Whatever cannot be rendered so often is a bug that waiting does not mend. */
const RENDERINGS_MAX = 5;

/**
 * Requests travel unevenly: of those that leave a second apart two may arrive in the same one. So much longer is ours.
 * In milliseconds.
 */
const UNEVENNESS = 40;

/** More requests than that are not counted one by one, so that the row stays short. */
const COUNTED_MAX = 100;

/** The provider's rate, in requests a second, as requests in a window. */
export function sendRateOf(rate: number): SendRate {
  const requests = Math.min(Math.max(1, Math.floor(rate)), COUNTED_MAX);
  return { requests, window: Math.ceil((requests / rate) * 1000) + UNEVENNESS };
}

/**
 * Renders leased messages from things as they are now. What need not or cannot be sent is settled here: nobody left, nothing
 * to say any more, an address that gets no more mail.
 */
export async function prepare({ db, settings }: Service, messages: LeasedMessage[]): Promise<ReadyMessage[]> {
  const now = Date.now();
  const expired = messages
    .filter(({ unconfirmedSince }) => now - unconfirmedSince > UNCONFIRMED_MAX_MS)
    .map(({ id }) => id);
  if (expired.length > 0) await markFailed(db, expired, NO_CLEAR_ANSWER, now);
  const suppressed = await suppressedOf({ db, settings }, messages);
  const ready: ReadyMessage[] = [];
  const pointless: string[] = [];
  for (const message of messages.filter(({ id }) => !expired.includes(id))) {
    try {
      const input = await renderInputOf(settings, message, now);
      if (!input) await markFailed(db, [message.id], "nobody to send it to", now);
      else if (!isStillRelevant(input)) pointless.push(message.id);
      else if (suppressed.has(message.id)) await markFailed(db, [message.id], "suppressed", now);
      else ready.push({ message, mail: renderMail(input) });
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
  if (pointless.length > 0) await dropMessages(db, pointless);
  return ready;
}

async function suppressedOf(
  { db, settings }: Pick<Service, "db" | "settings">,
  messages: LeasedMessage[],
): Promise<Set<string>> {
  const asked = messages.flatMap(({ id, kind, addressee, erasureNotice }) => {
    const email = parseEmailAddress((addressee ?? erasureNotice)?.email ?? "");
    return typeof email === "string" || sentToSuppressed.includes(kind) ? [] : [{ id, emailKey: email.key }];
  });
  if (asked.length === 0) return new Set();
  const hashes = await Promise.all(
    asked.map(async ({ id, emailKey }) => ({ id, hashes: await addressHashes(emailKey, settings.LINK_KEYS) })),
  );
  const suppressed = await suppressedAmong(
    db,
    hashes.flatMap(({ hashes }) => hashes),
  );
  return new Set(hashes.flatMap(({ id, hashes }) => (hashes.some((hash) => suppressed.has(hash)) ? [id] : [])));
}

/** Hands messages over in one request, and settles them all by its answer. They share one Idempotency-Key. */
export async function attempt({ db, settings }: Service, ready: readonly ReadyMessage[]): Promise<Delivery> {
  const [first] = ready;
  if (!first) return settled;
  const { id, batch, attempts } = first.message;
  const started = Date.now();
  const mails = ready.map(({ message, mail }) => ({ id: message.id, mail }));
  const result = await sendMails(settings, mails, batch ?? id, attempts);
  const now = Date.now();
  for (const { message } of ready) log(message, result, now - started);
  return settle(
    db,
    ready.map(({ message }) => message),
    result,
    now,
  );
}

async function settle(db: D1Database, messages: LeasedMessage[], result: SendOutcome, now: number): Promise<Delivery> {
  const ids = messages.map(({ id }) => id);
  // Those that travel together were leased together.
  const leasedAt = messages[0]?.leasedAt ?? now;
  switch (result.outcome) {
    case "accepted": {
      const sent = ids.map((id, index) => ({ id, providerId: result.providerIds?.[index] ?? null }));
      await markSent(db, sent, now);
      return settled;
    }
    case "never":
      // One bad e-mail must not take the others with it.
      if (ids.length > 1) {
        await splitBatch(db, ids, now);
        return retryAt(now);
      }
      await markFailed(db, ids, result.reason, now);
      return settled;
    case "held":
    case "later": {
      const dueAt = now + result.afterMs;
      if (result.outcome === "held") await pauseUntil(db, dueAt);
      const unconfirmed = result.outcome === "later" && result.unconfirmed;
      await postpone(db, ids, { reason: result.reason, unconfirmed, leasedAt, dueAt });
      return retryAt(dueAt);
    }
  }
}

/** One line for each attempt. Never an address or a name. */
function log({ id, kind, attempts }: LeasedMessage, result: SendOutcome, ms: number): void {
  const reason = result.outcome === "accepted" ? {} : { reason: result.reason };
  console.log(JSON.stringify({ log: "message", id, kind, outcome: result.outcome, ...reason, attempt: attempts, ms }));
}
