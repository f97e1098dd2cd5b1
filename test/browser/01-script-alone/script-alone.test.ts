import { beforeAll, expect, it } from "vitest";
import { expectFormWorks, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("puts the form where the tag is, and does not touch an ordinary link in the text", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  expect(await visit.page.getByRole("link", { name: "påmeldingssiden" }).isVisible()).toBe(true);
  await expectFormWorks(stage, visit, "01-script-alone@example.no");
});
