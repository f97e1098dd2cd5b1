import { z } from "zod";
import { type Caller, callerName } from "../http/bearer.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem.ts";
import { sha256 } from "../http/secrets.ts";
import { fieldFaults } from "../http/validation.ts";
import { languages } from "../language/language.ts";
import { sampleMail } from "../mail/preview.ts";
import { addressHashes } from "../mail/suppression.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { type EventDefinition, translations } from "../registration/event.ts";
import { participations } from "../registration/places.ts";
import { type Service, wakeBulk, wakeConsumer } from "../service.ts";
import { announce, sizeOfAudience } from "../storage/announcements.ts";
import { logAccess } from "../storage/export.ts";
import { newId } from "../storage/ids.ts";
import { messageExists, retryMessage, undeliveredAddress, undeliveredMessages } from "../storage/messages.ts";

/** What an organiser sends to many: plain text, a blank line between paragraphs; web addresses become links. */
const announcementRequest = z.strictObject({
  subject: translations(150),
  text: translations(10_000),
  /** Which of those who take part or wait; all of them, unless it says otherwise. */
  to: z
    .strictObject({
      status: z.enum(["confirmed", "waitlisted"], "confirmed or waitlisted").optional(),
      participation: z.enum(participations, "in-person or digital").optional(),
      partner: z.string().max(60).optional(),
    })
    .prefault({}),
});

export type AnnouncementRequest = z.infer<typeof announcementRequest>;

/** @throws ProblemError invalid, naming each field by its path and what was expected there */
export function parseAnnouncement(event: EventDefinition, body: unknown): AnnouncementRequest {
  const parsed = announcementRequest.safeParse(body);
  if (!parsed.success) throw new ProblemError("invalid", { errors: fieldFaults(parsed.error) });
  const { partner } = parsed.data.to;
  if (partner !== undefined && !Object.hasOwn(event.partners, partner)) {
    const code = `one of ${Object.keys(event.partners).join(", ")}`;
    throw new ProblemError("invalid", { errors: [{ field: "to.partner", code }] });
  }
  return parsed.data;
}

/** What sending would do: to how many, and what they would read. */
export async function rehearse({ db }: Service, event: EventDefinition, request: AnnouncementRequest) {
  const sizes = await sizeOfAudience(db, event.slug, request.to);
  const byLanguage = Object.fromEntries(
    languages.map((language) => [language, sizes.find((size) => size.language === language)?.recipients ?? 0]),
  );
  const reader = request.to.participation === "digital" ? "digital" : "in-person";
  return {
    recipients: sizes.reduce((sum, { recipients }) => sum + recipients, 0),
    byLanguage,
    mails: languages.map((language) => {
      const { subject, text, html } = sampleMail(event, "announcement", language, reader, request);
      return { language, subject, text, html };
    }),
  };
}

/**
 * Writes one e-mail to each. The same key again sends nothing, and gets the first answer.
 * @throws ProblemError idempotency-key, idempotency-key-reused
 */
export async function sendAnnouncement(
  service: Service,
  event: EventDefinition,
  caller: Caller,
  { request, text, header }: { request: AnnouncementRequest; text: string; header: string | undefined },
) {
  const { db, now } = service;
  const key = idempotencyKey(header);
  if (!key) throw new ProblemError("idempotency-key");
  const { to, ...words } = request;
  const body = await sha256(text);
  const outcome = await announce(db, event.slug, to, { ...words, key, body }, now);
  if (outcome.outcome === "other-body") throw new ProblemError("idempotency-key-reused");
  await wakeBulk(service);
  const { id, recipients } = outcome;
  await logAccess(db, { event: event.slug, who: callerName(caller), action: "message", count: recipients }, now);
  return { id, recipients };
}

/** Rows of one answer. */
const PAGE = 500;

const undeliveredQuery = z.strictObject({
  after: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .default(""),
});

/**
 * E-mails that did not get through, oldest first: which registration, which kind, and why. `next` is where to ask on.
 * @throws ProblemError parameter
 */
export async function undelivered({ db }: Service, event: string, parameters: unknown) {
  const query = undeliveredQuery.safeParse(parameters);
  if (!query.success)
    throw new ProblemError("parameter", { values: { parameter: "after", expected: "the id of a message" } });
  const rows = await undeliveredMessages(db, event, query.data.after, PAGE);
  const messages = rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
  return { messages, next: messages.length === PAGE ? (messages.at(-1)?.id ?? null) : null };
}

/** Sends a message again that failed or bounced. @throws ProblemError not-found, not-undelivered */
export async function retry(service: Service, event: string, caller: Caller, id: string) {
  const { db, settings, now } = service;
  const email = parseEmailAddress((await undeliveredAddress(db, event, id)) ?? "");
  const hashes = typeof email === "string" ? [] : await addressHashes(email.key, settings.LINK_KEYS);
  if (!(await retryMessage(db, event, { id, key: newId(now), hashes }, now)))
    throw new ProblemError((await messageExists(db, event, id)) ? "not-undelivered" : "not-found");
  wakeConsumer(service, [id]);
  await logAccess(db, { event, who: callerName(caller), action: "retry", count: 1 }, now);
  return { id, status: "queued" as const };
}
