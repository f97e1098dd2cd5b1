/** Every way in which a host page may hold the form is a page that one can open: test/demo/pages. */
import { brotliCompressSync } from "node:zlib";
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, fill, openStage, phone, type Stage, success, withSite } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());

const forms = (page: Page) => page.locator("pamelding-form");
const addressOf = (name: string) => `${stage.demo}/pages/${name}.html`;

/** Requests to the service, by their paths. */
function requestsOf(page: Page): string[] {
  const paths: string[] = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === stage.service) paths.push(pathname);
  });
  return paths;
}

async function registerOn(page: Page, email: string): Promise<void> {
  await fill(page, { email });
  await forms(page).first().locator('.pamelding button[type="submit"]').last().click();
  await success(page).waitFor();
  await stage.mailTo(email);
}

describe("a page that holds the form in its own way", () => {
  it.each([
    ["bare", 1],
    ["brutal", 1],
    ["designsystemet", 1],
    ["head", 3],
    ["pinned", 1],
    ["rtl", 1],
    ["several", 3],
    ["tag-manager", 1],
    ["target", 1],
    ["twice", 1],
  ])("(%s) has it, where it was meant, and it works", async (name, count) => {
    const { page, faults } = await stage.visit(addressOf(name), { viewport: { width: 900, height: 900 } });
    await expect.poll(() => forms(page).count()).toBe(count);
    expect(await page.locator('main :not(svg) > a[href*="?partner="]').filter({ visible: true }).count()).toBe(0);
    // It stands between what came before it and what comes after.
    const [form, after] = [await forms(page).last().boundingBox(), await page.locator("#after").boundingBox()];
    expect(form?.height).toBeGreaterThan(150);
    if (name !== "brutal") expect(after?.y).toBeGreaterThanOrEqual((form?.y ?? 0) + (form?.height ?? 0));
    await registerOn(page, `${name}@example.no`);
    expect(faults).toEqual([]);
  });

  it("is put into an element without a link, in place of what stands there, once", async () => {
    const tag = `<script async data-target="#here" src="${stage.service}/embed/samskaping/stad.js"></script>`;
    await withSite(`${tag}<div id="here">Vent litt …</div>${tag}`, async (address) => {
      const { page } = await stage.visit(address);
      await page.locator("#here > pamelding-form").waitFor();
      expect(await page.getByText("Vent litt").count()).toBe(0);
      await page.waitForLoadState("networkidle");
      expect(await forms(page).count()).toBe(1);
    });
  });

  it("costs one request until one can type", async () => {
    const context = await stage.browser.newContext();
    const page = await context.newPage();
    const paths = requestsOf(page);
    await page.goto(`${stage.demo}/stad.html`);
    await forms(page).locator('input[name="name"]').fill("Kari Nordmann");
    expect(paths).toEqual(["/embed/samskaping/stad.js"]);
  });

  it("costs one more where the script is pinned by its integrity", async () => {
    const context = await stage.browser.newContext();
    const page = await context.newPage();
    const paths = requestsOf(page);
    await page.goto(addressOf("pinned"));
    await forms(page).waitFor();
    expect(paths).toEqual([
      expect.stringMatching(/^\/embed\/samskaping\/stad\/[0-9a-f]{16}\.js$/),
      "/api/events/samskaping",
    ]);
  });

  it("with several forms registers each person for the site they used", async () => {
    const { page } = await stage.visit(addressOf("several"));
    await expect.poll(() => forms(page).count()).toBe(3);
    await page.locator("#three").getByText("Arrangementet er over").waitFor();
    const second = page.locator("#two pamelding-form");
    await second.locator('input[name="name"]').fill("Kari Nordmann");
    await second.locator('input[name="email"]').fill("fra-follo@example.no");
    await second.locator('input[value="digital"]').check();
    await second.locator("button.button").click();
    await success(page).waitFor();
    expect(await page.locator("#one form").count()).toBe(1);
    const answer = await fetch(`${stage.service}/api/events/samskaping/export?partner=nordre-follo`, {
      headers: { authorization: `Bearer ${stage.organiserToken}` },
    });
    expect(JSON.stringify(await answer.json())).toContain("fra-follo@example.no");
  });
});

