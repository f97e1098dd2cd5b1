/**
 * No stopwatch tells whether an address is registered: the work is the same for both, or comes after the answer. `npm run
 * bench -- timing` measures how well this works.
 */
import { createExecutionContext, env, waitOnExecutionContext } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { Bindings } from "../../../worker/environment.ts";
import worker from "../../../worker/index.ts";
import { aBody, bindings, call, form, json, mailsTo, withDatabase } from "../client.ts";
import { metered } from "../metered.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("stoppeklokke");
});

/** Bindings that note every statement and every message to the queue, in order. `held` keeps statements that match waiting. */
function watched(held?: { sql: RegExp; until: Promise<void> }) {
  const work: string[] = [];
  interface Watched {
    real: D1PreparedStatement;
    sql: string;
  }
  const note = async (...statements: Watched[]) => {
    for (const { sql } of statements) work.push(sql);
    if (held && statements.some(({ sql }) => held.sql.test(sql))) await held.until;
  };
  const wrap = (sql: string, real: D1PreparedStatement): D1PreparedStatement => {
    const statement: Watched = { sql, real };
    const first = async (column?: string) => {
      await note(statement);
      return column ? real.first(column) : real.first();
    };
    return {
      ...statement,
      bind: (...values: unknown[]) => wrap(sql, real.bind(...values)),
      all: () => note(statement).then(() => real.all()),
      run: () => note(statement).then(() => real.run()),
      first,
    } as unknown as D1PreparedStatement; // only the methods that the service calls
  };
  const db = {
    prepare: (sql: string) => wrap(sql, env.DB.prepare(sql)),
    batch: async (statements: unknown[]) => {
      const batch = statements as Watched[];
      await note(...batch);
      return env.DB.batch(batch.map(({ real }) => real));
    },
  } as unknown as D1Database; // only the methods that the service calls
  const queue = {
    async sendBatch(messages: Iterable<unknown>) {
      work.push(`queue: ${[...messages].length}`);
      await bindings.MESSAGES.sendBatch(messages as Parameters<typeof bindings.MESSAGES.sendBatch>[0]);
    },
  };
  // The queue has only the methods that the service calls.
  return { work, bindings: { ...withDatabase(db), MESSAGES: queue } as unknown as Bindings };
}

type Ask = (address: string) => [path: string, init: RequestInit];

const ways: [string, Ask][] = [
  ["the lost link", (email) => [`/events/${slug}/lost-link`, form({ email })]],
  [
    "the form",
    (email) => [
      `/api/events/${slug}/registrations`,
      json(aBody(email, { participation: "digital" }), { "idempotency-key": crypto.randomUUID() }),
    ],
  ],
  [
    "the form, as a colleague",
    (email) => [
      `/api/events/${slug}/registrations`,
      json(
        aBody(addressAt(slug, crypto.randomUUID()), {
          participation: "digital",
          colleagues: [{ name: "Ola Nes", email }],
        }),
        { "idempotency-key": crypto.randomUUID() },
      ),
    ],
  ],
  [
    "the form without scripts",
    (email) => [
      `/events/${slug}`,
      form({
        "idempotency-key": crypto.randomUUID(),
        partner: "stad",
        language: "nn",
        name: "Kari Nes",
        email,
        participation: "digital",
      }),
    ],
  ],
];

describe.each(ways)("an address that is typed in %s", (_, ask) => {
  it("causes the same work, registered or not: the same statements, the same messages to the queue", async () => {
    const { address } = await attend(slug, "kari", { participation: "digital" });
    // The second try of each kind: by then the isolate has cached the event.
    const work = async (name: string) => {
      const { bindings, work } = watched();
      await call(...ask(name), bindings);
      await mailsTo(address);
      return work;
    };
    await work(addressAt(slug, "ukjend.fyrst"));
    const [registered, unknown] = [await work(address), await work(addressAt(slug, "ukjend"))];
    expect(registered).toEqual(unknown);
    expect(registered.some((done) => done.startsWith("queue"))).toBe(true);
  });
});

describe("the lost link", () => {
  it("is answered before the address is looked up", async () => {
    const { address } = await attend(slug, "kari", { participation: "digital" });
    for (const email of [address, addressAt(slug, "ukjend")]) {
      let release = () => {};
      const until = new Promise<void>((resolve) => {
        release = resolve;
      });
      const { work, bindings } = watched({ sql: /INTO message/, until });
      const context = createExecutionContext();
      const request = new Request(`https://pamelding.example.no/events/${slug}/lost-link`, form({ email }));
      // The look-up is held, so there would be no answer if it waited for it.
      const response = await worker.fetch(request, bindings, context);
      expect(response.status).toBe(303);
      expect(work.filter((done) => done.startsWith("queue"))).toEqual([]);
      release();
      await waitOnExecutionContext(context);
    }
    expect(await mailsTo(address)).toHaveLength(2);
  });

  it("writes to the database for every address, since waiting for the disk takes time", async () => {
    const { address } = await attend(slug, "kari", { participation: "digital" });
    for (const email of [address, addressAt(slug, "ukjend")]) {
      const { bindings, cost } = metered();
      await call(`/events/${slug}/lost-link`, form({ email }), bindings);
      expect(cost.written).toBeGreaterThan(0);
    }
  });

  it("is answered even if the look-up fails afterwards", async () => {
    const failing = { sql: /INTO message/, until: Promise.reject(new Error("D1 is away")) };
    failing.until.catch(() => {});
    const response = await call(
      `/events/${slug}/lost-link`,
      form({ email: addressAt(slug, "kari") }),
      watched(failing).bindings,
    );
    expect(response.status).toBe(303);
  });
});
