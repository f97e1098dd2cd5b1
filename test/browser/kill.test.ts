import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());

/** Answers whether the person was told 201. */
async function register(email: string): Promise<boolean> {
  try {
    const response = await fetch(`${stage.service}/api/events/samskaping/registrations`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": email },
      body: JSON.stringify({ partner: "stad", language: "nn", name: "Kari Nordmann", email, participation: "digital" }),
      signal: AbortSignal.timeout(5_000),
    });
    await response.arrayBuffer();
    return response.status === 201;
  } catch {
    return false;
  }
}

describe("killing the process while people register", () => {
  it("loses nobody who was told 201, and sends each exactly one confirmation", async () => {
    const acknowledged: string[] = [];
    const people = Array.from({ length: 60 }, (_, n) => `drep${n}@example.no`);
    const crowd = Promise.all(
      people.map(async (email, n) => {
        await new Promise((resolve) => setTimeout(resolve, n * 15));
        if (await register(email)) acknowledged.push(email);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 400));
    await stage.killWorker();
    await crowd;
    await stage.restartWorker();
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.length).toBeLessThan(people.length);

    const response = await fetch(`${stage.service}/api/events/samskaping/export`, {
      headers: { authorization: `Bearer ${stage.organiserToken}` },
    });
    const { registrations } = (await response.json()) as { registrations: { email: string }[] };
    const stored = registrations.map(({ email }) => email);
    for (const email of acknowledged) expect(stored).toContain(email);

    // The queue has forgotten; the cron finds what is due, and what was leased when the process died once that has run out.
    const confirmed = () => {
      const mails = stage.standIn.mails();
      return stored.map((email) => mails.filter(({ to }) => to.includes(email)).length);
    };
    for (let ticks = 0; ticks < 30 && confirmed().some((mails) => mails < 1); ticks++) {
      await stage.runCron();
      await new Promise((resolve) => setTimeout(resolve, 3_000));
    }
    expect(confirmed()).toEqual(stored.map(() => 1));
  }, 150_000);
});
