/** Wrong times from a provider, and from an isolate with a wrong clock: neither may stop e-mail. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { forgetRefusals, noteRefusal, reserveSlot } from "../../../worker/storage/send-rate.ts";
import { duringRegistration } from "../builders.ts";
import { aBody, deliverQueued, failNext, first, forgetQueued, mailsTo, register, tick } from "../client.ts";
import { leaseMessages } from "../leases.ts";
import { addressAt, aNewEvent } from "../people.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let slug: string;
let clock: number;

function at(instant: number): void {
  clock = instant;
  vi.setSystemTime(clock);
}

beforeEach(async () => {
  slug = await aNewEvent("feil-tid", { participation: { digital: {} } });
  clock = duringRegistration;
  await first.prepare("UPDATE send_rate SET refused_since = NULL, refused_at = NULL, refusal = NULL").run();
});

const enter = (name: string) => register(slug, aBody(addressAt(slug, name), { participation: "digital" }));
const sentTo = async (name: string) => (await mailsTo(addressAt(slug, name))).length;

const refuse = (retryAfter: string | null) =>
  failNext(`.${slug}@`, {
    answer: {
      status: 429,
      headers: { "content-type": "application/json", ...(retryAfter === null ? {} : { "retry-after": retryAfter }) },
      body: JSON.stringify({ statusCode: 429, name: "rate_limit_exceeded", message: "Too many requests." }),
    },
    accepts: false,
  });

const pausedFor = async () =>
  Math.max(0, Number(await first.prepare("SELECT paused_until FROM send_rate").first("paused_until")) - clock);

describe("a provider that asks for a pause", () => {
  it.each([
    ["1000000000", HOUR],
    ["Fri, 24 Nov 2058 12:00:00 GMT", HOUR],
    ["Tue, 24 Nov 2026 12:10:00 GMT", 600_000],
    ["120", 120_000],
    // Malformed, in the past or missing: the shortest wait.
    ["-1000000000", 1000],
    ["1e9", 1000],
    ["0", 1000],
    ["Mon, 23 Nov 2026 12:00:00 GMT", 1000],
    [null, 1000],
  ])("with Retry-After %j gets one of %d ms, and e-mail goes out after it", async (header, ms) => {
    await enter("kari");
    await refuse(header);
    await deliverQueued();
    expect(await pausedFor()).toBe(ms);
    await enter("ola");
    at(clock + ms);
    await tick();
    expect([await sentTo("kari"), await sentTo("ola")]).toEqual([1, 1]);
    expect(
      await first.prepare("SELECT paused_until, refused_since, refused_at, refusal FROM send_rate").first(),
    ).toEqual({
      paused_until: 0,
      refused_since: null,
      refused_at: null,
      refusal: null,
    });
  });

  it("is over at the first e-mail that the provider accepts, unless it was sent before the pause", async () => {
    const pause = { pausedUntil: clock + HOUR, reason: "429 rate_limit_exceeded" };
    await noteRefusal(first, pause, clock);
    await forgetRefusals(first, clock - 1);
    expect(await pausedFor()).toBe(HOUR);
    await forgetRefusals(first, clock);
    expect(await pausedFor()).toBe(0);
  });
});

describe("an isolate whose clock is fast", () => {
  const rate = { requests: 2, window: 1000 };

  it.each([HOUR, DAY, 30 * 365 * DAY])(
    "by %d ms reserves slots that delay no other, and the rate is kept",
    async (ahead) => {
      for (let turn = 0; turn < 3; turn++) await reserveSlot(first, rate, clock + ahead, 30_000);
      const slots = [];
      for (let turn = 0; turn < 6; turn++) slots.push(await reserveSlot(first, rate, clock, 30_000));
      const times = slots.map((slot) => (slot.outcome === "turn" ? slot.at - clock : Number.NaN));
      for (const time of times) expect(time).toBeLessThanOrEqual(3_000);
      for (const [index, time] of times.slice(2).entries())
        expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(1000);
      await enter("kari");
      expect(await sentTo("kari")).toBe(1);
    },
  );

  it("pauses no other for longer than the longest pause, and pauses that the provider asks of others count", async () => {
    const reason = "429 rate_limit_exceeded";
    await noteRefusal(first, { pausedUntil: clock + 30 * DAY + HOUR, reason }, clock + 30 * DAY);
    expect((await reserveSlot(first, rate, clock, 30_000)).outcome).toBe("turn");
    await noteRefusal(first, { pausedUntil: clock + 120_000, reason }, clock);
    expect(await reserveSlot(first, rate, clock, 30_000)).toEqual({ outcome: "held", until: clock + 120_000 });
    await noteRefusal(first, { pausedUntil: clock + 30 * DAY + HOUR, reason }, clock + 30 * DAY);
    await forgetRefusals(first, clock);
    expect(await pausedFor()).toBe(0);
  });

  it("registers an attendee who still gets the e-mail at once", async () => {
    // The database has the machine's clock; the isolate's is an hour ahead of it.
    const machine = Number(await env.DB.prepare("SELECT unixepoch() * 1000 AS now").first("now"));
    vi.setSystemTime(machine + HOUR);
    await aNewEventFrom(machine);
    vi.setSystemTime(machine + HOUR);
    expect((await enter("kari")).status).toBe(201);
    forgetQueued();
    at(machine + 60_000);
    await tick();
    expect(await sentTo("kari")).toBe(1);
  });

  it("and dies with a lease, or postpones an attempt, delays an e-mail by no more than our longest wait", async () => {
    await enter("kari");
    forgetQueued();
    const id = String(await env.DB.prepare("SELECT id FROM message WHERE event = ?").bind(slug).first("id"));
    expect(await leaseMessages(env.DB, [id], clock + DAY, clock + DAY + 60_000)).toHaveLength(1);
    at(clock + 60_000);
    await tick();
    expect(await sentTo("kari")).toBe(1);
  });

  it("does not shorten our own longest wait", async () => {
    await enter("kari");
    forgetQueued();
    await env.DB.prepare("UPDATE message SET due_at = ?2, attempts = 20 WHERE event = ?1")
      .bind(slug, clock + 72 * 60_000)
      .run();
    at(clock + 60_000);
    await tick();
    expect(await sentTo("kari")).toBe(0);
  });
});

/** An event that is open at the machine's own time. */
async function aNewEventFrom(instant: number): Promise<void> {
  const local = (days: number) => new Date(instant + days * DAY).toISOString().slice(0, 16);
  slug = await aNewEvent("feil-klokke", {
    participation: { digital: {} },
    registrationOpens: local(-2),
    registrationCloses: local(20),
    starts: local(30),
    ends: local(30.1),
  });
}
