/** The editor in a browser: with and without a script, by keyboard, on a phone, in dark mode. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { anEventOf, signIn, signInTo } from "./organisers.ts";
import { expectForEverybody } from "./page-checks.ts";
import { type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const desk = { width: 1280, height: 900 };

const anEvent = (slug: string, changes: Record<string, unknown> = {}) => anEventOf(stage, slug, changes);

const withoutScript: BrowserContextOptions = { viewport: desk, javaScriptEnabled: false };

async function editing(slug: string, options: BrowserContextOptions = { viewport: desk }): Promise<Page> {
  const organiser = await anEvent(slug);
  const { page } = await stage.visit(`${stage.service}/organiser/${slug}/edit?lang=nb`, options);
  await signIn(stage, page, organiser);
  await page.getByRole("heading", { name: "Rediger" }).waitFor();
  return page;
}

const soon = { timeout: 10_000 };
const preview = (page: Page) => page.frameLocator('iframe[name="preview"]');
const see = (page: Page) => page.getByRole("button", { name: "Se hva som skjer" }).click();

describe("the editor", () => {
  it("can be used by everybody: as it comes, with everything open, and with errors", async () => {
    const page = await editing("rediger-alle");
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    // Reload, so that Tab starts at the top and not at the last press.
    await page.reload();
    await page.evaluate(() => {
      for (const section of document.querySelectorAll("details")) section.open = true;
    });
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.getByLabel("Tittel").first().fill("");
    await page.getByLabel("Plasser i salen").fill("mange");
    await see(page);
    await expect.poll(() => page.title(), soon).toContain("Feil:");
    await expectForEverybody(page);
  }, 300_000);

  it("shows typed values in the preview, in the chosen language, and stores nothing", async () => {
    const page = await editing("rediger-bilde");
    await page.getByLabel("Hus og rom").fill("Sal A i andre etasje");
    await expect.poll(() => preview(page).locator("body").innerText(), soon).toContain("Sal A i andre etasje");
    expect(await page.locator("[data-changes]").innerText()).toBe("1 endring");
    await page.locator(".shown").getByText("Nynorsk").click();
    await expect.poll(() => preview(page).locator("html").getAttribute("lang"), soon).toBe("nn");
    const shown = await (await fetch(`${stage.service}/api/events/rediger-bilde`)).text();
    expect(shown).not.toContain("Sal A i andre etasje");
    // The preview cannot be filled in.
    expect(await preview(page).locator("[inert] input").first().isEditable()).toBe(true);
    await preview(page).locator("[inert] input").first().focus();
    expect(await preview(page).locator(":focus").count()).toBe(0);
  }, 120_000);

  it("shows what was typed before the picture's own page came", async () => {
    const page = await editing("rediger-seint");
    let come = () => {};
    const typed = new Promise<void>((resolve) => {
      come = resolve;
    });
    await page.route("**/edit/preview*", async (route) => {
      if (route.request().method() === "GET") await typed;
      await route.continue();
    });
    await page.reload({ waitUntil: "commit" });
    await page.getByLabel("Hus og rom").fill("Sal B i kjelleren");
    await expect.poll(() => page.locator("[data-changes]").innerText(), soon).toBe("1 endring");
    come();
    await page.waitForLoadState();
    await expect.poll(() => preview(page).locator("body").innerText(), soon).toContain("Sal B i kjelleren");
  }, 120_000);

  it("links each error to its field, in every language and section", async () => {
    const page = await editing("rediger-feil");
    await page.locator(".shown").getByText("English").click();
    await page.locator("#section-partners > summary").click();
    await page.getByLabel("Nettsted", { exact: true }).first().fill("tull");
    await page.getByLabel("Nettsted", { exact: true }).first().press("Enter");
    const link = page.getByRole("link", { name: /Nettsted: Skriv hele nettadressen/ });
    await link.click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id), soon).toMatch(/^partners\.0\.site$/);
    expect(await page.locator('[id="partners.0.site"]').inputValue()).toBe("tull");
  }, 120_000);
});

describe("without a script", () => {
  it("rows are added and moved, a button updates the preview, and a change is saved", async () => {
    const page = await editing("uten-skript", withoutScript);
    await page.locator("#section-programme > summary").click();
    await page.locator('[id="programme.4.nb"]').fill("Et nytt innslag");
    await page.getByRole("button", { name: "Legg til: Program" }).click();
    await page.getByRole("button", { name: "Flytt opp Program 5" }).click();
    await expect.poll(() => page.locator('[id="programme.3.nb"]').inputValue(), soon).toBe("Et nytt innslag");
    await page.getByLabel("Hus og rom").fill("Rådhuset");
    await page.getByRole("button", { name: "Oppdater bildet" }).click();
    await expect.poll(() => preview(page).locator("body").innerText(), soon).toContain("Rådhuset");
    await see(page);
    await page.getByRole("heading", { name: "Er du sikker?" }).waitFor();
    await page.getByRole("button", { name: "Tilbake til skjemaet" }).click();
    await expect.poll(() => page.getByLabel("Hus og rom").inputValue(), soon).toBe("Rådhuset");
    await see(page);
    await page.getByRole("button", { name: "Lagre", exact: true }).click();
    await page.getByText("Lagret.", { exact: true }).waitFor();
    const event = (await (await fetch(`${stage.service}/api/events/uten-skript`)).json()) as {
      venue: { name: string };
    };
    expect(event.venue.name).toBe("Rådhuset");
  }, 120_000);
});

describe("the page before saving, and the others", () => {
  it("can be used by everybody", async () => {
    const page = await editing("sikker-alle");
    await page.getByLabel("Hus og rom").fill("Rådhuset");
    await page.getByLabel("Plasser i salen").fill("20");
    await see(page);
    await page.getByRole("heading", { name: "Er du sikker?" }).waitFor();
    await expectForEverybody(page);
    for (const path of ["edit/cancel", "access", "embed"]) {
      await page.setViewportSize(desk);
      await page.goto(`${stage.service}/organiser/sikker-alle/${path}`);
      await expectForEverybody(page);
    }
    await page.goto(`${stage.service}/organiser/sikker-alle/access`);
    await page.getByLabel("Hvem eller hva den er til").fill("Regnearket");
    await page.getByRole("button", { name: "Lag nøkkelen" }).click();
    await page.getByText("Den vises bare denne ene gangen.").waitFor();
    await expectForEverybody(page);
  }, 300_000);

  it("makes an event as a copy, by an organiser who may, and everybody can use it", async () => {
    const { page } = await signInTo(stage, "/organiser", "rebekka@example.no", desk);
    await page.getByRole("link", { name: "Nytt arrangement" }).click();
    await page.getByRole("heading", { name: "Nytt arrangement" }).waitFor();
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.goto(`${stage.service}/organiser/new?copy=samskaping&lang=nb`);
    await page.getByLabel("Dagen det nye arrangementet er").fill("1. juni 2027");
    await page.getByRole("button", { name: "Flytt alle dagene" }).click();
    await expect.poll(() => page.locator('[id="starts.day"]').inputValue(), soon).toBe("1. juni 2027");
    await page.getByLabel("Tittel").first().fill("Samskaping igjen");
    await see(page);
    await page.getByRole("button", { name: "Opprett arrangementet" }).click();
    await expect.poll(() => page.url(), soon).toContain("/organiser/samskaping-igjen/edit");
  }, 240_000);
});
