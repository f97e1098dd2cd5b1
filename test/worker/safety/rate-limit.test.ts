import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Bindings } from "../../../worker/environment.ts";
import { settingsOf } from "../../../worker/environment.ts";
import { isRateLimited } from "../../../worker/security/rate-limit.ts";
import { aBody, asAdmin, bindings, call, exported, forgetQueued, form, json, mailsTo, register } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { ownForm } from "../organisers.ts";
import { addressAt, aNewEvent, attend, subjectsTo } from "../people.ts";
import { countedInOneMinute, noteMinute } from "./crowd.ts";

let slug: string;
let ip: string;
let networks = 0;

beforeEach(async () => {
  noteMinute();
  // Do not wait for e-mails of earlier tests.
  forgetQueued();
  slug = await aNewEvent("flaum");
  // Cloudflare counts by its own clock: a network of its own for each test.
  ip = `198.18.${++networks}.7`;
});

const from = (init: RequestInit, address = ip): RequestInit => ({
  ...init,
  headers: { ...init.headers, "cf-connecting-ip": address },
});

const registerFrom = (name: string, address = ip) =>
  call(
    `/api/events/${slug}/registrations`,
    from(
      json(aBody(addressAt(slug, name), { participation: "digital" }), { "idempotency-key": `"${slug}-${name}"` }),
      address,
    ),
  );

/** What so many requests at once are answered with. */
const statuses = async (count: number, ask: (index: number) => Promise<Response>) => {
  const all = await Promise.all(Array.from({ length: count }, (_, index) => ask(index)));
  return Object.fromEntries(
    [...new Set(all.map(({ status }) => status))].map((status) => [
      status,
      all.filter((response) => response.status === status).length,
    ]),
  );
};

describe("a client that sends many requests", countedInOneMinute, () => {
  it("is told when to come back; nothing is stored, and others can continue", async () => {
    const answers = await statuses(130, () => call(`/api/events/${slug}/registrations`, from(json({ tull: true }))));
    expect(answers[201]).toBeUndefined();
    const refused = await registerFrom("kari");
    expect([refused.headers.get("retry-after"), refused.headers.get("content-type")]).toEqual([
      "60",
      "application/problem+json",
    ]);
    expect(refused.headers.get("access-control-expose-headers")).toContain("retry-after");
    expect(await refused.json()).toMatchObject({
      type: "/problems/rate-limited",
      status: 429,
      detail: "Det er gjort mange forsøk på kort tid. Vent 2 minutter og prøv igjen.",
    });
    expect((await exported(slug)).registrations).toHaveLength(0);
    expect((await registerFrom("ola", "198.19.0.1")).status).toBe(201);
  });

  it("cannot avoid it by using many of its addresses", async () => {
    const answers = await statuses(620, (index) =>
      call(`/events/${slug}/lost-link`, from(form({ email: "ingen" }), ip.replace(/7$/, String(index % 250)))),
    );
    expect(answers).toEqual({ 422: 600, 429: 20 });
  });

  it("keeps what was typed if the page without scripts is limited", async () => {
    await statuses(10, (index) => registerFrom(`p${index}`));
    const fields = { partner: "stad", language: "nn", name: "Kari Nordmann", email: addressAt(slug, "kari") };
    const response = await call(`/events/${slug}`, from(form(fields)));
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "60"]);
    const page = await response.text();
    expect(page).toContain("Det er gjort mange forsøk på kort tid. Vent 2 minutt og prøv igjen.");
    expect(page).toContain(fields.email);
  });

  it("can still read everything", async () => {
    await statuses(125, () => call(`/events/${slug}/lost-link`, from(form({ email: "ingen" }))));
    for (const path of [`/events/${slug}`, `/api/events/${slug}`, `/embed/${slug}/stad.js`])
      expect((await call(path, from({}))).status).toBe(200);
  });
});

describe("a client that guesses", countedInOneMinute, () => {
  it.each<[string, () => [string, RequestInit], number]>([
    ["organiser tokens", () => [`/api/events/${slug}/export`, { headers: { authorization: "Bearer gjetning" } }], 401],
    ["signatures", () => ["/webhooks/resend", json({ type: "email.bounced" })], 401],
    ["manage links", () => ["/registrations/AQABgjetning", {}], 404],
    ["manage links to press a button of", () => ["/registrations/AQABgjetning/cancel", form({})], 404],
    ["manage links to take data along", () => ["/registrations/AQABgjetning/data.json", {}], 404],
  ])("%s gets 120 tries in a minute", async (_, request, status) => {
    const [path, init] = request();
    expect(await statuses(130, () => call(path, from(init)))).toEqual({ [status]: 120, 429: 10 });
  });

  it("looks up nothing for a client over its limit", async () => {
    const { link } = await attend(slug, "kari");
    const old = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(link))).toHex();
    await statuses(120, () => call(`/registrations/${old.slice(0, 46)}`, from({})));
    const prepare = vi.spyOn(bindings.DB, "prepare");
    expect((await call(`/registrations/${old.slice(0, 46)}`, from({}))).status).toBe(429);
    expect(prepare).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it.each<[string, () => [string, RequestInit]]>([
    ["organiser tokens", () => [`/api/events/${slug}/export`, { headers: { authorization: "Bearer gjetning" } }]],
    ["signatures", () => ["/webhooks/resend", json({ type: "email.bounced" })]],
    ["manage links", () => ["/registrations/AQABgjetning", {}]],
    ["lost links", () => [`/events/${slug}/lost-link`, form({ email: "ingen" })]],
    ["links to sign in with", () => ["/sign-in", ownForm({ email: "ingen" })]],
  ])("%s keeps no one behind its address from registering, and from nothing else", async (_, request) => {
    const { link } = await attend(slug, "kari", { participation: "digital" });
    const [path, init] = request();
    const answers = await statuses(130, () => call(path, from(init)));
    expect(answers[429]).toBe(10);
    expect((await registerFrom("ola")).status).toBe(201);
    expect((await call(link, from({}))).status).toBe(200);
    expect((await call(`${link}/cancel`, from(form({})))).status).toBe(303);
  });

  it("does not block a client with the right secret", async () => {
    await statuses(125, () => call(`/api/events/${slug}/export`, from({ headers: { authorization: "Bearer nei" } })));
    expect((await call(`/api/events/${slug}/export`, from(asAdmin()))).status).toBe(200);
  });
});

