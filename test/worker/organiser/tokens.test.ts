import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { duringRegistration, sample } from "../builders.ts";
import { aBody, adminToken, asAdmin, call, json, put } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("nokkel");
});

interface Token {
  id: string;
  name: string;
  token: string;
}

async function aToken(name = "Kari Nordmann", event = slug): Promise<Token> {
  const response = await call(`/api/events/${event}/tokens`, asAdmin(json({ name })));
  expect([response.status, response.headers.get("cache-control")]).toEqual([201, "no-store"]);
  return response.json();
}

const bearing = (token: string, init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { ...init.headers, authorization: `Bearer ${token}` },
});
const statusOf = async (path: string, init?: RequestInit) => (await call(path, init)).status;

describe("an organiser token", () => {
  it("opens its event: export, definition, and putting it", async () => {
    const { token, name } = await aToken();
    expect(name).toBe("Kari Nordmann");
    expect(await statusOf(`/api/events/${slug}/export`, bearing(token))).toBe(200);
    expect(await statusOf(`/api/events/${slug}/definition`, bearing(token))).toBe(200);
    const body = { ...json({ ...sample, slug, fundedBy: "Forskingsrådet" }), method: "PUT" };
    expect(await statusOf(`/api/events/${slug}`, bearing(token, body))).toBe(200);
  });

  it("is shown once: only its hash is stored", async () => {
    const { token } = await aToken();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await dumpOf()).not.toContain(token);
    const row = await env.DB.prepare("SELECT hash FROM organiser_token WHERE event = ?").bind(slug).first();
    expect(row?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("makes no other tokens, no other events, and revokes none", async () => {
    const { id, token } = await aToken();
    expect(await statusOf(`/api/events/${slug}/tokens`, bearing(token, json({ name: "Meg" })))).toBe(403);
    expect(await statusOf(`/api/events/${slug}/tokens/${id}`, bearing(token, { method: "DELETE" }))).toBe(403);
    const body = { ...json({ ...sample, slug: `${slug}-mi` }), method: "PUT" };
    expect(await statusOf(`/api/events/${slug}-mi`, bearing(token, body))).toBe(404);
  });

  it("of another event gets the same 404 as for an unknown event", async () => {
    const other = await aNewEvent("nokkel");
    const { token } = await aToken("Ola Nordmann", other);
    for (const event of [slug, "finst-ikkje"])
      for (const path of ["export", "definition"]) {
        const response = await call(`/api/events/${event}/${path}`, bearing(token));
        expect([response.status, await response.json()]).toMatchObject([404, { type: "/problems/no-such-event" }]);
      }
    const before = await dumpOf(["event", "capacity"]);
    const put = { ...json({ ...sample, slug, fundedBy: "Meg" }), method: "PUT" };
    expect(await statusOf(`/api/events/${slug}`, bearing(token, put))).toBe(404);
    expect(await dumpOf(["event", "capacity"])).toBe(before);
  });

  it("stops at once when it is revoked, once, and only from its own event", async () => {
    const [{ id, token }, other] = [await aToken(), await aToken("Ola Nordmann")];
    const elsewhere = await aNewEvent("nokkel");
    const revoke = (event: string) => call(`/api/events/${event}/tokens/${id}`, asAdmin({ method: "DELETE" }));
    expect((await revoke(elsewhere)).status).toBe(404);
    expect(await statusOf(`/api/events/${slug}/export`, bearing(token))).toBe(200);
    expect((await revoke(slug)).status).toBe(204);
    expect(await statusOf(`/api/events/${slug}/export`, bearing(token))).toBe(401);
    expect(await statusOf(`/api/events/${slug}/export`, bearing(other.token))).toBe(200);
    expect((await revoke(slug)).status).toBe(404);
  });

  it.each([
    ["no name", {}],
    ["an empty name", { name: " " }],
    ["a name that is none", { name: 7 }],
    ["a long name", { name: "x".repeat(101) }],
    ["something more", { name: "Kari", admin: true }],
  ])("is not made for %s", async (_, body) => {
    const response = await call(`/api/events/${slug}/tokens`, asAdmin(json(body)));
    expect([response.status, await response.json()]).toMatchObject([422, { type: "/problems/invalid" }]);
    expect(await env.DB.prepare("SELECT 1 FROM organiser_token WHERE event = ?").bind(slug).first()).toBeNull();
  });

  it("is not made for an unknown event", async () => {
    expect(await statusOf("/api/events/finst-ikkje/tokens", asAdmin(json({ name: "Kari" })))).toBe(404);
  });
});

describe("an unknown client", () => {
  it.each([
    ["without a token", {}],
    ["with a wrong one", { authorization: "Bearer feil" }],
    ["with the admin token in another case", { authorization: "Bearer TEST-ADMIN-TOKEN" }],
    [
      "with the hash of the admin token",
      { authorization: "Bearer 17d6bfe05d1b1fb7bc499f8e3f639c7b3eda4c40f321eef8887a0c04c89a99c5" },
    ],
    ["by another scheme", { authorization: `Basic ${btoa("admin:test-admin-token")}` }],
    ["with two tokens", { authorization: "Bearer test-admin-token test-admin-token" }],
    ["with nothing after the scheme", { authorization: "Bearer " }],
  ])("%s is told how to ask, and that alone", async (_, headers) => {
    const init = { ...json({ ...sample, slug }), method: "PUT" };
    for (const [path, request] of [
      [`/api/events/${slug}/export`, {}],
      [`/api/events/${slug}/definition`, {}],
      [`/api/events/${slug}`, init],
      ["/api/events/finst-ikkje", init],
      ["/api/events/finst-ikkje/export", {}],
      [`/api/events/${slug}/tokens`, json({ name: "Kari" })],
      [`/api/events/${slug}/tokens/x`, { method: "DELETE" }],
    ] as const) {
      const response = await call(path, {
        ...request,
        headers: { ...("headers" in request ? request.headers : {}), ...headers },
      });
      expect([path, response.status, response.headers.get("www-authenticate")]).toEqual([path, 401, "Bearer"]);
      expect(await response.json()).toMatchObject({ type: "/problems/unauthorized" });
    }
  });

  it("in a browser gets the same as a page", async () => {
    const response = await call(`/api/events/${slug}/export`, { headers: { accept: "text/html" } });
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(response.headers.get("content-type")).toContain("text/html");
  });

  it("is not the admin, whose scheme may be written in any case", async () => {
    const init = { headers: { authorization: "bearer test-admin-token" } };
    expect(await statusOf(`/api/events/${slug}/export`, init)).toBe(200);
    expect((await put({ ...sample, slug: `${slug}-2` })).status).toBe(201);
  });
});

describe("a token's scopes", () => {
  const make = async (scopes: string[]) =>
    (await (await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Kari", scopes })))).json()) as Token;

  /** What each scope opens; the contract test tries every operation. */
  const asked: [path: string, init: RequestInit][] = [
    ["export", {}],
    ["export/needs", {}],
    ["export/needs?names=true", {}],
    ["audit-log", {}],
    ["definition", {}],
    ["rehearsals", { method: "DELETE" }],
  ];

  it.each([
    [["read"], [200, 200, 403, 200, 200, 403]],
    [["read:needs"], [403, 200, 200, 403, 403, 403]],
    [["manage"], [200, 200, 403, 200, 200, 200]],
    [
      ["read", "read:needs", "manage"],
      [200, 200, 200, 200, 200, 200],
    ],
  ])("%j open what they say, no more and no less", async (scopes, statuses) => {
    const { token } = await make(scopes);
    const answers: number[] = [];
    for (const [path, init] of asked) answers.push(await statusOf(`/api/events/${slug}/${path}`, bearing(token, init)));
    expect(answers).toEqual(statuses);
  });

  it("decide whether the definition shows webhook addresses, which may contain secrets", async () => {
    const webhooks = [{ url: "https://system.kommune.example/hook?key=hemmelig" }];
    expect((await put({ ...sample, slug, webhooks })).status).toBe(200);
    const shown = async (token: string) => {
      const response = await call(`/api/events/${slug}/definition`, bearing(token));
      return ((await response.json()) as { webhooks: unknown }).webhooks;
    };
    expect(await shown((await make(["read"])).token)).toEqual([]);
    expect(await shown((await make(["manage"])).token)).toEqual(webhooks);
    expect(await shown(adminToken)).toEqual(webhooks);
  });

  it("that would have been sufficient are named", async () => {
    const { token } = await make(["read"]);
    const response = await call(`/api/events/${slug}/rehearsals?lang=en`, bearing(token, { method: "DELETE" }));
    expect(response.headers.get("www-authenticate")).toBe('Bearer error="insufficient_scope", scope="manage"');
    expect(await response.json()).toMatchObject({
      type: "/problems/forbidden",
      detail: "This requires a token with the scope manage.",
    });
  });

  it("keep others from rehearsing and registering by hand", async () => {
    const { token } = await make(["read"]);
    const body = json({ rehearsal: true }, { "idempotency-key": "12345678" });
    expect(await statusOf(`/api/events/${slug}/registrations`, bearing(token, body))).toBe(403);
    expect(await statusOf(`/api/events/${slug}/registrations`, bearing("feil", body))).toBe(401);
  });

  it.each([[["alt"]], [[]], [["read", "read"]], ["read"]])("can't be %j", async (scopes) => {
    const response = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Kari", scopes })));
    expect(response.status).toBe(422);
  });
});

describe("the list of tokens", () => {
  it("has all tokens, never their secrets, and when each was last used", async () => {
    const [used, unused] = [await aToken("Kari Nordmann"), await aToken("Ola Nordmann")];
    vi.setSystemTime(duringRegistration + 90_000);
    await statusOf(`/api/events/${slug}/stats`, bearing(used.token));
    vi.setSystemTime(duringRegistration + 100_000);
    // Within the minute: not written again.
    await statusOf(`/api/events/${slug}/stats`, bearing(used.token));
    await call(`/api/events/${slug}/tokens/${unused.id}`, asAdmin({ method: "DELETE" }));
    const text = await (await call(`/api/events/${slug}/tokens`, asAdmin())).text();
    expect(text).not.toContain(used.token);
    const at = (milliseconds: number) => new Date(duringRegistration + milliseconds).toISOString();
    const scopes = ["read", "manage"];
    expect(JSON.parse(text)).toEqual({
      tokens: [
        {
          id: unused.id,
          name: "Ola Nordmann",
          scopes,
          createdAt: at(0),
          lastUsedAt: null,
          revokedAt: at(100_000),
        },
        {
          id: used.id,
          name: "Kari Nordmann",
          scopes,
          createdAt: at(0),
          lastUsedAt: at(90_000),
          revokedAt: null,
        },
      ],
    });
  });
});

describe("the audit log", () => {
  const log = async () => {
    const response = await call(`/api/events/${slug}/audit-log`, asAdmin());
    return ((await response.json()) as { entries: { who: string; action: string; count: number; detail: string }[] })
      .entries;
  };

  it("shows organisers who has pulled and changed what, newest first", async () => {
    const { id, token } = await aToken();
    await attend(slug, "kari", { needs: { diet: "fisk", access: "", consent: true } });
    const organiser = (path: string, init: RequestInit = {}) =>
      call(`/api/events/${slug}/${path}`, bearing(token, init));
    await (await organiser("export.csv")).arrayBuffer();
    const { registrations } = (await (await organiser(`export?since=${slug}.0`)).json()) as {
      registrations: { id: string }[];
    };
    const person = registrations[0]?.id;
    await organiser("export/needs");
    await call(`/api/events/${slug}/export/needs.ndjson?names=true`, asAdmin());
    await organiser(`registrations/${person}`);
    await organiser(`registrations/${person}`, { ...json({ name: "Kari N" }), method: "PATCH" });
    await organiser(`registrations/${person}/cancel`, { method: "POST" });
    await organiser(
      "registrations",
      json(aBody(addressAt(slug, "p"), { rehearsal: true }), { "idempotency-key": "12345678" }),
    );
    await organiser("rehearsals", { method: "DELETE" });
    await put({ ...sample, slug });
    await call(`/api/events/${slug}/tokens/${id}`, asAdmin({ method: "DELETE" }));
    const who = `${id} Kari Nordmann`;
    expect((await log()).map((row) => [row.who, row.action, row.count, row.detail]).reverse()).toEqual([
      ["admin", "definition", 0, null],
      ["admin", "token made", 1, id],
      [who, "export", 1, "csv"],
      [who, "export since", 1, "json"],
      [who, "needs", 1, "json"],
      ["admin", "needs with names", 1, "ndjson"],
      [who, "registration read", 1, person],
      [who, "registration changed", 1, person],
      [who, "registration cancelled", 1, person],
      [who, "rehearsal added", 1, expect.any(String)],
      [who, "rehearsals purged", 1, null],
      ["admin", "definition", 0, null],
      ["admin", "token revoked", 1, id],
    ]);
  });

  it("comes page by page, with each row once", async () => {
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1203)
       INSERT INTO audit_log (event, at, id, who, action, count)
       SELECT ?1, 1000 + i / 7, printf('%012x%020x', 1000 + i / 7, i), 'admin', 'export', i FROM n`,
    )
      .bind(slug)
      .run();
    const counts: number[] = [];
    for (let next: string | null = ""; next !== null; ) {
      const page = (await (
        await call(`/api/events/${slug}/audit-log${next && `?before=${next}`}`, asAdmin())
      ).json()) as {
        entries: { action: string; count: number }[];
        next: string | null;
      };
      counts.push(...page.entries.filter(({ action }) => action === "export").map(({ count }) => count));
      next = page.next;
    }
    expect(counts).toEqual(Array.from({ length: 1203 }, (_, index) => 1203 - index));
  });
});

describe("needs", () => {
  const ask = async (path: string) => (await call(`/api/events/${slug}/export/${path}`, asAdmin())).json();

  it("are wishes and numbers for the caterer, with nothing that identifies a person", async () => {
    const wish = (diet: string, access = "") => ({ needs: { diet, access, consent: true } });
    await attend(slug, "a", wish("Laktosefritt", "Teleslyngje"));
    await attend(slug, "b", wish("laktosefritt "));
    await attend(slug, "c", wish("Vegan"));
    await attend(slug, "d", { ...wish("Nøtter"), participation: "digital" });
    await press(await attend(slug, "e", { ...wish("Fisk"), participation: "digital" }), "cancel");
    const answer = await ask("needs");
    expect(answer).toEqual({
      event: slug,
      generatedAt: "2026-11-24T12:00:00.000Z",
      needs: [
        { kind: "diet", text: "Laktosefritt", participation: "in-person", count: 2 },
        { kind: "diet", text: "Nøtter", participation: "digital", count: 1 },
        { kind: "access", text: "Teleslyngje", participation: "in-person", count: 1 },
      ],
    });
    expect(await ask("needs?participation=digital")).toMatchObject({ needs: [{ text: "Nøtter" }] });
  });

  it("of people who follow digitally while they wait are not among those in the room", async () => {
    for (const name of ["a", "b"]) await attend(slug, name);
    await attend(slug, "c", { needs: { diet: "", access: "Teksting", consent: true } });
    expect(await ask("needs")).toMatchObject({ needs: [] });
    await env.DB.prepare("UPDATE registration SET digital_meanwhile = 1 WHERE event = ? AND status = 'waitlisted'")
      .bind(slug)
      .run();
    const wish = { kind: "access", text: "Teksting", participation: "digital", count: 1 };
    for (const query of ["", "?participation=digital"])
      expect(await ask(`needs${query}`)).toMatchObject({ needs: [wish] });
    expect(await ask("needs?participation=in-person")).toMatchObject({ needs: [] });
    expect(await ask("needs?names=true")).toMatchObject({ needs: [{ participation: "digital", access: "Teksting" }] });
  });

  it("have names on request, and are deleted when withdrawn", async () => {
    const kari = await attend(slug, "kari", { needs: { diet: "Fisk", access: "", consent: true } });
    expect(await ask("needs?names=true")).toMatchObject({
      needs: [{ name: "Kari Nordmann", diet: "Fisk", access: null, participation: "in-person" }],
    });
    await press(kari, "withdraw-needs");
    expect(await ask("needs?names=true")).toMatchObject({ needs: [] });
    expect(await ask("needs")).toMatchObject({ needs: [] });
  });
});
