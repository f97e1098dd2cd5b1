import { type Context, Hono, type MiddlewareHandler } from "hono";
import { embedScript, eventCaching, proofScript } from "./attendee/embed.ts";
import { hostedPage, registerByForm, resolvePartnerAndLanguage } from "./attendee/hosted-page.tsx";
import { lostLink } from "./attendee/lost-link.tsx";
import * as manage from "./attendee/manage-responses.ts";
import { pinnedScript } from "./attendee/pinned-script.ts";
import { privacyPage } from "./attendee/privacy-page.tsx";
import { publicCalendarFile } from "./attendee/public-calendar-file.ts";
import { publicEvent } from "./attendee/public-event.ts";
import { register } from "./attendee/register.ts";
import { snippetPage } from "./attendee/snippet-page.tsx";
import { type Bindings, MisconfiguredError, settingsOf } from "./environment.ts";
import { mediaType, readForm, readJson } from "./http/body.ts";
import { type AllowedOrigins, cors } from "./http/cors.ts";
import { isKnown, withEtag } from "./http/etag.ts";
import { securityHeaders } from "./http/headers.ts";
import { idempotencyKey } from "./http/idempotency.ts";
import { noQuery, readQuery } from "./http/parameters.ts";
import { checkPreconditions, versionTag } from "./http/preconditions.ts";
import {
  type NamedProblem,
  type ProblemDetails,
  ProblemError,
  type ProblemName,
  problemError,
  problemOf,
  problemResponse,
} from "./http/problem.ts";
import { languageIn, registerProblem, updateProblem } from "./http/refusals.ts";
import { isLanguage, type Language } from "./i18n/language.ts";
import { takeWebhook } from "./mail/resend-webhook.ts";
import * as announcements from "./organiser/announcements.ts";
import { docsPage } from "./organiser/api-docs/docs-page.tsx";
import { openApi } from "./organiser/api-docs/openapi.ts";
import { auditLogOf, auditLogQuery } from "./organiser/audit-log.ts";
import { dryRunQuery, parseDefinition, previewDefinition, putDefinition } from "./organiser/definition.ts";
import { erasuresQuery, listErasures, replayErasures } from "./organiser/erasures.ts";
import { exportList, exportPaths, exportQuery } from "./organiser/export.ts";
import { health } from "./organiser/health.ts";
import { formatFor } from "./organiser/list-formats.ts";
import { exportNeeds, needsQuery } from "./organiser/needs.ts";
import * as registrations from "./organiser/registrations.ts";
import { stats } from "./organiser/stats.ts";
import { createToken, deleteToken, tokensOf } from "./organiser/tokens.ts";
import { retry, undelivered, undeliveredQuery } from "./organiser/undelivered.ts";
import { askForToken, undeliveredPage } from "./organiser/undelivered-page.tsx";
import { resumeWebhook, webhooksOf } from "./organiser/webhook-endpoints.ts";
import { problemPage, styles } from "./pages/page.tsx";
import { allowedOrigins } from "./registration/origins.ts";
import { allows, type Scope } from "./registration/scope.ts";
import type { Invalid, UpdateRefusal } from "./registration/updating.ts";
import { requireAdmin, requireOrganiser } from "./security/bearer.ts";
import { requireProof, underLoad } from "./security/proof-of-work.ts";
import { isRateLimited, RETRY_AFTER, rateLimited } from "./security/rate-limit.ts";
import type { Service } from "./service.ts";
import { cachedEvent, latestEvent } from "./storage/event-cache.ts";
import { findEvent, type StoredEvent } from "./storage/events.ts";

type Env = { Bindings: Bindings };

/** @throws MisconfiguredError */
export function serviceOf(env: Bindings, context: Pick<ExecutionContext, "waitUntil">): Service {
  return {
    db: env.DB,
    queue: env.MESSAGES,
    bulkQueue: env.BULK,
    webhookQueue: env.WEBHOOKS,
    settings: settingsOf(env),
    now: Date.now(),
    after: (work) => context.waitUntil(work),
  };
}

