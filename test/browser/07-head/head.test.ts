import { beforeAll, expect, it } from "vitest";
import { expectFormWorks, forms, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("replaces the links with the partners of its tags, and does not touch the menu's link", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  const { page } = visit;
  await expect.poll(() => forms(page).count()).toBe(3);
  expect(
    await page
      .locator("main > section")
      .evaluateAll((sections) => sections.map((it) => it.lastElementChild?.getAttribute("data-partner"))),
  ).toEqual(["stad", "nordre-follo", "telemarksforsking"]);
  expect(await page.getByRole("link", { name: "Til påmelding" }).isVisible()).toBe(true);
  await expectFormWorks(stage, visit, "07-head@example.no", 3);
});
