import { createExecutionContext, createMessageBatch, env, getQueueResult } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import worker from "../../../worker/index.ts";
import { deliver, LEASE_MS } from "../../../worker/mail/outbox-consumer.ts";
import { noteRefusal } from "../../../worker/storage/send-rate.ts";
import type { GivenAnswer } from "../../local/failures.ts";
import { duringRegistration, sample } from "../builders.ts";
import {
  aBody,
  asAdmin,
  bindings,
  call,
  deliverQueued,
  exported,
  failNext,
  first,
  forgetQueued,
  form,
  home,
  mailsTo,
  put,
  queueBody,
  register,
  serviceAtHome,
  tick,
  withDatabase,
} from "../client.ts";
import { counted } from "../counted.ts";
import { leaseMessages } from "../leases.ts";

let events = 0;
let slug: string;
let clock: number;

function at(milliseconds: number): void {
  clock = milliseconds;
  vi.setSystemTime(clock);
}
const pass = (milliseconds: number) => at(clock + milliseconds);

beforeEach(async () => {
  at(duringRegistration + events * 3_600_000);
  await first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'").run();
  slug = `utboks-${++events}`;
  await put({ ...sample, slug, participation: { digital: {} } });
});

const addressOf = (name: string) => `${name}.${slug}@example.no`;
const enter = (name: string) => register(slug, aBody(addressOf(name), { participation: "digital" }));

/** Sets the provider's answer to the next requests about this test's people. */
const fail = (kind: string | GivenAnswer, next = 1) => failNext(`.${slug}@`, kind, next);

async function messageRow() {
  const row = await env.DB.prepare("SELECT * FROM message WHERE event = ?").bind(slug).first();
  return row as {
    id: string;
    status: string;
    attempts: number;
    due_at: number | null;
    failure: string | null;
    unconfirmed_since: number | null;
  };
}

async function unsent(): Promise<number> {
  const row = await env.DB.prepare("SELECT count(*) AS n FROM message WHERE event = ? AND status = 'queued'")
    .bind(slug)
    .first<{ n: number }>();
  return row?.n ?? -1;
}

describe("the outbox", () => {
  it("is swept by the cron: messages that the queue lost are still sent", async () => {
    await enter("kari");
    forgetQueued();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(0);
    await tick();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
    expect(await messageRow()).toMatchObject({ status: "sent", attempts: 1, due_at: null });
  });

  it("gives a message to one consumer at a time", async () => {
    await enter("kari");
    forgetQueued();
    const { id } = await messageRow();
    const service = serviceAtHome(bindings, { waitUntil() {} });
    await Promise.all([deliver(service, [id]), deliver(service, [id]), tick(), deliver(service, [id])]);
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
    expect((await messageRow()).attempts).toBe(1);
  });

  it("takes a message from a dead consumer when its lease has ended, not before", async () => {
    await enter("kari");
    forgetQueued();
    const { id } = await messageRow();
    // What a consumer leaves behind that dies between leasing and sending.
    await env.DB.prepare("UPDATE message SET due_at = ?, attempts = 1 WHERE id = ?")
      .bind(clock + 60_000, id)
      .run();
    await tick();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(0);
    pass(60_000);
    await tick();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
  });

  it("has nothing more to do for a message that is sent, or whose attendee is erased", async () => {
    await enter("kari");
    const [mail] = await mailsTo(addressOf("kari"));
    const { id } = await messageRow();
    const again = await deliver(serviceAtHome(bindings, { waitUntil() {} }), [id]);
    expect([...again]).toEqual([[id, { outcome: "settled" }]]);
    await enter("ola");
    await call(`${/\/registrations\/[\w-]+/.exec(mail?.text ?? "")?.[0]}/not-me`, form({}));
    await deliverQueued();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
    expect(await mailsTo(addressOf("ola"))).toHaveLength(1);
  });

  it("sends no faster than the provider allows", async () => {
    for (let n = 0; n < 5; n++) await enter(`nr${n}`);
    await first
      .prepare("UPDATE send_rate SET paused_until = ?")
      .bind(clock + 120_000)
      .run();
    const [result] = await deliverQueued();
    // Later than the cron's next tick, so the cron finds it.
    expect(result?.retryMessages).toEqual([]);
    const { results } = await env.DB.prepare("SELECT due_at - ?2 AS wait, attempts FROM message WHERE event = ?1")
      .bind(slug, clock)
      .all();
    expect(results).toEqual(Array.from({ length: 5 }, () => ({ wait: 120_000, attempts: 0 })));
    pass(120_000);
    await tick();
    expect(await mailsTo(addressOf("nr4"))).toHaveLength(1);
  });
});

