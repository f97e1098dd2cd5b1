import { beforeAll, expect, it } from "vitest";
import { forms, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("keeps keys and clipboard to its fields, and still tells the page what happens", async () => {
  const { page } = await stage.visit(pageOf(stage, import.meta));
  const name = forms(page).locator('input[name="name"]');
  await name.click();
  await page.keyboard.type("Ola Nes / sons");
  expect(await name.inputValue()).toBe("Ola Nes / sons");
  await name.press("ControlOrMeta+a");
  await name.press("ControlOrMeta+x");
  const email = forms(page).locator('input[name="email"]');
  await email.press("ControlOrMeta+v");
  expect([await name.inputValue(), await email.inputValue()]).toEqual(["", "Ola Nes / sons"]);
  expect(await page.locator("#heard li").allTextContents()).toEqual(["registration:ready"]);
});
