import * as z from "zod";
import { parseWith } from "../http/field-errors.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem.ts";
import { languages } from "../i18n/language.ts";
import { sampleMail } from "../mail/preview.ts";
import { translations } from "../registration/definition-fields.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { activeFilter } from "../registration/list-filter.ts";
import type { Caller } from "../security/bearer.ts";
import { sha256 } from "../security/crypto.ts";
import { type Service, wakeBulk } from "../service.ts";
import { announce, announcementsOf, sizeOfAudience } from "../storage/announcements.ts";
import { noticesOf } from "../storage/event-notices.ts";
import { audit } from "./audit-log.ts";

/** An announcement: plain text with a blank line between paragraphs. Web addresses become links. */
export const announcementRequest = z.strictObject({
  subject: translations(150),
  text: translations(10_000),
  /** Which of those who take part or wait. Default: all of them. */
  to: activeFilter.prefault({}),
});

export type AnnouncementRequest = z.infer<typeof announcementRequest>;

export const announcementAnswer = z.strictObject({ id: z.string(), recipients: z.int() });

export const announcementPreview = z.strictObject({
  recipients: z.int(),
  byLanguage: z.record(z.enum(languages), z.int()),
  mails: z.array(
    z.strictObject({ language: z.enum(languages), subject: z.string(), text: z.string(), html: z.string() }),
  ),
});

export const parseAnnouncement = parseWith(announcementRequest);

/** What sending an announcement would do: how many would get it, and what they would read. Changes nothing. */
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
 * Queues one e-mail to each recipient. The same key again queues nothing and gets the first answer.
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
  const bodyHash = await sha256(text);
  const outcome = await announce(db, event.slug, to, { ...words, key, bodyHash }, now);
  if (outcome.outcome === "refused") throw new ProblemError("idempotency-key-reused");
  await wakeBulk(service);
  const { id, recipients } = outcome;
  // How many e-mails this request has queued: none, the second time.
  const count = outcome.outcome === "repeated" ? 0 : recipients;
  await audit(service, caller, { event: event.slug, action: "announcement", count, detail: id });
  return { id, recipients };
}

export const announcementList = z.strictObject({
  announcements: z.array(
    z.strictObject({
      id: z.string(),
      at: z.iso.datetime(),
      ...announcementRequest.pick({ subject: true, text: true }).shape,
      recipients: z.int().describe("How many attendees it was for when it was sent."),
      queued: z.int().describe("To how many of them the e-mail is queued by now: thousands are queued in steps."),
    }),
  ),
  notices: z
    .array(
      z.strictObject({
        kind: z.enum(["event-changed", "event-cancelled"]),
        at: z.iso.datetime(),
        status: z
          .enum(["queuing", "queued", "superseded"])
          .describe(
            "queuing: the cron goes on. superseded: a later change is told in its place to those who were left.",
          ),
        recipients: z.int().describe("How many attendees it was for when the definition was stored."),
        queued: z
          .int()
          .describe("To how many of them the e-mail is queued by now. Attendees who cancel meanwhile get none."),
      }),
    )
    .describe("What a new definition has told everybody: another time or place, or that the event is cancelled."),
});

/** What was sent to many, newest first. */
export async function listAnnouncements({ db }: Service, slug: string): Promise<z.infer<typeof announcementList>> {
  const [announcements, notices] = await Promise.all([announcementsOf(db, slug, LISTED), noticesOf(db, slug, LISTED)]);
  const dated = <T extends { at: number }>({ at, ...rest }: T) => ({ ...rest, at: new Date(at).toISOString() });
  return { announcements: announcements.map(dated), notices: notices.map(dated) };
}

/** How many of each a list has: an event has a few. */
const LISTED = 100;
