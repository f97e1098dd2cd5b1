import { beforeAll, expect, it } from "vitest";
import { expectAccessible, expectFormWorks, forms, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("works", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  await expectFormWorks(stage, visit, "03-designsystemet@example.no");
});

it("styles the form with its own tokens except for the partner's colour, also in dark mode, and can style the parts", async () => {
  const { page } = await stage.visit(pageOf(stage, import.meta));
  await forms(page).waitFor();
  const looks = () =>
    forms(page).evaluate((host) => {
      const style = (selector: string) => getComputedStyle(host.shadowRoot?.querySelector(selector) as Element);
      const button = style("button.button");
      return [
        style(".ticket").backgroundColor,
        style("h2").fontFamily,
        button.backgroundColor,
        button.borderRadius,
        style("label").fontWeight,
      ];
    });
  expect(await looks()).toEqual(["rgb(255, 255, 255)", "Georgia, serif", "rgb(13, 79, 67)", "999px", "400"]);
  await expectAccessible(page);
  await page.evaluate(() => document.documentElement.setAttribute("data-color-scheme", "dark"));
  expect(await looks()).toEqual(["rgb(20, 24, 31)", "Georgia, serif", "rgb(44, 203, 174)", "999px", "400"]);
  await expectAccessible(page);
});
