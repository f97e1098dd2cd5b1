import { beforeAll, expect, it } from "vitest";
import { expectFormWorks, forms, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("replaces its link, whatever elements an editor wraps around the lines of the snippet", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  await expect.poll(() => forms(visit.page).locator("form").count()).toBe(3);
  for (const section of await visit.page.locator("main > section").all()) {
    const [outer, inner] = [await section.boundingBox(), await section.locator("pamelding-form").boundingBox()];
    // Only margins and empty lines from the editor are left.
    expect((outer?.height ?? 0) - (inner?.height ?? 0)).toBeLessThan(150);
  }
  await expectFormWorks(stage, visit, "28-wrapped@example.no", 3);
});