const service = (c: Context<Env>) => serviceOf(c.env, c.executionCtx);

/** `?lang=`, else Bokmål: what problems are told in where the body says nothing better. */
const languageOf = (c: Context<Env>): Language => {
  const wished = c.req.query("lang");
  return isLanguage(wished) ? wished : "nb";
};

const refused = ({ problem, details }: NamedProblem, language: Language) =>
  problemResponse(problemOf(problem, language, details), language);

async function eventOr404(db: D1Database, slug: string): Promise<StoredEvent> {
  const event = await latestEvent(db, slug);
  if (!event) throw new ProblemError("no-such-event");
  return event;
}

/** A definition may hold a long programme in three languages; nothing else is as large. */
const DEFINITION_MAX = 256 * 1024;

/** Ten thousand characters in each of three languages, and their subjects. */
const ANNOUNCEMENT_MAX = 128 * 1024;

/** Whose pages may call about an event. While we can't tell, everybody may read why. */
async function callers(c: Context<Env>): Promise<AllowedOrigins> {
  try {
    const { db, settings } = service(c);
    const slug = c.req.param("event") ?? "";
    // Whatever answered has asked for the latest; a preflight has not.
    const event = c.req.method === "OPTIONS" ? await latestEvent(db, slug) : cachedEvent(slug);
    return event ? allowedOrigins(event.definition, settings.PUBLIC_URL) : null;
  } catch {
    return null;
  }
}

export const app = new Hono<Env>();

app.use(securityHeaders);

/** Whether whoever asks has done so too often. */
const tooOften = (c: Context<Env>) => {
  const { settings, now } = service(c);
  return isRateLimited(c.req.raw, c.env, settings, now);
};

/** For what anybody may send. */
const limited: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.method === "POST" && (await tooOften(c))) throw rateLimited();
  await next();
};

// ── Host pages and attendees ────────────────────────────────────────────────────────────────────────────────────────

app.get("/embed/:event/:partner/:file{[0-9a-f]{16}\\.js}", (c) =>
  pinnedScript(service(c), c.req.param("file").replace(/\.js$/, "")),
);

app.get("/embed/:event/:file{.+\\.js}", (c) => {
  const partner = c.req.param("file").replace(/\.js$/, "");
  return embedScript(c.req.raw, service(c), c.req.param("event"), partner, c.req.query("lang"));
});

app.use("/api/events/:event", cors(callers));
app.use("/api/events/:event/registrations", cors(callers));

app.get("/api/events/:event", async (c) => {
  const { db, settings, now } = service(c);
  const event = await eventOr404(db, c.req.param("event"));
  const { partner, language } = resolvePartnerAndLanguage(event, {
    partner: c.req.query("partner"),
    language: c.req.query("lang"),
  });
  const body = JSON.stringify(publicEvent(event, partner, language, settings.PUBLIC_URL, now));
  return withEtag(c.req.raw, body, { "content-type": "application/json", "cache-control": eventCaching });
});

app.post("/api/events/:event/registrations", async (c) => {
  const it = service(c);
  const slug = c.req.param("event");
  const origin = c.req.header("origin") ?? null;
  if (c.req.header("authorization") !== undefined) {
    const { caller, event } = await forWriteAction(c, "manage");
    const body = await readJson(c.req.raw);
    const key = idempotencyKey(c.req.header("idempotency-key"));
    const outcome = await registrations.addByHand(it, event, caller, { ...body, key });
    if (outcome.outcome === "registered") return c.json(outcome.answer, 201, unshared);
    return refused(registerProblem(outcome), languageIn(body.json) ?? languageOf(c));
  }
  const overLimit = await tooOften(c);
  const eventUnderLoad = await underLoad(c.req.raw, c.env, it.settings, slug);
  if (mediaType(c.req.raw) === "application/x-www-form-urlencoded") {
    // Our own pages send no referrer, and so no origin with their forms (Fetch standard, "append a request Origin header").
    const sender = { origin: origin === "null" ? null : origin, overLimit, eventUnderLoad };
    return registerByForm(it, await eventOr404(it.db, slug), await readForm(c.req.raw), sender);
  }
  if (overLimit) throw rateLimited();
  const key = idempotencyKey(c.req.header("idempotency-key"));
  if (eventUnderLoad) await requireProof(c.req.header("pamelding-proof"), { event: slug, key: key ?? "", origin }, it);
  const { text, json } = await readJson(c.req.raw);
  // Somebody who means to rehearse must not end up on the list.
  if (registrations.isRehearsal(json)) throw new ProblemError("unauthorized");
  const outcome = await register(it, { slug, key, origin, text, body: json });
  if (outcome.outcome === "registered") return c.json(outcome.answer, 201, { "cache-control": "no-store" });
  return refused(registerProblem(outcome), languageIn(json) ?? languageOf(c));
});

