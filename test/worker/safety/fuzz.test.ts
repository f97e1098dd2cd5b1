import { env } from "cloudflare:test";
import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { app } from "../../../worker/app.ts";
import { aBody, asAdmin, call, json } from "../client.ts";
import { aNewEvent, attend } from "../people.ts";
import { seeded } from "../random.ts";

/** Every route of the service, from its own list, without middleware for all paths. */
const routes = app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => ({ method, path }));

/** An attendee of another event than that of the tokens and links used here. Only the admin may see them. */
let victim: { slug: string; secret: string; id: string };
let ours: { slug: string; secret: string; id: string; token: string };

async function anEventWithOne(name: string) {
  const slug = await aNewEvent("larm");
  const { link } = await attend(slug, name, { name: "Usynleg Nordmann", organisation: "Usynleg AS" });
  const id = await env.DB.prepare("SELECT id FROM registration WHERE event = ?").bind(slug).first<string>("id");
  return { slug, secret: link.split("/").at(-1) ?? "", id: id ?? "" };
}

beforeAll(async () => {
  victim = await anEventWithOne("usynleg");
  const slug = await aNewEvent("larm");
  const { link } = await attend(slug, "kari");
  const id = await env.DB.prepare("SELECT id FROM registration WHERE event = ?").bind(slug).first<string>("id");
  const { token } = (await (
    await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Ola Nordmann" })))
  ).json()) as { token: string };
  ours = { slug, secret: link.split("/").at(-1) ?? "", id: id ?? "", token };
});

const nasty = fc.constantFrom(
  "",
  "\u0000",
  "\ud800",
  "..",
  "%",
  "%00",
  "%2e%2e%2f",
  "__proto__",
  "constructor",
  "' OR 1=1 --",
  '"; DROP TABLE registration; --',
  "<script>alert(1)</script>",
  "{{7*7}}",
  "\r\nset-cookie: a=b",
  "x".repeat(5_000),
  "🦖".repeat(200),
  "-1",
  "1e999",
  "NaN",
  "null",
);
const word = fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 200 }));

/** Headers may only have ASCII; the test runtime prints long warnings for others. */
const asciiOf = (text: string) => text.replace(/[^\x20-\x7e]/g, "");

/** Values for a path's parameters. */
function pathOf(pattern: string): fc.Arbitrary<string> {
  const parts = pattern.split("/").map((part): fc.Arbitrary<string> => {
    const parameter = /^:(\w+)(?:\{(.*)\})?$/.exec(part);
    if (!parameter) return fc.constant(part);
    const [, name = "", regex = ""] = parameter;
    const ending = /\\\.(\w+)$/.exec(regex)?.[1];
    const known = fc.constantFrom("ourSlug", "victimSlug", "ourSecret", "brokenSecret", "ourId", "victimId", "stad");
    const likely = name === "event" ? fc.constantFrom("ourSlug", "ourSlug", "victimSlug") : known;
    return fc
      .oneof({ weight: 3, arbitrary: likely }, { weight: 1, arbitrary: word })
      .map((value) => placeholder(value) ?? encodeURIComponent(value.toWellFormed()))
      .map((value) => (ending ? `${value}.${ending}` : value));
  });
  return fc.tuple(...parts).map((values) => values.join("/"));
}

/** Values that are known only when the events exist; a broken secret is another attendee's with one character changed. */
const placeholder = (value: string) =>
  /^(our|victim|broken)(Slug|Secret|Id)$|^stad$/.test(value) ? `{${value}}` : null;

function filled(path: string): string {
  const broken = victim.secret.slice(0, 12) + (victim.secret[12] === "A" ? "B" : "A") + victim.secret.slice(13);
  const values: Record<string, string> = {
    ourSlug: ours.slug,
    victimSlug: victim.slug,
    ourSecret: ours.secret,
    brokenSecret: broken,
    ourId: ours.id,
    victimId: victim.id,
    stad: "stad",
  };
  return path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

const anyJson = fc.oneof(
  fc.json(),
  fc.json({ maxDepth: 6 }),
  // A body that is nearly right, with one thing that is not.
  fc
    .tuple(
      fc.constantFrom(...Object.keys(aBody("")), "needs", "colleagues", "__proto__", "constructor"),
      fc.jsonValue(),
    )
    .map(([field, value]) => {
      const body = JSON.stringify(aBody("fuzz@example.no", { [field]: "FIELD" }));
      return body.replace('"FIELD"', JSON.stringify(value));
    }),
  fc.constantFrom(
    "[".repeat(8_000),
    `{"a":`.repeat(2_000),
    `${"[".repeat(3_000)}${"]".repeat(3_000)}`,
    '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
    '{"name":"Kari","name":{"toString":"x"}}',
  ),
);
const anyForm = fc
  .array(
    fc.tuple(
      fc.oneof(word, fc.constantFrom("name", "email", "colleagues.0.name", "seen", "participation", "idempotency-key")),
      word,
    ),
  )
  .map((fields) =>
    new URLSearchParams(fields.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()])).toString(),
  );
const body = fc.oneof(
  anyJson.map((text) => ({ type: "application/json", text })),
  anyForm.map((text) => ({ type: "application/x-www-form-urlencoded", text })),
  fc.tuple(word, word).map(([type, text]) => ({ type: asciiOf(type), text: text.toWellFormed() })),
);

