/** `GET /health` must not report success while no e-mail is sent. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { thresholds, troubles, troublesOf } from "../../../worker/organiser/health-troubles.ts";
import handbook from "../../../worker/README.md?raw";
import type { HealthState } from "../../../worker/storage/health.ts";
import { duringRegistration, sample } from "../builders.ts";
import { aBody, asAdmin, call, deliverQueued, failNext, first, forgetQueued, json, register, tick } from "../client.ts";
import { addressAt, aNewEvent } from "../people.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let slug: string;
let clock: number;

function pass(milliseconds: number): void {
  clock += milliseconds;
  vi.setSystemTime(clock);
}

beforeEach(async () => {
  slug = await aNewEvent("helse", { participation: { digital: {} } });
  clock = duringRegistration;
  await first
    .prepare("UPDATE send_rate SET paused_until = 0, refused_since = NULL, refused_at = NULL, refusal = NULL")
    .run();
  await env.DB.batch([env.DB.prepare("DELETE FROM message"), env.DB.prepare("DELETE FROM webhook_endpoint")]);
  vi.spyOn(console, "error").mockImplementation(() => {});
  await tick();
});

async function health() {
  const response = await call("/health");
  const body = (await response.json()) as { status: string; troubles: string[]; [part: string]: unknown };
  return { code: response.status, ...body };
}
/** The cron has run, and has sent nothing. */
const cronRan = () => first.prepare("UPDATE cron_run SET completed_at = ?").bind(clock).run();
const enter = (name: string) => register(slug, aBody(addressAt(slug, name), { participation: "digital" }));

