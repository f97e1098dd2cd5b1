import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { sample } from "../builders.ts";
import { asAdmin, call, json, put } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { aNewEvent } from "../people.ts";

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
    expect(await statusOf(`/api/events/${slug}/tokens`, bearing(token, json({ name: "Meg" })))).toBe(401);
    expect(await statusOf(`/api/events/${slug}/tokens/${id}`, bearing(token, { method: "DELETE" }))).toBe(401);
    const body = { ...json({ ...sample, slug: `${slug}-mi` }), method: "PUT" };
    expect(await statusOf(`/api/events/${slug}-mi`, bearing(token, body))).toBe(401);
  });

  it("of another event is told that this one does not exist, as of one that does not", async () => {
    const other = await aNewEvent("nokkel");
    const { token } = await aToken("Ola Nordmann", other);
    for (const event of [slug, "finst-ikkje"])
      for (const path of ["export", "definition"]) {
        const response = await call(`/api/events/${event}/${path}`, bearing(token));
        expect([response.status, await response.json()]).toMatchObject([404, { type: "/problems/no-such-event" }]);
      }
    const before = await dumpOf(["event", "places"]);
    const put = { ...json({ ...sample, slug, fundedBy: "Meg" }), method: "PUT" };
    expect(await statusOf(`/api/events/${slug}`, bearing(token, put))).toBe(404);
    expect(await dumpOf(["event", "places"])).toBe(before);
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

  it("is not made for an event that is not there", async () => {
    expect(await statusOf("/api/events/finst-ikkje/tokens", asAdmin(json({ name: "Kari" })))).toBe(404);
  });
});

describe("whoever is not known", () => {
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

  it("in a browser is told the same, as a page", async () => {
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
