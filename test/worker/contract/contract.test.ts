import { env } from "cloudflare:test";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { app } from "../../../worker/app.ts";
import { endpointsOf } from "../../../worker/organiser/api-docs/endpoints.ts";
import { routes } from "../../../worker/routes.ts";
import { duringRegistration, sample } from "../builders.ts";
import { aBody, asAdmin, call, deliverQueued, exported, form, home, json, register, tick } from "../client.ts";
import { addressAt, aNewEvent } from "../people.ts";
import { description, expectAsDescribed, faultsOf, type Media, operationFor, responseOf } from "./description.ts";

const endpoints = endpointsOf(routes);

/** Pages for people and files for browsers, which are not part of the API. */
const PAGES =
  /^\/(T|addresses|calendar|door|embed|events|offers|organiser|registrations|s|sign-in|sign-out)(\/|$)|^\/(proof\.js|:file\{)/;

describe("the description", () => {
  const named = ({ method, path }: { method: string; path: string }) => `${method.toUpperCase()} ${path}`;

  it("has every mounted route except pages for people, and no other", () => {
    const mounted = app.routes.filter(({ method }) => method !== "ALL").map(named);
    expect([...new Set(mounted)].sort()).toEqual([...new Set(routes.map(named))].sort());
    const api = mounted
      .filter((route) => !PAGES.test(route.replace(/^\w+ /, "")))
      .map((route) => route.replace(/:(\w+)/g, "{$1}"));
    expect([...new Set(api)].sort()).toEqual(endpoints.map(named).sort());
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => named({ method, path })),
    );
    expect(described.sort()).toEqual(endpoints.map(named).sort());
  });

  it("is OpenAPI 3.1 that can be fetched, with every reference in it", async () => {
    const response = await call("/openapi.json");
    expect(response.headers.get("content-type")).toBe("application/json");
    const text = await response.text();
    const fetched = JSON.parse(text);
    expect(fetched).toMatchObject({ openapi: "3.1.1", servers: [{ url: "https://pamelding.example.no" }] });
    for (const [, kind = "", name = ""] of text.matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g))
      expect([name, name in fetched.components[kind]]).toEqual([name, true]);
    const ids = Object.values(description.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  const bodies = [
    ...Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, operation]) => [
        ...Object.values(operation.requestBody?.content ?? {}).map((media) => [`${method} ${path}`, media] as const),
        ...Object.keys(operation.responses).flatMap((status) =>
          Object.values(responseOf(operation, status)?.content ?? {}).map(
            (media) => [`${method} ${path} ${status}`, media] as const,
          ),
        ),
      ]),
    ),
    ...Object.values(description.webhooks.change?.post.requestBody?.content ?? {}).map(
      (media) => ["webhook", media] as const,
    ),
  ];

  it.each(bodies)("has valid examples: %s", (_, { schema, examples = {} }: Media) => {
    for (const [name, { value, $ref }] of Object.entries(examples)) {
      const shown = $ref ? description.components.examples[$ref.split("/").at(-1) ?? ""]?.value : value;
      expect([name, faultsOf(schema, shown)]).toEqual([name, []]);
    }
  });

  it("has request examples that the routes accept", () => {
    for (const { id, body } of endpoints)
      if (body) expect([id, body.schema.safeParse(body.example).error?.issues ?? []]).toEqual([id, []]);
  });

  it("refuses what does not match it (otherwise the tests here would prove nothing)", () => {
    expect(faultsOf({ $ref: "#/components/schemas/Registration" }, { id: "x" })).not.toEqual([]);
    const operation = operationFor("GET", "/api/events/x/stats");
    const stats = operation && responseOf(operation, 200)?.content?.["application/json"];
    expect(faultsOf(stats?.schema ?? {}, { event: "x" })).not.toEqual([]);
  });
});

/** A call of an operation; `{slug}`, people's names (for their ids) and others are filled in. */
interface Call {
  path: string;
  init?: RequestInit;
  status: number;
}

const patch = (body: unknown): RequestInit => ({ ...json(body), method: "PATCH" });
const withKey = (body: unknown) => json(body, { "idempotency-key": crypto.randomUUID() });
const nobody = "0".repeat(32);
const base = "/api/events/{slug}";
const hooked = { webhooks: [{ url: "https://system.example.no/hook" }] };
/** A filter that matches nobody. */
const nobodys = { where: { emailDomain: "finst-ikkje.example" }, notify: false };
const words = { subject: { nb: "Ny inngang" }, text: { nb: "Bruk baksiden." } };