describe("health", () => {
  it("is ok while nothing is wrong, and reports the state", async () => {
    expect(await health()).toEqual({
      code: 200,
      status: "ok",
      troubles: [],
      messages: { oldestUnsentSeconds: null, oldestDueSeconds: null, failed: 0 },
      cron: { completedSeconds: 0 },
      provider: null,
      webhooks: { failing: 0 },
    });
  });

  it("fails while the cron does not run, or one of its jobs fails each time", async () => {
    pass(thresholds.cron);
    expect(await health()).toMatchObject({ code: 200, cron: { completedSeconds: 300 } });
    pass(1000);
    expect(await health()).toMatchObject({ code: 503, status: "failing", troubles: ["cron-late"] });
    const without = (word: string) =>
      ({
        prepare(sql: string) {
          if (sql.includes(word)) throw new Error("D1_ERROR");
          return env.DB.prepare(sql);
        },
        batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
      }) as unknown as D1Database; // only the methods that the service calls
    await expect(tick(without("FROM retention"))).rejects.toThrow();
    expect(await health()).toMatchObject({ code: 503, troubles: ["cron-late"] });
    await tick();
    expect(await health()).toMatchObject({ code: 200, status: "ok" });
  });

  it("fails while e-mail to one attendee waits although the cron runs, and says how long it is overdue", async () => {
    await enter("kari");
    forgetQueued();
    pass(15 * MINUTE);
    await cronRan();
    expect(await health()).toMatchObject({ code: 200, messages: { oldestUnsentSeconds: 900, oldestDueSeconds: 900 } });
    pass(1000);
    expect(await health()).toMatchObject({ code: 503, troubles: ["mail-late"] });
    await tick();
    expect(await health()).toMatchObject({ code: 200, messages: { oldestUnsentSeconds: null } });
  });

  it("fails while the provider refuses everything, says why, and is ok at the first accepted e-mail", async () => {
    await enter("kari");
    await failNext(`.${slug}@`, "daily-quota");
    await deliverQueued();
    expect(await health()).toMatchObject({
      code: 200,
      status: "ok",
      provider: { reason: "429 daily_quota_exceeded", sinceSeconds: 0, retrySeconds: 3600 },
    });
    pass(5 * MINUTE + 1000);
    await cronRan();
    expect(await health()).toMatchObject({ code: 503, status: "failing", troubles: ["provider-refuses"] });
    // Refused again: counted from the first refusal.
    pass(55 * MINUTE);
    await failNext(`.${slug}@`, "daily-quota");
    await tick();
    expect(await health()).toMatchObject({ code: 503, provider: { sinceSeconds: 3601, retrySeconds: 3600 } });
    pass(HOUR);
    await tick();
    expect(await health()).toMatchObject({ code: 200, status: "ok", provider: null });
  });

  it.each([
    ["our key", "401", "401 missing_api_key"],
    ["our domain", "403", "403 validation_error"],
  ])(
    "says within minutes that the provider does not accept %s, and is ok a minute after that is mended",
    async (_, kind, reason) => {
      await enter("kari");
      await failNext(`.${slug}@`, kind, 6);
      await deliverQueued();
      for (let minute = 1; minute <= 5; minute++) {
        expect(await health()).toMatchObject({ code: 200, provider: { reason, sinceSeconds: 60 * (minute - 1) } });
        pass(MINUTE);
        await tick();
      }
      pass(1000);
      expect(await health()).toMatchObject({
        code: 503,
        troubles: ["provider-refuses"],
        provider: { retrySeconds: 59 },
      });
      await enter("ola");
      await deliverQueued();
      // The pause is over, and no request was sent yet: monitors must not see success.
      pass(59_500);
      expect(await health()).toMatchObject({
        code: 503,
        troubles: ["provider-refuses"],
        provider: { retrySeconds: null },
      });
      await tick();
      expect(await health()).toMatchObject({
        code: 200,
        status: "ok",
        provider: null,
        messages: { oldestUnsentSeconds: null, failed: 0 },
      });
    },
  );

  it.each([
    ["500", "500 application_error"],
    ["reset", "no answer application_error"],
  ])(
    "says why while the provider is broken (%s), although each e-mail is tried again by itself",
    async (kind, reason) => {
      await enter("kari");
      await failNext(`.${slug}@`, kind, 6);
      await deliverQueued();
      expect(await health()).toMatchObject({ code: 200, provider: { reason, sinceSeconds: 0, retrySeconds: null } });
      for (let minute = 0; minute < 6; minute++) {
        pass(MINUTE);
        await tick();
      }
      expect(await health()).toMatchObject({
        code: 503,
        troubles: ["provider-refuses"],
        provider: { reason, sinceSeconds: 360 },
      });
      pass(HOUR);
      await tick();
      expect(await health()).toMatchObject({ code: 200, provider: null });
    },
  );

  it("ignores a refusal if its e-mail no longer waits, and counts the next from its own time", async () => {
    await enter("kari");
    await failNext(`.${slug}@`, "500");
    await deliverQueued();
    await env.DB.prepare("DELETE FROM message").run();
    pass(3 * HOUR);
    await cronRan();
    await enter("ola");
    expect(await health()).toMatchObject({ code: 200, provider: null });
    await failNext(`.${slug}@`, "500");
    await deliverQueued();
    expect(await health()).toMatchObject({ code: 200, provider: { sinceSeconds: 0 } });
    pass(MINUTE);
    await tick();
    expect(await health()).toMatchObject({ code: 200, provider: null });
  });

  it("stays ok while e-mails wait for the limit of a mailbox that a stranger has typed again and again", async () => {
    const [local, host] = addressAt(slug, "kari").split("@");
    for (let tag = 0; tag < 30; tag++)
      await register(slug, aBody(`${local}+${tag}@${host}`, { participation: "digital" }));
    await deliverQueued();
    pass(50 * MINUTE);
    await cronRan();
    expect(await health()).toMatchObject({ code: 200, troubles: [] });
    // An hour after the first three, the next are due, and nothing sends them.
    pass(HOUR);
    await cronRan();
    expect(await health()).toMatchObject({ code: 503, troubles: ["mail-late"] });
  });

  it("warns about failed e-mail for a day, not for ever", async () => {
    await enter("kari");
    await failNext(`.${slug}@`, "422");
    await deliverQueued();
    expect(await health()).toMatchObject({ code: 200, status: "warning", troubles: ["mail-failed"] });
    pass(24 * HOUR);
    await tick();
    expect(await health()).toMatchObject({ status: "ok", messages: { failed: 0 } });
  });

  it("warns of webhooks that have failed for an hour, until a day after they were paused", async () => {
    const definition = { ...sample, slug, webhooks: [{ url: "https://system.kommune.example/" }] };
    await call(`/api/events/${slug}`, { ...asAdmin(json(definition)), method: "PUT" });
    const failing = (failingSince: number, pausedAt: number | null) =>
      env.DB.prepare("UPDATE webhook_endpoint SET failing_since = ?, paused_at = ?, due_at = ?")
        .bind(failingSince, pausedAt, clock + HOUR)
        .run();
    for (const [hours, paused, count] of [
      [0.5, false, 0],
      [1, false, 1],
      [23, false, 1],
      [30, true, 1],
      [48, true, 0],
    ] as const) {
      await failing(clock - hours * HOUR, paused ? clock - (hours - 24) * HOUR : null);
      expect([hours, await health()]).toMatchObject([
        hours,
        { code: 200, status: count > 0 ? "warning" : "ok", webhooks: { failing: count } },
      ]);
    }
  });

  it("has the thresholds that operators can read", () => {
    for (const trouble of troubles) expect(handbook).toContain(`\`${trouble}\``);
  });
});

