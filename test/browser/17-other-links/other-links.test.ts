import { beforeAll, expect, it } from "vitest";
import { expectFormWorks, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("replaces only the link of its own snippet, however often the script tag runs", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  await visit.page.locator("html[data-late]").waitFor();
  for (const name of ["Til påmelding", "påmeldingssiden"])
    expect(await visit.page.getByRole("link", { name }).isVisible()).toBe(true);
  expect(await visit.page.locator("#snippet > pamelding-form").count()).toBe(1);
  await expectFormWorks(stage, visit, "17-other-links@example.no");
});