describe("the address that a client asks from", countedInOneMinute, () => {
  it("is stored nowhere: in no table, log or answer", async () => {
    const logged: string[] = [];
    for (const way of ["log", "warn", "error"] as const)
      vi.spyOn(console, way).mockImplementation((...line) => void logged.push(line.join(" ")));
    const answer = await (await registerFrom("kari")).text();
    await call("/api/events/finst-ikkje/export", from({ headers: { authorization: "Bearer nei" } }));
    await mailsTo(addressAt(slug, "kari"));
    vi.restoreAllMocks();
    expect(`${answer}${logged.join()}${await dumpOf()}`).not.toContain(ip);
    expect(logged.join()).toContain("confirmation");
  });

  it("is counted with a name that only we can make, and that changes every day", async () => {
    const keys: string[] = [];
    const limit = async ({ key }: { key: string }) => ({ success: keys.push(key) > 0 });
    // The generated type of a rate limit has more than `limit`, which is all that the service calls.
    const env = { ...bindings, RATE_ADDRESS: { limit }, RATE_NETWORK: { limit } } as unknown as Bindings;
    const request = new Request("https://pamelding.example.no/", from({}));
    const settings = settingsOf(bindings);
    const noon = Date.parse("2026-11-24T12:00:00Z");
    for (const now of [noon, noon + 3_600_000, noon + 86_400_000])
      await isRateLimited(request, env, settings, now, "token");
    const otherKeys = { ...settings, LINK_KEYS: [{ id: 1, secret: "B".repeat(43) }] };
    await isRateLimited(request, env, otherKeys, noon, "token");
    const [first, , sameDay, , nextDay, , otherSecret] = keys;
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(sameDay).toBe(first);
    expect(new Set([first, keys[1], nextDay, otherSecret]).size).toBe(4);
  });

  it("is not what the client says it is", async () => {
    const answers = await statuses(130, (index) =>
      call(
        `/events/${slug}/lost-link`,
        from({
          ...form({ email: "ingen" }),
          headers: { "x-forwarded-for": `203.0.113.${index}`, "x-real-ip": `${index}` },
        }),
      ),
    );
    expect(answers[429]).toBe(10);
  });
});

describe("a mailbox that a stranger types again and again", () => {
  const asked = async (times: number, ask: (time: number) => Promise<Response>) => {
    const answers: string[] = [];
    for (let time = 0; time < times; time++) {
      const response = await ask(time);
      answers.push(`${response.status} ${await response.text()}`);
      await mailsTo("ingen@example.no");
    }
    return new Set(answers).size;
  };

  it("gets at most three e-mails an hour from the form, and the answer never shows it", async () => {
    const address = addressAt(slug, "kari");
    const answers = await asked(8, () => register(slug, aBody(address, { participation: "digital" })));
    expect(answers).toBe(1);
    expect(await subjectsTo(address)).toEqual(["Du er med digitalt", "Du er allereie påmeld", "Du er allereie påmeld"]);
    vi.setSystemTime(Date.now() + 3_600_001);
    await register(slug, aBody(address, { participation: "digital" }));
    expect(await mailsTo(address)).toHaveLength(4);
  });

  it("gets three an hour at most from lost links, of all events together", async () => {
    const { address } = await attend(slug, "kari");
    const other = await aNewEvent("flaum");
    await register(other, aBody(address));
    const answers = await asked(6, (time) =>
      call(`/events/${time % 2 ? slug : other}/lost-link`, form({ email: address.toUpperCase(), language: "nn" })),
    );
    expect(answers).toBe(1);
    // A first registration always has its confirmation; the rest counts together.
    expect(await mailsTo(address)).toHaveLength(3);
  });

  it("as a colleague, too", async () => {
    const address = addressAt(slug, "kollega");
    await asked(6, (time) =>
      register(
        slug,
        aBody(addressAt(slug, `leiar${time}`), {
          participation: "digital",
          colleagues: [{ name: "Ola Nordmann", email: address }],
        }),
      ),
    );
    expect(await mailsTo(address)).toHaveLength(3);
  });

  it("still gets every e-mail caused by its owner", async () => {
    const { address, link } = await attend(slug, "kari", { participation: "digital" });
    for (let time = 0; time < 3; time++) await call(`/events/${slug}/lost-link`, form({ email: address }));
    for (let time = 0; time < 2; time++)
      for (const action of ["cancel", "restore"]) {
        await call(`${link}/${action}`, form({}));
        await mailsTo(address);
      }
    expect((await subjectsTo(address)).filter((subject) => subject === "Du er meld av")).toHaveLength(2);
  });
});
