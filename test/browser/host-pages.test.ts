/** What is true for every host page; every other situation has its own folder beside this, with a page that you can open. */
import { brotliCompressSync } from "node:zlib";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { forms, phone, registerOn, requestsOf, type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("costs one request until the attendee can type", async () => {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  const paths = requestsOf(stage, page);
  await page.goto(`${stage.demo}/stad.html`);
  await forms(page).locator('input[name="name"]').fill("Kari Nordmann");
  expect(paths).toEqual(["/embed/samskaping/stad.js"]);
});

describe("where the script cannot run", () => {
  it("because the service is down, the link stays", async () => {
    const { page } = await stage.visit("about:blank");
    await page.route("**/embed/**", (route) => route.abort("connectionrefused"));
    await page.goto(`${stage.demo}/stad.html`);
    await page.getByRole("link", { name: "Meld deg på konferansen" }).waitFor();
  });

  it("because the event cannot be fetched, the link stays", async () => {
    const { page } = await stage.visit("about:blank");
    await page.route("**/api/events/**", (route) => route.abort("connectionrefused"));
    await page.goto(`${stage.demo}/12-pinned/page.html`, { waitUntil: "networkidle" });
    expect(await page.getByRole("link", { name: "Meld deg på" }).isVisible()).toBe(true);
    expect(await forms(page).count()).toBe(0);
  });

  it.each([500, 503])("because the service answers %i, the link stays", async (status) => {
    const { page } = await stage.visit("about:blank");
    await page.route("**/api/events/**", (route) =>
      route.fulfill({ status, json: { status }, headers: { "access-control-allow-origin": "*" } }),
    );
    await page.goto(`${stage.demo}/12-pinned/page.html`, { waitUntil: "networkidle" });
    expect(await page.getByRole("link", { name: "Meld deg på" }).isVisible()).toBe(true);
    expect(await forms(page).count()).toBe(0);
  });

  it("because the browser is too old, the link stays", async () => {
    const { page } = await stage.visit("about:blank");
    await page.addInitScript(() => {
      Object.defineProperty(CSSStyleSheet.prototype, "replaceSync", { value: undefined });
    });
    await page.goto(`${stage.demo}/stad.html`, { waitUntil: "networkidle" });
    expect(await page.getByRole("link", { name: "Meld deg på konferansen" }).isVisible()).toBe(true);
  });

  it("because it is blocked or scripts are off, the page looks as without the snippet: no hole", async () => {
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
  it.each(["telemarksforsking", "stad", "nordre-follo", "05-button/page"])(
    "(%s) shows the link while the script is on its way, and does not move when the form comes",
    async (name) => {
      for (const viewport of [phone, { width: 1200, height: 3000 }]) {
        const { page } = await stage.visit("about:blank", { viewport });
        await page.addInitScript(() => {
          const shifts: number[] = [];
          Object.assign(globalThis, { shifts });
          new PerformanceObserver((list) => {
            type Shift = PerformanceEntry & { value: number; sources: { node: Node | null }[] };
            for (const { value, sources } of list.getEntries() as Shift[]) {
              // Nodes in our shadow root are reported as null: a column that narrows when later content is parsed moves the
              // form too.
              if (value > 0.005 || sources.some(({ node }) => node)) shifts.push(value);
            }
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
        // A global of the page's own script.
        expect(await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)).toEqual([]);
      }
    },
  );

  it("has no hole where the form was after an attendee has registered", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    await forms(page).waitFor();
    await registerOn(stage, page, "inkje-hol@example.no");
    // The page is as long as its content.
    const [form, ticket] = [await forms(page).boundingBox(), await forms(page).locator(".ticket").boundingBox()];
    expect(form?.height).toBeCloseTo(ticket?.height ?? 0, 0);
  });
});

/** Waits until the page is painted: layout shifts are reported after a frame. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50)))),
  );
}

describe("the one response", () => {
  const BUDGET = 18_500;
  /** The most bytes for an event's own questions, with their code, texts and labels. */
  const OWN = 1_200;

  async function weightOf(slug: string, language: string): Promise<number> {
    const script = await (await fetch(`${stage.service}/embed/${slug}/stad.js?lang=${language}`)).text();
    // The port of this run changes the size by twenty bytes.
    return brotliCompressSync(script.replaceAll(stage.service, "https://pamelding.example.no")).length;
  }

  it.each(["nb", "nn", "en"])(
    `weighs at most ${BUDGET} bytes in %s, and ${OWN} more with own questions`,
    async (language) => {
      const { event } = stage;
      const builtIn = event.questions?.filter((question) => typeof question === "string") ?? [];
      // A slug as long as that of the demo event.
      const plain = { ...event, slug: "samskapinx", questions: builtIn };
      expect((await stage.put(plain)).ok).toBe(true);
      expect(await weightOf(plain.slug, language)).toBeLessThanOrEqual(BUDGET);
      expect(await weightOf("samskaping-2023", language)).toBeLessThanOrEqual(BUDGET);
      // One choice, with places.
      expect(await weightOf("samskaping", language)).toBeLessThanOrEqual(BUDGET + OWN);
    },
  );
});
