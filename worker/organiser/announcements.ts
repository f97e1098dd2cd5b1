import { z } from "zod";
import { fieldFaults } from "../http/field-errors.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import { langParameter } from "../http/parameters.ts";
import { ProblemError } from "../http/problem.ts";
import { languages } from "../i18n/language.ts";
import { sampleMail } from "../mail/preview.ts";
import { participations } from "../registration/capacity.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { type EventDefinition, translations } from "../registration/event-definition.ts";
import { displayStatuses, messageKinds } from "../registration/message.ts";
import { addressHashes } from "../security/address-hash.ts";
import { type Caller, callerName } from "../security/bearer.ts";
import { sha256 } from "../security/crypto.ts";
import { type Service, wakeBulk, wakeOutbox } from "../service.ts";
import { announce, sizeOfAudience } from "../storage/announcements.ts";
import { recordAudit } from "../storage/audit-log.ts";
import { newId } from "../storage/ids.ts";
import { messageExists, retryMessage, undeliveredAddress, undeliveredMessages } from "../storage/outbox.ts";

/** What an organiser sends to many: plain text, a blank line between paragraphs; web addresses become links. */
export const announcementRequest = z.strictObject({
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
export async function previewAnnouncement({ db }: Service, event: EventDefinition, request: AnnouncementRequest) {
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
  await recordAudit(
    db,
    { event: event.slug, who: callerName(caller), action: "message", count: recipients, detail: id },
    now,
  );
  return { id, recipients };
}

export const undeliveredAnswer = z.strictObject({
  messages: z.array(
    z.strictObject({
      id: z.string(),
      registration: z.string(),
      kind: z.enum(messageKinds),
      status: z.enum(displayStatuses),
      reason: z.string().nullable(),
      attempts: z.int(),
      at: z.iso.datetime(),
      /** Of a rehearsal. */
      rehearsal: z.boolean(),
    }),
  ),
  /** Goes into `?after=`; null at the end. */
  next: z.string().nullable(),
});

export const announcementAnswer = z.strictObject({ id: z.string(), recipients: z.int() });

export const announcementPreview = z.strictObject({
  recipients: z.int(),
  byLanguage: z.record(z.enum(languages), z.int()),
  mails: z.array(
    z.strictObject({ language: z.enum(languages), subject: z.string(), text: z.string(), html: z.string() }),
  ),
});

export const retryAnswer = z.strictObject({ id: z.string(), status: z.literal("queued") });

/** Rows of one answer. */
const PAGE = 500;

export const undeliveredQuery = z.strictObject({
  after: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "the id of a message")
    .optional(),
  lang: langParameter,
});

/** E-mails that did not get through, oldest first: which registration, which kind, and why. `next` is where to ask on. */
export async function undelivered(
  { db }: Service,
  event: string,
  { after = "" }: z.infer<typeof undeliveredQuery>,
): Promise<z.infer<typeof undeliveredAnswer>> {
  const rows = await undeliveredMessages(db, event, after, PAGE);
  const messages = rows.map(({ test, ...row }) => ({
    ...row,
    at: new Date(row.at).toISOString(),
    rehearsal: test === 1,
  }));
  return { messages, next: messages.length === PAGE ? (messages.at(-1)?.id ?? null) : null };
}

/** Sends a message again that failed or bounced. @throws ProblemError not-found, not-undelivered */
export async function retry(service: Service, event: string, caller: Caller, id: string) {
  const { db, settings, now } = service;
  const email = parseEmailAddress((await undeliveredAddress(db, event, id)) ?? "");
  const hashes = typeof email === "string" ? [] : await addressHashes(email.key, settings.LINK_KEYS);
  if (!(await retryMessage(db, event, { id, key: newId(now), hashes }, now)))
    throw new ProblemError((await messageExists(db, event, id)) ? "not-undelivered" : "not-found");
  wakeOutbox(service, [id]);
  await recordAudit(db, { event, who: callerName(caller), action: "retry", count: 1, detail: id }, now);
  return { id, status: "queued" as const };
}
