/** What editors and readers see: the snippet page, its preview, the statements of an event, and the documentation. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectForEverybody } from "./page-checks.ts";
import { type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const snippet = "/embed/samskaping/stad.html";
const preview = (page: Page) => page.frameLocator("iframe");

describe.each([
  snippet,
  `${snippet}?lang=en&view=desk`,
  "/embed/samskaping/nordre-follo.html",
  "/embed/samskaping/stad/preview?lang=nn",
  "/events/samskaping/privacy?lang=nb",
  "/events/samskaping/privacy?lang=nn",
  "/events/samskaping/privacy?lang=en",
  "/events/samskaping/accessibility?lang=nb",
  "/events/samskaping/accessibility?lang=nn",
  "/events/samskaping/accessibility?lang=en",
])("%s", (path) => {
  it("can be used by everybody, and its policy blocks nothing that it needs", async () => {
    const { page, faults } = await stage.visit(stage.service + path);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    await expectForEverybody(page);
    expect(faults).toEqual([]);
  });
});

describe("the page in a frame", () => {
  it("can be used by everybody without its script; the embedded form has its own tests", async () => {
    const { page, faults } = await stage.visit("about:blank");
    await page.route(/\/frame-[0-9a-f]+\.js$/, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    await page.goto(`${stage.service}/events/samskaping/frame?partner=stad`);
    await expectForEverybody(page);
    expect(faults).toEqual([]);
  });
});

describe("the documentation", () => {
  it("can be used by everybody, and each operation has an address", async () => {
    const { page, faults } = await stage.visit(`${stage.service}/docs#putDefinition`);
    expect(
      await page.locator("#putDefinition").evaluate((heading) => heading.getBoundingClientRect().top),
    ).toBeLessThan(200);
    // The focus starts at the top.
    await page.goto(`${stage.service}/docs`);
    await page.reload();
    await expectForEverybody(page);
    expect(faults).toEqual([]);
  }, 180_000);

  it("has its contents beside the text on a desktop, and only the tables on a phone", async () => {
    const { page } = await stage.visit(`${stage.service}/docs`, { viewport: { width: 1280, height: 900 } });
    const contents = page.getByRole("navigation", { name: "Contents" });
    await contents.getByRole("link", { name: "PUT …", exact: true }).click();
    expect(new URL(page.url()).hash).toBe("#putDefinition");
    // It stays visible.
    expect((await contents.boundingBox())?.y).toBeGreaterThanOrEqual(0);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await contents.getByRole("link", { name: "PUT …", exact: true }).count()).toBe(0);
    expect(await page.getByRole("link", { name: "/api/events/{event}/export", exact: true }).count()).toBe(1);
  });
});

describe("a copy button", () => {
  it("copies the code beside it, says so, and can be pressed again", async () => {
    const { page, faults } = await stage.visit(stage.service + snippet, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const button = page.getByRole("button", { name: "Kopier Lim inn dette" });
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Kopiert Lim inn dette" }).waitFor();
    await expect.poll(() => page.getByRole("status").textContent(), { timeout: 10_000 }).toBe("Kopiert");
    const code = await page.locator("#paste-code").textContent();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
    await button.waitFor();
    expect(faults).toEqual([]);
  });

  it("selects the code and says which keys copy it, if the browser refuses", async () => {
    const { page } = await stage.visit(stage.service + snippet);
    await page.evaluate(() =>
      Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error("no")) } }),
    );
    await page.getByRole("button", { name: "Kopier Lim inn dette" }).click();
    await page.getByRole("button", { name: "Merkt: trykk Ctrl+C" }).waitFor();
    expect(await page.evaluate(() => String(getSelection()))).toBe(await page.locator("#paste-code").textContent());
  });

  it("is hidden without scripts, and the code is shown", async () => {
    for (const path of [snippet, "/docs"]) {
      const { page } = await stage.visit(stage.service + path, { javaScriptEnabled: false });
      expect(await page.getByRole("button").count()).toBe(0);
      expect(await page.locator("pre").first().isVisible()).toBe(true);
    }
  });
});

describe("the preview", () => {
  it("shows the form in the language of the tab, in the partner's colour, and nothing in it can be pressed", async () => {
    const { page } = await stage.visit(stage.service + snippet);
    await page.getByRole("link", { name: "English" }).click();
    const button = preview(page).locator("pamelding-form button[type=submit]");
    await button.waitFor();
    expect(await button.textContent()).toContain("Register");
    expect(await button.evaluate((element) => getComputedStyle(element).backgroundColor)).not.toBe("rgb(11, 93, 105)");
    await button.click({ force: true });
    expect(await preview(page).locator("pamelding-form [aria-invalid]").count()).toBe(0);
    await preview(page)
      .locator('pamelding-form input[name="name"]')
      .evaluate((field) => (field as HTMLElement).focus());
    expect(
      await preview(page)
        .locator("body")
        .evaluate(() => document.activeElement?.localName),
    ).toBe("body");
  });

  it("is as wide as a phone or as the page, by a link", async () => {
    const { page } = await stage.visit(stage.service + snippet, { viewport: { width: 1280, height: 900 } });
    const width = async () => (await page.locator("iframe").boundingBox())?.width ?? 0;
    expect(await width()).toBeLessThanOrEqual(390);
    await page.getByRole("link", { name: "Skjerm" }).click();
    await expect.poll(width, { timeout: 10_000 }).toBeGreaterThan(800);
  });
});
