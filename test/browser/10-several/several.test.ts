import { beforeAll, expect, it } from "vitest";
import { expectFormWorks, forms, pageOf, type Stage, sharedStage, success } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("works, three times, each in its place", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  await expectFormWorks(stage, visit, "10-several@example.no", 3);
});

it("with several forms registers each person for the site they used", async () => {
  const { page } = await stage.visit(pageOf(stage, import.meta));
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
