import { beforeAll, expect, it } from "vitest";
import { expectFormWorks, forms, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it.each(["a clone", "markup"])("has its form again when the page comes back as %s", async (kind) => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  const { page } = visit;
  await forms(page).locator("form").waitFor();
  await page.evaluate((asMarkup) => {
    const main = document.querySelector("main") as HTMLElement;
    const markup = main.outerHTML;
    const clone = main.cloneNode(true);
    main.replaceWith("En annen side");
    document.body.textContent = "";
    if (asMarkup) document.body.innerHTML = markup;
    else document.body.appendChild(clone);
  }, kind === "markup");
  // A strict policy reports the style that hides the link when it is restored as markup.
  const { faults } = visit;
  expect(faults.splice(0).filter((fault) => !fault.includes("inline style"))).toEqual([]);
  expect(await page.getByRole("link", { name: "Meld deg på" }).isVisible()).toBe(false);
  await expectFormWorks(stage, visit, `15-${kind === "markup"}@example.no`);
});
