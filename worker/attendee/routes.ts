/** The routes for attendees and for the pages that embed the form. */
import type { Context } from "hono";
import { readForm } from "../http/body.ts";
import { byLanguage, byNothing, byPartnerAndLanguage, edgeCache } from "../http/edge-cache.ts";
import { contentTag } from "../http/etag.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import { ProblemError } from "../http/problem.ts";
import { noteRefusal } from "../http/refusal-log.ts";
import { registerResponse } from "../http/refusals.ts";
import { registerAttendee } from "../http/register-operation.ts";
import { get, post, type Route } from "../http/route.ts";
import { seeOther } from "../http/see-other.ts";
import { scriptUnder } from "../pages/scripts.ts";
import { stylesWith } from "../pages/stylesheet.ts";
import { isRehearsal } from "../registration/request.ts";
import {
  anyone,
  anyoneAtEvent,
  anyoneAtEventOfFile,
  anyoneAtPossibleEvent,
  rateLimit,
  through,
} from "../security/access.ts";
import { requirePace } from "../security/proof-of-work.ts";
import { isOverLimit } from "../security/rate-limit.ts";
import { isInPace, loadOf, noLoad, peopleIn } from "../security/registration-pace.ts";
import { addressUrl, offerUrl } from "../urls.ts";
import { accessibilityPage } from "./accessibility-page.tsx";
import { openTicket } from "./door-pass.tsx";
import { embedScript, eventCaching, proofScript } from "./embed.ts";
import { framePlace } from "./frame-page.tsx";
import * as handOver from "./hand-over-responses.ts";
import { hostedPlace, receiptPage } from "./hosted-page.tsx";
import { lostLink, lostLinkPage } from "./lost-link.tsx";
import * as manage from "./manage-responses.ts";
import { moves } from "./moves.ts";
import * as newAddress from "./new-address-responses.ts";
import { readPublicEvent } from "./operations.ts";
import { pinnedScript } from "./pinned-script.ts";
import type { FormPlace } from "./plain-form.tsx";
import { previewPage } from "./preview-page.tsx";
import { privacyPage } from "./privacy-page.tsx";
import { publicCalendarFile } from "./public-calendar-file.ts";
import { publicEvent } from "./public-event.ts";
import { questions } from "./question-page.tsx";
import { resolvePartnerAndLanguage } from "./reader.ts";
import { register } from "./register.ts";
import { bodyOfForm, registerByForm } from "./register-by-form.ts";
import { snippetPage } from "./snippet-page.tsx";
import * as stream from "./stream-responses.ts";

const originOf = (c: Context) => c.req.header("origin") ?? null;

/** The name without its extension: `stad.js` becomes `stad`. */
const stem = (file: string) => file.replace(/\.\w+$/, "");

/** The partner and language of `?partner=` and `?lang=`. */
const partnerAndLanguage = (c: Context, event: Parameters<typeof resolvePartnerAndLanguage>[0]) =>
  resolvePartnerAndLanguage(event, { partner: c.req.query("partner"), language: c.req.query("lang") });

/** Limits what attendees do with their own link. */
const limited = through(anyone, rateLimit("manage"));

/** The routes of a page with the form: the page, its plain POST, and the receipt. */
const formRoutes = (path: `/events/:event${string}`, place: FormPlace): readonly Route[] => [
  get(path, through(anyoneAtEvent, edgeCache(byPartnerAndLanguage)), (c) =>
    place.page(c.var.service, c.var.event, partnerAndLanguage(c, c.var.event)),
  ),
  post(path, anyoneAtEvent, async (c) => {
    const { event, service } = c.var;
    const origin = originOf(c);
    const form = await readForm(c);
    const people = peopleIn(bodyOfForm(form, []));
    const attempt = { request: c.req.raw, slug: event.definition.slug, people };
    const overLimit = await isOverLimit(c, "register");
    const load = overLimit ? noLoad : await loadOf(attempt, c.env, service);
    // A page without scripts cannot do proof of work: a client that registers too many people is told to wait.
    const tooMany = overLimit || load.client > 0 || !(await isInPace(attempt, c.env, service));
    return registerByForm(place, service, event, form, {
      // Our own pages send no referrer, and so the origin "null" (Fetch standard, "append a request Origin header").
      origin: origin === "null" ? null : origin,
      overLimit: tooMany,
      eventUnderLoad: load.event > 0,
      refused: (problem) => noteRefusal(c, problem),
    });
  }),
  get(`${path}/receipt/:sealed`, anyoneAtEvent, (c) => {
    const { service, event } = c.var;
    return receiptPage(place, service, event, partnerAndLanguage(c, event), c.req.param("sealed") ?? "");
  }),
];