/** Good and bad calls of each operation; those that need a token are also tried without one, and with too few scopes. */
const calls: Record<string, { good: Call[]; bad: Call[] }> = {
  ...Object.fromEntries(
    ["", "AsJson", "AsNdjson", "AsCsv", "AsXlsx"].flatMap((format) => {
      const suffix = format.toLowerCase().replace("as", ".");
      return [
        [
          `export${format}`,
          {
            good: [
              { path: `${base}/export${suffix}?status=confirmed&mail=sent&rehearsals=include&lang=nn`, status: 200 },
              { path: `${base}/export${suffix}?since={slug}.0`, status: 200 },
              { path: `${base}/export${suffix}`, status: 200 },
              { path: `${base}/export${suffix}`, init: { headers: { "if-none-match": "{tag}" } }, status: 304 },
            ],
            bad: [
              { path: `${base}/export${suffix}?status=erased`, status: 400 },
              { path: `${base}/export${suffix}?since=other.1`, status: 400 },
              { path: `/api/events/finst-ikkje/export${suffix}`, status: 404 },
            ],
          },
        ],
        [
          `needs${format}`,
          {
            good: [
              { path: `${base}/export/needs${suffix}`, status: 200 },
              { path: `${base}/export/needs${suffix}?names=true&participation=in-person`, status: 200 },
            ],
            bad: [{ path: `${base}/export/needs${suffix}?names=ja`, status: 400 }],
          },
        ],
      ];
    }),
  ),
  stats: { good: [{ path: `${base}/stats`, status: 200 }], bad: [{ path: `${base}/stats?dag=1`, status: 400 }] },
  auditLog: {
    good: [{ path: `${base}/audit-log`, status: 200 }],
    bad: [{ path: `${base}/audit-log?before=7`, status: 400 }],
  },
  readDefinition: {
    good: [
      { path: `${base}/definition`, status: 200 },
      { path: `${base}/definition`, init: { headers: { "if-none-match": "*" } }, status: 304 },
    ],
    bad: [{ path: `${base}/definition?version=1`, status: 400 }],
  },
  putDefinition: {
    good: [
      { path: base, init: { ...json({ ...sample, ...hooked, slug: "{slug}" }), method: "PUT" }, status: 200 },
      {
        path: `${base}?dry-run`,
        init: { ...json({ ...sample, ...hooked, slug: "{slug}" }), method: "PUT" },
        status: 200,
      },
      {
        path: `${base}-ny`,
        init: { ...json({ ...sample, slug: "{slug}-ny" }, { "if-none-match": "*" }), method: "PUT" },
        status: 201,
      },
    ],
    bad: [
      { path: base, init: { ...json({ slug: "{slug}" }), method: "PUT" }, status: 422 },
      { path: base, init: { ...json({}, { "if-match": '"1"' }), method: "PUT" }, status: 412 },
      { path: base, init: { method: "PUT", body: "x" }, status: 415 },
      { path: base, init: { ...json({}), method: "PUT", body: "{" }, status: 400 },
      { path: base, init: { ...json("x".repeat(300_000)), method: "PUT" }, status: 413 },
    ],
  },
  register: {
    good: [
      { path: `${base}/registrations`, init: withKey(aBody("a.{slug}@example.no", { waitlist: true })), status: 201 },
      {
        path: `${base}/registrations`,
        init: withKey(aBody("b.{slug}@example.no", { waitlist: true, rehearsal: true })),
        status: 201,
      },
    ],
    bad: [
      { path: `${base}/registrations`, init: json(aBody("c@example.no")), status: 400 },
      { path: `${base}/registrations`, init: withKey({}), status: 422 },
      { path: `${base}/registrations`, init: form({ name: "Kari", "idempotency-key": "12345678" }), status: 415 },
      { path: `${base}/registrations`, init: withKey({ ...aBody("c@example.no"), rehearsal: "ja" }), status: 422 },
      { path: "/api/events/finst-ikkje/registrations", init: withKey(aBody("c@example.no")), status: 404 },
    ],
  },
  readRegistration: {
    good: [{ path: `${base}/registrations/{kari}`, status: 200 }],
    bad: [{ path: `${base}/registrations/${nobody}`, status: 404 }],
  },
  correctRegistration: {
    good: [
      { path: `${base}/registrations/{kari}`, init: patch({ email: "ny.{slug}@example.no" }), status: 200 },
      { path: `${base}/registrations/{kari}`, init: patch({}), status: 200 },
    ],
    bad: [
      { path: `${base}/registrations/{kari}`, init: patch({ email: "kari" }), status: 422 },
      { path: `${base}/registrations/{kari}`, init: patch({ email: "ola.{slug}@example.no" }), status: 409 },
      { path: `${base}/registrations/${nobody}`, init: patch({ name: "Kari" }), status: 404 },
    ],
  },
  cancelRegistration: {
    good: [{ path: `${base}/registrations/{per}/cancel`, init: { method: "POST" }, status: 200 }],
    bad: [{ path: `${base}/registrations/{gone}/cancel`, init: { method: "POST" }, status: 409 }],
  },
  cancelRegistrations: {
    good: [
      { path: `${base}/registrations/cancel?dry-run`, init: json({ ...nobodys, matching: 0 }), status: 200 },
      {
        path: `${base}/registrations/cancel?dry-run`,
        init: json({ ...nobodys, where: { partner: "stad" } }),
        status: 200,
      },
      { path: `${base}/registrations/cancel`, init: json({ ...nobodys, matching: 0 }), status: 200 },
    ],
    bad: [
      { path: `${base}/registrations/cancel`, init: json(nobodys), status: 422 },
      { path: `${base}/registrations/cancel`, init: json({ ...nobodys, matching: 1 }), status: 409 },
    ],
  },
  restoreRegistration: {
    good: [{ path: `${base}/registrations/{gone}/restore`, init: { method: "POST" }, status: 200 }],
    bad: [{ path: `${base}/registrations/{kari}/restore`, init: { method: "POST" }, status: 409 }],
  },
  verifyRegistration: {
    good: [{ path: `${base}/registrations/{held}/verify`, init: { method: "POST" }, status: 200 }],
    bad: [{ path: `${base}/registrations/{kari}/verify`, init: { method: "POST" }, status: 409 }],
  },
  readDoorList: {
    good: [
      { path: `${base}/check-ins`, status: 200 },
      { path: `${base}/check-ins?since=0`, status: 200 },
    ],
    bad: [{ path: `${base}/check-ins?since=x`, status: 400 }],
  },
  checkIn: {
    good: [
      {
        path: `${base}/check-ins`,
        init: json({
          sentAt: "2026-11-24T12:00:00Z",
          checkIns: [
            { nonce: "first-of-all", at: "2026-11-24T12:00:00Z", registration: nobody },
            { nonce: "second-one", at: "2026-11-24T12:00:00Z", ticket: "https://example.no/" },
            { undo: "first-of-all" },
          ],
        }),
        status: 200,
      },
    ],
    bad: [{ path: `${base}/check-ins`, init: json({ sentAt: "2026-11-24T12:00:00Z", checkIns: [] }), status: 422 }],
  },
  admitRegistration: {
    good: [{ path: `${base}/registrations/{gone}/admit`, init: { method: "POST" }, status: 200 }],
    bad: [{ path: `${base}/registrations/${nobody}/admit`, init: { method: "POST" }, status: 404 }],
  },
  eraseRegistration: {
    good: [{ path: `${base}/registrations/{siri}`, init: { method: "DELETE" }, status: 204 }],
    bad: [{ path: `${base}/registrations/${nobody}`, init: { method: "DELETE" }, status: 404 }],
  },
  purgeRehearsals: {
    good: [{ path: `${base}/rehearsals`, init: { method: "DELETE" }, status: 200 }],
    bad: [{ path: "/api/events/finst-ikkje/rehearsals", init: { method: "DELETE" }, status: 404 }],
  },
  undelivered: {
    good: [{ path: `${base}/undelivered`, status: 200 }],
    bad: [{ path: `${base}/undelivered?after=x`, status: 400 }],
  },
  announcements: {
    good: [{ path: `${base}/announcements`, status: 200 }],
    bad: [{ path: `${base}/announcements?after=x`, status: 400 }],
  },
  announce: {
    good: [
      { path: `${base}/announcements?dry-run`, init: json(words), status: 200 },
      { path: `${base}/announcements`, init: withKey(words), status: 202 },
    ],
    bad: [
      { path: `${base}/announcements`, init: json(words), status: 400 },
      { path: `${base}/announcements`, init: withKey({}), status: 422 },
    ],
  },
  takeAnnouncementBack: {
    good: [{ path: `${base}/announcements/{announcement}`, init: { method: "DELETE" }, status: 200 }],
    bad: [{ path: `${base}/announcements/${nobody}`, init: { method: "DELETE" }, status: 404 }],
  },
  retryMessage: {
    good: [{ path: `${base}/messages/{bouncedMessage}/retry`, init: { method: "POST" }, status: 202 }],
    bad: [
      { path: `${base}/messages/{message}/retry`, init: { method: "POST" }, status: 409 },
      { path: `${base}/messages/${nobody}/retry`, init: { method: "POST" }, status: 404 },
    ],
  },
  resendMessage: {
    good: [{ path: `${base}/messages/{message}/resend`, init: { method: "POST" }, status: 202 }],
    bad: [{ path: `${base}/messages/${nobody}/resend`, init: { method: "POST" }, status: 404 }],
  },
  webhooks: {
    good: [{ path: `${base}/webhooks`, status: 200 }],
    bad: [{ path: `${base}/webhooks?id=1`, status: 400 }],
  },
  resumeWebhook: {
    good: [{ path: `${base}/webhooks/{webhook}/resume`, init: { method: "POST" }, status: 202 }],
    bad: [{ path: `${base}/webhooks/${nobody}/resume`, init: { method: "POST" }, status: 404 }],
  },
  tokens: { good: [{ path: `${base}/tokens`, status: 200 }], bad: [{ path: `${base}/tokens?a=1`, status: 400 }] },
  makeToken: {
    good: [{ path: `${base}/tokens`, init: json({ name: "Kari Nordmann", scopes: ["read:needs"] }), status: 201 }],
    bad: [{ path: `${base}/tokens`, init: json({ name: "Kari", scopes: ["alt"] }), status: 422 }],
  },
  revokeToken: {
    good: [{ path: `${base}/tokens/{token}`, init: { method: "DELETE" }, status: 204 }],
    bad: [{ path: `${base}/tokens/${nobody}`, init: { method: "DELETE" }, status: 404 }],
  },
  publicEvent: {
    good: [
      { path: `${base}?lang=en&partner=stad`, status: 200 },
      { path: base, init: { headers: { "if-none-match": "*" } }, status: 304 },
    ],
    bad: [{ path: "/api/events/finst-ikkje", status: 404 }],
  },
  resendWebhook: {
    good: [],
    bad: [{ path: "/webhooks/resend", init: json({ type: "email.sent" }), status: 401 }],
  },
  events: {
    good: [
      { path: "/api/events", status: 200 },
      { path: "/api/events?after={slug}", status: 200 },
    ],
    bad: [{ path: "/api/events?after=%C3%86", status: 400 }],
  },
  deleteEvent: {
    good: [{ path: `${base}?dry-run`, init: { method: "DELETE" }, status: 200 }],
    bad: [
      { path: base, init: { method: "DELETE" }, status: 409 },
      { path: `${base}?confirm-erasures=9999`, init: { method: "DELETE" }, status: 409 },
      { path: `${base}?confirm-erasures=x`, init: { method: "DELETE" }, status: 400 },
      { path: "/api/events/finst-ikkje?confirm-erasures=0", init: { method: "DELETE" }, status: 404 },
    ],
  },
  moveEvent: {
    good: [
      { path: `${base}/move?to=${home}&dry-run`, init: { method: "POST" }, status: 200 },
      // The event is already there.
      { path: `${base}/move?to=${home}`, init: { method: "POST" }, status: 200 },
    ],
    bad: [
      { path: `${base}/move`, init: { method: "POST" }, status: 400 },
      { path: `${base}/move?to=DB_9`, init: { method: "POST" }, status: 400 },
      { path: `/api/events/finst-ikkje/move?to=${home}`, init: { method: "POST" }, status: 404 },
    ],
  },
  undoMove: { good: [{ path: `${base}/move`, init: { method: "DELETE" }, status: 200 }], bad: [] },
  serviceAuditLog: {
    good: [{ path: "/api/audit-log", status: 200 }],
    bad: [{ path: "/api/audit-log?before=x", status: 400 }],
  },
  erasures: {
    good: [{ path: "/api/erasures?since=0", status: 200 }],
    bad: [{ path: "/api/erasures?since=x", status: 400 }],
  },
  replayErasures: {
    good: [{ path: "/api/erasures", init: json({ registrations: [nobody] }), status: 200 }],
    bad: [{ path: "/api/erasures", init: json({}), status: 422 }],
  },
  health: { good: [{ path: "/health", status: 200 }], bad: [] },
  openapi: {
    good: [
      { path: "/openapi.json", status: 200 },
      { path: "/openapi.json", init: { headers: { "if-none-match": "*" } }, status: 304 },
    ],
    bad: [],
  },
  docs: { good: [{ path: "/docs", status: 200 }], bad: [] },
  definitionSchema: { good: [{ path: "/event-definition.schema.json", status: 200 }], bad: [] },
};

