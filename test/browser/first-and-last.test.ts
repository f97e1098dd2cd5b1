/** An organiser's first and last steps: signing in before there is any event, deleting rehearsals, deleting the event. */
import { beforeAll, describe, expect, it } from "vitest";
import { anEventOf, signIn, signInTo } from "./organisers.ts";
import { expectForEverybody } from "./page-checks.ts";
import { expectAccessible, type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const desk = { width: 1280, height: 900 };
const soon = { timeout: 10_000 };

describe("an organiser who may create events and has none", () => {
  it("signs in with a link in the service's own name, reads what to do, and begins", async () => {
    const { page, faults } = await stage.visit(`${stage.service}/organiser?lang=nb`, { viewport: desk });
    await signIn(stage, page, "ola@example.no");
    await expect.poll(() => page.title(), soon).toContain("Du har ingen arrangementer ennå");
    expect((await stage.mailTo("ola@example.no")).subject).toBe("Logg inn som arrangør: Påmelding");
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.getByRole("link", { name: "Nytt arrangement" }).click();
    await expect.poll(() => page.title(), soon).toContain("Nytt arrangement");
    expect(faults).toEqual([]);
  }, 120_000);
});

describe("an organiser who cleans up", () => {
  it("deletes what was a test from the overview, and the event from the end of the editor", async () => {
    const slug = "rydde-opp";
    const organiser = await anEventOf(stage, slug);
    const { page, faults } = await signInTo(stage, `/organiser/${slug}/registrations/add`, organiser, desk);
    await page.getByLabel("Navn", { exact: true }).fill("Kari Nordmann");
    await page.getByLabel("E-postadresse").fill("kari.rydde-opp@example.no");
    await page.locator('select[name="participation"]').selectOption("digital");
    await page.getByLabel(/Bare en test/).check();
    await page.getByRole("button", { name: "Legg til", exact: true }).click();
    await page.waitForURL(/registrations\/[0-9a-f]{32}/);
    await page.goto(`${stage.service}/organiser/${slug}`);
    await page.locator("#todo-rehearsals").getByRole("link").click();
    await page.getByRole("heading", { name: "Slette 1 testpåmelding?" }).waitFor();
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.getByRole("button", { name: "Slett 1 testpåmelding for godt" }).click();
    await page.getByText("1 testpåmelding er slettet.").waitFor();
    await expectAccessible(page);

    await page.goto(`${stage.service}/organiser/${slug}/edit`);
    await page.getByRole("link", { name: "Se hva som blir slettet" }).click();
    await page.getByRole("heading", { name: "Slette arrangementet?" }).waitFor();
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.getByLabel(`Skriv ${slug} for å bekrefte`).fill("rydde");
    await page.getByRole("button", { name: "Slett arrangementet" }).click();
    await expect.poll(() => page.title(), soon).toContain("Feil:");
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.getByLabel(`Skriv ${slug} for å bekrefte`).fill(slug);
    await page.getByLabel(`Skriv ${slug} for å bekrefte`).press("Enter");
    await expect.poll(() => page.title(), soon).toContain("Arrangementet er slettet");
    await expectAccessible(page);
    expect((await fetch(`${stage.service}/api/events/${slug}`)).status).toBe(404);
    // The browser logs the answer to the wrong name.
    expect(faults.filter((fault) => !/422/.test(fault))).toEqual([]);
  }, 180_000);
});