describe("when no slot is free soon enough", () => {
  const reserved = (milliseconds: number) =>
    first
      .prepare("UPDATE send_rate SET slots = json_array(?)")
      .bind(clock + milliseconds)
      .run();
  const slowly = { ...bindings, RESEND_RATE: "1" };
  const consume = async () => {
    const { results } = await env.DB.prepare("SELECT id FROM message WHERE event = ? ORDER BY id")
      .bind(slug)
      .all<{ id: string }>();
    const { db, cost } = counted(env.DB);
    const deliveries = await deliver(
      serviceAtHome(withDatabase(db, slowly), { waitUntil() {} }),
      results.map(({ id }) => id),
    );
    return { deliveries: [...deliveries.values()], cost };
  };

  it("a consumer renders nothing, and postpones all of them in one round trip", async () => {
    for (const name of ["kari", "ola", "siri"]) await enter(name);
    forgetQueued();
    // The next slot is a window later: a second and a margin.
    await reserved(39_000);
    const { deliveries, cost } = await consume();
    expect(deliveries).toEqual(Array.from({ length: 3 }, () => ({ outcome: "later", delaySeconds: 41 })));
    // A further database first gets the send rate.
    expect([cost.roundTrips, cost.queries]).toEqual(home === "DB" ? [1, 3] : [2, 4]);
    const { results } = await env.DB.prepare(
      "SELECT due_at - ?2 AS wait, attempts, unconfirmed_since FROM message WHERE event = ?1",
    )
      .bind(slug, clock)
      .all();
    expect(results).toEqual(Array.from({ length: 3 }, () => ({ wait: 40_040, attempts: 0, unconfirmed_since: null })));
    pass(41_000);
    await tick();
    for (const name of ["kari", "ola", "siri"]) expect(await mailsTo(addressOf(name))).toHaveLength(1);
  });

  it("keeps the mark of an earlier unconfirmed attempt", async () => {
    await enter("kari");
    forgetQueued();
    await env.DB.prepare("UPDATE message SET unconfirmed_since = 7, attempts = 2 WHERE event = ?").bind(slug).run();
    await reserved(50_000);
    await consume();
    expect(await messageRow()).toMatchObject({ attempts: 2, unconfirmed_since: 7, status: "queued" });
  });

  it("is distinct from a lease, even if the slot is at the time when the lease would end", async () => {
    await enter("kari");
    forgetQueued();
    await reserved(LEASE_MS - 1040);
    const { deliveries } = await consume();
    expect([deliveries, (await messageRow()).attempts]).toEqual([[{ outcome: "later", delaySeconds: 60 }], 0]);
  });
});

