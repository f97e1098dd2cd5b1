import { Resend } from "resend";
import type { Settings } from "../environment.ts";
import { messageTags } from "./message-tags.ts";
import { outcomeOf, type ProviderAnswer, type SendOutcome } from "./provider-answer.ts";
import type { RenderedMail } from "./rendered-mail.ts";

/** A request without an answer after this time counts as lost. */
export const REQUEST_TIMEOUT_MS = 10_000;

/** An e-mail and the id of its message. */
export interface Outgoing {
  id: string;
  mail: RenderedMail;
}

/** The most e-mails in one request. */
export const BATCH_MAX = 100;

const BATCH_KEY_PREFIX = "together-";

/**
 * The Idempotency-Key of a batch. The prefix distinguishes it from that of a single e-mail: a key belongs to the endpoint it
 * was first sent to, so the rest of a batch must go to the batch endpoint again, even if it is one e-mail.
 */
export const batchKey = (id: string) => BATCH_KEY_PREFIX + id;

/**
 * Hands e-mails to Resend in one request, all or none of them. Requests with the same `key` within 24 hours send once.
 * Several together must have no attachments. `attempts` includes this one.
 */
export async function sendMails(
  settings: Settings,
  mails: readonly Outgoing[],
  key: string,
  attempts: number,
): Promise<SendOutcome> {
  const together = key.startsWith(BATCH_KEY_PREFIX);
  const sent = { mails: mails.length, together, attempts };
  try {
    return outcomeOf(await post(settings, mails, key, together), sent, Date.now());
  } catch (thrown) {
    const error = { statusCode: null, name: thrown instanceof Error ? thrown.name : "unknown" };
    return outcomeOf({ data: null, error, headers: null }, sent, Date.now());
  }
}

async function post(
  settings: Settings,
  mails: readonly Outgoing[],
  key: string,
  together: boolean,
): Promise<ProviderAnswer> {
  const resend = new Resend(settings.RESEND_API_KEY, { baseUrl: settings.RESEND_BASE_URL });
  const options = { idempotencyKey: key, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) };
  const tagged = await Promise.all(
    mails.map(async ({ id, mail }) => {
      const tags = await messageTags(id, mail.to, settings.LINK_KEYS);
      return { ...mail, tags: Object.entries(tags).map(([name, value]) => ({ name, value })) };
    }),
  );
  const [alone] = tagged;
  if (alone && !together) return resend.emails.send(alone, options);
  // `batch.send` takes no attachments.
  return resend.batch.send(
    tagged.map(({ attachments, ...mail }) => mail),
    options,
  );
}
