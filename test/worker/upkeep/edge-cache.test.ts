/** Most requests never reach the Worker, and nobody gets outdated or foreign data. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { routes } from "../../../worker/routes.ts";
import { type Definition, sample } from "../builders.ts";
import { aBody, adminToken, asAdmin, call, exported, form, json, mailsTo } from "../client.ts";
import { Edge } from "../edge.ts";
import { addressAt, aNewEvent, attend, calendarAddressIn, press } from "../people.ts";

const SECOND = 1000;

let slug: string;
let edge: Edge;

beforeEach(async () => {
  slug = await aNewEvent("kant", { participation: { inPerson: { capacity: 40, waitlist: true }, digital: {} } });
  edge = new Edge();
});

const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const put = (changes: Partial<Definition>) =>
  edge.call(`/api/events/${slug}`, {
    ...asAdmin(
      json({ ...sample, participation: { inPerson: { capacity: 40, waitlist: true }, digital: {} }, slug, ...changes }),
    ),
    method: "PUT",
  });
let people = 0;
const register = (changes: Record<string, unknown> = {}) => {
  const key = `"${slug}-${++people}"`;
  const body = aBody(addressAt(slug, `deltakar-${people}`), { waitlist: true, ...changes });
  return edge.call(`/api/events/${slug}/registrations`, json(body, { "idempotency-key": key }));
};
async function registerMany(count: number): Promise<void> {
  for (let n = 0; n < count; n++) expect((await register()).status).toBe(201);
}
const event = async () => (await (await edge.call(`/api/events/${slug}`)).json()) as Record<string, unknown>;

describe("Cloudflare's cache", () => {
  /** Makes an address for each declared route. */
  async function addresses(): Promise<(path: string) => string> {
    const { link, address } = await attend(slug, "kari");
    const calendar = calendarAddressIn((await mailsTo(address)).at(-1));
    const colleague = addressAt(slug, "ola");
    await press({ link, address }, "hand-over", { name: "Ola Hansen", email: colleague, checked: "yes" });
    const offer = /\/offers\/[\w-]+/.exec((await mailsTo(colleague)).at(-1)?.text ?? "");
    const [row] = (await exported(slug)).registrations;
    const script = /embed\/[\w-]+\/stad\/([0-9a-f]{16})\.js/.exec(
      await (await call(`/embed/${slug}/stad.html`)).text(),
    );
    const framed = await (await call(`/events/${slug}/frame`)).text();
    const styles = /\/styles-[0-9a-f-]+\.css/.exec(framed);
    const frame = /\/frame-[0-9a-f]+\.js/.exec(framed);
    return (path) =>
      path
        .replace(/^\/:file\{styles.*/, styles?.[0] ?? "")
        .replace(/^\/:file\{\[a-z\].*/, frame?.[0] ?? "")
        .replace(/^\/calendar\/.*/, calendar)
        .replace("/:file{[0-9a-f]{16}\\.js}", `/${script?.[1]}.js`)
        .replace(/:file\{.*\.js\}$/, "stad.js")
        .replace(/:file\{.*\.html\}$/, "stad.html")
        .replace(/:file\{.*\.ics\}$/, `${slug}.ics`)
        .replace(/:file\{(\w+)\\\.\((\w+).*/, "$1.$2")
        .replace(/:action\{(\w+).*/, "$1")
        .replace(":event", slug)
        .replace(":partner", "stad")
        .replace("/registrations/:secret", link)
        .replace("/s/:secret", link.replace("/registrations/", "/s/"))
        .replace("/offers/:secret", offer?.[0] ?? "")
        .replace("/sign-in/:secret", link.replace("/registrations/", "/sign-in/"))
        .replace("/door/:secret", link.replace("/registrations/", "/door/"))
        .replace("/T/:ticket", `/T/${"A".repeat(40)}`)
        .replace("/addresses/:secret", link.replace("/registrations/", "/addresses/"))
        .replace(":sealed", "x")
        .replace(/:id(\{.*\}\})?/, row?.id ?? "");
  }

  it("keeps the public answers of every declared route, and nothing else, for any client", async () => {
    const addressOf = await addresses();
    const kept = new Set<string>();
    const asked = new Set<string>();
    for (const { method, path } of routes) {
      const address = addressOf(path);
      expect([path, address]).toEqual([path, expect.not.stringMatching(/[:{}]|undefined/)]);
      for (const authorization of [undefined, `Bearer ${adminToken}`, "Bearer wrong"]) {
        const headers: Record<string, string> = authorization ? { authorization } : {};
        const init = method === "get" ? { headers } : { ...json({}, headers), method: method.toUpperCase() };
        const answer = await call(address, init);
        await answer.arrayBuffer();
        asked.add(path);
        const control = answer.headers.get("cloudflare-cdn-cache-control") ?? "";
        if (control === "no-store") continue;
        expect([path, method, answer.status]).toEqual([path, "get", 200]);
        expect(answer.headers.get("cache-control")).toMatch(/^public/);
        expect(answer.headers.get("set-cookie")).toBeNull();
        kept.add(path);
      }
    }
    expect(asked.size).toBe(new Set(routes.map(({ path }) => path)).size);
    expect([...kept].sort()).toEqual([
      "/:file{[a-z]+-[0-9a-f]{16}\\.js}",
      "/:file{styles-[0-9a-f]{16}(-[0-9a-f]{6})?\\.css}",
      "/api/events/:event",
      "/embed/:event/:file{.+\\.js}",
      "/embed/:event/:file{[a-z0-9-]+\\.html}",
      "/embed/:event/:partner/:file{[0-9a-f]{16}\\.js}",
      "/embed/:event/:partner/preview",
      "/events/:event",
      "/events/:event/accessibility",
      "/events/:event/frame",
      "/events/:event/privacy",
      "/events/:file{[a-z0-9-]+\\.ics}",
      "/proof.js",
    ]);
  });

  it.each([
    "embed/{}/stad.js",
    "events/{}",
    "events/{}.ics",
    "events/{}/privacy",
    "events/{}/accessibility",
    "events/{}/frame",
    "api/events/{}",
    "embed/{}/stad.html",
  ])("answers /%s without the Worker for as long as it is true, and keeps it under the event's tag", async (path) => {
    const address = `/${path.replace("{}", slug)}`;
    const first = await edge.call(address);
    expect(first.headers.get("cf-cache-status")).toBe("MISS");
    pass(59 * SECOND);
    const second = await edge.call(address);
    expect([second.headers.get("cf-cache-status"), await second.text()]).toEqual(["HIT", await first.text()]);
    await put({ title: { nb: "Ny tittel" } });
    expect((await edge.call(address)).headers.get("cf-cache-status")).toBe("MISS");
  });

  it("runs the Worker once for a thousand views of a partner's page", async () => {
    for (let view = 0; view < 1000; view++) await edge.call(`/embed/${slug}/stad.js`);
    expect(edge.runs).toBe(1);
  });

  it("shows a new definition at once, and a deleted event no longer", async () => {
    expect(await event()).toMatchObject({ title: { text: sample.title.nb } });
    await put({ title: { nb: "Ny tittel" } });
    expect(await event()).toMatchObject({ title: { text: "Ny tittel" } });
    await edge.call(`/api/events/${slug}?confirm-erasures=0`, { ...asAdmin(), method: "DELETE" });
    expect((await edge.call(`/api/events/${slug}`)).status).toBe(404);
  });

  it("shows a new event at once, even if a script has said that there is none", async () => {
    const path = `/embed/${slug}-ny/stad.js`;
    expect(await (await edge.call(path)).text()).toContain('"event":null');
    await edge.call(`/api/events/${slug}-ny`, { ...asAdmin(json({ ...sample, slug: `${slug}-ny` })), method: "PUT" });
    expect(await (await edge.call(path)).text()).not.toContain('"event":null');
  });

  it("says at once that few places are left, and within a few seconds that the room is full", async () => {
    await registerMany(29);
    expect(await event()).toMatchObject({ fewLeft: false });
    await registerMany(1);
    expect(await event()).toMatchObject({ fewLeft: true });
    await registerMany(10);
    pass(5 * SECOND);
    expect(await event()).toMatchObject({ fewLeft: false, availability: { "in-person": "waitlist" } });
    // One purge for all of them: Cloudflare accepts five a minute.
    expect(edge.purged).toEqual([`event-${slug}`]);
  });

  it("is purged when an attendee comes back or moves into the room, if the words change with it", async () => {
    const { link } = await attend(slug, "kari");
    await edge.call(`${link}/cancel`, form({}));
    await registerMany(29);
    expect(await event()).toMatchObject({ fewLeft: false });
    await edge.call(`${link}/restore`, form({}));
    expect(await event()).toMatchObject({ fewLeft: true });
    await edge.call(`${link}/cancel`, form({}));
    await attend(slug, "ola", { participation: "digital" });
    pass(5 * SECOND);
    expect(await event()).toMatchObject({ fewLeft: false });
    const id = (await exported(slug)).registrations.find(({ email }) => email === addressAt(slug, "ola"))?.id;
    const correct = { ...asAdmin(json({ participation: "in-person" })), method: "PATCH" };
    expect((await edge.call(`/api/events/${slug}/registrations/${id}`, correct)).status).toBe(200);
    expect(await event()).toMatchObject({ fewLeft: true });
  });

  it("is right within a minute even if Cloudflare refuses a purge, and the log says so", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    edge.takesPurges = false;
    await event();
    await put({ title: { nb: "Ny tittel" } });
    expect(await event()).toMatchObject({ title: { text: sample.title.nb } });
    pass(60 * SECOND);
    expect(await event()).toMatchObject({ title: { text: "Ny tittel" } });
    expect(JSON.parse(String(warned.mock.calls[0]?.[0]))).toMatchObject({ log: "purge-failed", event: slug });
    warned.mockRestore();
  });

  it("opens registration on the second, although the page was cached before", async () => {
    vi.setSystemTime(Date.parse("2026-10-31T22:59:30Z"));
    expect(await event()).toMatchObject({ phase: "not-open" });
    pass(30 * SECOND);
    expect(await event()).toMatchObject({ phase: "open" });
  });
});

describe("an address with parameters that are not ours", () => {
  it.each([
    "?utm_source=nyhetsbrev",
    "?fbclid=x",
    "?lang=xx",
    "?partner=ingen",
    "?lang=nn&partner=stad",
    "?partner=stad&partner=stad",
    "?partner=stad&x=1",
    "?partner=%3Cscript%3E",
  ])("%s is answered, and kept for nobody: it neither splits the cache nor poisons it", async (query) => {
    for (const path of [`/events/${slug}`, `/api/events/${slug}`, `/embed/${slug}/stad.js`]) {
      const odd = await edge.call(path + query);
      expect([odd.status, odd.headers.get("cf-cache-status")]).toEqual([200, "BYPASS"]);
    }
    expect((await edge.call(`/events/${slug}`)).headers.get("cf-cache-status")).toBe("MISS");
  });

  it.each(["?partner=stad&lang=nn", "?partner=nordre-follo", "?lang=en"])("%s is ours, and is kept", async (query) => {
    await edge.call(`/events/${slug}${query}`);
    expect((await edge.call(`/events/${slug}${query}`)).headers.get("cf-cache-status")).toBe("HIT");
  });
});

describe("a kept answer", () => {
  it("is the same for every browser, whatever its headers, so that nobody decides what others read", async () => {
    const hostile = {
      ...{ "x-forwarded-host": "vond.example", "accept-language": "en", cookie: "a=b", "user-agent": "x" },
      ...{ accept: "application/json", referer: "https://vond.example/", "x-http-method-override": "DELETE" },
      ...{ origin: "https://vond.example", "cf-connecting-ip": "203.0.113.9", authorization: `Bearer ${adminToken}` },
    };
    for (const path of [
      `/embed/${slug}/stad.js`,
      `/api/events/${slug}`,
      `/events/${slug}/privacy`,
      `/events/${slug}.ics`,
    ])
      expect(await (await call(path, { headers: hostile })).text()).toBe(await (await call(path)).text());
  });

  it("can be read only by allowed pages, if the event names its sites", async () => {
    const stad = {
      name: "Stad",
      language: "nn",
      site: "https://stad.example.no",
      origins: ["https://stad.example.no"],
    };
    await put({ partners: { stad } as Definition["partners"] });
    const from = async (origin: string) =>
      (await edge.call(`/api/events/${slug}`, { headers: { origin } })).headers.get("access-control-allow-origin");
    expect(await from("https://vond.example")).toBeNull();
    expect(await from("https://stad.example.no")).toBe("https://stad.example.no");
    expect(await from("https://vond.example")).toBeNull();
  });

  it("of the hosted page registers each person with the same copy once", async () => {
    const page = await (await edge.call(`/events/${slug}`)).text();
    expect((await edge.call(`/events/${slug}`)).headers.get("cf-cache-status")).toBe("HIT");
    const opened = /name="opened" value="([^"]+)"/.exec(page)?.[1] ?? "";
    pass(3 * SECOND);
    const fields = { partner: "stad", language: "nn", participation: "digital", opened };
    const send = (name: string) =>
      edge.call(`/events/${slug}`, form({ ...fields, name, email: addressAt(slug, name) }));
    for (const name of ["kari", "ola", "kari"]) expect((await send(name)).status).toBe(303);
    const rows = (await exported(slug)).registrations.map(({ email }) => email);
    expect(rows.sort()).toEqual([addressAt(slug, "kari"), addressAt(slug, "ola")]);
    // The second time does not count as registering a known address.
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
  });

  it("of the hosted page lets an attendee who has cancelled register again from a page that is loaded later", async () => {
    const { link, address } = await attend(slug, "kari", { participation: "digital" });
    await call(`${link}/cancel`, form({}));
    pass(60 * SECOND);
    const opened = /name="opened" value="([^"]+)"/.exec(await (await edge.call(`/events/${slug}`)).text())?.[1] ?? "";
    pass(3 * SECOND);
    const fields = { partner: "stad", language: "nn", participation: "digital", name: "Kari", email: address, opened };
    expect((await edge.call(`/events/${slug}`, form(fields))).status).toBe(303);
    expect((await exported(slug)).registrations[0]).toMatchObject({ status: "confirmed" });
  });
});
