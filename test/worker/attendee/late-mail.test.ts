/** What the screen says about a late e-mail: thousands have registered, or the provider accepts none. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Bindings } from "../../../worker/environment.ts";
import type { AnswerWithReceipt } from "../../../worker/registration/contract.ts";
import { BACKLOG_MAX } from "../../../worker/registration/expected-mail.ts";
import { mailBacklog, noteRefusal } from "../../../worker/storage/send-rate.ts";
import { duringRegistration } from "../builders.ts";
import { aBody, bindings, call, first, form, json, withDatabase } from "../client.ts";
import { counted } from "../counted.ts";
import { addressAt, aNewEvent } from "../people.ts";

const slow = { ...bindings, RESEND_RATE: "1" };
const MINUTE = 60_000;
let slug: string;
let tests = 0;
let now: number;

beforeEach(async () => {
  await env.DB.prepare("DELETE FROM message").run();
  slug = await aNewEvent("forseinka");
  // The isolate's reading of the backlog from the previous test is outdated.
  now = duringRegistration + ++tests * 60 * MINUTE;
  vi.setSystemTime(now);
});

/** E-mails to one attendee each, or to many, that are due at an instant. */
async function queue(count: number, { dueAt = now, bulk = 0 } = {}): Promise<void> {
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO message (id, event, registration, seq, kind, bulk, created_at, changed_at, due_at)
     SELECT ?3 || i, ?1, ?3 || i, 1, 'confirmation', ?5, 1, 1, ?4 FROM n`,
  )
    .bind(slug, count, crypto.randomUUID(), dueAt, bulk)
    .run();
}

async function receiptOf(name: string, changes: Record<string, unknown> = {}, service: Bindings = slow) {
  const body = aBody(addressAt(slug, name), { participation: "digital", ...changes });
  const init = json(body, { "idempotency-key": `"${crypto.randomUUID()}"` });
  const response = await call(`/api/events/${slug}/registrations`, init, service);
  expect(response.status).toBe(201);
  return ((await response.json()) as AnswerWithReceipt).receipt;
}

const onItsWay = "Du deltek digitalt. Stadfestinga er på veg til {email}.";

describe("the receipt", () => {
  it("gives no time if the e-mail comes within a few minutes", async () => {
    await queue(250);
    const { lead, help, next } = await receiptOf("kari");
    expect([lead, help.slice(0, 29), next[0]?.when]).toEqual([onItsWay, "Ingen e-post innan ti minutt?", "No"]);
  });

  it.each([
    ["nb", "Det er mange som melder seg på nå. E-posten kommer om omtrent 10 minutter.", "Senere"],
    ["nn", "Det er mange som melder seg på no. E-posten kjem om omtrent 10 minutt.", "Seinare"],
    ["en", "Many people are registering right now. The email arrives in about 10 minutes.", "Later"],
  ])("says how long it takes when 400 wait at one a second, in %s", async (language, words, later) => {
    await queue(400);
    const { lead, help, next } = await receiptOf("kari", { language });
    expect(lead.endsWith(`{email}. ${words}`)).toBe(true);
    expect(next[0]?.when).toBe(later);
    expect(help).not.toMatch(/\bti minutt|ten minutes/);
  });

  it.each([
    ["nb", "E-posten er forsinket. Den kommer tidligst om 45 minutter."],
    ["nn", "E-posten er forseinka. Han kjem tidlegast om 45 minutt."],
    ["en", "The email is delayed. It arrives in 45 minutes at the earliest."],
  ])("says the earliest time while the provider accepts none, in %s", async (language, words) => {
    await noteRefusal(first, { pausedUntil: now + 44 * MINUTE, reason: "429 daily_quota_exceeded" }, now);
    expect((await receiptOf("kari", { language }, bindings)).lead.endsWith(`{email}. ${words}`)).toBe(true);
  });

  it("depends on the rate that the provider allows", async () => {
    await queue(400);
    expect((await receiptOf("kari", {}, bindings)).lead).toBe(onItsWay);
  });

  it("counts neither e-mail to many, which is sent last, nor messages that wait for the limit of a mailbox", async () => {
    await queue(400, { bulk: 1 });
    await queue(400, { dueAt: now + 30 * MINUTE });
    expect((await receiptOf("kari")).lead).toBe(onItsWay);
  });

  it("counts what a consumer has leased, and what waits for the end of the pause", async () => {
    await queue(200, { dueAt: now + 70_000 });
    await queue(200, { dueAt: now + 10 * MINUTE });
    await noteRefusal(first, { pausedUntil: now + 10 * MINUTE, reason: "429 rate_limit_exceeded" }, now);
    expect((await receiptOf("kari")).lead).toContain("20 minutt");
  });

  it("is the same, word for word, for an address that was registered already", async () => {
    await queue(400);
    const answers = [];
    for (let times = 0; times < 3; times++) answers.push(await receiptOf("kari"));
    answers.push(await receiptOf("ukjend"));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.lead).toContain("10 minutt");
  });

  it("sees a rush within the minute, after as many as take the provider half a minute", async () => {
    expect((await receiptOf("kari")).lead).toBe(onItsWay);
    await queue(400);
    expect((await receiptOf("ola")).lead).toBe(onItsWay);
    for (let n = 0; n < 30; n++) await receiptOf(`nr${n}`);
    expect((await receiptOf("siri")).lead).toContain("10 minutt");
  });

  it("comes all the same, without a time, when the backlog cannot be read", async () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    const prepare = (sql: string) => {
      if (sql.includes("pausedUntil")) throw new Error("D1_ERROR: overloaded");
      return env.DB.prepare(sql);
    };
    const DB = { prepare, batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements) };
    expect((await receiptOf("kari", {}, withDatabase(DB, slow))).lead).toBe(onItsWay);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining("backlog-unread"));
    warn.mockRestore();
  });
});

describe("the page after a registration without scripts", () => {
  it.each(["", "/frame"])("says how much of the wait is left, also when it is loaded again (%s)", async (place) => {
    await queue(700);
    const sent = form({
      ...{ partner: "stad", language: "nn", "idempotency-key": crypto.randomUUID() },
      ...{ name: "Kari Nordmann", email: addressAt(slug, "kari"), participation: "digital" },
    });
    const response = await call(`/events/${slug}${place}`, sent, slow);
    const receipt = response.headers.get("location") ?? "";
    const page = async () => (await call(receipt, {}, slow)).text();
    expect(await page()).toContain("E-posten kjem om omtrent 15 minutt.");
    vi.setSystemTime(now + 5 * MINUTE);
    expect(await page()).toContain("E-posten kjem om omtrent 10 minutt.");
    vi.setSystemTime(now + 12 * MINUTE);
    const later = await page();
    expect(later).toContain("Stadfestinga er på veg til");
    expect(later).not.toContain("omtrent");
  });
});

describe("reading the backlog", () => {
  it("is one statement that reads a bounded number of rows", async () => {
    await queue(BACKLOG_MAX + 500);
    const { db, cost } = counted(env.DB);
    expect(await mailBacklog(db, now)).toEqual({ queued: BACKLOG_MAX, pausedUntil: 0 });
    expect([cost.roundTrips, cost.queries, cost.written]).toEqual([1, 1, 0]);
    expect(cost.read).toBeLessThanOrEqual(BACKLOG_MAX + 5);
  });

  it("is done once a minute, not by each who registers", async () => {
    // The isolate then knows the event, and an old backlog.
    await receiptOf("berit");
    vi.setSystemTime(now + MINUTE);
    const { db, cost } = counted(env.DB);
    const queriesOf = async (name: string) => {
      const before = cost.queries;
      await receiptOf(name, {}, withDatabase(db, slow));
      return cost.queries - before;
    };
    const [first, second, third] = [await queriesOf("kari"), await queriesOf("ola"), await queriesOf("siri")];
    expect([first, second, third]).toEqual([6, 5, 5]);
  });
});