describe("when the provider", () => {
  it("fails, the queue tries again, a little later each time", async () => {
    await enter("kari");
    await fail("500");
    const [result] = await deliverQueued();
    expect(result?.retryMessages).toHaveLength(1);
    const wait = Number((await messageRow()).due_at) - clock;
    expect([wait >= 5000, wait <= 6000]).toEqual([true, true]);
    expect(await messageRow()).toMatchObject({ status: "queued", attempts: 1, unconfirmed_since: clock });
    pass(7_000);
    await tick();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
    expect(await messageRow()).toMatchObject({ status: "sent", attempts: 2, failure: null });
  });

  it("says slow down, everybody waits", async () => {
    await enter("kari");
    await fail("429");
    await deliverQueued();
    await enter("ola");
    await first
      .prepare("UPDATE send_rate SET paused_until = max(paused_until, ?)")
      .bind(clock + 60_000)
      .run();
    await deliverQueued();
    expect(await mailsTo(addressOf("ola"))).toHaveLength(0);
    pass(61_000);
    await tick();
    for (const name of ["kari", "ola"]) expect(await mailsTo(addressOf(name))).toHaveLength(1);
  });

  it("asks for another, shorter pause, the longer one counts", async () => {
    await enter("kari");
    const wait = (milliseconds: number) =>
      noteRefusal(first, { pausedUntil: clock + milliseconds, reason: "429 rate_limit_exceeded" }, clock);
    await wait(60_000);
    await wait(1_000);
    await deliverQueued();
    pass(59_000);
    await tick();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(0);
    pass(1_000);
    await tick();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
  });

  it("says when to come again, no request is sent before", async () => {
    await enter("kari");
    await enter("ola");
    await fail("busy");
    await deliverQueued();
    pass(119_000);
    await tick();
    expect(await unsent()).toBe(1);
    pass(1_000);
    await tick();
    expect(await unsent()).toBe(0);
  });

  it.each([
    ["our domain", "403", "403 validation_error"],
    ["our key", "401", "401 missing_api_key"],
  ])("does not know %s, no mail is lost: it goes out once that is mended", async (_, kind, failure) => {
    await enter("kari");
    await fail(kind, 2);
    await deliverQueued();
    expect(await messageRow()).toMatchObject({ status: "queued", failure, unconfirmed_since: null });
    for (let minute = 0; minute < 2; minute++) {
      pass(60_000);
      await tick();
    }
    expect(await messageRow()).toMatchObject({ status: "sent", attempts: 3 });
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
  });

  it.each(["401", "403"])("does not accept our key or domain (%s), no request is sent for a minute", async (kind) => {
    await enter("kari");
    await fail(kind);
    await deliverQueued();
    await enter("ola");
    await deliverQueued();
    pass(59_999);
    await tick();
    expect(await unsent()).toBe(2);
    pass(1);
    await tick();
    expect(await unsent()).toBe(0);
  });

  it("has a firewall that rejects one e-mail, the others are sent", async () => {
    await enter("kari");
    await fail({
      answer: { status: 403, headers: { "content-type": "text/html" }, body: "<h1>Forbidden</h1>" },
      accepts: false,
    });
    await deliverQueued();
    await enter("ola");
    await deliverQueued();
    expect(await mailsTo(addressOf("ola"))).toHaveLength(1);
    expect(await messageRow()).toMatchObject({ status: "queued", failure: "403 application_error" });
  });

  it("fails for a long time, it is still tried again within 72 minutes", async () => {
    await enter("kari");
    await fail("429");
    await deliverQueued();
    await env.DB.prepare("UPDATE message SET attempts = 20 WHERE event = ?").bind(slug).run();
    pass(2_000);
    await fail("500");
    await tick();
    const { attempts, due_at } = await messageRow();
    expect(attempts).toBe(21);
    expect(Number(due_at) - clock).toBeGreaterThanOrEqual(60 * 60_000);
    expect(Number(due_at) - clock).toBeLessThanOrEqual(72 * 60_000);
  });

  it.each(["daily-quota", "monthly-quota"])("has no quota left (%s), no request is sent for an hour", async (kind) => {
    const attempts = () => env.DB.prepare("SELECT sum(attempts) AS n FROM message WHERE event = ?").bind(slug).first();
    await enter("kari");
    await fail(kind);
    await deliverQueued();
    await enter("ola");
    await deliverQueued();
    pass(3_599_999);
    await tick();
    expect(await attempts()).toEqual({ n: 1 });
    // Then both send at the same moment.
    await fail(kind, 2);
    pass(1);
    await tick();
    expect(await attempts()).toEqual({ n: 3 });
    pass(3_600_000);
    await tick();
    for (const name of ["kari", "ola"]) expect(await mailsTo(addressOf(name))).toHaveLength(1);
  });

  it("has no quota left late in the evening, the service tries again a minute after midnight", async () => {
    at(Date.parse("2026-11-25T23:30:00Z"));
    await put({ ...sample, slug: `${slug}-kveld`, participation: { digital: {} } });
    slug = `${slug}-kveld`;
    await enter("kari");
    await fail("daily-quota");
    await deliverQueued();
    at(Date.parse("2026-11-26T00:00:59Z"));
    await tick();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(0);
    at(Date.parse("2026-11-26T00:01:00Z"));
    await tick();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
  });

  it("will never accept it, the message fails at once with the reason, and the export shows it", async () => {
    await enter("kari");
    await fail("422");
    const [result] = await deliverQueued();
    expect(result?.explicitAcks).toHaveLength(1);
    expect(await messageRow()).toMatchObject({ status: "failed", failure: "422 validation_error" });
    expect((await exported(slug)).registrations).toMatchObject([{ mail: { kind: "confirmation", status: "failed" } }]);
  });

  it.each(["accept-then-drop", "accept-then-500"])(
    "accepted it and the answer was lost (%s), there is still one e-mail",
    async (kind) => {
      await enter("kari");
      await fail(kind);
      await deliverQueued();
      expect(await messageRow()).toMatchObject({ status: "queued" });
      pass(7_000);
      await tick();
      expect(await messageRow()).toMatchObject({ status: "sent" });
      expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
    },
  );

  it("accepted it, and the person has changed something before the retry, there is still one e-mail", async () => {
    await enter("kari");
    await fail("accept-then-drop");
    await deliverQueued();
    await env.DB.prepare("UPDATE registration SET name = 'Ny' WHERE event = ?").bind(slug).run();
    pass(7_000);
    await tick();
    expect(await messageRow()).toMatchObject({ status: "sent" });
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
  });

  it("gives no clear answer for a day, the message fails instead of being sent twice", async () => {
    await enter("kari");
    await fail("accept-then-500");
    await deliverQueued();
    expect(await messageRow()).toMatchObject({
      status: "queued",
      unconfirmed_since: clock,
      failure: "500 application_error",
    });
    // The provider forgets the key after 24 hours: a message that is still unconfirmed then must not be tried.
    pass(23 * 3_600_000 + 1);
    await tick();
    expect(await messageRow()).toMatchObject({ status: "failed", failure: "no clear answer for a day" });
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
  });

  it("gave no clear answer for a day, and the organiser sends it again, it is sent: it starts as a new attempt", async () => {
    await enter("kari");
    await fail("500");
    await deliverQueued();
    pass(23 * 3_600_000 + 1);
    await tick();
    const { id, status } = await messageRow();
    expect(status).toBe("failed");
    const retried = await call(`/api/events/${slug}/messages/${id}/retry`, asAdmin({ method: "POST" }));
    expect(retried.status).toBe(202);
    await deliverQueued();
    expect(await messageRow()).toMatchObject({ status: "sent", attempts: 1 });
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
  });

  it("answers clearly, the attempt is no longer unconfirmed; an older one stays unconfirmed", async () => {
    await enter("kari");
    await fail("429");
    await deliverQueued();
    expect(await messageRow()).toMatchObject({ status: "queued", unconfirmed_since: null });
    pass(2_000);
    await fail("500");
    await tick();
    const since = clock;
    pass(13_000);
    await fail("429");
    await tick();
    expect(await messageRow()).toMatchObject({ status: "queued", attempts: 3, unconfirmed_since: since });
  });
});

