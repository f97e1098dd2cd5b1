/** The actions of the announcement forms. Each returns where to continue, or a page with the errors. */

import { ProblemError } from "../../../http/problem.ts";
import { createTranslator } from "../../../i18n/translate.ts";
import { turnedRound, withoutCondition } from "../../../registration/list-filter.ts";
import type { AtEvent } from "../../../security/session.ts";
import { type Service, wakeOutbox } from "../../../service.ts";
import { type AnnouncementDraft, deleteDraft, findDraft, saveDraft } from "../../../storage/announcement-drafts.ts";
import { announcedUnder, findAnnouncement } from "../../../storage/announcement-list.ts";
import { sendTest } from "../../../storage/announcement-tests.ts";
import {
  announcementRequest,
  audienceQuery,
  checkSendAt,
  sendAnnouncement,
  takeAnnouncementBack,
} from "../../announcements.ts";
import { audit } from "../../audit-log.ts";
import type { AudienceInAddress } from "./audience-query.ts";
import { type Choice, readChoice } from "./choice-key.ts";
import { faultsIn, isEmpty, versionOf, wordsOfForm, writtenIn } from "./draft.ts";
import { sendPath, withAudience, writePath } from "./paths.ts";
import { sendPage } from "./send-page.tsx";
import { writePage, writePageQuery } from "./write-page.tsx";

/** How long an announcement waits before it is sent, so that it can be taken back, in seconds. */
const UNDO_SECONDS = 10;

export type Outcome = { location: string } | { page: Promise<Response> };

const writerOf = ({ event, session }: AtEvent) => ({ event: event.definition.slug, emailKey: session.emailKey });

/** Saves what was typed. Every button does this. */
export async function saveWords(
  { db, now }: Service,
  at: AtEvent,
  audience: string,
  form: URLSearchParams,
): Promise<AnnouncementDraft | null> {
  const words = wordsOfForm(form);
  if (!isEmpty(words)) return saveDraft(db, writerOf(at), { ...words, audience }, now);
  await deleteDraft(db, writerOf(at));
  return null;
}

/** `POST /organiser/{event}/announcements` */
export async function write(
  service: Service,
  at: AtEvent,
  audience: AudienceInAddress,
  form: URLSearchParams,
): Promise<Outcome> {
  const { slug } = at.event.definition;
  const draft = await saveWords(service, at, audience.query, form);
  const chosen = readChoice(form.get("do"));
  const shown = { tab: form.get("tab") ?? "", reader: form.get("reader") ?? "", n: form.get("n") ?? "" };
  const back = (query: string, more: Record<string, string> = {}) => ({
    location: withAudience(writePath(slug), query, { ...shown, ...more }),
  });
  const faults = needsWords(chosen)
    ? faultsIn(draft ?? { subject: {}, text: {} }, createTranslator(at.session.language))
    : [];
  if (faults.length > 0) {
    const query = writePageQuery.parse({ ...shown, tab: undefined });
    return {
      page: writePage(service, at, { audience, words: draft ?? { subject: {}, text: {} }, query, errors: faults }),
    };
  }
  switch (chosen.choice) {
    case "send":
      return { location: withAudience(sendPath(slug), audience.query) };
    case "later":
      return { location: withAudience(sendPath(slug), audience.query, { later: "1" }) };
    case "test":
      return back(audience.query, { outcome: draft && (await test(service, at, draft)) ? "tested" : "tested-enough" });
    case "clear":
      await deleteDraft(service.db, writerOf(at));
      return { location: withAudience(writePath(slug), audience.query) };
    case "list":
      return { location: `/organiser/${slug}/registrations${audience.query && `?${audience.query}`}` };
    case "turn":
      return back(audienceQuery(turnedRound(audience.filter, chosen.condition)));
    case "without":
      return back(audienceQuery(withoutCondition(audience.filter, chosen.condition)));
    case "audience":
      return back(chosen.query, { reader: "", n: "1" });
    case "reader":
      return back(audience.query, { reader: chosen.id, n: String(chosen.n) });
    case "save":
      return back(audience.query);
  }
}

