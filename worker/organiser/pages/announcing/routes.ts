/** Writing to many. */
import { readForm } from "../../../http/body.ts";
import { ProblemError } from "../../../http/problem.ts";
import { get, post, type Route } from "../../../http/route.ts";
import { type AtEvent, signedInAtEvent, signedInAtEventOr } from "../../../security/session.ts";
import type { Service } from "../../../service.ts";
import { findDraft } from "../../../storage/announcement-drafts.ts";
import { keptForm } from "../kept-form.tsx";
import * as actions from "./actions.ts";
import { readAudience } from "./audience-query.ts";
import { withAudience, writePath } from "./paths.ts";
import { previewPage } from "./preview-page.tsx";
import { sendPage } from "./send-page.tsx";
import { writePage, writePageQuery } from "./write-page.tsx";

/** Octets of a form: ten thousand characters in each of three languages, each octet as %XX. */
const FORM_MAX = 384 * 1024;

/** Typed text survives the end of the session: the page asks to sign in again, and keeps the text. */
const writing = signedInAtEventOr(keptForm(FORM_MAX));

const NOTHING = { subject: {}, text: {} };

const queryOf = (url: string) => new URL(url).searchParams;

/**
 * The audience of what was typed. If it no longer exists, such as a partner that was taken out meanwhile, the words are saved
 * without it. @throws ProblemError parameter
 */
async function audienceOrDraft(at: AtEvent & { service: Service }, query: URLSearchParams, form: URLSearchParams) {
  try {
    return await readAudience(at, query);
  } catch (error) {
    if (error instanceof ProblemError) await actions.saveWords(at.service, at, "", form);
    throw error;
  }
}

export const announcingRoutes: readonly Route[] = [
  get("/organiser/:event/announcements", signedInAtEvent, async (c) => {
    const { service, event, session } = c.var;
    const { slug } = event.definition;
    const audience = await readAudience(c.var, queryOf(c.req.url));
    const draft = await findDraft(service.db, { event: slug, emailKey: session.emailKey }, service.now);
    // The draft keeps its audience.
    if (!audience.said && draft?.audience) return c.redirect(withAudience(writePath(slug), draft.audience), 303);
    const query = writePageQuery.parse(c.req.query());
    return writePage(service, c.var, { audience, words: draft ?? NOTHING, query });
  }),
  post("/organiser/:event/announcements", writing, async (c) => {
    const { service } = c.var;
    const form = await readForm(c, FORM_MAX);
    const audience = await audienceOrDraft(c.var, queryOf(c.req.url), form);
    const outcome = await actions.write(service, c.var, audience, form);
    return "location" in outcome ? c.redirect(outcome.location, 303) : outcome.page;
  }),

  get("/organiser/:event/announcements/preview", signedInAtEvent, (c) =>
    c.redirect(writePath(c.var.event.definition.slug), 303),
  ),
  post("/organiser/:event/announcements/preview", writing, async (c) => {
    const { service } = c.var;
    const form = await readForm(c, FORM_MAX);
    const { query } = await audienceOrDraft(c.var, queryOf(c.req.url), form);
    await actions.saveWords(service, c.var, query, form);
    return previewPage(service, c.var, form);
  }),

  get("/organiser/:event/announcements/send", signedInAtEvent, async (c) => {
    const { service, event, session } = c.var;
    const { slug } = event.definition;
    const audience = await readAudience(c.var, queryOf(c.req.url));
    const draft = await findDraft(service.db, { event: slug, emailKey: session.emailKey }, service.now);
    if (!draft) return c.redirect(withAudience(writePath(slug), audience.query), 303);
    const was = c.req.query("was");
    const later = c.req.query("later") !== undefined;
    return sendPage(service, c.var, { audience, draft, was: was && /^\d{1,9}$/.test(was) ? Number(was) : null, later });
  }),
  post("/organiser/:event/announcements/send", signedInAtEvent, async (c) => {
    const { service } = c.var;
    const audience = await readAudience(c.var, queryOf(c.req.url));
    const outcome = await actions.send(service, c.var, audience, await readForm(c));
    return "location" in outcome ? c.redirect(outcome.location, 303) : outcome.page;
  }),

  get("/organiser/:event/announcements/:id", signedInAtEvent, (c) =>
    c.redirect(withAudience(writePath(c.var.event.definition.slug), "", { sent: c.req.param("id") }), 303),
  ),
  post("/organiser/:event/announcements/:id", signedInAtEvent, async (c) => {
    const outcome = await actions.undo(c.var.service, c.var, c.req.param("id"), await readForm(c));
    return "location" in outcome ? c.redirect(outcome.location, 303) : outcome.page;
  }),
];