describe("the thresholds", () => {
  const now = duringRegistration;
  const well: HealthState = {
    oldestUnsent: { toOne: null, toMany: null },
    oldestDue: null,
    failed: 0,
    cronCompleted: now,
    refusals: null,
    failingWebhooks: 0,
  };
  const pause = (since: number, pausedUntil: number) => ({
    refusals: { since, last: since, pausedUntil, reason: "429" },
  });
  const refused = (since: number, last: number) => ({ refusals: { since, last, pausedUntil: 0, reason: "500" } });
  const waiting = (since: number) => ({ oldestUnsent: { toOne: since, toMany: null } });

  it.each<[string, Partial<HealthState>, string[]]>([
    ["nothing", {}, []],
    ["a clock that was fast", { cronCompleted: now + HOUR, oldestUnsent: { toOne: now + HOUR, toMany: null } }, []],
    ["a long announcement", { oldestUnsent: { toOne: null, toMany: now - 6 * HOUR } }, []],
    ["one that stands still", { oldestUnsent: { toOne: null, toMany: now - 6 * HOUR - 1 } }, ["mail-late"]],
    ["a pause of seconds", pause(now - 1000, now + 1000), []],
    ["a pause that is over, with no e-mail since", pause(now - HOUR, now), []],
    ["a pause that goes on", pause(now - HOUR, now + 1), ["provider-refuses"]],
    [
      "a pause that is over, with an e-mail that waits for its end",
      { ...pause(now - HOUR, now - 1000), ...waiting(now - 1000) },
      ["provider-refuses"],
    ],
    ["one refusal of minutes ago", { ...refused(now - 5 * MINUTE, now), ...waiting(now - 5 * MINUTE) }, []],
    [
      "refusals that go on",
      { ...refused(now - 6 * MINUTE, now - MINUTE), ...waiting(now - 6 * MINUTE) },
      ["provider-refuses"],
    ],
    ["a refusal of e-mail that nobody waits for", { ...refused(now - HOUR, now - HOUR), ...waiting(now - MINUTE) }, []],
    [
      "everything",
      { cronCompleted: 0, oldestUnsent: { toOne: 0, toMany: 0 }, ...pause(0, now + 1), failed: 1, failingWebhooks: 1 },
      [...troubles],
    ],
  ])("call %s by its name", (_, changes, expected) => {
    expect(troublesOf({ ...well, ...changes }, now)).toEqual(expected);
  });
});