app.get("/embed/:event/:file{[a-z0-9-]+\\.html}", async (c) => {
  const { db, settings } = service(c);
  const { definition } = await eventOr404(db, c.req.param("event"));
  const slug = c.req.param("file").replace(/\.html$/, "");
  const partner = Object.hasOwn(definition.partners, slug) ? definition.partners[slug] : undefined;
  if (!partner) throw new ProblemError("not-found");
  return snippetPage(settings.PUBLIC_URL, definition, slug, partner);
});

app.get("/events/:file{[a-z0-9-]+\\.ics}", async (c) => {
  const it = service(c);
  const event = await eventOr404(it.db, c.req.param("file").replace(/\.ics$/, ""));
  return publicCalendarFile(it, event, resolvePartnerAndLanguage(event, { language: c.req.query("lang") }));
});

app.get("/events/:event", async (c) => {
  const it = service(c);
  const event = await eventOr404(it.db, c.req.param("event"));
  return hostedPage(
    it,
    event,
    resolvePartnerAndLanguage(event, { partner: c.req.query("partner"), language: c.req.query("lang") }),
  );
});

app.get("/events/:event/privacy", async (c) => {
  const it = service(c);
  const event = await eventOr404(it.db, c.req.param("event"));
  return privacyPage(
    it,
    event.definition,
    resolvePartnerAndLanguage(event, { language: c.req.query("lang") }).language,
  );
});

app.use("/events/:event/lost-link", limited);
app.post("/events/:event/lost-link", async (c) => {
  const it = service(c);
  return lostLink(it, await eventOr404(it.db, c.req.param("event")), c.req.raw);
});

app.use("/registrations/:secret/*", limited);
app.get("/registrations/:secret", (c) => manage.show(service(c), c.req.param("secret"), c.req.query("done")));
app.get("/registrations/:secret/data.json", (c) => manage.downloadData(service(c), c.req.param("secret")));
app.post("/registrations/:secret/change", (c) => manage.submitChange(service(c), c.req.param("secret"), c.req.raw));
for (const question of ["cancel", "erase", "not-me"] as const)
  app.get(`/registrations/:secret/${question}`, (c) => manage.ask(service(c), c.req.param("secret"), question));
for (const action of ["cancel", "restore", "withdraw-needs"] as const)
  app.post(`/registrations/:secret/${action}`, (c) => manage.perform(service(c), c.req.param("secret"), action));
for (const how of ["erase", "not-me"] as const)
  app.post(`/registrations/:secret/${how}`, (c) => manage.performErasure(service(c), c.req.param("secret"), how));

app.get("/proof.js", (c) => proofScript(c.req.raw));

app.get("/:file{styles-[0-9a-f]+\\.css}", (c) =>
  c.body(styles, 200, {
    "content-type": "text/css; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
  }),
);

// ── Organisers ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The event of an address, for whoever has one of the scopes; 404 where there is none. */
async function forOrganiser(c: Context<Env>, ...scopes: Scope[]) {
  const it = service(c);
  const slug = c.req.param("event") ?? "";
  const caller = await requireOrganiser(c.req.raw, it, slug, ...scopes);
  return { it, slug, caller, event: await eventOr404(it.db, slug) };
}