const headerName = fc.constantFrom(
  ...["accept", "origin", "if-none-match", "if-match", "idempotency-key", "content-encoding", "range", "cookie"],
  ...["accept-language", "svix-id", "svix-timestamp", "svix-signature", "x-forwarded-for", "referer", "host"],
);
const header = fc.tuple(
  headerName,
  fc.oneof(word.map(asciiOf), fc.constantFrom("text/html", "*", '"x"', "gzip", "null")),
);
const credentials = fc.constantFrom("none", "none", "wrong", "odd", "ours");
const query = fc.option(
  fc.tuple(fc.constantFrom("lang", "partner", "status", "participation", "since", "done", "after", "dry-run"), word),
);

const request = fc.constantFrom(...routes).chain(({ method, path }) =>
  fc.record({
    method: fc.oneof(
      { weight: 6, arbitrary: fc.constant(method) },
      { weight: 1, arbitrary: fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS") },
    ),
    path: pathOf(path),
    query,
    headers: fc.array(header, { maxLength: 4 }),
    credentials,
    body,
  }),
);
type AnyRequest = typeof request extends fc.Arbitrary<infer T> ? T : never;

/** Part of every run: with so many routes, random requests may never have a body that is read and refused. */
const misread: AnyRequest = {
  method: "POST",
  path: "/api/events/{ourSlug}/registrations",
  query: null,
  headers: [["idempotency-key", '"misread-body"']],
  credentials: "none",
  body: { type: "application/json", text: "{}" },
};

/** Null for a request that no client can send. */
function sendable({ method, path, query, headers, credentials, body }: AnyRequest): [string, RequestInit] | null {
  const init: RequestInit & { headers: Headers } = { method, headers: new Headers() };
  try {
    for (const [name, value] of headers) init.headers.set(name, value);
    if (method !== "GET" && method !== "HEAD") {
      init.body = new TextEncoder().encode(body.text.toWellFormed());
      init.headers.set("content-type", body.type);
    }
  } catch {
    return null;
  }
  if (credentials === "wrong") init.headers.set("authorization", "Bearer gjetning");
  if (credentials === "odd") init.headers.set("authorization", "Bearer ~~~ x");
  if (credentials === "ours") init.headers.set("authorization", `Bearer ${ours.token}`);
  const search = query ? `?${new URLSearchParams([[query[0], query[1].toWellFormed()]])}` : "";
  return [`${filled(path)}${search}`, init];
}

describe("whatever is sent, to any route", () => {
  it("is answered without an error of ours, a stack, or anybody else's data; a refusal is problem details", async () => {
    const before = await rowsOfVictim();
    const seen = new Set<number>();
    const errors: string[] = [];
    vi.spyOn(console, "error").mockImplementation((line) => void errors.push(String(line)));
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const sent = sendable(asked);
        if (!sent) return;
        const [path, init] = sent;
        const response = await call(path, init);
        const text = await response.text();
        seen.add(response.status);
        expect(response.status).toBeLessThan(500);
        expect(errors).toEqual([]);
        expect(text).not.toMatch(/Usynleg|usynleg\./);
        // Scripts may mention errors, answers may not.
        const script = response.headers.get("content-type")?.startsWith("text/javascript");
        if (!script) expect(text).not.toMatch(/\bat \S+ \(|\.tsx?:\d|SQLITE|D1_ERROR|TypeError/);
        expect(response.headers.get("x-content-type-options")).toBe("nosniff");
        // No cookie, except that signing out deletes the organiser's.
        expect(response.headers.get("set-cookie") ?? "Max-Age=0").toContain("Max-Age=0");
        if (response.status >= 400 && init.method !== "HEAD")
          expectRefusal(response, text, path, new Headers(init.headers));
      }),
      { ...seeded, numRuns: Number(import.meta.env.FUZZ), examples: [[misread]] },
    );
    vi.restoreAllMocks();
    expect(await rowsOfVictim()).toBe(before);
    // Many requests were understood: otherwise the test would check only a few cases.
    for (const status of [200, 400, 401, 404, 405, 415, 422]) expect([...seen]).toContain(status);
  }, 120_000);

  async function rowsOfVictim() {
    const rows = await env.DB.batch([
      env.DB.prepare("SELECT * FROM event WHERE slug = ?").bind(victim.slug),
      env.DB.prepare("SELECT * FROM registration WHERE id = ?").bind(victim.id),
      env.DB.prepare("SELECT * FROM organiser_token WHERE event = ?").bind(victim.slug),
    ]);
    return JSON.stringify(rows.map(({ results }) => results));
  }

  /** Pages answer clients that read pages: a browser, a posted form, and the holder of a manage link. */
  function expectRefusal(response: Response, text: string, path: string, headers: Headers) {
    const type = response.headers.get("content-type");
    if (type?.startsWith("text/html") && path.startsWith(`/registrations/${ours.secret}/`)) return;
    const byForm = headers.get("content-type")?.toLowerCase().startsWith("application/x-www-form-urlencoded");
    if (type?.startsWith("text/html") && (byForm || headers.get("accept")?.includes("text/html"))) return;
    expect(type).toBe("application/problem+json");
    const problem = JSON.parse(text) as Record<string, unknown>;
    expect(problem).toMatchObject({ type: expect.stringMatching(/^\/problems\/[a-z-]+$/), status: response.status });
    expect(
      Object.keys(problem).filter((key) => !["type", "title", "status", "detail", "errors"].includes(key)),
    ).toEqual([]);
  }

  it("reaches every route", () => {
    expect(routes.length).toBeGreaterThan(25);
  });
});
