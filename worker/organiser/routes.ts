/** The routes for organisers and the admin. */
import type { Context } from "hono";
import { contentTag } from "../http/etag.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import { languageOf } from "../http/language.ts";
import { checkPreconditions, versionTag } from "../http/preconditions.ts";
import { ProblemError } from "../http/problem.ts";
import { answerOf, registerResponse } from "../http/refusals.ts";
import { registerAttendee } from "../http/register-operation.ts";
import { del, get, patch, post, put, type Route } from "../http/route.ts";
import {
  admin,
  adminAtEvent,
  anyone,
  definitionEditor,
  organiser,
  organiserOfList,
  through,
  withToken,
} from "../security/access.ts";
import { addByHand } from "./add-by-hand.ts";
import { admit } from "./admitting.ts";
import * as announcements from "./announcements.ts";
import { auditLogOf, serviceAuditLogOf } from "./audit-log.ts";
import { cancelMany, previewCancelMany, requireMatching } from "./cancel-many.ts";
import { checkIn } from "./check-ins.ts";
import { correct } from "./correct.ts";
import { parseDefinition, previewDefinition, putDefinition, readableDefinition } from "./definition.ts";
import { doorList } from "./door-list.ts";
import { listErasures, replayErasures } from "./erasures.ts";
import { moveEvent, previewMove, undoMove } from "./event-move.ts";
import { eraseEvent, eventsOf, previewDeletion } from "./events.ts";
import { exportList, exportPaths } from "./export.ts";
import { health } from "./health.ts";
import { checkFilter } from "./list-filter-check.ts";
import { formatFor } from "./list-formats.ts";
import { exportNeeds } from "./needs.ts";
import * as definition from "./operations/definition.ts";
import * as door from "./operations/door.ts";
import * as events from "./operations/events.ts";
import * as lists from "./operations/lists.ts";
import * as mail from "./operations/mail.ts";
import * as people from "./operations/people.ts";
import * as tokens from "./operations/tokens.ts";
import * as upkeep from "./operations/upkeep.ts";
import * as webhooks from "./operations/webhooks.ts";
import * as registrations from "./registrations.ts";
import { stats } from "./stats.ts";
import { createToken, deleteToken, tokensOf } from "./tokens.ts";
import { retry, undelivered } from "./undelivered.ts";
import { resumeWebhook, webhooksOf } from "./webhook-endpoints.ts";

/** Hono answers HEAD with the handler of GET, without its body. */
const isHead = (c: Context) => c.req.method === "HEAD";

const isDryRun = (query: { "dry-run"?: string | undefined }) => query["dry-run"] !== undefined;

/** For answers with a tag for `If-Match`: a proxy that compresses would weaken the tag (RFC 9111 section 5.2.2.6). */
const untransformed = { "cache-control": "private, no-store, no-transform" };

