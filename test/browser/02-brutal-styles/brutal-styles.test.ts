import { beforeAll, expect, it } from "vitest";
import { expectFormWorks, forms, pageOf, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("works under the most brutal styles", async () => {
  const visit = await stage.visit(pageOf(stage, import.meta));
  await expectFormWorks(stage, visit, "02-brutal@example.no");
});

it("gets no global, cookie or style from the form, and its most brutal styles do not affect the form's parts", async () => {
  const { page } = await stage.visit("about:blank");
  await page.addInitScript(() => {
    Object.assign(globalThis, { before: new Set(Object.getOwnPropertyNames(globalThis)) });
  });
  await page.goto(pageOf(stage, import.meta));
  await forms(page).waitFor();
  const found = await page.evaluate(() => {
    // A global of the page's own script.
    const { before } = globalThis as unknown as { before: Set<string> };
    const input = document.querySelector("pamelding-form")?.shadowRoot?.querySelector("input");
    if (!input) throw new Error("no input");
    const { display, direction, letterSpacing, textTransform, fontSize, color } = getComputedStyle(input);
    const outside = document.querySelector("#after");
    return {
      globals: Object.getOwnPropertyNames(globalThis).filter((name) => name !== "before" && !before.has(name)),
      stored: [document.cookie, localStorage.length, sessionStorage.length],
      sheets: [document.adoptedStyleSheets.length, document.querySelectorAll("style").length],
      inside: { display, direction, letterSpacing, textTransform, fontSize, color },
      outside: outside && getComputedStyle(outside).letterSpacing,
    };
  });
  expect(found).toEqual({
    globals: [],
    stored: ["", 0, 0],
    sheets: [0, 0],
    inside: {
      display: "block",
      direction: "ltr",
      letterSpacing: "normal",
      textTransform: "none",
      fontSize: "16px",
      color: "rgb(23, 33, 42)",
    },
    outside: "8px",
  });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
