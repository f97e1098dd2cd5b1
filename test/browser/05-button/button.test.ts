import { beforeAll, expect, it } from "vitest";
import { fill, forms, pageOf, type Stage, sharedStage, submitButton, success } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("has a button with the link's text, which opens the form in a dialog", async () => {
  const { page, faults } = await stage.visit(pageOf(stage, import.meta));
  await page.getByRole("button", { name: "Meld deg på konferansen" }).click();
  await page.getByRole("dialog", { name: "Meld deg på konferansen" }).waitFor();
  await fill(page, { email: "05-knapp@example.no", participation: "digital" });
  await submitButton(page).click();
  await success(page).waitFor();
  await page.getByRole("button", { name: "Lukk" }).click();
  expect(await forms(page).getByRole("dialog").count()).toBe(0);
  expect(faults).toEqual([]);
});