let slug: string;
let filled: Record<string, string>;
let tokens: Record<"reader" | "caterer", string>;

/** One event for all calls: no call depends on a person that another call changes. */
beforeAll(async () => {
  slug = await aNewEvent("kontrakt", hooked);
  const names = ["kari", "ola", "per", "siri", "gone", "bounced", "held"];
  const needs = { diet: "Laktosefritt", access: "", consent: true };
  for (const name of names) await register(slug, aBody(addressAt(slug, name), { participation: "digital", needs }));
  await deliverQueued();
  // The cron has run, so that /health does not report it as late.
  await tick();
  const { registrations } = await exported(slug);
  const idOf = (name: string) => registrations.find(({ email }) => email === addressAt(slug, name))?.id ?? "";
  await call(`/api/events/${slug}/registrations/${idOf("gone")}/cancel`, asAdmin({ method: "POST" }));
  await env.DB.prepare("UPDATE message SET status = 'bounced' WHERE registration = ?").bind(idOf("bounced")).run();
  await env.DB.prepare("UPDATE registration SET held_until = ? WHERE id = ?")
    .bind(duringRegistration + 86_400_000, idOf("held"))
    .run();
  const messageOf = (name: string) =>
    env.DB.prepare("SELECT id FROM message WHERE registration = ? ORDER BY seq LIMIT 1")
      .bind(idOf(name))
      .first<string>("id");
  const make = async (scope: string) => {
    const made = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Kari", scopes: [scope] })));
    return (await made.json()) as { id: string; token: string };
  };
  tokens = { reader: (await make("read")).token, caterer: (await make("read:needs")).token };
  const held = (await (
    await call(`${base.replace("{slug}", slug)}/announcements`, asAdmin(withKey({ ...words, undoSeconds: 600 })))
  ).json()) as { id: string };
  const ids = Object.fromEntries(names.map((name) => [name, idOf(name)]));
  filled = {
    ...ids,
    slug,
    message: (await messageOf("ola")) ?? "",
    announcement: held.id,
    bouncedMessage: (await messageOf("bounced")) ?? "",
    webhook:
      (await env.DB.prepare("SELECT id FROM webhook_endpoint WHERE event = ?").bind(slug).first<string>("id")) ?? "",
    token: (await make("read")).id,
  };
});

