import { beforeAll, expect, it } from "vitest";
import { forms, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("does not touch the link in another component's shadow root, where a script can't know its place", async () => {
  const { page, faults } = await stage.visit(pageOf(stage, import.meta));
  await page.locator("other-component[data-loaded]").waitFor();
  expect(await page.getByRole("link", { name: "Meld deg på" }).isVisible()).toBe(true);
  expect(await forms(page).count()).toBe(0);
  expect(faults).toEqual([]);
});
