import { beforeAll, it } from "vitest";
import { expectFormWorks, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("works in a page that is read from right to left, with large letters", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  await expectFormWorks(stage, visit, "04-right-to-left@example.no");
});
