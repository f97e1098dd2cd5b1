import { manageSecret } from "../attendee/manage-link.ts";
import { hostedUrl, privacyUrl } from "../attendee/public-event.ts";
import type { Service } from "../service.ts";
import { giveBack, type LeasedMessage, leaseMessage, markFailed, markSent, postpone } from "../storage/messages.ts";
import { holdBack, takeTurn } from "../storage/pace.ts";
import type { MailOccasion } from "./mail.ts";
import { PATIENCE, type SendOutcome, sendMail } from "./provider.ts";
import { renderMail } from "./render.tsx";

/** How long a consumer waits for its turn, in milliseconds. Longer than a batch of the queue needs at two a second. */
const TURN_PATIENCE = 30_000;

/** How much of the provider's rate we use: requests that travel unevenly would else be one too many in some second. */
const PACE = 0.96;

/** How long a consumer has a message to itself: longer than its turn and the provider's answer may take together. */
const LEASE = TURN_PATIENCE + PATIENCE + 20_000;

/** Resend forgets an idempotency key after 24 hours; an attempt in doubt that is repeated later could be a second e-mail. */
const DOUBT_MAX = 23 * 3_600_000;

/** What the queue should do with its copy: nothing more, or come again after so many seconds. */
export type Delivery = { outcome: "settled" } | { outcome: "later"; delaySeconds: number };

const settled: Delivery = { outcome: "settled" };

/** What is further away than the cron's next tick is the cron's to find. */
function comeAgain(dueAt: number): Delivery {
  const seconds = Math.ceil((dueAt - Date.now()) / 1000);
  return seconds > 60 ? settled : { outcome: "later", delaySeconds: Math.max(1, seconds) };
}

/**
 * Sends one message of the outbox, if it is due and in nobody else's hands. Safe to call for any id at any time, as often
 * as one likes. Rendered from the registration as it is now, but dated when the message was written, so that a second
 * attempt has the same body as the first.
 */
export async function deliver(service: Service, id: string): Promise<Delivery> {
  const { db, settings } = service;
  const message = await leaseMessage(db, id, Date.now(), Date.now() + LEASE);
  if (!message) return settled;

  const turn = await takeTurn(db, Date.now(), Math.ceil(1000 / settings.RESEND_RATE / PACE), TURN_PATIENCE);
  if (turn.outcome === "held") {
    await giveBack(db, id, turn.until);
    return comeAgain(turn.until);
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, turn.at - Date.now())));

  const occasion = await occasionOf(service, message);
  if (!occasion) {
    await markFailed(db, id, "nobody to send it to", Date.now());
    return settled;
  }
  const started = Date.now();
  const result = await sendMail(settings, renderMail(occasion), id, message.attempts);
  const now = Date.now();
  log(message, result, now - started);
  return settle(db, message, result, now);
}

async function settle(db: D1Database, message: LeasedMessage, result: SendOutcome, now: number): Promise<Delivery> {
  const { id, doubtSince } = message;
  switch (result.outcome) {
    case "accepted":
      await markSent(db, id, result.providerId, now);
      return settled;
    case "never":
      await markFailed(db, id, result.reason, now);
      return settled;
    case "held":
      await holdBack(db, now + result.afterMs);
      await postpone(db, id, { reason: result.reason, doubt: false, at: now, dueAt: now + result.afterMs });
      return comeAgain(now + result.afterMs);
    case "later": {
      const dueAt = now + result.afterMs;
      if (doubtSince !== null && dueAt - doubtSince > DOUBT_MAX) {
        await markFailed(db, id, `gave up: ${result.reason}`, now);
        return settled;
      }
      await postpone(db, id, { reason: result.reason, doubt: result.doubt, at: now, dueAt });
      return comeAgain(dueAt);
    }
  }
}

/** One line for each attempt. Never an address or a name. */
function log({ id, kind, attempts }: LeasedMessage, result: SendOutcome, ms: number): void {
  const reason = result.outcome === "accepted" ? {} : { reason: result.reason };
  console.log(JSON.stringify({ log: "message", id, kind, outcome: result.outcome, ...reason, attempt: attempts, ms }));
}

async function occasionOf({ settings }: Service, message: LeasedMessage): Promise<MailOccasion | null> {
  const { event, registration, farewell } = message;
  const person = registration ?? farewell;
  if (!person) return null;
  const { PUBLIC_URL } = settings;
  const secret = registration
    ? await manageSecret({ registration: registration.id, version: registration.linkVersion }, settings.LINK_KEYS)
    : "";
  return {
    kind: message.kind,
    language: person.language,
    event,
    calendarSequence: message.calendarSequence + (registration?.calendarChanges ?? 0),
    recipient: {
      registrationId: registration?.id ?? "",
      name: person.name,
      email: person.email,
      status: registration?.status ?? "cancelled",
      participation: registration?.participation ?? "digital",
      digitalMeanwhile: registration?.digitalMeanwhile ?? false,
      position: registration?.position ?? null,
      inviter: message.inviter,
    },
    links: {
      manage: `${PUBLIC_URL}/registrations/${secret}`,
      notMe: `${PUBLIC_URL}/registrations/${secret}/not-me`,
      form: hostedUrl(PUBLIC_URL, event.slug, person.partner, person.language),
      privacy: privacyUrl(PUBLIC_URL, event.slug, person.language),
      calendarFile: `${PUBLIC_URL}/events/${event.slug}.ics`,
    },
    from: settings.MAIL_FROM,
    now: message.createdAt,
  };
}
