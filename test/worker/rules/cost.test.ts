import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Answers } from "../../../worker/registration/answers.ts";
import type { Places } from "../../../worker/registration/choice-places.ts";
import { placesOf } from "../../../worker/registration/own-questions.ts";
import { announce } from "../../../worker/storage/announcements.ts";
import { messagesTo } from "../../../worker/storage/attendee-mail.ts";
import { changesOf } from "../../../worker/storage/change-feed.ts";
import { saveEvent } from "../../../worker/storage/events.ts";
import { healthState } from "../../../worker/storage/health.ts";
import { findRegistration, historyOf } from "../../../worker/storage/registrations.ts";
import { submit } from "../../../worker/storage/submissions.ts";
import { aRequest, duringRegistration, withCapacity } from "../builders.ts";
import { leaseMessages } from "../leases.ts";
import { workshop } from "../workshops.ts";

/** Runs it with a database that counts: round trips, and the rows that D1 says it read and wrote. */
async function costOf(run: (db: D1Database) => Promise<unknown>) {
  const cost = { roundTrips: 0, statements: 0, read: 0, written: 0 };
  const count = <T>(results: D1Result<T>[]) => {
    cost.roundTrips++;
    for (const { meta } of results) {
      cost.statements++;
      cost.read += meta.rows_read;
      cost.written += meta.rows_written;
    }
    return results;
  };
  const wrap = (real: D1PreparedStatement) =>
    ({
      real,
      bind: (...values: unknown[]) => wrap(real.bind(...values)),
      all: async () => count([await real.all()])[0],
      run: async () => count([await real.run()])[0],
      first: async () => count([await real.all()])[0]?.results[0] ?? null,
    }) as unknown as D1PreparedStatement & { real: D1PreparedStatement }; // only the methods that the service calls
  await run({
    prepare: (sql: string) => wrap(env.DB.prepare(sql)),
    batch: async (statements: { real: D1PreparedStatement }[]) =>
      count(await env.DB.batch(statements.map(({ real }) => real))),
  } as unknown as D1Database); // only the methods that the service calls
  return cost;
}

async function anEventWith(people: number, status: "confirmed" | "waitlisted") {
  const definition = withCapacity(status === "confirmed" ? null : 1);
  await saveEvent(env.DB, definition, 0, null, duringRegistration);
  if (people > 0) await fill(definition.slug, people, status);
  return definition.slug;
}

let keys = 0;

function registering(
  slug: string,
  email: string,
  needs = false,
  { answers = {}, places }: { answers?: Answers; places?: Places } = {},
) {
  return (db: D1Database) =>
    submit(db, {
      event: slug,
      eventVersion: duringRegistration,
      key: `key-${++keys}`,
      bodyHash: "hash",
      request: aRequest(email, {
        waitlist: true,
        answers,
        needs: needs ? { diet: "nøtter", access: null, answers: {}, consent: true } : null,
      }),
      places,
      consentWording: "ja",
      // A mailbox without e-mails caused by strangers today.
      mailboxes: [`${slug} ${email}`],
      now: duringRegistration,
    });
}