/** The same for what changes something: a parameter such as `?dry-run`, where there is none, must not be passed over. */
async function forWriteAction(c: Context<Env>, ...scopes: Scope[]) {
  const found = await forOrganiser(c, ...scopes);
  readQuery(noQuery, c.req.raw);
  return found;
}

/** The same for the admin alone. */
async function forAdmin(c: Context<Env>) {
  const it = service(c);
  const slug = c.req.param("event") ?? "";
  const caller = await requireAdmin(c.req.raw, it, slug);
  return { it, slug, caller, event: await eventOr404(it.db, slug) };
}

/** Answers that are one person's or one organiser's. */
const unshared = { "cache-control": "private, no-store" };

app.put("/api/events/:event", async (c) => {
  const it = service(c);
  const slug = c.req.param("event");
  const existing = await findEvent(it.db, slug);
  const caller = existing
    ? await requireOrganiser(c.req.raw, it, slug, "manage")
    : await requireAdmin(c.req.raw, it, slug);
  const dryRun = readQuery(dryRunQuery, c.req.raw)["dry-run"] !== undefined;
  checkPreconditions(c.req.raw, existing?.version ?? null);
  const { json } = await readJson(c.req.raw, DEFINITION_MAX);
  const definition = parseDefinition(slug, json, it.settings.PUBLIC_URL);
  if (dryRun) return c.json(await previewDefinition(it, existing, definition), 200, unshared);
  const saved = await putDefinition(it, existing, definition, caller);
  return c.json(saved, saved.created ? 201 : 200, { ...unshared, etag: versionTag(saved.version) });
});

app.get("/api/events/:event/definition", async (c) => {
  const { event, caller } = await forOrganiser(c, "read");
  readQuery(noQuery, c.req.raw);
  const headers = { ...unshared, etag: versionTag(event.version), vary: "authorization" };
  if (isKnown(c.req.raw, versionTag(event.version))) return c.body(null, 304, headers);
  // Where changes are told may hold a secret in its address.
  const mayChange = caller.role === "admin" || allows(caller.scopes, ["manage"]);
  return c.json(mayChange ? event.definition : { ...event.definition, webhooks: [] }, 200, headers);
});

for (const [suffix, format] of exportPaths) {
  app.get(`/api/events/:event/export${suffix}`, async (c) => {
    const it = service(c);
    const slug = c.req.param("event");
    const caller = await requireOrganiser(c.req.raw, it, slug, "read");
    const query = readQuery(exportQuery, c.req.raw);
    return exportList(it, {
      event: slug,
      caller,
      format: format ?? formatFor(c.req.header("accept")),
      query,
      known: c.req.header("if-none-match"),
    });
  });

  app.get(`/api/events/:event/export/needs${suffix}`, async (c) => {
    const { it, slug, caller } = await forOrganiser(c, "read", "read:needs");
    const query = readQuery(needsQuery, c.req.raw);
    return exportNeeds(it, slug, { caller, format: format ?? formatFor(c.req.header("accept")), query });
  });
}

app.get("/api/erasures", async (c) => {
  const it = service(c);
  await requireAdmin(c.req.raw, it);
  return c.json(await listErasures(it, readQuery(erasuresQuery, c.req.raw)));
});

app.post("/api/erasures", async (c) => {
  const it = service(c);
  await requireAdmin(c.req.raw, it);
  return c.json(await replayErasures(it, (await readJson(c.req.raw)).json));
});

app.get("/api/events/:event/stats", async (c) => {
  const { it, event } = await forOrganiser(c, "read");
  readQuery(noQuery, c.req.raw);
  return c.json(await stats(it, event.definition), 200, unshared);
});

app.get("/api/events/:event/access", async (c) => {
  const { it, slug } = await forOrganiser(c, "read");
  return c.json(await auditLogOf(it, slug, readQuery(auditLogQuery, c.req.raw)), 200, unshared);
});

