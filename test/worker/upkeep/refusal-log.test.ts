/** The log shows operators what is refused, where and why, without personal data. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Bindings } from "../../../worker/environment.ts";
import { sample } from "../builders.ts";
import { aBody, asAdmin, bindings, call, form, json, put, register } from "../client.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

let slug: string;
let lines: string[];

beforeEach(async () => {
  slug = await aNewEvent("logg");
  lines = [];
  for (const method of ["log", "warn", "error"] as const)
    vi.spyOn(console, method).mockImplementation((line) => void lines.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

const refusals = () =>
  lines.map((line) => JSON.parse(line)).flatMap(({ log, ...rest }) => (log === "refusal" ? [rest] : []));

const token = { headers: { authorization: "Bearer hemmeleg" } };
const registrations = () => `/api/events/${slug}/registrations`;
const withKey = { "idempotency-key": '"12345678"' };

describe("a refusal", () => {
  it.each<[number, string | undefined, string, string, () => Promise<Response>]>([
    [401, "unauthorized", "GET", "/api/events/:event/export", () => call(`/api/events/${slug}/export`, token)],
    [422, "invalid", "POST", "/api/events/:event/registrations", () => register(slug, aBody("hemmeleg@@example.no"))],
    [
      422,
      "invalid",
      "POST",
      "/events/:event",
      () =>
        call(
          `/events/${slug}`,
          form({ "idempotency-key": "hemmeleg-1", name: "Hemmeleg", email: "hemmeleg@@example.no" }),
        ),
    ],
    [
      413,
      "too-large",
      "POST",
      "/api/events/:event/registrations",
      () => call(registrations(), json({ name: "hemmeleg".repeat(3000) })),
    ],
    [
      412,
      "changed-meanwhile",
      "PUT",
      "/api/events/:event",
      () =>
        call(`/api/events/${slug}`, {
          ...asAdmin(json({ ...sample, slug }, { "if-match": '"99"' })),
          method: "PUT",
        }),
    ],
    [
      503,
      "maintenance",
      "POST",
      "/api/events/:event/registrations",
      () => call(registrations(), json(aBody("hemmeleg@example.no")), { ...bindings, MAINTENANCE: "1" } as Bindings),
    ],
    [
      503,
      "unavailable",
      "GET",
      "/events/:event",
      () => call(`/events/${slug}`, {}, { ...bindings, LINK_KEYS: "hemmeleg" } as Bindings),
    ],
  ])("%i %s is one line: %s %s", async (status, type, method, route, ask) => {
    expect((await ask()).status).toBe(status);
    expect(refusals()).toEqual([{ status, type, method, route, event: slug }]);
    expect(lines.join()).not.toMatch(/hemmeleg/i);
  });

  it("because the event is full, or the page may not register there, says which event it was", async () => {
    await put({ ...sample, slug, participation: { inPerson: { capacity: 0, waitlist: false } } });
    expect((await register(slug, aBody(addressAt(slug, "hemmeleg")))).status).toBe(409);
    expect(refusals()).toMatchObject([{ status: 409, type: "full", event: slug }]);
  });

  it("of a crowd is a line for each request, with no network address", async () => {
    // The rate limit has only `limit`, which is all that the service calls.
    const crowd = { ...bindings, RATE_ADDRESS: { limit: async () => ({ success: false }) } } as unknown as Bindings;
    const init = json(aBody("x@example.no"), { ...withKey, "cf-connecting-ip": "203.0.113.77" });
    for (let n = 0; n < 3; n++) expect((await call(registrations(), init, crowd)).status).toBe(429);
    expect(refusals()).toHaveLength(3);
    expect(refusals()[0]).toMatchObject({ status: 429, type: "rate-limited" });
    expect(lines.join()).not.toContain("203.0.113");
  });

  it("of an attendee's page has the route, not the address, which holds the secret", async () => {
    const { link } = await attend(slug, "kari");
    lines = [];
    await call(`${link}/change`, form({ name: "" }));
    expect(refusals()).toEqual([{ status: 409, method: "POST", route: "/registrations/:secret/change" }]);
    expect(lines.join()).not.toContain(link.split("/").at(-1));
  });

  it("of a made-up path does not write its text to the log", async () => {
    await call("/api/events/kari@example.no/export", token);
    await call(`/api/events/${"k".repeat(100)}/export`, token);
    expect(refusals().map(({ event }) => event)).toEqual([undefined, undefined]);
  });

  it("is not logged if nothing was refused, or for a 404", async () => {
    await call(`/events/${slug}`);
    await call("/finst-ikkje");
    await register(slug, aBody(addressAt(slug, "kari")));
    expect(refusals()).toEqual([]);
  });
});
