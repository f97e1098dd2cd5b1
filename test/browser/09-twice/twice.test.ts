import { beforeAll, it } from "vitest";
import { expectFormWorks, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("appears once when the page has its tag several times", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  await expectFormWorks(stage, visit, "09-twice@example.no");
});
