import { env } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { solve } from "../../../widget/challenge/proof-of-work.ts";
import type { Bindings } from "../../../worker/environment.ts";
import { aBody, call, exported, json, mailsTo, tick, withDatabase } from "../client.ts";
import { addressAt, aNewEvent } from "../people.ts";

/** What D1 says: https://developers.cloudflare.com/d1/observability/debug-d1/ */
const OVERLOADED = "D1_ERROR: D1 DB is overloaded. Requests queued for too long.";
const LOST = "D1_ERROR: Network connection lost.";
const TIMED_OUT = "D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("overlast");
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

/** A database that fails with this error; `after`: after running the query. Counts its queries. */
function failing(words: string, { after = false } = {}): { env: Bindings; asked: () => number } {
  let asked = 0;
  const fail = async (work: () => Promise<unknown>) => {
    asked++;
    if (after) await work();
    throw new Error(words, { cause: new Error(words.replace("D1_ERROR: ", "")) });
  };
  const wrap = (real: D1PreparedStatement): object => ({
    real,
    bind: (...values: unknown[]) => wrap(real.bind(...values)),
    all: () => fail(() => real.all()),
    run: () => fail(() => real.run()),
    first: () => fail(() => real.first()),
  });
  const DB = {
    prepare: (sql: string) => wrap(env.DB.prepare(sql)),
    batch: (statements: { real: D1PreparedStatement }[]) =>
      fail(() => env.DB.batch(statements.map(({ real }) => real))),
  } as unknown as D1Database; // only the methods that the service calls
  return { env: withDatabase(DB), asked: () => asked };
}

function register(name: string, with_?: Bindings): Promise<Response> {
  const body = json(aBody(addressAt(slug, name), { participation: "digital" }), {
    "idempotency-key": `"${slug}-${name}"`,
  });
  return call(`/api/events/${slug}/registrations`, body, with_);
}

describe("a database with too much to do", () => {
  it.each([OVERLOADED, LOST, TIMED_OUT])(
    "gets an answer that says when to come back, without a further query: %s",
    async (words) => {
      // The isolate knows the event by now.
      await register("kjend");
      const { env: overloaded, asked } = failing(words);
      const response = await register("kari", overloaded);
      const problem = (await response.json()) as { challenge: { wait: number } };
      expect([response.status, problem]).toMatchObject([503, { type: "/problems/overloaded", status: 503 }]);
      const wait = Number(response.headers.get("retry-after"));
      expect(wait).toBeGreaterThanOrEqual(5);
      expect(wait).toBeLessThanOrEqual(15);
      expect(problem.challenge).toEqual({ wait });
      expect(asked()).toBe(1);
    },
  );

  it("does not claim that nothing was stored, since only the answer may have been lost: a repetition gives the same", async () => {
    await register("kjend");
    const response = await register("kari", failing(LOST, { after: true }).env);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toMatch(/Ingenting er/);
    const again = await register("kari");
    expect([again.status, await again.json()]).toMatchObject([201, { status: "confirmed" }]);
    expect((await exported(slug)).registrations).toHaveLength(2);
    // The queue got no message: the cron finds the e-mail.
    await tick();
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
  });

  it("answers a person with a page that says so", async () => {
    const headers = { accept: "text/html", "accept-language": "nn" };
    const response = await call(`/events/${slug}`, { headers }, failing(OVERLOADED).env);
    expect([response.status, response.headers.get("content-type")]).toEqual([503, "text/html; charset=utf-8"]);
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await response.text()).toContain("Svært mange");
  });

  it("does not come back all at once", async () => {
    const { env: overloaded } = failing(OVERLOADED);
    const waits = new Set<string | null>();
    for (let n = 0; n < 40; n++) waits.add((await register(`kari${n}`, overloaded)).headers.get("retry-after"));
    expect(waits.size).toBeGreaterThan(4);
  });

  it("differs from a bug: that is 500, and nobody is told to come back at once", async () => {
    const response = await register("kari", failing("D1_ERROR: no such column: employer").env);
    expect([response.status, response.headers.get("retry-after")]).toEqual([500, null]);
  });
});

describe("a form that is only asked to wait", () => {
  it("waits that long, and sends the same without any work", async () => {
    const began = performance.now();
    expect(await solve({ wait: 1 }, "{}")).toBe("");
    expect(performance.now() - began).toBeGreaterThanOrEqual(950);
  });
});
