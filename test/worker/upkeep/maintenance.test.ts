/** While the operator works on the database, people are told when to come back, and nothing is written. */
import { createExecutionContext, createMessageBatch, env, getQueueResult } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Bindings } from "../../../worker/environment.ts";
import worker from "../../../worker/index.ts";
import { endpointsOf } from "../../../worker/organiser/api-docs/endpoints.ts";
import { routes } from "../../../worker/routes.ts";
import { sample } from "../builders.ts";
import { aBody, asAdmin, bindings, call, exported, form, json, mailsTo, register, tick } from "../client.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

const closed = { ...bindings, MAINTENANCE: "1" } as Bindings;

let slug: string;
let link: string;
let address: string;

beforeEach(async () => {
  slug = await aNewEvent("vedlikehald");
  ({ link, address } = await attend(slug, "kari"));
});

/** Every row of every table that is written while people and organisers use the service. */
async function everything(): Promise<string> {
  const tables = ["event", "capacity", "registration", "message", "change", "submission", "audit_log", "cron_run"];
  const rows = await env.DB.batch(tables.map((table) => env.DB.prepare(`SELECT * FROM ${table}`)));
  return JSON.stringify(rows.map(({ results }) => results));
}

describe("while the service is under maintenance", () => {
  it.each([
    ["the embed script", () => `/embed/${slug}/stad.js`],
    ["the public event", () => `/api/events/${slug}`],
    ["the hosted page", () => `/events/${slug}`],
    ["the privacy notice", () => `/events/${slug}/privacy`],
    ["the manage page", () => link],
    ["the calendar", () => `/events/${slug}.ics`],
    ["the export", () => `/api/events/${slug}/export`],
  ])("%s can be read", async (_, path) => {
    expect((await call(path(), asAdmin(), closed)).status).toBe(200);
  });

  it("registering is refused, and the answer says in words and in a header when to come back", async () => {
    const before = await everything();
    const init = json(aBody(addressAt(slug, "ola"), { language: "en" }), { "idempotency-key": '"ola-12345678"' });
    const response = await call(`/api/events/${slug}/registrations?lang=en`, init, closed);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "600"]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toMatchObject({
      type: "/problems/maintenance",
      detail: expect.stringContaining("Try again in 10 minutes."),
    });
    expect(await everything()).toBe(before);
  });

  it("the form's page may read the refusal, wherever it is embedded", async () => {
    const init = json(aBody("x"), { origin: "https://stad.example.no" });
    const { headers } = await call(`/api/events/${slug}/registrations`, init, closed);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-expose-headers")).toContain("retry-after");
  });

  it.each([
    ["nb", "Prøv igjen om 10 minutter."],
    ["nn", "Prøv igjen om 10 minutt."],
    ["en", "Try again in 10 minutes."],
  ])(
    "the hosted page says it in %s, with what was typed, and the same form goes through later",
    async (language, words) => {
      const email = addressAt(slug, `hosted-${language}`);
      const fields = { partner: "stad", language, name: "Ola Nordmann", email, participation: "digital" };
      const response = await call(`/events/${slug}`, form(fields), closed);
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "600"]);
      const page = await response.text();
      expect(page).toContain(words);
      expect(page).toContain(`value="${email}"`);
      const opened = /name="opened" value="([^"]+)"/.exec(page)?.[1] ?? "";
      expect((await call(`/events/${slug}`, form({ ...fields, opened }))).status).toBe(303);
    },
  );

  it("so does the page that stands in a frame", async () => {
    const email = addressAt(slug, "ramme");
    const fields = { partner: "stad", language: "nb", name: "Ola", email, participation: "digital", opened: "x" };
    const page = await (await call(`/events/${slug}/frame`, form(fields), closed)).text();
    expect(page).toContain("Prøv igjen om 10 minutter.");
    expect(page).toContain(`value="${email}"`);
  });

  it("an attendee's change is refused as a page in words", async () => {
    const before = await everything();
    const { headers, ...init } = form({});
    const response = await call(`${link}/cancel`, { ...init, headers: { ...headers, accept: "text/html" } }, closed);
    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/om 10 minutt/);
    expect(await everything()).toBe(before);
  });

  const writes = endpointsOf(routes).filter(({ method, path }) => method !== "get" && path !== "/api/erasures");

  it.each(writes.map(({ method, path }) => [method.toUpperCase(), path]))("%s %s is refused", async (method, path) => {
    const before = await everything();
    const address = path.replace("{event}", slug).replaceAll("{id}", "x");
    const init = { ...asAdmin(json({ ...sample, slug })), method };
    const { body: _, ...bare } = init;
    const response = await call(address, method === "DELETE" ? bare : init, closed);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "600"]);
    expect(await everything()).toBe(before);
  });

  it("erasures can be repeated, since a restored service is opened only after that", async () => {
    const [row] = (await exported(slug)).registrations;
    const replay = await call("/api/erasures", asAdmin(json({ registrations: [row?.id] })), closed);
    expect(await replay.json()).toEqual({ erased: 1 });
    expect((await exported(slug)).registrations.map(({ status }) => status)).not.toContain("confirmed");
  });

  it("the cron does nothing, and no e-mail or webhook is sent; all are sent afterwards", async () => {
    await register(slug, aBody(addressAt(slug, "per")));
    const before = await everything();
    vi.setSystemTime(Date.now() + 10 * 60_000);
    const context = createExecutionContext();
    await worker.scheduled({} as ScheduledController, closed, context);
    const { results } = await env.DB.prepare("SELECT id FROM message WHERE status = 'queued'").all<{ id: string }>();
    expect(results.length).toBeGreaterThan(0);
    for (const queue of ["messages", "bulk", "webhooks"]) {
      const messages = results.map(({ id }) => ({ id, timestamp: Date.now(), attempts: 1, body: { id } }));
      const batch = createMessageBatch<{ id: string }>(queue, messages);
      const context = createExecutionContext();
      await worker.queue(batch, closed, context);
      // Acknowledged, since retries would run out and the e-mails are in the database.
      expect(await getQueueResult(batch, context)).toMatchObject({ outcome: "ok", ackAll: true });
    }
    expect(await everything()).toBe(before);
    await tick();
    expect(await mailsTo(addressAt(slug, "per"))).toHaveLength(1);
  });

  it("/health says so, and monitors do not see success", async () => {
    const response = await call("/health", {}, closed);
    expect([response.status, await response.json()]).toEqual([503, { status: "maintenance" }]);
  });

  it("MAINTENANCE=0 is no maintenance", async () => {
    const init = json(aBody(addressAt(slug, "ola")), { "idempotency-key": '"ola-12345678"' });
    const path = `/api/events/${slug}/registrations`;
    expect((await call(path, init, { ...bindings, MAINTENANCE: "0" } as Bindings)).status).toBe(201);
    expect(await mailsTo(address)).not.toEqual([]);
  });
});