export const attendeeRoutes: readonly Route[] = [
  // Files that a host page loads
  get("/embed/:event/:partner/:file{[0-9a-f]{16}\\.js}", through(anyone, edgeCache(byNothing)), (c) =>
    pinnedScript(c.var.service, stem(c.req.param("file"))),
  ),
  get("/embed/:event/:file{.+\\.js}", through(anyoneAtPossibleEvent, edgeCache(byLanguage), contentTag), (c) => {
    const { service, event } = c.var;
    return embedScript(service, event, c.req.param("event"), stem(c.req.param("file")), c.req.query("lang"));
  }),
  get("/embed/:event/:file{[a-z0-9-]+\\.html}", through(anyoneAtEvent, edgeCache(byLanguage)), (c) =>
    snippetPage(c.var.service, c.var.event.definition, stem(c.req.param("file")), {
      language: c.req.query("lang"),
      view: c.req.query("view"),
    }),
  ),
  get("/embed/:event/:partner/preview", through(anyoneAtEvent, edgeCache(byLanguage)), (c) =>
    previewPage(c.var.event.definition, c.req.param("partner"), c.req.query("lang")),
  ),
  get("/proof.js", through(anyone, edgeCache(byNothing), contentTag), proofScript),

  // The form
  get(
    "/api/events/:event",
    through(anyoneAtEvent, edgeCache(byPartnerAndLanguage), contentTag),
    readPublicEvent,
    (c) => {
      const { event, service } = c.var;
      const { partner, language } = partnerAndLanguage(c, event);
      const shown = publicEvent(event, partner, language, service.settings.PUBLIC_URL, service.now);
      return c.json(shown, 200, { "cache-control": eventCaching });
    },
  ),
  post("/api/events/:event/registrations", through(anyone, rateLimit("register")), registerAttendee, async (c) => {
    const body = c.req.valid("json");
    // A rehearsal needs an organiser's token. Refuse it without one, so that no real registration is stored instead.
    if (isRehearsal(body)) throw new ProblemError("unauthorized");
    const slug = c.req.param("event");
    const key = idempotencyKey(c.req.header("idempotency-key"));
    const origin = originOf(c);
    const people = peopleIn(body);
    await requirePace({ request: c.req.raw, slug, key: key ?? "", people, origin }, c.env, c.var.service);
    const outcome = await register(c.var.service, {
      slug,
      key,
      origin,
      text: await c.req.text(),
      body,
    });
    return registerResponse(c, outcome, body);
  }),

  // Pages of the event
  get("/events/:file{[a-z0-9-]+\\.ics}", through(anyoneAtEventOfFile, edgeCache(byPartnerAndLanguage)), (c) =>
    publicCalendarFile(c.var.service, c.var.event, partnerAndLanguage(c, c.var.event), c.req.query("participation")),
  ),
  ...formRoutes("/events/:event", hostedPlace),
  ...formRoutes("/events/:event/frame", framePlace),
  get("/events/:event/privacy", through(anyoneAtEvent, edgeCache(byPartnerAndLanguage)), (c) =>
    privacyPage(c.var.service, c.var.event, partnerAndLanguage(c, c.var.event), c.req.query("version")),
  ),
  get("/events/:event/accessibility", through(anyoneAtEvent, edgeCache(byPartnerAndLanguage)), (c) =>
    accessibilityPage(c.var.event, partnerAndLanguage(c, c.var.event)),
  ),
  get("/events/:event/lost-link", anyoneAtEvent, (c) => {
    const { service, event } = c.var;
    return lostLinkPage(service, event, partnerAndLanguage(c, event), c.req.query("sent"));
  }),
  post("/events/:event/lost-link", through(anyoneAtEvent, rateLimit("lost-link")), async (c) =>
    lostLink(c.var.service, c.var.event, await readForm(c)),
  ),

  // The manage page, for the holder of the link
  get("/T/:ticket", anyone, (c) => openTicket(c.var.service, c.req.param("ticket"))),
  get("/registrations/:secret", anyone, (c) => manage.show(c.var.service, c.req.param("secret"), c.req.query("done"))),
  get("/registrations/:secret/data.json", anyone, (c) => manage.downloadData(c.var.service, c.req.param("secret"))),
  post("/registrations/:secret/change", limited, async (c) =>
    manage.submitChange(c.var.service, c.req.param("secret"), await readForm(c)),
  ),
  get("/registrations/:secret/:action{change|restore|verify|accept|discard|withdraw-needs|take-back}", anyone, (c) =>
    manage.backToPage(c.req.param("secret")),
  ),
  // The question before each action. Reminders link to that of `cancel`.
  ...questions.map((question) =>
    get(`/registrations/:secret/${question}`, anyone, (c) =>
      manage.ask(c.var.service, c.req.param("secret"), question),
    ),
  ),
  post("/registrations/:secret/cancel", limited, (c) => manage.perform(c.var.service, c.req.param("secret"), "cancel")),
  ...moves.map((move) =>
    post(`/registrations/:secret/${move}`, limited, (c) => manage.perform(c.var.service, c.req.param("secret"), move)),
  ),
  post("/registrations/:secret/restore", limited, (c) =>
    manage.perform(c.var.service, c.req.param("secret"), "restore"),
  ),
  post("/registrations/:secret/verify", limited, (c) => manage.perform(c.var.service, c.req.param("secret"), "verify")),
  post("/registrations/:secret/accept", limited, async (c) =>
    manage.accept(c.var.service, c.req.param("secret"), await readForm(c)),
  ),
  post("/registrations/:secret/discard", limited, (c) =>
    manage.perform(c.var.service, c.req.param("secret"), "discard"),
  ),
  post("/registrations/:secret/withdraw-needs", limited, (c) =>
    manage.perform(c.var.service, c.req.param("secret"), "withdraw-needs"),
  ),
  post("/registrations/:secret/erase", limited, (c) =>
    manage.performErasure(c.var.service, c.req.param("secret"), "erase"),
  ),
  post("/registrations/:secret/not-me", limited, (c) =>
    manage.performErasure(c.var.service, c.req.param("secret"), "not-me"),
  ),

  // Handing the place on
  get("/registrations/:secret/hand-over", anyone, (c) => handOver.askWhom(c.var.service, c.req.param("secret"))),
  post("/registrations/:secret/hand-over", limited, async (c) =>
    handOver.submitHandOver(c.var.service, c.req.param("secret"), await readForm(c)),
  ),
  post("/registrations/:secret/take-back", limited, (c) =>
    handOver.takeOfferBack(c.var.service, c.req.param("secret")),
  ),
  get("/offers/:secret", anyone, (c) => handOver.showOffer(c.var.service, c.req.param("secret"), c.req.query("lang"))),
  post("/offers/:secret/take", limited, async (c) =>
    handOver.take(c.var.service, c.req.param("secret"), await readForm(c)),
  ),
  post("/offers/:secret/decline", limited, async (c) =>
    handOver.decline(c.var.service, c.req.param("secret"), await readForm(c)),
  ),
  get("/offers/:secret/:action{take|decline}", anyone, (c) =>
    seeOther(offerUrl("", encodeURIComponent(c.req.param("secret")))),
  ),

  // Correcting the address
  get("/registrations/:secret/address", anyone, (c) => newAddress.askForAddress(c.var.service, c.req.param("secret"))),
  post("/registrations/:secret/address", limited, async (c) =>
    newAddress.submitAddress(c.var.service, c.req.param("secret"), await readForm(c)),
  ),
  get("/addresses/:secret", anyone, (c) => newAddress.showAddress(c.var.service, c.req.param("secret"))),
  get("/addresses/:secret/confirm", anyone, (c) => seeOther(addressUrl("", encodeURIComponent(c.req.param("secret"))))),
  post("/addresses/:secret/confirm", limited, (c) => newAddress.confirmAddress(c.var.service, c.req.param("secret"))),

  // The attendee's own link to the stream. No limit per client: hundreds of people behind one address may press in the same
  // minute, and each link stores one row once.
  get("/s/:secret", anyone, (c) => stream.showStream(c.var.service, c.req.param("secret"))),
  post("/s/:secret", anyone, (c) => stream.enterStream(c.var.service, c.req.param("secret"))),

  // The attendee's own calendar entry
  get("/calendar/:file{[\\w-]+\\.ics}", anyone, (c) => manage.calendar(c.var.service, stem(c.req.param("file")))),

  // The styles and scripts of our pages, each under a path that changes with it
  get("/:file{styles-[0-9a-f]{16}(-[0-9a-f]{6})?\\.css}", through(anyone, edgeCache(byNothing)), (c) =>
    c.body(stylesWith(stem(c.req.param("file")).split("-")[2]), 200, pageFile("text/css")),
  ),
  get("/:file{[a-z]+-[0-9a-f]{16}\\.js}", through(anyone, edgeCache(byNothing)), (c) => {
    const script = scriptUnder(c.req.param("file"));
    return script === undefined ? c.notFound() : c.body(script, 200, pageFile("text/javascript"));
  }),
];

/** Kept for ever. A sandboxed frame has no origin, so our own page in it is another site to the browser. */
const pageFile = (type: string) => ({
  "content-type": `${type}; charset=utf-8`,
  "cache-control": "public, max-age=31536000, immutable",
  "cross-origin-resource-policy": "cross-origin",
});