beforeEach(() => {
  vi.setSystemTime(duringRegistration);
});

const fill = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value).replace(/\{(\w+)\}/g, (whole, name: string) =>
      name in filled ? JSON.stringify(filled[name]).slice(1, -1) : whole,
    ),
  ) as T;

/** Fills in a call, also inside its body, which is JSON in JSON. */
function filledIn({ path, init = {} }: Call): [path: string, init: RequestInit] {
  const body = typeof init.body === "string" ? { body: init.body.replaceAll("{slug}", slug) } : {};
  return [fill(path), { ...init, headers: fill((init.headers ?? {}) as Record<string, string>), ...body }];
}

describe("every described operation", () => {
  it("is called here", () => {
    expect(Object.keys(calls).sort()).toEqual(endpoints.map(({ id }) => id).sort());
  });

  for (const { id, method, who: everyone } of endpoints) {
    const [who = "anyone"] = everyone.includes("anyone") ? [] : everyone;
    const { good, bad } = calls[id] ?? { good: [], bad: [] };
    it(`answers as described: ${id}`, async () => {
      for (const one of [...bad, ...good]) {
        // `{tag}` is that of the previous call.
        const [path, init] = filledIn(one);
        const operation = operationFor(init.method ?? "GET", path);
        if (operation?.operationId !== id) throw new Error(`${path} is not an address of ${id}`);
        const plain = id === "register" && !String(init.body).includes('"rehearsal"');
        const response = await call(path, plain ? init : asAdmin(init));
        expect([id, path, response.status]).toEqual([id, path, one.status]);
        filled.tag = response.headers.get("etag") ?? filled.tag ?? "";
        await expectAsDescribed(operation, response);
      }
    });

    if (who !== "anyone")
      it(`refuses callers without permission, as described: ${id}`, async () => {
        const [first] = good;
        if (!first) throw new Error(`no call of ${id}`);
        const [path, init] = filledIn(first);
        const operation = operationFor(method, path);
        if (!operation) throw new Error(`${path} is not described`);
        const attempts: [headers: Record<string, string>, status: number][] = [
          [{}, 401],
          [{ authorization: "Bearer feil" }, 401],
        ];
        if (who !== "admin" && !who.includes("read:needs"))
          attempts.push([{ authorization: `Bearer ${tokens.caterer}` }, 403]);
        if (who !== "admin" && !who.includes("read"))
          attempts.push([{ authorization: `Bearer ${tokens.reader}` }, 403]);
        const before = await exported(slug);
        for (const [headers, status] of attempts) {
          const response = await call(path, { ...init, headers: { ...init.headers, ...headers } });
          expect([id, response.status]).toEqual([id, status]);
          await expectAsDescribed(operation, response);
        }
        expect((await exported(slug)).registrations).toEqual(before.registrations);
      });
  }
});

