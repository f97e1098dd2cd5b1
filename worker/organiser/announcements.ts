import * as z from "zod";
import { parseWith } from "../http/field-errors.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem.ts";
import { languages } from "../i18n/language.ts";
import { sampleMail } from "../mail/preview.ts";
import { localTime, translations } from "../registration/definition-fields.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { activeFilter, type ListFilter } from "../registration/list-filter.ts";
import { listFilterQuery } from "../registration/list-query.ts";
import { instantOf, isSkipped } from "../registration/local-time.ts";
import { type Caller, callerName } from "../security/bearer.ts";
import { sha256 } from "../security/crypto.ts";
import { queueWebhooks, type Service, wakeBulk } from "../service.ts";
import { announcementsOf, type SentAnnouncement } from "../storage/announcement-list.ts";
import { takeBack } from "../storage/announcement-take-back.ts";
import { announce, type Departure, sizeOfAudience } from "../storage/announcements.ts";
import { noticesOf } from "../storage/event-notices.ts";
import { audit } from "./audit-log.ts";

/** An announcement: plain text with a blank line between paragraphs. Web addresses become links. */
export const subjects = translations(150);
export const texts = translations(10_000);

export const announcementRequest = z.strictObject({
  subject: subjects,
  text: texts,
  /** Selects people who take part or wait. Default: all of them. */
  to: activeFilter.prefault({}),
  recipients: z
    .int()
    .min(0)
    .optional()
    .describe("The number that `?dry-run` gave. If the audience is of another size by then, nothing is sent."),
  undoSeconds: z
    .int()
    .min(0)
    .max(600)
    .optional()
    .describe("For so long its e-mails wait, so that all of them can be taken back. Default: 0, they leave at once."),
  sendAt: localTime
    .optional()
    .describe(
      "Send it then, on the clock at the venue, to those who belong to the audience at that time. Until then it can be taken back.",
    ),
});

/** The audience may have any filter; people who have cancelled are never in it. */
export type AnnouncementRequest = Omit<z.infer<typeof announcementRequest>, "to"> & { to: ListFilter };

export const announcementAnswer = z.strictObject({ id: z.string(), recipients: z.int() });

export const announcementPreview = z.strictObject({
  recipients: z.int(),
  byLanguage: z.record(z.enum(languages), z.int()),
  mails: z.array(
    z.strictObject({ language: z.enum(languages), subject: z.string(), text: z.string(), html: z.string() }),
  ),
});

export const parseAnnouncement = parseWith(announcementRequest);

/** @throws ProblemError invalid, if the time to send is past or does not exist. `now` in milliseconds since 1970 */
export function checkSendAt({ sendAt }: AnnouncementRequest, event: EventDefinition, now: number): void {
  const wrong = sendAt === undefined ? null : wrongTime(sendAt, event, now);
  if (wrong) throw new ProblemError("invalid", { expected: [{ field: "sendAt", code: wrong }] });
}

/** What is wrong with a time to send; null if nothing is. */
function wrongTime(sendAt: string, { timeZone }: EventDefinition, now: number): string | null {
  if (isSkipped(sendAt, timeZone)) return "a time that the clock at the venue shows";
  return instantOf(sendAt, timeZone) > now ? null : "a time to come";
}

/** What sending an announcement would do: how many people would get it, and the e-mail. Changes nothing. */
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
 * @throws ProblemError idempotency-key, idempotency-key-reused, count-changed
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
  const { to, subject, text: words, recipients: confirmed = null } = request;
  const bodyHash = await sha256(text);
  const departure = departureOf(request, event);
  const announcement = { subject, text: words, key, bodyHash, by: callerName(caller), confirmed };
  const outcome = await announce(db, event.slug, to, announcement, departure, now);
  if (outcome.outcome === "refused") {
    if (outcome.reason === "key-reused") throw new ProblemError("idempotency-key-reused");
    throw new ProblemError("count-changed", { values: { count: outcome.recipients } });
  }
  // The cron finds a planned announcement.
  if ("hold" in departure) await wakeBulk(service, departure.hold > 0 ? departure.hold / 1000 + 1 : 0);
  const { id, recipients } = outcome;
  // How many e-mails this request has queued: none if it is a repetition.
  const count = outcome.outcome === "repeated" ? 0 : recipients;
  await audit(service, caller, { event: event.slug, action: "announcement", count, detail: id });
  return { id, recipients };
}

