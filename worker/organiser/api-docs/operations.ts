/**
 * Every operation of the API, described with the schemas that its route validates with. openapi.json and /docs are made from
 * this list; a test calls each operation and holds the answers against it, and fails for a route that is not here.
 */
import { z } from "zod";
import { noQuery } from "../../http/parameters.ts";
import type { ProblemName } from "../../http/problem.ts";
import { languages } from "../../i18n/language.ts";
import { publicEvent, registrationAnswer } from "../../registration/contract-schemas.ts";
import { eventDefinition } from "../../registration/event-definition.ts";
import { erasedRow, exportRow } from "../../registration/export-row.ts";
import { correctionRequest, registrationRequest } from "../../registration/request.ts";
import type { Scope } from "../../registration/scope.ts";
import { announcementAnswer, announcementPreview, announcementRequest } from "../announcements.ts";
import { auditLogAnswer, auditLogQuery } from "../audit-log.ts";
import { definitionPreview, definitionSaved, dryRunQuery } from "../definition.ts";
import { erasuresAnswer, erasuresQuery, replayAnswer, replayRequest } from "../erasures.ts";
import { exportAnswer, exportPaths, exportQuery } from "../export.ts";
import { healthAnswer, unhealthyAnswer } from "../health.ts";
import { contentTypes, type Format, formats } from "../list-formats.ts";
import { needsAnswer, needsQuery } from "../needs.ts";
import {
  addedByHand,
  registrationAfter,
  registrationDetails,
  rehearsalsPurged,
  resentAnswer,
} from "../registrations.ts";
import { statsAnswer } from "../stats.ts";
import { newTokenAnswer, tokenList, tokenRequest } from "../tokens.ts";
import { retryAnswer, undeliveredAnswer, undeliveredQuery } from "../undelivered.ts";
import { webhookList, webhookResumed } from "../webhook-endpoints.ts";
import * as example from "./examples.ts";

/** A body of one media type. Without a schema it is text. */
export interface Content {
  type: string;
  schema?: z.ZodType;
  example: unknown;
}

export interface Answer {
  status: number;
  about: string;
  contents: readonly Content[];
  headers?: Record<string, string>;
}

export interface Operation {
  id: string;
  method: "get" | "post" | "put" | "patch" | "delete";
  /** As Hono writes it. */
  path: `/${string}`;
  group: "Lists" | "The event" | "People" | "E-mails" | "Webhooks" | "Tokens" | "The form" | "The service";
  summary: string;
  about?: string;
  /** Whose token: anybody's without one, the admin's, or one with one of these scopes. */
  who: "anyone" | "admin" | readonly Scope[];
  query?: z.ZodObject;
  headers?: Record<string, string>;
  /** Headers that must be there. */
  needed?: readonly string[];
  body?: Content;
  /** Takes a plain HTML form as well, and answers it with a page at these statuses. */
  pages?: readonly number[];
  answers: readonly Answer[];
  /** Beside those that follow from the above: see problemsOf(). */
  problems?: readonly ProblemName[];
}

/** Every problem that an operation may answer with. */
export function problemsOf({ path, who, query, body, problems = [] }: Operation): ProblemName[] {
  const following: ProblemName[] = [];
  if (who !== "anyone") following.push("unauthorized", "rate-limited");
  if (who !== "anyone") following.push("forbidden");
  if (path.includes(":event")) following.push("no-such-event");
  if (query) following.push("parameter");
  if (body) following.push("media-type", "content-encoding", "too-large", "not-utf8", "not-json");
  return [...new Set([...following, ...problems, "internal" as const, "unavailable" as const])];
}

const json = (schema: z.ZodType, of: unknown): Content => ({ type: "application/json", schema, example: of });
const ok = (about: string, schema: z.ZodType, of: unknown, headers?: Record<string, string>): Answer => ({
  status: 200,
  about,
  contents: [json(schema, of)],
  ...(headers ? { headers } : {}),
});
const nothing = (status: number, about: string): Answer => ({ status, about, contents: [] });

