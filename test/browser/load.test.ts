import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationIn } from "../local/configuration-file.ts";
import { fill, openStage, type Stage, submitButton, success } from "./stage.ts";

/**
 * The service with limits on: the second registration in a minute already counts as load, and the fourth from an address in
 * ten seconds must wait.
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
  it("still registers people on a partner's page: the form does the work, and typing is possible meanwhile", async () => {
    const { page, faults } = await stage.visit(`${stage.demo}/stad.html`);
    const answers: number[] = [];
    const scripts: string[] = [];
    page.on("response", (response) => {
      if (response.request().method() === "POST") answers.push(response.status());
      if (response.url().endsWith("/proof.js")) scripts.push(response.url());
    });
    // The limit counts by clock minutes: of three registrations, two are in the same minute.
    for (const name of ["ein", "to", "tre"]) {
      await page.goto(`${stage.demo}/stad.html`);
      await fill(page, { email: `${name}.last@example.no` });
      // In each turn of the page's main thread a key could have been pressed.
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
    // The browser reports only each 429: the page's own policy allows everything that the form does.
    expect(faults.filter((fault) => !fault.includes("429"))).toEqual([]);
  });

  it("registers everybody behind one address: the form waits by itself, and says that it is sending", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    let waited = 0;
    // A window of ten seconds may end meanwhile, so send more than twice three.
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
