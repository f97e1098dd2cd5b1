import { beforeAll, expect, it } from "vitest";
import { fill, forms, pageOf, type Stage, sharedStage, submitButton, success } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("offers the hosted page, in the reader's language and for the partner, if the page blocks every request", async () => {
  const { page } = await stage.visit(pageOf(stage, import.meta));
  await fill(page, { email: "27-stengt@example.no" });
  await submitButton(page).click();
  const way = forms(page)
    .locator("#trouble")
    .getByRole("link", { name: /^Meld deg på/ });
  expect(await way.getAttribute("href")).toBe(`${stage.service}/events/samskaping?partner=stad&lang=nn`);
  const opened = page.context().waitForEvent("page");
  await way.click();
  const hosted = await opened;
  await fill(hosted, { email: "27-stengt@example.no" });
  await submitButton(hosted).click();
  await success(hosted).waitFor();
});