async function fill(event: string, people: number, status: "confirmed" | "waitlisted") {
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
       registered_at, waitlisted_at, changed_at)
     SELECT printf('%s-%08d', ?1, i), ?1, ?3, 'in-person', 'Ola Nordmann', 'ola' || i || '@example.no', 'ola' || i || '@example.no',
       'stad', 'nn', 0, iif(?3 = 'waitlisted', i, NULL), 0 FROM n`,
  )
    .bind(event, people, status)
    .run();
}

describe("registering one person", () => {
  for (const status of ["confirmed", "waitlisted"] as const)
    for (const withNeeds of [false, true])
      it(`costs the same with 10 and with 100,000 ${status} (${withNeeds ? "with" : "without"} needs)`, async () => {
        const [few, many] = [await anEventWith(10, status), await anEventWith(100_000, status)];
        const cost = await costOf(registering(few, "kari@example.no", withNeeds));
        expect(await costOf(registering(many, "kari@example.no", withNeeds))).toEqual(cost);
        expect(await stored(many, "kari@example.no")).toBe(status);
        expect(cost.roundTrips).toBe(1);
        expect(cost.statements).toBeLessThanOrEqual(6);
        expect(cost.read).toBeLessThanOrEqual(10);
        expect(cost.written).toBeLessThanOrEqual(16);
      }, 60_000);
});

describe("registering at an event with choices", () => {
  /** So many choices, each with a number of places in its three options. */
  const choices = (count: number) =>
    Array.from({ length: count }, (_, index) => workshop(1_000_000, { key: `choice${index}` }));

  it("writes as many rows with twenty choices as with none, and reads two more rows for each", async () => {
    const costs = await Promise.all(
      [0, 1, 20].map(async (count) => {
        const definition = withCapacity(null, { questions: choices(count) });
        await saveEvent(env.DB, definition, 0, null, duringRegistration);
        const answers = Object.fromEntries(choices(count).map(({ key }) => [key, "lek"]));
        const register = registering(definition.slug, "kari@example.no", false, {
          answers,
          places: placesOf(definition.questions),
        });
        return costOf(register);
      }),
    );
    expect(costs.map(({ roundTrips, statements }) => [roundTrips, statements])).toEqual(Array(3).fill([1, 5]));
    const [none, one, twenty] = costs;
    expect(costs.map(({ written }) => written)).toEqual(Array(3).fill(none?.written));
    expect([one, twenty].map((cost) => (cost?.read ?? 0) - (none?.read ?? 0))).toEqual([2, 40]);
  });
});

async function stored(slug: string, email: string) {
  return env.DB.prepare("SELECT status FROM registration WHERE event = ? AND email_key = ?")
    .bind(slug, email)
    .first<string>("status");
}

describe("registering an address that is registered already", () => {
  it("takes one round trip, too, and much the same number of rows", async () => {
    const slug = await anEventWith(0, "confirmed");
    const first = await costOf(registering(slug, "kari.igjen@example.no"));
    const again = await costOf(registering(slug, "kari.igjen@example.no"));
    expect(again.roundTrips).toBe(1);
    // The person's own registrations and e-mails are counted, and nobody else's.
    expect(Math.abs(again.read - first.read)).toBeLessThanOrEqual(6);
    expect(Math.abs(again.written - first.written)).toBeLessThanOrEqual(4);
  });
});

/** The last to come to an event with so many others on its waiting list, and the e-mail that tells them. */
async function lastOf(waiting: number) {
  const slug = await anEventWith(waiting, "waitlisted");
  const outcome = await registering(slug, "sist@example.no")(env.DB);
  if (outcome.outcome !== "stored") throw new Error(outcome.outcome);
  const [message = ""] = outcome.messages;
  const row = await env.DB.prepare("SELECT registration FROM message WHERE id = ?").bind(message).first();
  return { slug, message, id: String(row?.registration) };
}

describe("the e-mail to an attendee on the waiting list", () => {
  const lease = (message: string) => (db: D1Database) =>
    leaseMessages(db, [message], duringRegistration, duringRegistration + 1);

  it("reads as many rows with 5,000 waiting ahead as with 150", async () => {
    const [near, far] = [await lastOf(150), await lastOf(5_000)];
    const cost = await costOf(lease(near.message));
    expect(await costOf(lease(far.message))).toEqual(cost);
    expect(cost.roundTrips).toBe(1);
    expect(cost.read).toBeLessThanOrEqual(120);
  });

  it("gives the position up to 100, and none beyond, like the manage page", async () => {
    for (const [ahead, position] of [
      [0, 1],
      [99, 100],
      [100, null],
      [101, null],
    ] as const) {
      const { id, message } = await lastOf(ahead);
      if (ahead === 0)
        await env.DB.prepare("UPDATE registration SET status = 'waitlisted', waitlisted_at = 1 WHERE id = ?")
          .bind(id)
          .run();
      const [leased] = await leaseMessages(env.DB, [message], duringRegistration, duringRegistration + 1);
      expect([ahead, leased?.addressee?.position]).toEqual([ahead, position]);
      const registration = await findRegistration(env.DB, id);
      expect([ahead, registration?.position]).toEqual([ahead, position]);
    }
  });
});

describe("one attendee's history", () => {
  it("reads that attendee's rows, with 10 or with 20,000 changes of others in the feed", async () => {
    const [few, many] = [await lastOf(10), await lastOf(20_000)];
    for (const { slug } of [few, many])
      await env.DB.prepare(
        "INSERT INTO change (event, type, registration, at) SELECT event, 'registration.waitlisted', id, 0 FROM registration WHERE event = ?",
      )
        .bind(slug)
        .run();
    const history = (id: string) => (db: D1Database) =>
      Promise.all([changesOf(db, id), messagesTo(db, id), historyOf(db, id, [])]);
    // Not exact: after the attendee's last change, one more row is read if another follows.
    for (const { id } of [few, many]) expect((await costOf(history(id))).read).toBeLessThanOrEqual(15);
  });
});

describe("the health check", () => {
  const spans = { failedSince: 0, webhooksFailing: { from: 0, to: 100 } };
  const state = (db: D1Database) => healthState(db, spans);

  it("reads as many rows with thousands unsent and failed as with some hundred", async () => {
    const slug = await anEventWith(6_000, "confirmed");
    const write = async (from: number, to: number) => {
      await env.DB.prepare(
        `INSERT INTO message (id, event, registration, seq, kind, status, bulk, created_at, changed_at, due_at)
         SELECT id || seq, event, id, seq, 'reminder', status, bulk, 0, 1, 0 FROM (
           SELECT id, event FROM registration WHERE event = ?1 ORDER BY id LIMIT ?3 - ?2 OFFSET ?2)
         JOIN (SELECT 1 AS seq, 'queued' AS status, 0 AS bulk UNION ALL SELECT 2, 'queued', 1 UNION ALL SELECT 3, 'failed', 0 UNION ALL SELECT 4, 'bounced', 0)
         WHERE true ON CONFLICT DO NOTHING`,
      )
        .bind(slug, from, to)
        .run();
      await env.DB.prepare(
        `INSERT INTO webhook_endpoint (id, event, url, types, position, due_at, failing_since, created_at)
         SELECT 'e' || value, ?1, 'https://' || value || '.example/', '[]', 0, 0, 1, 0 FROM json_each(?2)`,
      )
        .bind(slug, JSON.stringify(Array.from({ length: to - from }, (_, index) => from + index)))
        .run();
    };
    await write(0, 300);
    const cost = await costOf(state);
    await write(300, 6_000);
    expect(await costOf(state)).toEqual(cost);
    expect(cost.statements).toBe(1);
    expect(cost.read).toBeLessThanOrEqual(350);
    expect(await state(env.DB)).toMatchObject({
      oldestUnsent: { toOne: 1, toMany: 1 },
      failed: 100,
      failingWebhooks: 100,
    });
  });

  it("reads nothing of failures that are too old to count", async () => {
    const recent = { failedSince: 1, webhooksFailing: { from: 1, to: 100 } };
    const few = await costOf(state);
    const cost = await costOf((db) => healthState(db, recent));
    expect(cost.read).toBeLessThanOrEqual(few.read - 190);
    expect(await healthState(env.DB, recent)).toMatchObject({ failed: 0, failingWebhooks: 0 });
  });

  it("finds the oldest unsent message, whether it is overdue or was put off", async () => {
    await env.DB.prepare("DELETE FROM message").run();
    const slug = await anEventWith(200, "confirmed");
    await env.DB.prepare(
      `INSERT INTO message (id, event, registration, seq, kind, created_at, changed_at, due_at, attempts)
       SELECT id || 'm', event, id, 1, 'confirmation', 500, 500, 500 + row_number() OVER (ORDER BY id), 1
       FROM registration WHERE event = ?`,
    )
      .bind(slug)
      .run();
    expect(await state(env.DB)).toMatchObject({ oldestUnsent: { toOne: 500 } });
    for (const due of [1, 9_999_999]) {
      await env.DB.prepare("UPDATE message SET changed_at = 7, due_at = ? WHERE id = (SELECT max(id) FROM message)")
        .bind(due)
        .run();
      expect(await state(env.DB)).toMatchObject({ oldestUnsent: { toOne: 7 }, oldestDue: due === 1 ? 1 : 501 });
    }
  });
});

describe("an announcement", () => {
  it("writes an e-mail and a change for each of its recipients, and nothing else", async () => {
    const slug = await anEventWith(50, "confirmed");
    const words = {
      subject: { nb: "Hei" },
      text: { nb: "Hei" },
      key: "k",
      bodyHash: "b",
      by: "admin",
      confirmed: null,
    };
    const capacity = () => env.DB.prepare("SELECT * FROM capacity WHERE event = ?").bind(slug).first();
    const before = await capacity();
    const cost = await costOf((db) => announce(db, slug, {}, words, { hold: 0 }, duringRegistration));
    expect(cost.roundTrips).toBe(1);
    // Each: the row of the message and its two indexes, the row of the change and its two.
    expect(cost.written).toBeLessThanOrEqual(50 * 6 + 4);
    expect(await capacity()).toEqual(before);
  });
});
