import { beforeAll, it } from "vitest";
import { fill, forms, pageOf, type Stage, sharedStage, submitButton } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("does not say that nobody is registered, when the page's service worker loses the answer", async () => {
  const { page } = await stage.visit(pageOf(stage, import.meta));
  await page.locator("html[data-worker]").waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await fill(page, { email: "26-svar-borte@example.no" });
  await submitButton(page).click();
  await forms(page).getByText("Vi veit ikkje om påmeldinga kom fram.").waitFor();
  await stage.mailTo("26-svar-borte@example.no");
});
