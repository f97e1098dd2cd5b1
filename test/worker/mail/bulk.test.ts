import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { nextBatch, sendBulk } from "../../../worker/mail/bulk-consumer.ts";
import { batchable } from "../../../worker/registration/message.ts";
import type { DueBulk } from "../../../worker/storage/due-messages.ts";
import type { AcceptedMail } from "../../local/mail.ts";
import { duringRegistration, sample } from "../builders.ts";
import {
  aBody,
  acceptedFor,
  asAdmin,
  bindings,
  call,
  deliverQueued,
  exported,
  failNext,
  first,
  forgetQueued,
  home,
  json,
  put,
  register,
  serviceAtHome,
  tick,
  withDatabase,
} from "../client.ts";
import { counted, QUERIES_MAX } from "../counted.ts";

let events = 0;
let slug: string;
let clock = duringRegistration;

function pass(milliseconds: number): void {
  clock += milliseconds;
  vi.setSystemTime(clock);
}

beforeEach(async () => {
  vi.setSystemTime(clock);
  pass(3_600_000);
  slug = `mange-${++events}`;
  await put({ ...sample, slug, participation: { digital: {} } });
  await first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'").run();
});

const addressOf = (name: string) => `${name}.${slug}@example.no`;

/** Registers people without sending their confirmations to the provider. */
async function people(count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, n) => `nr${n}`);
  for (let start = 0; start < count; start += 10)
    await Promise.all(names.slice(start, start + 10).map((name) => enter(name)));
  forgetQueued();
  await env.DB.prepare("UPDATE message SET status = 'sent', due_at = NULL WHERE event = ?").bind(slug).run();
}

const enter = (name: string) => register(slug, aBody(addressOf(name), { participation: "digital", language: "nb" }));

const words = { subject: { nb: "Ny inngang" }, text: { nb: "Bruk inngangen fra Storgata 2." } };

function announce(key: string = crypto.randomUUID(), body: object = words): Promise<Response> {
  return call(`/api/events/${slug}/announcements`, asAdmin(json(body, { "idempotency-key": key })));
}

/** Sets the provider's answer to the next request about this test's people. */
const fail = (kind: string) => failNext(`.${slug}@`, kind);

/** The e-mails that the provider has accepted for this test's people, in order. */
const accepted = () => acceptedFor(`.${slug}@example.no`);

/** The number of requests: each has its own Idempotency-Key. */
const requests = (mails: AcceptedMail[]) => new Set(mails.map(({ idempotencyKey }) => idempotencyKey)).size;

const statuses = async () =>
  (await exported(slug)).registrations.map(({ mail }) => `${mail?.kind} ${mail?.status}`).sort();