export const organiserRoutes: readonly Route[] = [
  // Lists
  ...exportPaths.flatMap(([suffix, format]) => [
    get(`/api/events/:event/export${suffix}`, organiserOfList("read"), lists.exportOperation(format), (c) =>
      exportList(c.var.service, {
        slug: c.var.slug,
        caller: c.var.caller,
        format: format ?? formatFor(c),
        query: c.req.valid("query"),
        known: c.req.header("if-none-match"),
        headersOnly: isHead(c),
      }),
    ),
    get(
      `/api/events/:event/export/needs${suffix}`,
      organiser("read", "read:needs"),
      lists.needsOperation(format),
      (c) => {
        const { service, event, caller } = c.var;
        return exportNeeds(service, event.definition, {
          caller,
          format: format ?? formatFor(c),
          query: c.req.valid("query"),
          headersOnly: isHead(c),
        });
      },
    ),
  ]),
  get("/api/events/:event/stats", organiser("read"), lists.readStats, async (c) =>
    c.json(await stats(c.var.service, c.var.event.definition)),
  ),
  get("/api/events/:event/audit-log", organiser("read"), lists.readAuditLog, async (c) =>
    c.json(await auditLogOf(c.var.service, c.var.slug, c.req.valid("query"))),
  ),

  // The event
  get("/api/events/:event/definition", through(organiser("read"), contentTag), definition.readDefinition, (c) => {
    const { event, caller } = c.var;
    const { readable, tag } = readableDefinition(event, caller);
    return c.json(readable, 200, { ...untransformed, etag: tag, vary: "authorization" });
  }),
  put("/api/events/:event", definitionEditor, definition.writeDefinition, async (c) => {
    const { service, slug, caller, existing } = c.var;
    checkPreconditions(c.req.raw, existing?.version ?? null);
    const wanted = parseDefinition(slug, c.req.valid("json"), service.settings.PUBLIC_URL);
    const query = c.req.valid("query");
    const erase = query["erase-answers"] === undefined ? null : Number(query["erase-answers"]);
    if (isDryRun(query)) return c.json(await previewDefinition(service, existing, wanted, { caller, erase }));
    const confirmed = Number(query["confirm-erasures"] ?? 0);
    const saved = await putDefinition(service, existing, wanted, { caller, confirmed, erase });
    return c.json(saved, saved.created ? 201 : 200, { ...untransformed, etag: versionTag(saved.version) });
  }),
  del("/api/events/:event", adminAtEvent, events.deleteEvent, async (c) => {
    const { service, slug, caller } = c.var;
    const query = c.req.valid("query");
    if (isDryRun(query)) return c.json(await previewDeletion(service, slug));
    const confirmed = query["confirm-erasures"];
    return c.json(await eraseEvent(service, slug, caller, confirmed === undefined ? null : Number(confirmed)));
  }),

  // People
  post("/api/events/:event/registrations", withToken(organiser("manage")), registerAttendee, async (c) => {
    const body = c.req.valid("json");
    const outcome = await addByHand(c.var.service, c.var.event, c.var.caller, {
      key: idempotencyKey(c.req.header("idempotency-key")),
      text: await c.req.text(),
      json: body,
    });
    return registerResponse(c, outcome, body);
  }),
  get("/api/events/:event/registrations/:id", organiser("read"), people.readRegistration, async (c) => {
    const action = { ...c.var, id: c.req.param("id") };
    const details = await registrations.registrationDetailsOf(c.var.service, action, isHead(c));
    if (!details) throw new ProblemError("not-found");
    return c.json(details);
  }),
  patch("/api/events/:event/registrations/:id", organiser("manage"), people.correctRegistration, async (c) =>
    c.json(answerOf(await correct(c.var.service, { ...c.var, id: c.req.param("id") }, c.req.valid("json")))),
  ),
  post("/api/events/:event/registrations/cancel", organiser("manage"), people.cancelRegistrations, async (c) => {
    const { service, slug, caller, event } = c.var;
    const request = c.req.valid("json");
    const dryRun = isDryRun(c.req.valid("query"));
    if (!dryRun) requireMatching(request);
    await checkFilter(service.db, event, request.where, "where");
    const outcome = dryRun
      ? await previewCancelMany(service, slug, caller, request.where)
      : await cancelMany(service, slug, caller, request);
    return c.json(answerOf(outcome));
  }),
  post("/api/events/:event/registrations/:id/cancel", organiser("manage"), people.cancelRegistration, async (c) =>
    c.json(answerOf(await registrations.cancel(c.var.service, { ...c.var, id: c.req.param("id") }))),
  ),
  post("/api/events/:event/registrations/:id/restore", organiser("manage"), people.restoreRegistration, async (c) =>
    c.json(answerOf(await registrations.restore(c.var.service, { ...c.var, id: c.req.param("id") }))),
  ),
  post("/api/events/:event/registrations/:id/verify", organiser("manage"), people.verifyRegistration, async (c) =>
    c.json(answerOf(await registrations.verify(c.var.service, { ...c.var, id: c.req.param("id") }))),
  ),
  del("/api/events/:event/registrations/:id", organiser("manage"), people.eraseRegistration, async (c) => {
    answerOf(await registrations.erase(c.var.service, { ...c.var, id: c.req.param("id") }));
    return c.body(null, 204);
  }),
  del("/api/events/:event/rehearsals", organiser("manage"), people.purgeRehearsals, async (c) =>
    c.json(await registrations.purge(c.var.service, c.var.slug, c.var.caller)),
  ),

  // The door
  get("/api/events/:event/check-ins", organiser("check-in"), door.readDoorList, async (c) =>
    c.json(await doorList(c.var.service, { ...c.var, language: languageOf(c) }, c.req.valid("query"))),
  ),
  post("/api/events/:event/check-ins", organiser("check-in"), door.checkIn, async (c) =>
    c.json(await checkIn(c.var.service, { ...c.var, language: languageOf(c) }, c.req.valid("json"))),
  ),
  post("/api/events/:event/registrations/:id/admit", organiser("check-in"), door.admitRegistration, async (c) =>
    c.json(answerOf(await admit(c.var.service, { ...c.var, id: c.req.param("id") }))),
  ),

  // E-mails
  get("/api/events/:event/announcements", organiser("read"), mail.listAnnouncements, async (c) =>
    c.json(await announcements.listAnnouncements(c.var.service, c.var.slug)),
  ),
  post("/api/events/:event/announcements", organiser("manage"), mail.announce, async (c) => {
    const { service, caller, event } = c.var;
    const request = c.req.valid("json");
    await checkFilter(service.db, event, request.to, "to");
    announcements.checkSendAt(request, event.definition, service.now);
    if (isDryRun(c.req.valid("query")))
      return c.json(await announcements.previewAnnouncement(service, event.definition, request));
    const sent = await announcements.sendAnnouncement(service, event.definition, caller, {
      request,
      text: await c.req.text(),
      header: c.req.header("idempotency-key"),
    });
    return c.json(sent, 202);
  }),
  del("/api/events/:event/announcements/:id", organiser("manage"), mail.takeAnnouncementBack, async (c) =>
    c.json(await announcements.takeAnnouncementBack(c.var.service, c.var.slug, c.var.caller, c.req.param("id"))),
  ),
  get("/api/events/:event/undelivered", organiser("read"), mail.listUndelivered, async (c) =>
    c.json(await undelivered(c.var.service, c.var.slug, c.req.valid("query"))),
  ),
  post("/api/events/:event/messages/:id/retry", organiser("manage"), mail.retryMessage, async (c) =>
    c.json(await retry(c.var.service, c.var.slug, c.var.caller, c.req.param("id")), 202),
  ),
  post("/api/events/:event/messages/:id/resend", organiser("manage"), mail.resendMessage, async (c) =>
    c.json(answerOf(await registrations.resend(c.var.service, c.var.slug, c.var.caller, c.req.param("id"))), 202),
  ),

  // Webhooks
  get("/api/events/:event/webhooks", organiser("manage"), webhooks.listWebhooks, async (c) =>
    c.json(await webhooksOf(c.var.service, c.var.slug)),
  ),
  post("/api/events/:event/webhooks/:id/resume", organiser("manage"), webhooks.resumeWebhook, async (c) =>
    c.json(await resumeWebhook(c.var.service, c.var.slug, c.var.caller, c.req.param("id")), 202),
  ),

  // Tokens
  get("/api/events/:event/tokens", adminAtEvent, tokens.listTokens, async (c) =>
    c.json(await tokensOf(c.var.service, c.var.slug)),
  ),
  post("/api/events/:event/tokens", adminAtEvent, tokens.makeToken, async (c) =>
    c.json(await createToken(c.var.service, c.var.slug, c.var.caller, c.req.valid("json")), 201),
  ),
  del("/api/events/:event/tokens/:id", adminAtEvent, tokens.revokeToken, async (c) => {
    await deleteToken(c.var.service, c.var.slug, c.var.caller, c.req.param("id"));
    return c.body(null, 204);
  }),

  // The service
  get("/health", anyone, upkeep.readHealth, (c) => health(c.req.raw, c.env)),
  get("/api/events", admin, events.listEvents, async (c) =>
    c.json(await eventsOf(c.var.service, c.req.valid("query"))),
  ),
  post("/api/events/:event/move", adminAtEvent, events.moveEvent, async (c) => {
    const { service, slug, caller } = c.var;
    const query = c.req.valid("query");
    return c.json(
      isDryRun(query) ? await previewMove(service, slug, query.to) : await moveEvent(service, slug, query.to, caller),
    );
  }),
  del("/api/events/:event/move", adminAtEvent, events.undoMove, async (c) =>
    c.json(await undoMove(c.var.service, c.var.slug, c.var.caller)),
  ),
  get("/api/audit-log", admin, events.readServiceAuditLog, async (c) =>
    c.json(await serviceAuditLogOf(c.var.service, c.req.valid("query"))),
  ),
  get("/api/erasures", admin, upkeep.listErasures, async (c) =>
    c.json(await listErasures(c.var.service, c.req.valid("query"))),
  ),
  post("/api/erasures", admin, upkeep.replayErasures, async (c) =>
    c.json(await replayErasures(c.var.service, c.req.valid("json"))),
  ),
];