describe("a database that fails while a message is sent", () => {
  /** The real D1, except that statements with `word` fail. */
  function without(word: string, db = env.DB): D1Database {
    return {
      prepare: (sql: string) => {
        if (sql.includes(word)) throw new Error("D1_ERROR");
        return db.prepare(sql);
      },
      batch: (statements: D1PreparedStatement[]) => db.batch(statements),
    } as unknown as D1Database; // only the methods that the service calls
  }

  it("makes the queue deliver the message again, and it is sent once", async () => {
    await enter("kari");
    forgetQueued();
    const { id } = await messageRow();
    const messages = [{ id: "1", timestamp: new Date(clock), attempts: 1, body: queueBody(id) }];
    const batch = createMessageBatch<{ id: string }>("messages", messages);
    const context = createExecutionContext();
    await worker.queue(batch, { ...bindings, DB: without("UPDATE send_rate", first) } as typeof bindings, context);
    const result = await getQueueResult(batch, context);
    expect(result.explicitAcks).toEqual([]);
    expect(result.retryMessages).toMatchObject([{ msgId: "1" }]);
    pass(120_000);
    await tick();
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
  });

  it("does not stop the rest of a tick, and the platform is told", async () => {
    await enter("kari");
    forgetQueued();
    await expect(tick(without("FROM retention"))).rejects.toThrow("D1_ERROR");
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
  });
});

describe("a message that kills every Worker that leases it", () => {
  it("is unconfirmed from the moment it is leased, and fails after a day instead of retrying for ever", async () => {
    await enter("kari");
    forgetQueued();
    const { id } = await messageRow();
    const takeAndDie = () => leaseMessages(env.DB, [id], clock, clock + 60_000);
    const since = clock;
    for (let hour = 0; hour < 23; hour++) {
      expect(await takeAndDie()).toHaveLength(1);
      pass(3_600_000);
    }
    expect(await messageRow()).toMatchObject({ status: "queued", attempts: 23, unconfirmed_since: since });
    pass(1);
    await tick();
    expect(await messageRow()).toMatchObject({ status: "failed", failure: "no clear answer for a day" });
    expect((await exported(slug)).registrations).toMatchObject([{ mail: { status: "failed" } }]);
    expect(await mailsTo(addressOf("kari"))).toHaveLength(0);
  });
});

describe("a message that cannot be rendered", () => {
  it("is tried again, and finally fails instead of retrying for ever", async () => {
    await enter("kari");
    // A definition from before the rule that a title must have a text.
    await env.DB.prepare("UPDATE event SET definition = json_set(definition, '$.title', json('{}')) WHERE slug = ?")
      .bind(slug)
      .run();
    await deliverQueued();
    for (let attempts = 1; attempts < 5; attempts++) {
      expect(await messageRow()).toMatchObject({ status: "queued", attempts, failure: "could not be rendered" });
      pass(3_600_000);
      await tick();
      await deliverQueued();
    }
    expect(await messageRow()).toMatchObject({ status: "failed", attempts: 5, failure: "could not be rendered" });
  });
});

describe("the log", () => {
  it("has a line for each attempt, and no address or name in it", async () => {
    const lines: string[] = [];
    const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
    await enter("loggen");
    await deliverQueued();
    log.mockRestore();
    const [line] = lines.filter((text) => text.includes('"log":"message"'));
    expect(JSON.parse(line ?? "{}")).toEqual({
      log: "message",
      id: (await messageRow()).id,
      kind: "confirmation",
      outcome: "accepted",
      attempt: 1,
      ms: expect.any(Number),
    });
    for (const text of lines) for (const secret of ["loggen", "Kari", "example.no"]) expect(text).not.toContain(secret);
  });
});
