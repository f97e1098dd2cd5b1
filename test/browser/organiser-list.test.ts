/** The organiser's list, its downloads and its printed pages, in a browser. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { signInTo } from "./organisers.ts";
import { expectForEverybody } from "./page-checks.ts";
import { phone, type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const desk = { width: 1280, height: 900 };

/** Names that badges and rows must have room for. */
const names = [
  "Ingrid Solberg",
  "Åse Ødegård",
  "Li",
  "Hương Nguyễn Thị",
  "Alexandra-Christina Wedel-Jarlsberg Løvenskiold",
  "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
  "Mmmmmmmm Mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
  "WWWWWWWWWWWW Donaudampfschifffahrtsgesellschaftskapitän von und zu Hohenlohe-Langenburg-Schillingsf",
];

/** A new event with this number of people in the room, all from Stad. */
async function anEvent(slug: string, people: number): Promise<string> {
  const organiser = `${slug}@example.no`;
  const participation = { inPerson: { capacity: 500, waitlist: true }, digital: {} };
  const answer = await stage.put({ ...stage.event, slug, organisers: [organiser], participation, colleaguesMax: 9 });
  expect([answer.status, await answer.text()]).toEqual([201, expect.anything()]);
  const named = Array.from({ length: people }, (_, index) => ({
    name: names[index] ?? `Deltaker ${index}`,
    email: `p${index}.${slug}@example.no`,
  }));
  for (let from = 0; from < people; from += 10) {
    const [first, ...colleagues] = named.slice(from, from + 10);
    const registered = await fetch(`${stage.service}/api/events/${slug}/registrations`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": `"${slug}-${from}-nokkel"` },
      body: JSON.stringify({
        partner: "stad",
        language: "nb",
        ...first,
        organisation: "Direktoratet for forvaltning og økonomistyring, avdeling for samskaping",
        participation: "in-person",
        waitlist: false,
        colleagues,
      }),
    });
    expect([registered.status, await registered.text()]).toEqual([201, expect.anything()]);
  }
  return organiser;
}

/** Makes Tab begin at the top again, not at the last press. */
const toTheTop = (page: Page) =>
  page.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  });

const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

describe("the list", () => {
  it("can be used by everybody: as it is, filtered and sorted by name, with everything unfolded", async () => {
    const { page, faults } = await signInTo(
      stage,
      "/organiser/liste-alle/registrations",
      await anEvent("liste-alle", 55),
    );
    await expect.poll(() => page.locator("tbody tr").count()).toBe(50);
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.goto(`${stage.service}/organiser/liste-alle/registrations?partner=nordre-follo&not=partner&sort=name`);
    await openAll(page);
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.getByRole("link", { name: "Neste" }).click();
    await expect.poll(() => page.locator("tbody tr").count()).toBe(5);
    await page.goBack();
    await expect.poll(() => page.locator("tbody tr").count()).toBe(50);
    expect(faults).toEqual([]);
  }, 240_000);

  it("shows names without scrolling on a phone: tabs take one line, and the current one is in sight", async () => {
    const { page } = await signInTo(stage, "/organiser/liste-smal/registrations", await anEvent("liste-smal", 8));
    const tabs = page.locator(".tabs");
    await page.setViewportSize(phone);
    expect(
      await tabs.evaluate((list) => new Set([...list.children].map((tab) => tab.getBoundingClientRect().y)).size),
    ).toBe(1);
    const second = await page.locator("tbody tr").nth(1).boundingBox();
    expect(second ? second.y + second.height : phone.height).toBeLessThan(phone.height);
    await page.goto(`${stage.service}/organiser/liste-smal/registrations?mail=undelivered&sort=name`);
    const current = await page.locator(".tabs [aria-current]").boundingBox();
    expect(current && current.x >= 0 && current.x + current.width <= phone.width).toBe(true);
  }, 180_000);

  it("can be searched, selected and acted on with only the keyboard", async () => {
    const { page, faults } = await signInTo(
      stage,
      "/organiser/liste-tast/registrations",
      await anEvent("liste-tast", 8),
      desk,
    );
    await page.getByRole("searchbox").focus();
    await page.keyboard.type("odegard");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("tbody th").allInnerTexts()).toEqual([expect.stringContaining("Åse Ødegård")]);
    await page.goto(`${stage.service}/organiser/liste-tast/registrations`);
    const all = page.getByLabel("Velg alle på siden");
    await all.focus();
    await page.keyboard.press("Space");
    await expect.poll(() => page.getByText("8 valgt").count()).toBe(1);
    await page.getByLabel("Velg Li").focus();
    await page.keyboard.press("Space");
    await expect.poll(() => page.getByText("7 valgt").count()).toBe(1);
    expect(await all.evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true);
    await toTheTop(page);
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.getByRole("button", { name: "Meld dem av" }).press("Enter");
    await page.getByRole("heading", { name: "Melde av 7 personer?" }).waitFor();
    await expectForEverybody(page);
    await page.getByRole("button", { name: "Meld av 7 personer" }).press("Enter");
    await expect.poll(() => page.getByText("7 personer er meldt av.").count()).toBe(1);
    expect(faults).toEqual([]);
  }, 240_000);

  it("says why nobody is in it, and everybody can use it then", async () => {
    const { page } = await signInTo(stage, "/organiser/liste-tom/registrations", await anEvent("liste-tom", 0), desk);
    await page.getByRole("heading", { name: "Ingen har meldt seg på ennå" }).waitFor();
    await expectForEverybody(page);
  }, 180_000);

  it("offers another spelling for a search without a result, and everybody can use it", async () => {
    const { page } = await signInTo(stage, "/organiser/liste-sok/registrations", await anEvent("liste-sok", 8), desk);
    await page.getByRole("searchbox").fill("Solbreg");
    await page.getByRole("button", { name: "Søk" }).click();
    await page.getByRole("link", { name: "Solberg", exact: true }).waitFor();
    await expectForEverybody(page);
    await page.getByRole("link", { name: "Solberg", exact: true }).click();
    await expect
      .poll(() => page.locator("tbody th").allInnerTexts())
      .toEqual([expect.stringContaining("Ingrid Solberg")]);
  }, 180_000);
});