const definition = eventDefinition.parse(example.definition);
// What is optional or forbidden follows from the event; this one asks everything.
const formRequest = registrationRequest(definition).in as z.ZodObject;
const requestByHand = formRequest.safeExtend({
  rehearsal: z.boolean().optional().describe("A rehearsal. Only with an organiser's token."),
});

const idempotencyKey = "8 to 100 characters, new for each request and the same when it is tried again.";
const etag = { etag: "What `If-None-Match` and `If-Match` compare." };
const since = { "export-cursor": "Goes into `?since=`; the cursor of JSON." };
const saved = { created: false, version: 1795521600000, promoted: 2, messages: 5, overCapacity: 0 };
const after = { registration: example.row };

/** One list in the formats that an address offers. */
function listContents(
  offered: readonly Format[],
  schema: z.ZodType,
  envelope: object,
  lines: { ndjson: object; csv: string },
): Content[] {
  const all: Record<Format, Content> = {
    json: json(schema, envelope),
    ndjson: { type: contentTypes.ndjson, example: `${JSON.stringify(lines.ndjson)}\n` },
    csv: { type: contentTypes.csv, example: lines.csv },
  };
  return offered.map((format) => all[format]);
}

const lists = exportPaths.flatMap(([suffix, format]): Operation[] => {
  const offered = format ? [format] : formats;
  const how = format ? `as ${format.toUpperCase()}` : "as the Accept header asks: JSON, NDJSON or CSV";
  const name = format ? `As${format[0]?.toUpperCase()}${format.slice(1)}` : "";
  const accept = format ? {} : { headers: { accept: "application/json, application/x-ndjson or text/csv." } };
  return [
    {
      id: `export${name}`,
      method: "get",
      path: `/api/events/:event/export${suffix}`,
      group: "Lists",
      summary: `The list of people, ${how}.`,
      about:
        "Streamed, in the order of registering. `?since=` takes the cursor of an earlier answer and tells only who has changed, the erased by id and status alone: apply what comes and ask on from the new cursor until it stands still. `If-None-Match` costs next to nothing while nothing has changed.",
      who: ["read"],
      query: exportQuery,
      headers: { ...accept.headers, "if-none-match": "The ETag of an earlier full pull." },
      answers: [
        {
          status: 200,
          about: "The list.",
          contents: listContents(
            offered,
            exportAnswer,
            { ...example.envelope, registrations: [example.row] },
            { ndjson: example.row, csv: '\ufeff"id";"status"\r\n"019ab5c9d3406f1e2d3c4b5a69788796";"confirmed"\r\n' },
          ),
          headers: { ...since, etag: "Of full pulls; weak." },
        },
        nothing(304, "Nothing has changed since the pull with this ETag."),
      ],
    },
    {
      id: `needs${name}`,
      method: "get",
      path: `/api/events/:event/export/needs${suffix}`,
      group: "Lists",
      summary: `What those who have a place need, ${how}.`,
      about:
        "For the caterer: each wish and how many have it, apart from names. With `?names=true` who has which; that needs the scope read:needs.",
      who: ["read", "read:needs"],
      query: needsQuery,
      ...accept,
      answers: [
        {
          status: 200,
          about: "The needs, while they exist.",
          contents: listContents(
            offered,
            needsAnswer,
            {
              event: example.event,
              generatedAt: example.at,
              needs: [{ kind: "diet", text: "Laktosefritt", participation: "in-person", count: 3 }],
            },
            {
              ndjson: { kind: "diet", text: "Laktosefritt", participation: "in-person", count: 3 },
              csv: '\ufeff"kind";"text";"participation";"count"\r\n"diet";"Laktosefritt";"in-person";"3"\r\n',
            },
          ),
        },
      ],
    },
  ];
});

