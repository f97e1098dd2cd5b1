/** An event is moved while people register for it and their e-mails are sent, on a service with two databases. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MoveError, moveEvent } from "../../worker/deploy/move-event.ts";
import { configurationIn, withSecondDatabase } from "../local/configuration-file.ts";
import { mailSettled, passAQuarterOfAnHour, startForTest, type TestEnvironment } from "../local/for-tests.ts";

let environment: TestEnvironment;
let slug: string;
const folder = mkdtempSync(join(tmpdir(), "pamelding-two-"));

beforeAll(async () => {
  environment = await startForTest({
    configFile: configurationIn(folder, withSecondDatabase),
    resendRate: 20,
    // While the event is closed, the provider's webhooks are refused and repeated.
    standIn: { webhookTiming: { retryMs: [500, 2000, 5000, 15_000, 30_000, 60_000] } },
  });
  slug = environment.event.slug;
});
afterAll(async () => {
  await environment?.stop();
  rmSync(folder, { recursive: true });
});

const said: string[] = [];

const move = (to: string, changes: Partial<Parameters<typeof moveEvent>[0]> = {}) =>
  moveEvent({
    service: environment.service,
    adminToken: environment.adminToken,
    slug,
    to,
    undo: false,
    confirm: async () => true,
    say: (sentence) => void said.push(sentence),
    ...changes,
  });

/** Registers as the form does: with one key, and again after the time in `Retry-After`. */
async function register(name: string): Promise<{ address: string; refusals: number }> {
  const address = `${name}@flyttet.example.no`;
  const init = {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `"${crypto.randomUUID()}"` },
    body: JSON.stringify({
      ...{ partner: Object.keys(environment.event.partners)[0], language: "nb", name: "Kari Nordmann", email: address },
      ...{ participation: "digital", waitlist: false },
    }),
  };
  for (let refusals = 0; ; refusals++) {
    const answer = await fetch(`${environment.service}/api/events/${slug}/registrations`, init);
    await answer.text();
    if (answer.status === 201) return { address, refusals };
    expect(answer.status).toBe(503);
    await wait(Number(answer.headers.get("retry-after")) * 1000);
  }
}

const list = async () => {
  const headers = { authorization: `Bearer ${environment.adminToken}` };
  const answer = await fetch(`${environment.service}/api/events/${slug}/export`, { headers });
  return ((await answer.json()) as { registrations: { email: string; mail: { status: string } }[] }).registrations;
};

describe("moving an event of a running service", () => {
  it("loses nobody who registers meanwhile, and sends each of them one e-mail", { timeout: 240_000 }, async () => {
    let stop = false;
    const registered: { address: string; refusals: number }[] = [];
    const people = Array.from({ length: 4 }, async (_, person) => {
      for (let count = 0; !stop; count++) {
        registered.push(await register(`${person}.${count}`));
        await wait(200);
      }
    });
    await wait(1500);
    const moving = move("DB_2");
    // The old rows are deleted a minute later.
    await expect.poll(() => said, { timeout: 60_000 }).toContainEqual(expect.stringMatching(/^open again/));
    await wait(1000);
    stop = true;
    await Promise.all(people);
    expect(registered.some(({ refusals }) => refusals > 0)).toBe(true);
    expect(said[0]).toMatch(/people, \d+ rows, in DB\.$/);
    const addresses = registered.map(({ address }) => address);
    expect((await list()).map(({ email }) => email)).toEqual(expect.arrayContaining(addresses));
    // Leases from the time of the move end; then the cron of each database sends messages that have lost their consumer.
    await environment.killWorker();
    passAQuarterOfAnHour(environment.stateDir);
    await environment.restartWorker();
    for (let minute = 0; minute < 4; minute++) await environment.runCron(minute * 60_000);
    await mailSettled(environment);
    const mails = await environment.standIn.mails();
    for (const address of addresses)
      expect([address, mails.filter(({ to }) => to.includes(address)).length]).toEqual([address, 1]);
    expect(await moving).toBe(true);
    expect(said.slice(-4)).toEqual([
      expect.stringMatching(/^copying/),
      expect.stringMatching(/^compared/),
      expect.stringMatching(/^open again/),
      "done",
    ]);
    expect((await list()).map(({ email }) => email)).toEqual(expect.arrayContaining(addresses));
  });

  it("continues after the Worker was killed in the middle, and needs the confirmation again", async () => {
    const before = await list();
    expect(await move("DB", { confirm: async () => false })).toBe(false);
    const headers = { authorization: `Bearer ${environment.adminToken}` };
    for (let step = 0; step < 5; step++)
      await fetch(`${environment.service}/api/events/${slug}/move?to=DB`, { method: "POST", headers });
    await environment.killWorker();
    await environment.restartWorker();
    expect(await move("DB", { undo: true })).toBe(true);
    expect(await list()).toEqual(before);
    await register("etterpaa");
  }, 120_000);

  it("says what is wrong with the request", async () => {
    await expect(move("DB_7")).rejects.toThrow(MoveError);
    await expect(move("DB_2", { slug: "finnes-ikke" })).rejects.toThrow(/404/);
  });
});