/** A filter as a query string: `status=confirmed&not=status`. */
export const audienceQuery = (filter: ListFilter) => new URLSearchParams(listFilterQuery(filter)).toString();

function departureOf({ sendAt, undoSeconds = 0 }: AnnouncementRequest, { timeZone }: EventDefinition): Departure {
  return sendAt === undefined ? { hold: undoSeconds * 1000 } : { at: instantOf(sendAt, timeZone) };
}

export const takenBackAnswer = z.strictObject({
  id: z.string(),
  recipients: z.int(),
  gone: z
    .int()
    .describe("How many e-mails had left, those included that were being handed over. Nobody else gets one."),
});

/**
 * Takes an announcement back: its e-mails that are not sent yet are dropped. @throws ProblemError not-found, already-sent
 */
export async function takeAnnouncementBack(
  service: Service,
  slug: string,
  caller: Caller,
  id: string,
): Promise<z.infer<typeof takenBackAnswer>> {
  const outcome = await takeBack(service.db, slug, id, service.now);
  if (outcome.outcome === "refused") {
    if (outcome.reason === "not-found") throw new ProblemError("not-found");
    throw new ProblemError("already-sent", { values: { count: outcome.recipients } });
  }
  const { recipients, gone } = outcome;
  await queueWebhooks(service);
  const count = recipients - gone;
  await audit(service, caller, { event: slug, action: "announcement taken back", count, detail: id });
  return { id, recipients, gone };
}

export const announcementList = z.strictObject({
  announcements: z.array(
    z.strictObject({
      id: z.string(),
      at: z.iso.datetime(),
      by: z.string().describe("Who sent it: an organiser's address, the name of a token, or `admin`."),
      ...announcementRequest.pick({ subject: true, text: true }).shape,
      to: z.string().describe("The filter, as it stands in the address of a list. Empty: all who take part or wait."),
      status: z
        .enum(["planned", "sent", "taken-back"])
        .describe("planned: it waits for `dueAt`. taken-back: what had not left by then is not sent."),
      dueAt: z.iso.datetime().describe("Its e-mails leave no sooner."),
      recipients: z
        .int()
        .describe("How many attendees it was for when it was sent; of a planned one, when it was planned."),
      queued: z.int().describe("To how many of them the e-mail is queued by now: thousands are queued in steps."),
      gone: z.int().describe("How many e-mails were handed over to the provider."),
      arrived: z.int().describe("How many of them arrived."),
      undelivered: z.int().describe("How many failed, bounced or were reported as spam."),
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

/** The announcements of an event, newest first. */
export async function listAnnouncements({ db }: Service, slug: string): Promise<z.infer<typeof announcementList>> {
  const [announcements, notices] = await Promise.all([announcementsOf(db, slug, LISTED), noticesOf(db, slug, LISTED)]);
  const dated = <T extends { at: number }>({ at, ...rest }: T) => ({ ...rest, at: new Date(at).toISOString() });
  return { announcements: announcements.map(listed).map(dated), notices: notices.map(dated) };
}

function listed({ dueAt, planned, takenBackAt, audience, dropped: _, ...rest }: SentAnnouncement) {
  const status = takenBackAt === null ? (planned ? "planned" : "sent") : "taken-back";
  return { ...rest, to: audienceQuery(audience), status, dueAt: new Date(dueAt).toISOString() } as const;
}

/** The most of each kind in a list: an event has only a few. */
export const LISTED = 100;
