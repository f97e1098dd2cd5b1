import { beforeAll, expect, it } from "vitest";
import { forms, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("leaves the page's nodes in the page, hidden, so that its app can remove them; the form goes with its link", async () => {
  const { page, faults } = await stage.visit(pageOf(stage, import.meta));
  await expect.poll(() => forms(page).locator("form").count()).toBe(2);
  expect(await page.locator("#app > a").isVisible()).toBe(false);
  expect(await page.getByText("Vent litt").isVisible()).toBe(false);
  expect(await page.getByText("til", { exact: true }).isVisible()).toBe(false);
  await page.locator("#go").click();
  await expect.poll(() => page.locator("#app pamelding-form").count()).toBe(0);
  expect(await page.locator("#target pamelding-form").isVisible()).toBe(true);
  expect(faults).toEqual([]);
});