describe("the host page", () => {
  it("gets no global, no cookie and no style from the form, whose parts keep theirs under the most brutal ones", async () => {
    const { page } = await stage.visit("about:blank");
    await page.addInitScript(() => {
      Object.assign(globalThis, { before: new Set(Object.getOwnPropertyNames(globalThis)) });
    });
    await page.goto(addressOf("brutal"));
    await forms(page).waitFor();
    const found = await page.evaluate(() => {
      const { before } = globalThis as unknown as { before: Set<string> };
      const input = document.querySelector("pamelding-form")?.shadowRoot?.querySelector("input");
      if (!input) throw new Error("no input");
      const { display, direction, letterSpacing, textTransform, fontSize, color } = getComputedStyle(input);
      const outside = document.querySelector("#after");
      return {
        globals: Object.getOwnPropertyNames(globalThis).filter((name) => name !== "before" && !before.has(name)),
        stored: [document.cookie, localStorage.length, sessionStorage.length],
        sheets: [document.adoptedStyleSheets.length, document.querySelectorAll("style").length],
        inside: { display, direction, letterSpacing, textTransform, fontSize, color },
        outside: outside && getComputedStyle(outside).letterSpacing,
      };
    });
    expect(found).toEqual({
      globals: [],
      stored: ["", 0, 0],
      sheets: [0, 0],
      inside: {
        display: "block",
        direction: "ltr",
        letterSpacing: "normal",
        textTransform: "none",
        fontSize: "16px",
        color: "rgb(30, 43, 60)",
      },
      outside: "8px",
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it("dresses the form in its own tokens, dark when it is dark, and reaches the parts", async () => {
    const { page } = await stage.visit(addressOf("designsystemet"));
    await forms(page).waitFor();
    const looks = () =>
      forms(page).evaluate((host) => {
        const style = (selector: string) => getComputedStyle(host.shadowRoot?.querySelector(selector) as Element);
        const button = style("button.button");
        return [
          style(".pamelding").backgroundColor,
          button.backgroundColor,
          button.borderRadius,
          style("label").fontWeight,
        ];
      });
    expect(await looks()).toEqual(["rgb(255, 255, 255)", "rgb(11, 110, 79)", "999px", "400"]);
    await expectAccessible(page);
    await page.evaluate(() => document.documentElement.setAttribute("data-color-scheme", "dark"));
    expect(await looks()).toEqual(["rgb(20, 24, 31)", "rgb(95, 208, 165)", "999px", "400"]);
    await expectAccessible(page);
  });

  it("hears when the form is ready, what is in the way and that somebody registered, never who", async () => {
    const { page } = await stage.visit(addressOf("listening"));
    const heard = async () => (await page.locator("#heard li").allTextContents()).map((text) => JSON.parse(text));
    await forms(page).waitFor();
    await forms(page).locator("button.button").click();
    await registerOn(page, "lytt@example.no");
    expect(await heard()).toEqual([
      { type: "ready" },
      { type: "invalid" },
      { type: "submitted", status: "confirmed", participation: "in-person" },
    ]);
  });

  it("hears it when there is no such event", async () => {
    const snippet = `<script async src="${stage.service}/embed/finst-ikkje/stad.js"></script>`;
    await withSite(snippet, async (address) => {
      const { page } = await stage.visit("about:blank");
      await page.addInitScript(() => {
        const heard: unknown[] = [];
        Object.assign(globalThis, { heard });
        document.addEventListener("registration:error", (event) => heard.push((event as CustomEvent).detail));
      });
      await page.goto(address);
      await forms(page).waitFor();
      expect(await page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).toEqual([
        { type: "no-such-event" },
      ]);
    });
  });

  it("loses nothing when the form comes and goes, again and again", async () => {
    const { page, faults } = await stage.visit(addressOf("single-page"));
    const session = await page.context().newCDPSession(page);
    const comeAndGo = async () => {
      await page.locator("#come").click();
      await forms(page).locator('input[name="name"]').fill("Kari");
      await page.locator("#go").click();
      await expect.poll(() => forms(page).count()).toBe(0);
    };
    for (let times = 0; times < 3; times++) await comeAndGo();
    const before = await living(session);
    for (let times = 0; times < 10; times++) await comeAndGo();
    const after = await living(session);
    // A form is some hundred nodes; a few come and go with the browser's own business.
    expect(after.nodes - before.nodes).toBeLessThan(50);
    expect(after.jsEventListeners - before.jsEventListeners).toBeLessThan(5);
    await page.locator("#come").click();
    await registerOn(page, "en-side@example.no");
    expect(faults).toEqual([]);
  });
});

async function living(session: CDPSession) {
  for (let times = 0; times < 3; times++) await session.send("HeapProfiler.collectGarbage");
  return session.send("Memory.getDOMCounters");
}

describe("where the script cannot run", () => {
  it("because the service is away, the link still stands", async () => {
    const { page } = await stage.visit("about:blank");
    await page.route("**/embed/**", (route) => route.abort("connectionrefused"));
    await page.goto(`${stage.demo}/stad.html`);
    await page.getByRole("link", { name: "Meld deg på konferansen" }).waitFor();
  });

  it("because the event cannot be fetched, the link still stands", async () => {
    const { page } = await stage.visit("about:blank");
    await page.route("**/api/events/**", (route) => route.abort("connectionrefused"));
    await page.goto(addressOf("pinned"), { waitUntil: "networkidle" });
    expect(await page.getByRole("link", { name: "Meld deg på" }).isVisible()).toBe(true);
    expect(await forms(page).count()).toBe(0);
  });

  it.each([500, 503])("because the service answers %i, the link still stands", async (status) => {
    const { page } = await stage.visit("about:blank");
    await page.route("**/api/events/**", (route) =>
      route.fulfill({ status, json: { status }, headers: { "access-control-allow-origin": "*" } }),
    );
    await page.goto(addressOf("pinned"), { waitUntil: "networkidle" });
    expect(await page.getByRole("link", { name: "Meld deg på" }).isVisible()).toBe(true);
    expect(await forms(page).count()).toBe(0);
  });

  it("because the browser is too old, the link still stands", async () => {
    const { page } = await stage.visit("about:blank");
    await page.addInitScript(() => {
      Object.defineProperty(CSSStyleSheet.prototype, "replaceSync", { value: undefined });
    });
    await page.goto(`${stage.demo}/stad.html`, { waitUntil: "networkidle" });
    expect(await page.getByRole("link", { name: "Meld deg på konferansen" }).isVisible()).toBe(true);
  });

  it("because it is blocked or scripts are off, the page is as it would be without the snippet: no hole", async () => {
    for (const blocked of [true, false]) {
      const { page } = await stage.visit("about:blank", { javaScriptEnabled: blocked });
      await page.route("**/embed/**", (route) => route.abort("blockedbyclient"));
      await page.goto(`${stage.demo}/stad.html`);
      const link = page.getByRole("link", { name: "Meld deg på konferansen" });
      const [above, below] = [
        await link.boundingBox(),
        await page.getByRole("heading", { name: "Kontakt" }).boundingBox(),
      ];
      expect((below?.y ?? 0) - (above?.y ?? 0)).toBeLessThan(100);
      if (blocked) continue;
      await link.click();
      await page.getByRole("button", { name: "Meld meg på" }).waitFor();
    }
  });
});

describe("the page around the form", () => {
  it.each(["telemarksforsking", "stad", "nordre-follo", "pages/button"])(
    "(%s) shows the link while the script is on its way, and does not move when the form comes",
    async (name) => {
      for (const viewport of [phone, { width: 1200, height: 3000 }]) {
        const { page } = await stage.visit("about:blank", { viewport });
        await page.addInitScript(() => {
          const shifts: number[] = [];
          Object.assign(globalThis, { shifts });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
          }).observe({ type: "layout-shift", buffered: true });
        });
        let arrive = () => {};
        const late = new Promise<void>((resolve) => {
          arrive = resolve;
        });
        await page.route("**/embed/**", async (route) => {
          await late;
          await route.continue();
        });
        await page.goto(`${stage.demo}/${name}.html`, { waitUntil: "commit" });
        await page.getByRole("link", { name: /^Meld deg på/ }).waitFor();
        await painted(page);
        arrive();
        await forms(page).waitFor();
        await painted(page);
        expect(await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)).toEqual([]);
      }
    },
  );

  it("is not left with a hole where the form had been, once somebody has registered", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    await forms(page).waitFor();
    await registerOn(page, "inkje-hol@example.no");
    expect((await forms(page).boundingBox())?.height).toBeLessThan(600);
  });
});

/** Until what was drawn is on the screen: layout shifts are told of after a frame. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50)))),
  );
}

describe("the one response", () => {
  const BUDGET = 18_500;
  it.each(["nb", "nn", "en"])(`weighs at most ${BUDGET} bytes in %s`, async (language) => {
    const full = {
      ...stage.event,
      slug: "fullt-hus",
      participation: { inPerson: { capacity: 3, waitlist: true }, digital: {} },
    };
    expect((await stage.put(full)).ok).toBe(true);
    for (const slug of ["samskaping", "samskaping-2023", "fullt-hus"]) {
      const response = await fetch(`${stage.service}/embed/${slug}/stad.js?lang=${language}`);
      expect(brotliCompressSync(await response.text()).length).toBeLessThanOrEqual(BUDGET);
    }
  });
});
