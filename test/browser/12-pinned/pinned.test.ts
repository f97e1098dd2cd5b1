import { beforeAll, expect, it } from "vitest";
import { expectFormWorks, forms, pageOf, requestsOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("works under the strictest policy, from the script that never changes", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  await expectFormWorks(stage, visit, "12-pinned@example.no");
});

it("costs one more request if the script is pinned by its integrity", async () => {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  const paths = requestsOf(stage, page);
  await page.goto(pageOf(stage, import.meta));
  await forms(page).waitFor();
  expect(paths).toEqual([
    expect.stringMatching(/^\/embed\/samskaping\/stad\/[0-9a-f]{16}\.js$/),
    "/api/events/samskaping",
  ]);
});
