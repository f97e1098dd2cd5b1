import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationIn } from "../local/configuration-file.ts";
import { fill, openStage, type Stage, submitButton, success } from "./stage.ts";

/**
 * The service with limits on, where already the second registration in a minute is more than people do, and the fourth from an
 * address in ten seconds has to wait.
 */
let stage: Stage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pamelding-"));
  const configFile = configurationIn(folder, (toml) =>
    toml.replace("limit = 100,", "limit = 1,").replace("limit = 10, period = 10 ", "limit = 3, period = 10 "),
  );
  stage = await openStage({ rateLimit: "on", configFile });
});
afterAll(async () => {
  await stage.stop();
  await rm(folder, { recursive: true });
});

declare global {
  interface Window {
    turns: number;
  }
}

describe("an event under load", () => {
  it("takes people in a partner's page all the same: the form does the work, and typing goes on meanwhile", async () => {
    const { page, faults } = await stage.visit(`${stage.demo}/stad.html`);
    const answers: number[] = [];
    const scripts: string[] = [];
    page.on("response", (response) => {
      if (response.request().method() === "POST") answers.push(response.status());
      if (response.url().endsWith("/proof.js")) scripts.push(response.url());
    });
    // The limit counts by the minutes of the clock: three registrations, so that two of them stand in one.
    for (const name of ["ein", "to", "tre"]) {
      await page.goto(`${stage.demo}/stad.html`);
      await fill(page, { email: `${name}.last@example.no` });
      // Each turn of the page's own thread is one in which a key could have been pressed.
      await page.evaluate(() => {
        window.turns = 0;
        setInterval(() => window.turns++, 1);
      });
      const before = answers.length;
      await submitButton(page).click();
      await success(page).waitFor();
      if (answers.slice(before).includes(429)) expect(await page.evaluate(() => window.turns)).toBeGreaterThan(10);
    }
    expect(answers.filter((status) => status === 201)).toHaveLength(3);
    expect(answers).toContain(429);
    expect(scripts.length).toBeGreaterThan(0);
    // The browser reports each 429, and nothing else: the page's own policy allows all that the form does.
    expect(faults.filter((fault) => !fault.includes("429"))).toEqual([]);
  });

  it("takes everybody behind one address: the form waits by itself, and says that it is sending", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    let waited = 0;
    // Ten seconds may end meanwhile: more than twice three.
    for (let number = 0; number < 8 && waited < 10_000; number++) {
      await page.goto(`${stage.demo}/stad.html`);
      await fill(page, { email: `kontor${number}.last@example.no` });
      const began = Date.now();
      await submitButton(page).click();
      await page.getByText("Sender").first().waitFor({ timeout: 10_000 });
      await success(page).waitFor({ timeout: 45_000 });
      waited = Date.now() - began;
    }
    expect(waited).toBeGreaterThanOrEqual(10_000);
  }, 120_000);
});
