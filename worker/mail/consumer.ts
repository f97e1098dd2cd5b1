import { manageSecret } from "../attendee/manage-link.ts";
import { hostedUrl, privacyUrl } from "../attendee/public-event.ts";
import type { Service } from "../service.ts";
import { type LeasedMessage, leaseMessage, markFailed, markSent, postpone } from "../storage/messages.ts";
import type { MailOccasion } from "./mail.ts";
import { sendMail } from "./provider.ts";
import { renderMail } from "./render.tsx";

/** How long one consumer has a message to itself: longer than the provider may take to answer. In milliseconds. */
const LEASE = 60_000;

/** Resend forgets an idempotency key after 24 hours; trying again later than this could send a second e-mail. */
const GIVE_UP_AFTER = 23 * 3_600_000;

/** What the queue should do with its copy: nothing more, or come again after so many seconds. */
export type Delivery = { outcome: "settled" } | { outcome: "later"; delaySeconds: number };

/**
 * Sends one message of the outbox, if it is due and in nobody else's hands. Safe to call for any id at any time, as often
 * as one likes. Rendered from the registration as it is now, but dated when the message was written, so that a second
 * attempt has the same body as the first.
 */
export async function deliver(service: Service, id: string): Promise<Delivery> {
  const { db, settings } = service;
  const started = Date.now();
  const message = await leaseMessage(db, id, started, started + LEASE);
  if (!message) return { outcome: "settled" };

  const occasion = await occasionOf(service, message);
  if (!occasion) {
    await markFailed(db, id, "nobody to send it to", started);
    return { outcome: "settled" };
  }
  const result = await sendMail(settings, renderMail(occasion), id, message.attempts);
  const now = Date.now();
  console.log(
    JSON.stringify({
      log: "message",
      id,
      kind: message.kind,
      outcome: result.outcome,
      ...(result.outcome === "accepted" ? {} : { reason: result.reason }),
      attempt: message.attempts,
      ms: now - started,
    }),
  );
  switch (result.outcome) {
    case "accepted":
      await markSent(db, id, result.providerId, now);
      return { outcome: "settled" };
    case "never":
      await markFailed(db, id, result.reason, now);
      return { outcome: "settled" };
    case "later":
      if (now + result.afterMs - message.createdAt > GIVE_UP_AFTER) {
        await markFailed(db, id, `gave up: ${result.reason}`, now);
        return { outcome: "settled" };
      }
      await postpone(db, id, result.reason, now + result.afterMs);
      return { outcome: "later", delaySeconds: Math.ceil(result.afterMs / 1000) };
  }
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