app.get("/api/events/:event/registrations/:id", async (c) => {
  const { it, caller, event } = await forOrganiser(c, "read");
  readQuery(noQuery, c.req.raw);
  const details = await registrations.registrationDetailsOf(it, { event, caller, id: c.req.param("id") });
  if (!details) throw new ProblemError("not-found");
  return c.json(details, 200, unshared);
});

/** What an update answers. @throws ProblemError where it was refused */
function answerOf<Answer extends { outcome: "done" }>(
  outcome: Answer | UpdateRefusal | Invalid,
): Omit<Answer, "outcome"> {
  if (outcome.outcome !== "done") throw problemError(updateProblem(outcome));
  const { outcome: _, ...answer } = outcome;
  return answer;
}

app.patch("/api/events/:event/registrations/:id", async (c) => {
  const { it, caller, event } = await forWriteAction(c, "manage");
  const { json } = await readJson(c.req.raw);
  const outcome = await registrations.correct(it, { event, caller, id: c.req.param("id") }, json);
  return c.json(answerOf(outcome), 200, unshared);
});

for (const [action, update] of [
  ["cancel", registrations.cancel],
  ["restore", registrations.restore],
] as const)
  app.post(`/api/events/:event/registrations/:id/${action}`, async (c) => {
    const { it, caller, event } = await forWriteAction(c, "manage");
    return c.json(answerOf(await update(it, { event, caller, id: c.req.param("id") })), 200, unshared);
  });

app.delete("/api/events/:event/registrations/:id", async (c) => {
  const { it, caller, event } = await forWriteAction(c, "manage");
  answerOf(await registrations.erase(it, { event, caller, id: c.req.param("id") }));
  return c.body(null, 204);
});

app.delete("/api/events/:event/rehearsals", async (c) => {
  const { it, slug, caller } = await forWriteAction(c, "manage");
  return c.json(await registrations.purge(it, slug, caller), 200, unshared);
});

app.get("/api/events/:event/messages", async (c) => {
  const { it, slug } = await forOrganiser(c, "read");
  return c.json(await undelivered(it, slug, readQuery(undeliveredQuery, c.req.raw)), 200, unshared);
});

app.post("/api/events/:event/messages", async (c) => {
  const { it, caller, event } = await forOrganiser(c, "manage");
  const dryRun = readQuery(dryRunQuery, c.req.raw)["dry-run"] !== undefined;
  const { text, json } = await readJson(c.req.raw, ANNOUNCEMENT_MAX);
  const request = announcements.parseAnnouncement(event.definition, json);
  if (dryRun) return c.json(await announcements.previewAnnouncement(it, event.definition, request), 200, unshared);
  const header = c.req.header("idempotency-key");
  return c.json(await announcements.sendAnnouncement(it, event.definition, caller, { request, text, header }), 202);
});

app.post("/api/events/:event/messages/:id/retry", async (c) => {
  const { it, slug, caller } = await forWriteAction(c, "manage");
  return c.json(await retry(it, slug, caller, c.req.param("id")), 202);
});

app.use("/organiser/*", limited);
app.get("/organiser/:event/undelivered", async (c) => {
  const { definition } = await eventOr404(service(c).db, c.req.param("event"));
  return askForToken(definition, languageOf(c));
});

app.post("/organiser/:event/undelivered", async (c) => {
  const it = service(c);
  const { definition } = await eventOr404(it.db, c.req.param("event"));
  return undeliveredPage(it, definition, c.req.raw);
});

app.post("/api/events/:event/messages/:id/resend", async (c) => {
  const { it, slug, caller } = await forWriteAction(c, "manage");
  return c.json(answerOf(await registrations.resend(it, slug, caller, c.req.param("id"))), 202);
});

app.get("/api/events/:event/webhooks", async (c) => {
  const { it, slug } = await forOrganiser(c, "manage");
  readQuery(noQuery, c.req.raw);
  return c.json(await webhooksOf(it, slug), 200, unshared);
});

app.post("/api/events/:event/webhooks/:id/resume", async (c) => {
  const { it, slug, caller } = await forWriteAction(c, "manage");
  return c.json(await resumeWebhook(it, slug, caller, c.req.param("id")), 202);
});