export const operations: readonly Operation[] = [
  ...lists,
  {
    id: "stats",
    method: "get",
    path: "/api/events/:event/stats",
    group: "Lists",
    summary: "How many: by status, participation, partner and day, and e-mails by how they fared.",
    who: ["read"],
    query: noQuery,
    answers: [
      ok("The counts, rehearsals left out.", statsAnswer, {
        event: example.event,
        status: { confirmed: 3, waitlisted: 0, cancelled: 1 },
        participation: { "in-person": 2, digital: 1 },
        partner: { stad: 3 },
        day: { "2026-11-23": 0, "2026-11-24": 3 },
        messages: { queued: 0, sent: 1, delayed: 0, delivered: 3, bounced: 0, complained: 0, failed: 0 },
      }),
    ],
  },
  {
    id: "access",
    method: "get",
    path: "/api/events/:event/access",
    group: "Lists",
    summary: "Who has pulled and changed what, newest first.",
    who: ["read"],
    query: auditLogQuery,
    answers: [
      ok("One page of the log.", auditLogAnswer, {
        access: [
          { at: example.at, who: `${example.id} Kari Nordmann`, action: "export", count: 40, detail: "csv" },
          { at: example.at, who: "admin", action: "token made", count: 1, detail: example.id },
        ],
        next: null,
      }),
    ],
  },
  {
    id: "readDefinition",
    method: "get",
    path: "/api/events/:event/definition",
    group: "The event",
    summary: "The event as it is defined.",
    who: ["read"],
    query: noQuery,
    headers: { "if-none-match": "The ETag of an earlier answer." },
    answers: [
      ok("The definition, ready to be changed and put back.", eventDefinition, definition, etag),
      nothing(304, "It is still as it was."),
    ],
  },
  {
    id: "putDefinition",
    method: "put",
    path: "/api/events/:event",
    group: "The event",
    summary: "Creates an event (the admin's token) or replaces its definition.",
    about:
      "Raising the capacity promotes the next in line; a new time or place, or `cancelled`, tells everyone. `?dry-run` says whom, and does nothing. A refused definition leaves the running event as it is.",
    who: ["manage"],
    query: dryRunQuery,
    headers: {
      "if-match": "The ETag that the definition was read with: refused if somebody has changed it since.",
      "if-none-match": "`*` creates only.",
    },
    body: json(eventDefinition, example.definition),
    answers: [
      {
        status: 200,
        about: "What it did; or, with `?dry-run`, what it would do.",
        contents: [
          json(z.union([definitionSaved, definitionPreview]), saved),
          json(definitionPreview, {
            dryRun: true,
            created: false,
            promoted: 1,
            messages: 3,
            overCapacity: 0,
            promotes: [{ id: example.id, name: "Kari Nordmann" }],
            tells: {
              news: "event-changed",
              recipients: 2,
              people: [{ id: example.id, name: "Kari Nordmann" }],
              due: [],
            },
          }),
        ],
        headers: etag,
      },
      { ...ok("Created.", definitionSaved, { ...saved, created: true, promoted: 0, messages: 0 }, etag), status: 201 },
    ],
    problems: ["invalid-definition", "changed-meanwhile"],
  },
  {
    id: "register",
    method: "post",
    path: "/api/events/:event/registrations",
    group: "People",
    summary: "Registers somebody: as the form does, or by hand with an organiser's token (scope manage).",
    about:
      'With a token also before registration opens and after it has closed, never over capacity; the answer then has the people in it. With a token and `"rehearsal": true` it is a rehearsal: e-mail and all, but it takes no place and counts nowhere. Which questions exist is the event\'s choice.',
    who: "anyone",
    headers: { "idempotency-key": idempotencyKey, authorization: "Only by hand." },
    needed: ["idempotency-key"],
    body: json(requestByHand, example.registration),
    pages: [201, 409, 422],
    answers: [
      {
        status: 201,
        about: "What a new registration gets now. Whether this one is new, only its owner learns, by e-mail.",
        contents: [
          json(z.union([registrationAnswer, addedByHand]), example.answer),
          json(addedByHand, { ...example.answer, registrations: [example.row] }),
        ],
      },
    ],
    problems: [
      "unauthorized",
      "forbidden",
      "origin",
      "bot-check",
      "challenge",
      "rate-limited",
      "idempotency-key",
      "idempotency-key-reused",
      "invalid",
      "full",
      "closed",
      "past",
      "not-open",
      "cancelled",
    ],
  },
  {
    id: "readRegistration",
    method: "get",
    path: "/api/events/:event/registrations/:id",
    group: "People",
    summary: "Somebody, what has happened to the registration, and every e-mail to them.",
    who: ["read"],
    query: noQuery,
    answers: [
      ok("The registration and its history.", registrationDetails, {
        registration: example.row,
        changes: [{ type: "registration.confirmed", reason: null, at: example.at }],
        messages: [
          {
            id: example.messageId,
            kind: "confirmation",
            status: "bounced",
            reason: "Permanent General",
            createdAt: example.at,
            at: example.at,
          },
        ],
      }),
    ],
    problems: ["not-found"],
  },
  {
    id: "correctRegistration",
    method: "patch",
    path: "/api/events/:event/registrations/:id",
    group: "People",
    summary: "Corrects what is given and leaves the rest.",
    about:
      "A new address gets the confirmation, and links that went to the old one no longer open. Another participation moves the person as their own page would: to digital frees the seat for the next in line.",
    who: ["manage"],
    body: json(correctionRequest(definition), { email: "kari.nordmann@example.no" }),
    answers: [ok("As it is now.", registrationAfter, after)],
    problems: ["invalid", "not-found", "wrong-state", "full", "cancelled", "past", "address-taken", "conflict"],
  },
  ...(["cancel", "restore"] as const).map(
    (action): Operation => ({
      id: `${action}Registration`,
      method: "post",
      path: `/api/events/:event/registrations/:id/${action}`,
      group: "People",
      summary:
        action === "cancel"
          ? "Takes somebody off the list; the place goes to the next in line."
          : "Takes somebody back who had cancelled, at the end of the line if there is one.",
      who: ["manage"],
      answers: [ok("As it is now; the person has an e-mail that says so.", registrationAfter, after)],
      problems:
        action === "cancel" ? ["not-found", "wrong-state"] : ["not-found", "wrong-state", "full", "cancelled", "past"],
    }),
  ),
  {
    id: "eraseRegistration",
    method: "delete",
    path: "/api/events/:event/registrations/:id",
    group: "People",
    summary: "Erases somebody who has asked for it, with everything that hangs on the registration.",
    who: ["manage"],
    answers: [nothing(204, "Erased; a last e-mail says so.")],
    problems: ["not-found"],
  },
  {
    id: "purgeRehearsals",
    method: "delete",
    path: "/api/events/:event/rehearsals",
    group: "People",
    summary: "Removes every rehearsal.",
    who: ["manage"],
    answers: [ok("How many there were.", rehearsalsPurged, { purged: 3 })],
  },
  {
    id: "undelivered",
    method: "get",
    path: "/api/events/:event/messages",
    group: "E-mails",
    summary: "E-mails that failed, bounced or were complained about, and why.",
    who: ["read"],
    query: undeliveredQuery,
    answers: [
      ok("One page, oldest first.", undeliveredAnswer, {
        messages: [
          {
            id: example.messageId,
            registration: example.id,
            kind: "confirmation",
            status: "bounced",
            reason: "Permanent General",
            attempts: 1,
            at: example.at,
            rehearsal: false,
          },
        ],
        next: null,
      }),
    ],
  },
  {
    id: "announce",
    method: "post",
    path: "/api/events/:event/messages",
    group: "E-mails",
    summary: "Sends one e-mail to everyone, or to some.",
    about: "Plain text, a blank line between paragraphs. `?dry-run` says to how many, and shows it in each language.",
    who: ["manage"],
    query: dryRunQuery,
    headers: { "idempotency-key": `${idempotencyKey} Not for \`?dry-run\`.` },
    body: json(announcementRequest, {
      subject: { nb: "Ny inngang" },
      text: { nb: "Bruk inngangen på baksiden.\n\nVel møtt!" },
      to: { status: "confirmed", participation: "in-person" },
    }),
    answers: [
      ok("With `?dry-run`: what would be sent.", announcementPreview, {
        recipients: 2,
        byLanguage: { nb: 1, nn: 1, en: 0 },
        mails: languages.map((language) => ({ language, subject: "Ny inngang", text: "…", html: "…" })),
      }),
      { ...ok("On its way.", announcementAnswer, { id: example.id, recipients: 40 }), status: 202 },
    ],
    problems: ["invalid", "idempotency-key", "idempotency-key-reused"],
  },
  {
    id: "retryMessage",
    method: "post",
    path: "/api/events/:event/messages/:id/retry",
    group: "E-mails",
    summary: "Tries an e-mail again that failed or bounced.",
    who: ["manage"],
    answers: [{ ...ok("On its way.", retryAnswer, { id: example.messageId, status: "queued" }), status: 202 }],
    problems: ["not-found", "not-undelivered"],
  },
  {
    id: "resendMessage",
    method: "post",
    path: "/api/events/:event/messages/:id/resend",
    group: "E-mails",
    summary: "Sends an e-mail once more, as things are now, to somebody who has lost it.",
    who: ["manage"],
    answers: [
      {
        ...ok("The new e-mail is on its way.", resentAnswer, { id: example.messageId, status: "queued" }),
        status: 202,
      },
    ],
    problems: ["not-found", "wrong-state"],
  },
  {
    id: "webhooks",
    method: "get",
    path: "/api/events/:event/webhooks",
    group: "Webhooks",
    summary: "The endpoints that the definition names: their secrets, and how they fare.",
    about:
      "Each change goes to each endpoint once, in order, signed as https://www.standardwebhooks.com has it. What fails is tried again with growing delays for a day; then the endpoint is paused.",
    who: ["manage"],
    query: noQuery,
    answers: [
      ok("The endpoints.", webhookList, {
        webhooks: [
          {
            id: example.id,
            url: "https://system.example.no/pamelding",
            secret: `whsec_${"A".repeat(43)}=`,
            status: "failing",
            failure: "answered 503",
            failingSince: example.at,
            deliveredAt: example.at,
            waiting: 2,
          },
        ],
      }),
    ],
  },
  {
    id: "resumeWebhook",
    method: "post",
    path: "/api/events/:event/webhooks/:id/resume",
    group: "Webhooks",
    summary: "Starts a paused endpoint again, with the change that failed.",
    who: ["manage"],
    answers: [{ ...ok("Active.", webhookResumed, { id: example.id, status: "active" }), status: 202 }],
    problems: ["not-found"],
  },
  {
    id: "tokens",
    method: "get",
    path: "/api/events/:event/tokens",
    group: "Tokens",
    summary: "Every token of an event, revoked ones too, with the last use of each.",
    who: "admin",
    query: noQuery,
    answers: [
      ok("The tokens; never the secrets.", tokenList, {
        tokens: [
          {
            id: example.id,
            name: "Kari Nordmann",
            scopes: ["read"],
            createdAt: example.at,
            lastUsedAt: null,
            revokedAt: null,
          },
        ],
      }),
    ],
  },
  {
    id: "makeToken",
    method: "post",
    path: "/api/events/:event/tokens",
    group: "Tokens",
    summary: "Makes an organiser token. Its secret is shown once, in this answer.",
    about: "`read` opens lists, `read:needs` needs with names, `manage` what `read` does and every change.",
    who: "admin",
    body: json(tokenRequest, { name: "Kari Nordmann", scopes: ["read", "manage"] }),
    answers: [
      {
        ...ok("Made.", newTokenAnswer, {
          id: example.id,
          name: "Kari Nordmann",
          scopes: ["read", "manage"],
          token: "A".repeat(43),
        }),
        status: 201,
      },
    ],
    problems: ["invalid"],
  },
  {
    id: "revokeToken",
    method: "delete",
    path: "/api/events/:event/tokens/:id",
    group: "Tokens",
    summary: "Revokes a token at once.",
    who: "admin",
    answers: [nothing(204, "It opens nothing any more.")],
    problems: ["not-found"],
  },
  {
    id: "publicEvent",
    method: "get",
    path: "/api/events/:event",
    group: "The form",
    summary: "The event as everybody may see it, in one language.",
    who: "anyone",
    headers: { "if-none-match": "The ETag of an earlier answer." },
    answers: [
      {
        status: 200,
        about: "What the form shows.",
        contents: [{ type: "application/json", schema: publicEvent, example: null }],
        headers: etag,
      },
      nothing(304, "It is still as it was."),
    ],
  },
  {
    id: "resendWebhook",
    method: "post",
    path: "/webhooks/resend",
    group: "The service",
    summary: "Resend tells what became of an e-mail, signed.",
    who: "anyone",
    headers: { "svix-id": "", "svix-timestamp": "", "svix-signature": "" },
    needed: ["svix-id", "svix-timestamp", "svix-signature"],
    answers: [nothing(204, "Taken note of.")],
    problems: ["bad-signature", "too-large", "content-encoding", "not-utf8", "rate-limited"],
  },
  {
    id: "erasures",
    method: "get",
    path: "/api/erasures",
    group: "The service",
    summary: "Who was erased, by id: to erase them once more from a restored backup.",
    who: "admin",
    query: erasuresQuery,
    answers: [
      ok("A thousand after `since`; asked on from the cursor, all of them.", erasuresAnswer, {
        cursor: "1042",
        erasures: [{ event: example.event, registration: example.id, at: example.at }],
      }),
    ],
  },
  {
    id: "replayErasures",
    method: "post",
    path: "/api/erasures",
    group: "The service",
    summary: "Erases once more whom a restored backup has brought back; nobody is told again.",
    who: "admin",
    body: json(replayRequest, { registrations: [example.id] }),
    answers: [ok("How many were there.", replayAnswer, { erased: 1 })],
    problems: ["invalid"],
  },
  {
    id: "health",
    method: "get",
    path: "/health",
    group: "The service",
    summary: "Whether the service works, and how the outbox stands.",
    who: "anyone",
    answers: [
      ok("It does.", healthAnswer, { status: "ok", messages: { oldestUnsentSeconds: null, failed: 0 } }),
      { ...ok("It does not.", unhealthyAnswer, { status: "database unreachable" }), status: 503 },
    ],
  },
  {
    id: "openapi",
    method: "get",
    path: "/openapi.json",
    group: "The service",
    summary: "This description.",
    who: "anyone",
    headers: { "if-none-match": "The ETag of an earlier answer." },
    answers: [
      ok("OpenAPI 3.1.", z.looseObject({ openapi: z.literal("3.1.1") }), { openapi: "3.1.1" }),
      nothing(304, "It is still as it was."),
    ],
  },
  {
    id: "docs",
    method: "get",
    path: "/docs",
    group: "The service",
    summary: "This description, to read.",
    who: "anyone",
    answers: [
      { status: 200, about: "A page.", contents: [{ type: "text/html; charset=utf-8", example: "<!doctype html>" }] },
    ],
  },
];

/** Schemas that stand in openapi.json by name, as they come out of the service. */
export const named = { Registration: exportRow, ErasedRegistration: erasedRow } as const;