describe("mail to many", () => {
  it("is sent in requests of a hundred, one to each person", async () => {
    await people(230);
    await announce();
    await deliverQueued();
    const mails = await accepted();
    expect(mails).toHaveLength(230);
    expect(new Set(mails.flatMap(({ to }) => to)).size).toBe(230);
    expect(requests(mails)).toBe(3);
    expect(new Set(await statuses())).toEqual(new Set(["announcement sent"]));
  });

  it("is sent after mail to one person", async () => {
    await people(120);
    await announce();
    await enter("sein");
    await sendBulk(serviceAtHome(bindings, { waitUntil() {} }));
    expect(await accepted()).toEqual([]);
    await tick();
    await deliverQueued();
    const mails = await accepted();
    expect(mails).toHaveLength(121);
    expect(mails[0]?.subject).toMatch(/^Du er med digitalt/);
  });

  it.each(["accept-then-drop", "accept-then-500", "500", "reset", "429"])(
    "is the same request when it is tried again after %s",
    async (kind) => {
      await people(12);
      await announce();
      await fail(kind);
      await deliverQueued();
      // An attendee is erased in between: the others must not get it twice.
      const { registrations } = await exported(slug);
      await env.DB.prepare("DELETE FROM registration WHERE id = ?").bind(registrations[3]?.id).run();
      pass(61_000);
      await tick();
      await deliverQueued();
      const mails = await accepted();
      expect(new Set(mails.flatMap(({ to }) => to)).size).toBe(mails.length);
      expect(requests(mails)).toBe(1);
      expect(mails.length).toBe(kind.startsWith("accept") ? 12 : 11);
      expect(new Set(await statuses())).toEqual(new Set(["announcement sent"]));
    },
  );

  it("that was sent alone and is unconfirmed does not join others: they would have another key", async () => {
    await people(1);
    await announce();
    await fail("accept-then-drop");
    await deliverQueued();
    await enter("nr1");
    await deliverQueued();
    pass(61_000);
    await announce(undefined, { ...words, subject: { nb: "Enda en inngang" } });
    await deliverQueued();
    pass(61_000);
    await tick();
    await deliverQueued();
    const first = (await accepted()).filter(({ subject }) => subject.startsWith("Ny inngang"));
    expect(first).toHaveLength(1);
    expect((await accepted()).filter(({ subject }) => subject.startsWith("Enda en"))).toHaveLength(2);
  });

  it("goes to the same endpoint again when only one of a batch is left: a key belongs to it", async () => {
    await people(2);
    await announce();
    await fail("accept-then-drop");
    await deliverQueued();
    await env.DB.prepare(
      "UPDATE message SET status = 'delivered', due_at = NULL WHERE id = (SELECT min(id) FROM message WHERE event = ? AND status = 'queued')",
    )
      .bind(slug)
      .run();
    pass(61_000);
    await tick();
    await deliverQueued();
    expect(await accepted()).toHaveLength(2);
    expect(await statuses()).toEqual(["announcement delivered", "announcement sent"]);
  });

  it("makes no more database queries in one invocation than the free plan allows", async () => {
    await people(600);
    await announce();
    forgetQueued();
    const { db, queries } = counted(env.DB);
    await sendBulk(serviceAtHome(withDatabase(db), { waitUntil() {} }));
    expect(await accepted()).toHaveLength(400);
    expect(queries()).toBeLessThanOrEqual(QUERIES_MAX);
  });

  it("does not all fail because of one that the provider will never accept", async () => {
    await people(5);
    await env.DB.prepare("UPDATE registration SET email = 'ikkje ei adresse' WHERE event = ? AND email LIKE 'nr2.%'")
      .bind(slug)
      .run();
    await announce();
    await deliverQueued();
    pass(61_000);
    await tick();
    await deliverQueued();
    expect(await accepted()).toHaveLength(4);
    expect(await statuses()).toEqual(["announcement failed", ...Array(4).fill("announcement sent")]);
  });

  it("is found by the cron if the queue has lost its message", async () => {
    await people(3);
    await announce();
    forgetQueued();
    await tick();
    await deliverQueued();
    expect(await accepted()).toHaveLength(3);
  });

  it("is taken by one consumer at a time", async () => {
    await people(150);
    await announce();
    await Promise.all([tick(), tick(), deliverQueued(), tick()]);
    pass(61_000);
    await tick();
    await deliverQueued();
    const mails = await accepted();
    expect(mails).toHaveLength(150);
    expect(new Set(mails.flatMap(({ to }) => to)).size).toBe(150);
  });

  it("waits while the provider accepts nothing, without trying", async () => {
    await people(3);
    await first
      .prepare("UPDATE send_rate SET paused_until = ?")
      .bind(clock + 3_600_000)
      .run();
    await announce();
    await deliverQueued();
    pass(600_000);
    await tick();
    const rows = await env.DB.prepare(
      "SELECT sum(attempts) AS n FROM message WHERE event = ? AND kind = 'announcement'",
    )
      .bind(slug)
      .first();
    expect(rows).toEqual({ n: 0 });
  });

  it("is neither leased nor rendered while no slot is near, and is sent when one is", async () => {
    await people(3);
    await announce();
    forgetQueued();
    await first
      .prepare("UPDATE send_rate SET slots = json_array(?)")
      .bind(clock + 39_000)
      .run();
    const { db, cost } = counted(env.DB);
    const slowly = withDatabase(db, { ...bindings, RESEND_RATE: "1" });
    await sendBulk(serviceAtHome(slowly, { waitUntil() {} }));
    // The due messages, and the lease. A further database first gets the send rate.
    expect([cost.roundTrips, cost.queries]).toEqual(home === "DB" ? [2, 6] : [3, 7]);
    const { results } = await env.DB.prepare(
      "SELECT due_at - ?2 AS wait, attempts, batch, unconfirmed_since FROM message WHERE event = ?1 AND kind = 'announcement'",
    )
      .bind(slug, clock)
      .all();
    expect(results).toEqual(
      Array.from({ length: 3 }, () => ({ wait: 40_040, attempts: 0, batch: null, unconfirmed_since: null })),
    );
    pass(41_000);
    await tick();
    expect(requests(await accepted())).toBe(1);
    expect(await accepted()).toHaveLength(3);
  });

  it("with a calendar file is sent alone, since a batch may have none", async () => {
    await people(3);
    await put({ ...sample, slug, participation: { digital: {} }, ends: "2026-12-15T14:00" });
    await deliverQueued();
    const mails = await accepted();
    expect(mails.map(({ attachments, batchIndex }) => [attachments.length, batchIndex])).toEqual(
      Array(3).fill([1, null]),
    );
  });
});

describe("a batch of messages", () => {
  const due = (count: number, more: Partial<DueBulk> = {}): DueBulk[] =>
    Array.from({ length: count }, (_, n) => ({ id: String(n), kind: "reminder", batch: null, attempts: 0, ...more }));

  it("is a hundred at most, and half as many after each attempt without a result", () => {
    expect(nextBatch(due(100))).toHaveLength(100);
    expect(nextBatch(due(100, { attempts: 1 }))).toHaveLength(50);
    expect(nextBatch(due(100, { attempts: 3 }))).toHaveLength(12);
    expect(nextBatch(due(100, { attempts: 32 }))).toHaveLength(1);
    expect(nextBatch(due(100, { attempts: 60 }))).toHaveLength(1);
  });

  it("that was tried before stays the same", () => {
    expect(nextBatch(due(7, { batch: "x", attempts: 9 }))).toHaveLength(7);
  });

  it("never has a calendar file", () => {
    const mixed = [...due(2), ...due(1, { kind: "event-changed" }), ...due(1, { kind: "thanks" })];
    expect(nextBatch(mixed).map(({ kind }) => kind)).toEqual(["reminder", "reminder", "thanks"]);
    expect(nextBatch(mixed.slice(2))).toHaveLength(1);
    expect(batchable).not.toContain("event-changed");
  });

  it("is empty if nothing is due", () => {
    expect(nextBatch([])).toEqual([]);
  });
});