describe("the JSON Schema of a definition", () => {
  it("accepts and refuses the same as the service, and a definition may name it", async () => {
    const response = await call("/event-definition.schema.json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const schema = (await response.json()) as { $id: string };
    const definition = { $schema: schema.$id, ...sample, slug };
    expect(faultsOf(schema, definition)).toEqual([]);
    expect((await call(`/api/events/${slug}`, asAdmin({ ...json(definition), method: "PUT" }))).status).toBe(200);
    const stored = await call(`/api/events/${slug}/definition`, asAdmin());
    expect(await stored.json()).toMatchObject({ $schema: "https://pamelding.example.no/event-definition.schema.json" });
    for (const wrong of [{ titel: "x" }, { starts: "i morgon" }, { partners: [] }])
      expect([wrong, faultsOf(schema, { ...definition, ...wrong })]).not.toEqual([wrong, []]);
  });

  it("is in the description once", () => {
    const { EventDefinition } = description.components.schemas;
    expect(EventDefinition).toHaveProperty("properties.registrationCloses");
    expect(JSON.stringify(description.paths)).not.toContain('registrationCloses":{');
  });
});

describe("the page of the description", () => {
  it("lists every operation and problem, and loads nothing from other origins", async () => {
    const response = await call("/docs");
    const html = await response.text();
    for (const { id } of endpoints) expect(html).toContain(`id="${id}"`);
    for (const [, target = ""] of html.matchAll(/href="#([\w-]+)"/g)) expect(html).toContain(`id="${target}"`);
    // Also fields of schemas that openapi.json has by reference.
    for (const field of ["title.nb", "participation.inPerson.capacity", "needs.diet"])
      expect(html).toContain(`<code>${field}</code>`);
    // One script, our own: it copies examples.
    expect(html.match(/<script[^>]*>/g)).toEqual([
      expect.stringMatching(/^<script src="\/copy-[0-9a-f]{16}\.js" defer>$/),
    ]);
    expect(html).not.toMatch(/<style|@import|style="/);
    expect(html.match(/<link[^>]*>/g)).toEqual([expect.stringMatching(/href="\/styles-[0-9a-f]+\.css"/)]);
    expect(response.headers.get("content-security-policy")).toContain(
      "default-src 'none'; script-src 'self'; style-src",
    );
  });

  it("has a shell command for each operation, and a table with its method, path and summary", async () => {
    const html = await (await call("/docs")).text();
    for (const { id, method, path, summary } of endpoints) {
      expect([id, html.includes(`id="${id}-call-code"`)]).toEqual([id, true]);
      const row = html.slice(html.indexOf("<tr>", html.indexOf(`href="#${id}"`) - 200));
      expect(row).toContain(method.toUpperCase());
      expect(html).toContain(`<a href="#${id}"><code>${path}</code></a>`);
      expect(html.replaceAll(/<\/?code>/g, "`")).toContain(summary.replaceAll("'", "&#39;").replaceAll("&#39;", "'"));
    }
  });
});