const needsWords = ({ choice }: Choice) => choice === "send" || choice === "later" || choice === "test";

/** Sends one test e-mail in each written language. False if the organiser has sent too many. */
async function test(service: Service, at: AtEvent, draft: AnnouncementDraft): Promise<boolean> {
  const { definition } = at.event;
  const [partner = ""] = Object.keys(definition.partners);
  const ids = await sendTest(
    service.db,
    definition.slug,
    { ...draft, email: at.session.email, languages: writtenIn(draft), partner },
    service.now,
  );
  if (ids.length === 0) return false;
  wakeOutbox(service, ids);
  await audit(service, at.caller, { event: definition.slug, action: "announcement tested", count: ids.length });
  return true;
}

/** `POST /organiser/{event}/announcements/send` */
export async function send(
  service: Service,
  at: AtEvent,
  audience: AudienceInAddress,
  form: URLSearchParams,
): Promise<Outcome> {
  const { db, now } = service;
  const { definition: event } = at.event;
  const key = form.get("key") ?? "";
  const draft = await findDraft(db, writerOf(at), now);
  if (draft?.id !== key) {
    // The same button was pressed twice.
    const sent = await announcedUnder(db, event.slug, key);
    return { location: withAudience(writePath(event.slug), audience.query, sent ? { sent } : {}) };
  }
  const confirmed = Number(form.get("count"));
  const again = (more: Record<string, string>) => ({
    location: withAudience(sendPath(event.slug), audience.query, more),
  });
  // Another tab has saved another text meanwhile: show the text that would be sent.
  if ((await versionOf(draft)) !== form.get("version")) return again({});
  const sendAt = form.get("do") === "later" ? (form.get("at") ?? "") : undefined;
  const { subject, text } = draft;
  const parsed = announcementRequest.omit({ to: true }).safeParse({
    subject,
    text,
    recipients: confirmed,
    ...(sendAt === undefined ? { undoSeconds: UNDO_SECONDS } : { sendAt }),
  });
  const wrong = () => ({
    page: sendPage(service, at, { audience, draft, was: null, later: true, wrongTime: sendAt ?? "" }),
  });
  if (!parsed.success) return sendAt === undefined ? again({}) : wrong();
  const request = { ...parsed.data, to: audience.filter };
  try {
    checkSendAt(request, event, now);
    const body = JSON.stringify({ subject, text, to: audience.query, sendAt });
    const { id } = await sendAnnouncement(service, event, at.caller, { request, text: body, header: key });
    await deleteDraft(db, writerOf(at));
    return { location: withAudience(writePath(event.slug), audience.query, { sent: id }) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    switch (error.problem) {
      case "invalid":
        return wrong();
      case "count-changed":
        return again({ was: String(confirmed) });
      case "idempotency-key-reused":
        // It was sent, and another text was typed before the draft was deleted: that is a new announcement.
        await deleteDraft(db, writerOf(at));
        await saveDraft(db, writerOf(at), draft, now);
        return again({});
      default:
        throw error;
    }
  }
}

/**
 * `POST /organiser/{event}/announcements/{id}`: takes it back. Its text returns to the form, unless the form has another
 * text or the announcement is to be removed.
 */
export async function undo(service: Service, at: AtEvent, id: string, form: URLSearchParams): Promise<Outcome> {
  const { db, now } = service;
  const { slug } = at.event.definition;
  try {
    const { recipients, gone } = await takeAnnouncementBack(service, slug, at.caller, id);
    const announcement = await findAnnouncement(db, slug, id);
    const audience = announcement ? audienceQuery(announcement.audience) : "";
    const draft = await findDraft(db, writerOf(at), now);
    if (announcement && !draft && form.get("keep") !== "no")
      await saveDraft(db, writerOf(at), { ...announcement, audience }, now);
    const more = { outcome: "taken-back", gone: String(gone), of: String(recipients) };
    return { location: withAudience(writePath(slug), draft ? draft.audience : audience, more) };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem !== "already-sent") throw error;
    const of = String(error.details.values?.count ?? 0);
    return { location: withAudience(writePath(slug), "", { outcome: "too-late", of }) };
  }
}
