import { beforeAll, it } from "vitest";
import { expectFormWorks, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("replaces the link when a tag manager inserts the tag and removes it at once", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  await expectFormWorks(stage, visit, "08-tag-manager@example.no");
});
