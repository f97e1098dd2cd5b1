import { beforeAll, expect, it } from "vitest";
import { expectFormWorks, forms, pageOf, type Stage, sharedStage, withSite } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("replaces the link in the element that data-target names", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  await expectFormWorks(stage, visit, "06-target@example.no");
});

it("replaces the content of an element without a link, once", async () => {
  const tag = `<script async data-target="#here" src="${stage.service}/embed/samskaping/stad.js"></script>`;
  await withSite(`${tag}<div id="here">Vent litt …</div>${tag}`, async (address) => {
    const { page } = await stage.visit(address);
    await page.locator("#here > pamelding-form").waitFor();
    expect(await page.getByText("Vent litt").count()).toBe(0);
    await page.waitForLoadState("networkidle");
    expect(await forms(page).count()).toBe(1);
  });
});
