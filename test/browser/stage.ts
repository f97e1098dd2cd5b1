import { rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import axe, { type RunOnly, type RunOptions } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import { startForTest, type TestEnvironment } from "../local/for-tests.ts";
import type { AcceptedMail } from "../local/mail.ts";
import type { Definition } from "../local/seed.ts";

/** Everything that `npm start` starts, on its own ports and in its own folder, and a browser. */
export interface Stage extends TestEnvironment {
  browser: Browser;
  /** A new page for this test, as for a new visitor; its errors are kept in `faults`. */
  visit(url: string, options?: BrowserContextOptions): Promise<Visit>;
  /** The first mail to this address whose subject begins like this. */
  mailTo(address: string, subject?: string): Promise<AcceptedMail>;
  put(definition: Definition): Promise<Response>;
}

export interface Visit {
  page: Page;
  faults: string[];
}

export const phone = { width: 390, height: 844 };

export async function openStage(options: Parameters<typeof startForTest>[0] = {}): Promise<Stage> {
  const environment = await startForTest(options);
  const browser = await launchBrowser();
  const { standIn } = environment;
  return {
    ...environment,
    browser,
    async visit(url, contextOptions = {}) {
      const context = await browser.newContext({ viewport: phone, ...contextOptions });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      await page.goto(url);
      return { page, faults };
    },
    mailTo: (address, subject = "") =>
      standIn.waitForMail((mail) => mail.to.includes(address) && mail.subject.startsWith(subject), 10_000),
    put: (definition) =>
      fetch(`${environment.service}/api/events/${definition.slug}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${environment.adminToken}`, "content-type": "application/json" },
        body: JSON.stringify(definition),
      }),
    async stop() {
      await browser.close();
      await environment.stop();
    },
  };
}

let shared: Promise<Stage> | undefined;

/** The stage shared by all files that need nothing special; it ends with their process. */
export function sharedStage(): Promise<Stage> {
  shared ??= openStage().then((stage) => {
    // The child processes end by themselves when this process ends, for any reason.
    process.on("exit", () => rmSync(stage.stateDir, { recursive: true, force: true }));
    return stage;
  });
  return shared;
}

/**
 * A new site with this body, which may depend on the site's address. (Rewriting a demo page on its way to the browser does
 * not work: Chromium lets a page without an address load nothing from loopback.)
 */
export async function withSite(
  body: string | (() => string),
  use: (address: string) => Promise<void>,
  headers: Record<string, string> = {},
): Promise<void> {
  const site = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers });
    const main = typeof body === "string" ? body : body();
    response.end(`<!doctype html><html lang="nn"><title>Ei side</title><main><h1>Ei side</h1>${main}</main></html>`);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  } finally {
    await new Promise((resolve) => site.close(resolve).closeAllConnections());
  }
}

/** WCAG 2.2 AA, as far as a program can check it. */
export const expectAccessible = (page: Page): Promise<void> =>
  expectNoViolations(page, { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });

/** The rules that the same page in other colours may break: two of axe's rules for WCAG 2.2 AA check colours. */
export const expectReadable = (page: Page): Promise<void> =>
  expectNoViolations(page, { type: "rule", values: ["color-contrast", "link-in-text-block"] });

/**
 * Does not use `@axe-core/playwright`, which loads axe for each run and describes each element that passed: that took half
 * of the browser tests' time.
 */
async function expectNoViolations(page: Page, runOnly: RunOnly): Promise<void> {
  for (const frame of page.frames())
    if (!(await frame.evaluate("'axe' in globalThis"))) await frame.evaluate(axe.source);
  const violations = await page.evaluate(
    async (options) => {
      // The page has loaded axe, which sets this global.
      const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
      const { violations } = await axe.run(options);
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    },
    { runOnly, reporter: "no-passes" } satisfies RunOptions,
  );
  expect(violations).toEqual([]);
}

/** Fills the form on a page, in Nynorsk, Bokmål or English. */
export async function fill(
  page: Page,
  person: { name?: string; email: string; participation?: "in-person" | "digital" },
) {
  await page
    .getByRole("textbox", { name: /^(Namn|Navn|Name)/ })
    .first()
    .fill(person.name ?? "Kari Nordmann");
  await page
    .getByRole("textbox", { name: /^(E-postadresse|Email address)/ })
    .first()
    .fill(person.email);
  await page
    .locator(`input[name="participation"][value="${person.participation ?? "in-person"}"]`)
    .first()
    .check();
}

export const forms = (page: Page) => page.locator("pamelding-form");

/** The address of the page in a test's folder. */
export const pageOf = (stage: Stage, { dirname }: ImportMeta) => `${stage.demo}/${basename(dirname)}/page.html`;

/** Requests to the service, by their paths. */
export function requestsOf(stage: Stage, page: Page): string[] {
  const paths: string[] = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === stage.service) paths.push(pathname);
  });
  return paths;
}

/** Registers an attendee in the first form, digitally, since there are few seats. */
export async function registerOn(stage: Stage, page: Page, email: string): Promise<void> {
  await fill(page, { email, participation: "digital" });
  await forms(page).first().locator("button.button").click();
  await success(page).waitFor();
  await stage.mailTo(email);
}

/** Expects `count` forms, between the page's content before and after, and that the first one works. */
export async function expectFormWorks(stage: Stage, { page, faults }: Visit, email: string, count = 1): Promise<void> {
  await expect.poll(() => forms(page).count(), { timeout: 10_000 }).toBe(count);
  await forms(page).last().locator("h2").waitFor();
  const [form, after] = [await forms(page).last().boundingBox(), await page.locator("#after").boundingBox()];
  expect(form?.height).toBeGreaterThan(150);
  expect(after?.y).toBeGreaterThanOrEqual((form?.y ?? 0) + (form?.height ?? 0) - 1);
  await registerOn(stage, page, email);
  expect(faults).toEqual([]);
}

export const submitButton = (page: Page) => page.locator("button[type=submit]:not(.second)").first();
/** The heading of a receipt of any kind. */
export const success = (page: Page) =>
  page.getByRole("heading", {
    level: 2,
    name: /^(Vi har (teke|tatt) imot|Du har bedt om|We have received|You have asked)/,
  });