describe("downloads", () => {
  it("can be used by everybody, and the workbook comes as a file", async () => {
    const { page, faults } = await signInTo(stage, "/organiser/nedlast/downloads", await anEvent("nedlast", 8), desk);
    await page.getByRole("heading", { name: "Last ned" }).waitFor();
    await expectForEverybody(page);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Excel Påmeldte" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^nedlast-\d{4}-\d\d-\d\d\.xlsx$/);
    expect(faults).toEqual([]);
  }, 180_000);
});

/** The number of pages in a PDF. */
const pagesIn = (pdf: Buffer) => pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length;

describe("what is printed", () => {
  it("is eight badges to an A4 sheet, and every name fits on its badge", async () => {
    const { page, faults } = await signInTo(
      stage,
      "/organiser/skilt/downloads/badges",
      await anEvent("skilt", 20),
      desk,
    );
    await expect.poll(() => page.locator(".badge").count()).toBe(20);
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const tooSmall = await page.evaluate(() =>
      [...document.querySelectorAll(".badge")].flatMap((badge) => {
        const { right, bottom } = badge.getBoundingClientRect();
        const out = [...badge.children].filter((line) => {
          const box = line.getBoundingClientRect();
          return box.right > right + 1 || box.bottom > bottom + 1 || line.scrollWidth > line.clientWidth + 1;
        });
        return out.map((line) => `${line.className}: ${line.textContent}`);
      }),
    );
    expect(tooSmall).toEqual([]);
    const [width, height] = await page
      .locator(".badge")
      .first()
      .evaluate((badge) => {
        const box = badge.getBoundingClientRect();
        return [box.width, box.height].map((pixels) => Math.round((pixels * 254) / 96) / 10);
      });
    expect([width, height]).toEqual([105, expect.closeTo(74.25, 0)]);
    expect(pagesIn(await page.pdf({ preferCSSPageSize: true, printBackground: true }))).toBe(3);
    expect(await page.getByRole("button", { name: "Skriv ut" }).isVisible()).toBe(false);
    expect(faults).toEqual([]);
  }, 240_000);

  it("is a list to sign with its heading on every page", async () => {
    const { page, faults } = await signInTo(
      stage,
      "/organiser/underskrift/downloads/sheet",
      await anEvent("underskrift", 60),
      desk,
    );
    await expect.poll(() => page.locator(".to-sign tbody tr").count()).toBe(68);
    await expectForEverybody(page);
    await page.emulateMedia({ media: "print" });
    expect(pagesIn(await page.pdf({ preferCSSPageSize: true }))).toBeGreaterThanOrEqual(3);
    expect(await page.locator(".to-sign thead").evaluate((head) => getComputedStyle(head).display)).toBe(
      "table-header-group",
    );
    expect(faults).toEqual([]);
  }, 240_000);
});