app.get("/api/events/:event/tokens", async (c) => {
  const { it, slug } = await forAdmin(c);
  readQuery(noQuery, c.req.raw);
  return c.json(await tokensOf(it, slug), 200, unshared);
});

app.post("/api/events/:event/tokens", async (c) => {
  const { it, slug, caller } = await forAdmin(c);
  readQuery(noQuery, c.req.raw);
  const { json } = await readJson(c.req.raw);
  return c.json(await createToken(it, slug, caller, json), 201, { "cache-control": "no-store" });
});

app.delete("/api/events/:event/tokens/:id", async (c) => {
  const it = service(c);
  const caller = await requireAdmin(c.req.raw, it, c.req.param("event"));
  readQuery(noQuery, c.req.raw);
  await deleteToken(it, c.req.param("event"), caller, c.req.param("id"));
  return c.body(null, 204);
});

app.get("/openapi.json", (c) => {
  const body = JSON.stringify(openApi(service(c).settings.PUBLIC_URL));
  return withEtag(c.req.raw, body, { "content-type": "application/json", "cache-control": "public, max-age=300" });
});

app.get("/docs", (c) => docsPage(service(c).settings.PUBLIC_URL));

app.post("/webhooks/resend", async (c) => {
  await takeWebhook(service(c), c.req.raw);
  return c.body(null, 204);
});

app.get("/health", (c) => health(c.req.raw, c.env));

// ── What went wrong ─────────────────────────────────────────────────────────────────────────────────────────────────

/** RFC 9110 section 15.5.6: who asks in the wrong way is told the right ones. */
function otherMethods(path: string): string[] {
  return ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
}

/** Problem details for programs; the same words as a page for whoever came with a browser. */
async function answerProblem(
  c: Context<Env>,
  name: ProblemName,
  details: ProblemDetails = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  const language = languageOf(c);
  const problem = problemOf(name, language, details);
  const byBrowser = c.req.method === "GET" || mediaType(c.req.raw) === "application/x-www-form-urlencoded";
  const forReader = byBrowser && c.req.header("accept")?.includes("text/html");
  const response = forReader ? await problemPage(problem, language) : problemResponse(problem, language);
  for (const [header, value] of Object.entries(headers)) response.headers.set(header, value);
  return response;
}

app.notFound((c) => {
  const allowed = otherMethods(c.req.path).join(", ");
  if (!allowed) return answerProblem(c, "not-found");
  return answerProblem(c, "method-not-allowed", { values: { allowed } }, { allow: allowed });
});

/** RFC 6750 section 3, RFC 6585 section 4, RFC 7694 section 3: how to ask, which scope would have been enough, when to come back. */
function headersOf(problem: ProblemName, { values }: ProblemDetails): Record<string, string> {
  switch (problem) {
    case "unauthorized":
      return { "www-authenticate": "Bearer" };
    case "forbidden":
      return { "www-authenticate": `Bearer error="insufficient_scope", scope="${values?.scope}"` };
    case "challenge":
    case "rate-limited":
      return { "retry-after": String(RETRY_AFTER) };
    case "content-encoding":
      return { "accept-encoding": "identity" };
    default:
      return {};
  }
}

const refusesCredentials: ReadonlySet<ProblemName> = new Set<ProblemName>(["unauthorized", "bad-signature"]);

app.onError(async (error, c) => {
  if (error instanceof ProblemError) {
    // Nobody tries tokens or signatures without end.
    const guesses = refusesCredentials.has(error.problem) && (await tooOften(c));
    const { problem, details } = guesses ? rateLimited() : error;
    return answerProblem(c, problem, details, headersOf(problem, details));
  }
  const reference = crypto.randomUUID();
  console.error(
    JSON.stringify({ log: "error", reference, path: c.req.routePath, error: String(error), stack: error.stack }),
  );
  const values = { reference };
  if (error instanceof MisconfiguredError) return answerProblem(c, "unavailable", { values }, { "retry-after": "60" });
  return answerProblem(c, "internal", { values });
});
