import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationIn } from "../local/configuration-file.ts";
import { type Check, type FakeTurnstile, startFakeTurnstile, turnstileKeys } from "../local/turnstile.ts";
import { fill, openStage, type Stage, submitButton, success, withSite } from "./stage.ts";

/** The service with Turnstile and limits on: the second registration in a minute already counts as load. */
let stage: Stage;
let turnstile: FakeTurnstile;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pamelding-"));
  turnstile = await startFakeTurnstile();
  const settings = {
    TURNSTILE_SITE_KEY: turnstileKeys.site,
    TURNSTILE_SECRET_KEY: turnstileKeys.secret,
    TURNSTILE_SCRIPT_URL: turnstile.script,
    TURNSTILE_VERIFY_URL: turnstile.verify,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
  const configFile = configurationIn(folder, (toml) =>
    toml.replace("limit = 100,", "limit = 1,").replace("[vars]\n", `[vars]\n${lines.join("")}`),
  );
  stage = await openStage({ rateLimit: "on", configFile });
});
afterAll(async () => {
  await stage.stop();
  await turnstile.stop();
  await rm(folder, { recursive: true });
});

let people = 0;

/**
 * Registers a person on that page while the event is under load; returns the service's answers, and the proof of each try.
 */
async function registerUnderLoad(page: Page): Promise<string[]> {
  const name = `tett${++people}`;
  await fill(page, { email: `${name}@example.no`, participation: "digital" });
  // The limit counts by clock minutes: there must be another registration in this one, and enough time for ours.
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 20_000) await new Promise((resolve) => setTimeout(resolve, left));
  const body = { partner: "stad", language: "nn", name: "Ola Nordmann", email: `${name}.og@example.no` };
  await fetch(`${stage.service}/api/events/${stage.event.slug}/registrations`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `"${name}"` },
    body: JSON.stringify({ ...body, participation: "digital", waitlist: false }),
  });
  const tries: string[] = [];
  page.on("response", (response) => {
    const request = response.request();
    if (request.method() !== "POST") return;
    const proof = request.headers()["pamelding-proof"];
    const kind = proof === undefined ? "nothing" : "turnstile" in JSON.parse(atob(proof)) ? "token" : "work";
    tries.push(`${kind}: ${response.status()}`);
  });
  await submitButton(page).click();
  await success(page).waitFor();
  return tries;
}

async function inAPage(
  check: Check,
  use: (page: Page, faults: string[]) => Promise<void>,
  headers: Record<string, string> = {},
): Promise<void> {
  turnstile.check = check;
  const tag = `<script async src="${stage.service}/embed/${stage.event.slug}/stad.js"></script>`;
  const visited = async (address: string) => {
    const { page, faults } = await stage.visit(address);
    await use(page, faults);
    // Nothing of Turnstile stays on the page.
    expect(await page.locator("body > div, iframe").count()).toBe(0);
    await page.context().close();
  };
  await withSite(tag, visited, headers);
}

/** What the browser reports, except each 429. */
const others = (faults: string[]) => faults.filter((fault) => !fault.includes("429"));

describe("an event under load, where Turnstile is configured,", () => {
  it("registers people with its token, in the form's language, and loads nothing before it is needed", async () => {
    await inAPage("passes", async (page, faults) => {
      expect(await page.evaluate(() => "turnstile" in window)).toBe(false);
      expect(await registerUnderLoad(page)).toEqual(["nothing: 429", "token: 201"]);
      const asked = JSON.parse((await page.locator("html").getAttribute("data-turnstile")) ?? "null");
      expect(asked).toEqual({
        sitekey: turnstileKeys.site,
        action: "pamelding",
        language: "nb",
        appearance: "interaction-only",
      });
      expect(others(faults)).toEqual([]);
    });
  });

  it.each<Check>(["fails", "wants a press", "slow"])("takes people by the work, when Turnstile %s", async (check) => {
    await inAPage(check, async (page, faults) => {
      expect(await registerUnderLoad(page)).toEqual(["nothing: 429", "work: 201"]);
      expect(others(faults)).toEqual([]);
    });
  });

  it("registers people with the work, if the browser can't reach it", async () => {
    await inAPage("passes", async (page) => {
      await page.route(turnstile.script, (route) => route.abort());
      expect(await registerUnderLoad(page)).toEqual(["nothing: 429", "work: 201"]);
    });
  });

  it("registers people with the work, if the service can't reach it", async () => {
    await inAPage("unchecked", async (page, faults) => {
      expect(await registerUnderLoad(page)).toEqual(["nothing: 429", "token: 429", "work: 201"]);
      expect(others(faults)).toEqual([]);
    });
  });

  it("registers people with the work on pages whose policy does not allow it", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    expect(await registerUnderLoad(page)).toEqual(["nothing: 429", "work: 201"]);
    await page.context().close();
  });

  it("registers people with its token on a page with the policy in the README", async () => {
    const { origin } = new URL(turnstile.script);
    const policy = `default-src 'none'; script-src ${stage.service} ${origin}; frame-src ${origin}; connect-src ${stage.service}`;
    const tokenTaken = async (page: Page, faults: string[]) => {
      expect(await registerUnderLoad(page)).toEqual(["nothing: 429", "token: 201"]);
      expect(others(faults).filter((fault) => !fault.includes("favicon"))).toEqual([]);
    };
    await inAPage("passes", tokenTaken, { "content-security-policy": policy });
  });
});
