import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Bindings } from "../../../worker/environment.ts";
import messages from "../../../worker/i18n/texts.json";
import worker from "../../../worker/index.ts";
import { sample } from "../builders.ts";
import { aBody, asAdmin, bindings, call, deliverQueued, form, home, json, tick } from "../client.ts";
import { aNewEvent } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("problem");
});

/** The service with other bindings; what it logs goes to `logged`. */
async function callWith(env: Partial<Bindings>, path: string, init?: RequestInit) {
  const logged: string[] = [];
  const log = vi.spyOn(console, "error").mockImplementation((line) => void logged.push(String(line)));
  const context = createExecutionContext();
  const request = new Request(`https://pamelding.example.no${path}`, init);
  const response = await worker.fetch(request, { ...bindings, ...env } as Bindings, context);
  await waitOnExecutionContext(context);
  log.mockRestore();
  return { response, logged };
}

/** A database that always fails, with an error that reveals too much. */
const broken = {
  prepare: () => {
    throw new Error("no such column: hemmelig at kari@example.no");
  },
} as unknown as D1Database; // only the methods that the service calls

async function expectProblem(response: Response, status: number, type: string) {
  expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  expect(response.headers.get("cache-control")).toBe("no-store");
  const text = await response.text();
  const { errors, ...problem } = JSON.parse(text) as Record<string, unknown>;
  expect(problem).toEqual({
    type: `/problems/${type}`,
    title: expect.stringMatching(/^[^{}]+$/),
    status,
    detail: expect.stringMatching(/^[^{}]+$/),
  });
  // Neither the input nor anything internal comes back.
  expect(text).not.toMatch(/hemmelig|<script|\bat \w+ \(|Error:|\.tsx?\b/);
  return { problem, errors };
}

const odd = "hemmelig%3Cscript%3E";

describe("a problem", () => {
  it.each<[number, string, string, RequestInit]>([
    [404, "not-found", `/${odd}`, {}],
    [404, "not-found", `/api/events/{slug}/${odd}`, {}],
    [404, "not-found", "/registrations", {}],
    [404, "no-such-event", `/api/events/${odd}`, {}],
    [404, "no-such-event", `/events/${odd}`, {}],
    [404, "no-such-event", "/events/hemmelig.ics", {}],
    [404, "no-such-event", `/events/${odd}/privacy`, {}],
    [404, "no-such-event", `/events/${odd}/lost-link`, form({ email: "kari@example.no" })],
    [404, "no-such-event", `/events/${odd}`, form({ name: "hemmelig" })],
    [404, "no-such-event", `/api/events/${odd}/export`, asAdmin()],
    [404, "no-such-event", `/api/events/${odd}/definition`, asAdmin()],
    [404, "not-found", "/embed/{slug}/hemmelig.html", {}],
    [404, "not-found", "/api/events/{slug}/tokens/hemmelig", asAdmin({ method: "DELETE" })],
    [405, "method-not-allowed", "/api/events/{slug}/export", { method: "DELETE" }],
    [405, "method-not-allowed", "/api/events/{slug}", { method: "PATCH" }],
    [405, "method-not-allowed", "/registrations/hemmelig", { method: "POST" }],
    [405, "method-not-allowed", "/registrations/hemmelig/data.json", { method: "POST" }],
    [405, "method-not-allowed", "/webhooks/resend", {}],
    [405, "method-not-allowed", "/health", { method: "POST" }],
    [413, "too-large", "/api/events/{slug}/registrations", json({ name: "hemmelig".repeat(3000) })],
    [413, "too-large", "/events/{slug}/lost-link", form({ email: "hemmelig".repeat(3000) })],
    [413, "too-large", "/registrations/x/change", form({ name: "hemmelig".repeat(3000) })],
    [413, "too-large", "/api/events/{slug}/tokens", asAdmin(json({ name: "hemmelig".repeat(3000) }))],
    [415, "media-type", "/api/events/{slug}/registrations", { method: "POST", body: "hemmelig" }],
    [415, "media-type", "/events/{slug}/lost-link", json({ email: "kari@example.no" })],
    [415, "media-type", "/api/events/{slug}/registrations", form({ name: "hemmelig" })],
    [415, "media-type", "/registrations/x/change", json({ name: "hemmelig" })],
    [415, "media-type", "/api/events/{slug}", asAdmin({ method: "PUT", body: "hemmelig" })],
    [400, "not-json", "/api/events/{slug}/registrations", { ...json({}), body: "hemmelig" }],
    [400, "not-json", "/api/events/{slug}/tokens", asAdmin({ ...json({}), body: "{hemmelig" })],
    [422, "invalid", "/api/events/{slug}/tokens", asAdmin(json({ name: 7, hei: "hemmelig" }))],
    [401, "unauthorized", "/api/events/{slug}/export", { headers: { authorization: "Bearer hemmelig" } }],
    [401, "bad-signature", "/webhooks/resend", json({ type: "hemmelig" })],
    [400, "parameter", "/api/events/{slug}/export?status=hemmelig", asAdmin()],
    [400, "parameter", "/api/events/{slug}/export?since=hemmelig", asAdmin()],
    [400, "idempotency-key", "/api/events/{slug}/registrations", json(aBody("hemmelig@example.no"))],
  ])("%i %s at %s is told as RFC 9457 has it, and nothing more", async (status, type, path, init) => {
    const response = await call(path.replace("{slug}", slug), init);
    await expectProblem(response, status, type);
    if (status === 405) expect(response.headers.get("allow")).toMatch(/^[A-Z]+(, [A-Z]+)*$/);
  });

  it("of a refused body names fields and codes in code and words, never values", async () => {
    const headers = { "idempotency-key": "12345678" };
    const body = aBody("hemmelig@@example.no", { name: "hemmelig www.example.no", needs: { hemmelig: "hemmelig" } });
    const response = await call(`/api/events/${slug}/registrations`, json(body, headers));
    const { errors } = await expectProblem(response, 422, "invalid");
    expect(errors).toEqual([
      { field: "name", code: "name.link", detail: messages["error.name.link"].nn },
      { field: "needs", code: "form.generic", detail: messages["error.form.generic"].nn },
      { field: "email", code: "email.invalid", detail: messages["error.email.invalid"].nn },
    ]);
  });

  it("of a closed event is in the client's language", async () => {
    vi.setSystemTime(Date.parse("2026-12-11T00:00:00Z"));
    const details = await Promise.all(
      ["nb", "nn", "en"].map(async (language) => {
        const body = json(aBody("kari@example.no", { language }), { "idempotency-key": `"${language}-12345678"` });
        return String(
          (await expectProblem(await call(`/api/events/${slug}/registrations`, body), 409, "closed")).problem.detail,
        );
      }),
    );
    expect(details[0]).toContain("onsdag 9. desember 2026");
    expect(details[1]).toContain("onsdag 9. desember 2026");
    expect(details[2]).toContain("Wednesday 9 December 2026");
    expect(new Set(details).size).toBe(3);
  });

  it("can be read by the form in any page, for every problem", async () => {
    const path = `/api/events/${slug}/registrations`;
    const answers = await Promise.all([
      call(path, json({}, { origin: "https://stad.example.no" })),
      call(path, { method: "POST", body: "hei" }),
      call(path, json({ name: "x".repeat(20_000) })),
      call("/api/events/finst-ikkje"),
      callWith({ [home]: broken }, `/api/events/${slug}`).then(({ response }) => response),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 415, 413, 404, 500]);
    for (const { headers } of answers) expect(headers.get("access-control-allow-origin")).toBe("*");
  });

  it("is a page for a reader with a browser", async () => {
    const accept = { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };
    const missing = await call("/events/finst-ikkje?lang=nn", accept);
    expect([missing.status, missing.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
    expect(await missing.text()).toContain("Vi finn ikkje arrangementet");
    const wrongWay = await call("/webhooks/resend", accept);
    expect([wrongWay.status, wrongWay.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("when the service itself breaks", () => {
  it("says so with a reference that is in the log, and reveals nothing else", async () => {
    const { response, logged } = await callWith({ [home]: broken }, `/api/events/${slug}?lang=en`);
    const { problem } = await expectProblem(response, 500, "internal");
    const reference = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(String(problem.detail))?.[0];
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({ log: "error", reference });
  });

  it("logs the route, never the address, which contains the secret of a manage link", async () => {
    const secret = `AQAB${"A".repeat(43)}`;
    for (const path of [`/registrations/${secret}`, `/registrations/${secret}/data.json`]) {
      const { response, logged } = await callWith({ [home]: broken }, path);
      // A secret that we did not sign is refused before the database is asked.
      expect([404, 500]).toContain(response.status);
      expect(logged.join()).not.toContain(secret);
    }
    const { logged } = await callWith(
      { [home]: broken },
      `/events/${slug}/lost-link`,
      form({ email: "kari@example.no" }),
    );
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({ path: "/events/:event/lost-link" });
  });

  it("answers 503 and when to come back while settings are missing, and names none", async () => {
    const { response, logged } = await callWith({ LINK_KEYS: "hemmelig" }, `/api/events/${slug}`);
    await expectProblem(response, 503, "unavailable");
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(logged.join()).toContain("LINK_KEYS");
    expect(logged.join()).not.toContain("hemmelig");
  });
});

describe("GET /health", () => {
  beforeEach(() => tick());

  const told = async (env: Partial<Bindings>) => {
    const { response, logged } = await callWith(env, "/health");
    return { status: response.status, body: await response.json(), logged };
  };

  it("is ok while the database answers, and tells how old the oldest unsent e-mail is", async () => {
    const fine = await call("/health");
    expect([fine.status, fine.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await fine.json()).toMatchObject({ status: "ok", messages: { oldestUnsentSeconds: null, failed: 0 } });
    const headers = { "idempotency-key": "12345678" };
    await call(`/api/events/${slug}/registrations`, json(aBody("kari.helse@example.no"), headers));
    vi.setSystemTime(Date.now() + 90_000);
    expect(await (await call("/health")).json()).toMatchObject({ messages: { oldestUnsentSeconds: 90 } });
  });

  it("tells the age of unsent mail to many as well", async () => {
    await call(
      `/api/events/${slug}/registrations`,
      asAdmin(json(aBody("kari.mange@example.no"), { "idempotency-key": "12345678" })),
    );
    await deliverQueued();
    const age = async () =>
      ((await (await call("/health")).json()) as { messages: { oldestUnsentSeconds: number | null } }).messages
        .oldestUnsentSeconds;
    expect(await age()).toBeNull();
    const words = { subject: { nb: "Ny inngang" }, text: { nb: "Bruk inngangen bak." } };
    await call(`/api/events/${slug}/announcements`, asAdmin(json(words, { "idempotency-key": "12345678" })));
    vi.setSystemTime(Date.now() + 90_000);
    expect(await age()).toBe(90);
    await deliverQueued();
    expect(await age()).toBeNull();
  });

  it("is not ok without the database or settings, and tells strangers nothing else", async () => {
    expect(await told({ [home]: broken })).toMatchObject({ status: 503, body: { status: "database unreachable" } });
    const { ADMIN_TOKEN_SHA256: _, ...incomplete } = { ...bindings };
    const context = createExecutionContext();
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const response = await worker.fetch(
      new Request("https://pamelding.example.no/health"),
      incomplete as Bindings,
      context,
    );
    log.mockRestore();
    expect([response.status, await response.text()]).toEqual([503, '{"status":"misconfigured"}']);
  });

  it.each([
    ["PUBLIC_URL", "pamelding.example.no"],
    ["MAIL_FROM", "pamelding@example.no"],
    ["MAIL_FROM", "Påmelding <a@example.no>\r\nBcc: <b@example.no>"],
    ["RESEND_API_KEY", ""],
    ["RESEND_RATE", "0"],
    ["RESEND_WEBHOOK_SECRET", "hemmelig"],
    ["ADMIN_TOKEN_SHA256", "test-admin-token"],
    ["ADMIN_TOKEN_SHA256", ""],
    ["ADMIN_TOKEN_SHA256", `Kari:${"a".repeat(63)}`],
    ["ADMIN_TOKEN_SHA256", `:${"a".repeat(64)}`],
    ["ADMIN_TOKEN_SHA256", `a:b:${"a".repeat(64)}`],
    ["ADMIN_TOKEN_SHA256", `${"a".repeat(64)},Kari`],
    ["LINK_KEYS", `1:${"A".repeat(42)}`],
    ["LINK_KEYS", `0:${"A".repeat(43)}`],
    ["LINK_KEYS", `256:${"A".repeat(43)}`],
  ])("refuses to work with %s=%s", async (variable, value) => {
    const { status, body, logged } = await told({ [variable]: value });
    expect([status, body]).toEqual([503, { status: "misconfigured" }]);
    expect(logged.join()).toContain(variable);
    if (value.length > 5) expect(logged.join()).not.toContain(value);
  });
});

it("definition problems name the unknown field, since the organiser has to find it", async () => {
  const init = asAdmin({ ...json({ ...sample, slug, titel: "x" }), method: "PUT" });
  const { errors } = await expectProblem(await call(`/api/events/${slug}`, init), 422, "invalid-definition");
  expect(errors).toEqual([{ field: "titel", code: "no such field" }]);
});
