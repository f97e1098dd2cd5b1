import { beforeAll, it } from "vitest";
import { fill, forms, pageOf, type Stage, sharedStage, submitButton, success } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("sends what was typed, however the page has changed JSON", async () => {
  const { page } = await stage.visit(pageOf(stage, import.meta));
  await fill(page, { email: "toJSON@example.no", participation: "digital" });
  await forms(page).locator("summary", { hasText: "kollegaer" }).click();
  await page.getByRole("button", { name: "Legg til ein kollega" }).click();
  await forms(page).locator('[name="colleagues.0.name"]').fill("Ola Nordmann");
  await forms(page).locator('[name="colleagues.0.email"]').fill("toJSON-kollega@example.no");
  await submitButton(page).click();
  await success(page).waitFor();
  await stage.mailTo("toJSON-kollega@example.no");
});
