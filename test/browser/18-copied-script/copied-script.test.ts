import { beforeAll, it } from "vitest";
import { expectFormWorks, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it.each(["in place", "bundle", "blob"])("posts to the service, wherever its code was loaded from (%s)", async (how) => {
  const visit = await stage.visit(`${pageOf(stage, import.meta)}?how=${how}`);
  await expectFormWorks(stage, visit, `18-${how.replace(" ", "-")}@example.no`);
});
