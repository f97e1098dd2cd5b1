import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { fill, forms, pageOf, type Stage, sharedStage, submitButton, success } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

/** Changes the texts of the form again and again, like a translator. */
function translate(page: Page, how: "wraps" | "replaces"): Promise<void> {
  return forms(page).evaluate((host, replaces) => {
    const walker = document.createTreeWalker(host.shadowRoot as ShadowRoot, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement?.localName === "font") continue;
      const font = document.createElement("font");
      text.replaceWith(font);
      font.appendChild(replaces ? new Text(text.data) : text);
    }
  }, how === "replaces");
}

const shown = async (page: Page, selector: string) =>
  (await forms(page).locator(selector).allTextContents()).map((text) => text.trim());

it.each(["wraps", "replaces"] as const)("shows the texts of its state, when a translator %s them", async (how) => {
  const { page, faults } = await stage.visit(pageOf(stage, import.meta));
  const waiting: (() => void)[] = [];
  /** Lets the form's present or next request continue. */
  const answer = async () => {
    await expect.poll(() => waiting.length).toBe(1);
    waiting.pop()?.();
  };
  await page.route("**/registrations", async (route) => {
    if (route.request().method() === "POST") await new Promise<void>((resolve) => waiting.push(resolve));
    await route.continue();
  });
  await forms(page).locator("form").waitFor();
  await translate(page, how);
  await submitButton(page).click();
  await forms(page).locator("#trouble").waitFor();
  expect(await shown(page, '[id="name-error"]')).toEqual(["Skriv namnet ditt."]);
  await translate(page, how);

  // Errors disappear when they are corrected, and others appear.
  await fill(page, { name: "www.example.com", email: "oversett@example.no" });
  await expect.poll(() => shown(page, '[id="name-error"]')).toEqual([""]);
  const question = forms(page).locator('[name="question"]');
  for (const length of [950, 1002]) {
    await question.fill("x".repeat(length));
    expect(await shown(page, '[id="question-count"] > span')).toEqual([
      length === 950 ? "Du har 50 teikn igjen." : "Du har skrive 2 teikn for mykje.",
    ]);
    await translate(page, how);
  }
  await question.fill("");
  await expect.poll(() => shown(page, '[id="question-count"] > span')).toEqual([]);
  await submitButton(page).click();
  await expect.poll(() => shown(page, "button.button")).toEqual(["Sender …"]);
  await translate(page, how);
  await answer();
  await expect.poll(() => shown(page, "#trouble a")).toEqual(["Namnet kan ikkje innehalde ei nettadresse."]);
  expect(await shown(page, "button.button")).toEqual(["Meld meg på"]);
  await translate(page, how);

  await forms(page).locator('[name="name"]').fill("Kari Nordmann");
  await submitButton(page).click();
  await expect.poll(() => shown(page, "[role=status]")).toEqual(["Sender …"]);
  await translate(page, how);
  await answer();
  await success(page).waitFor();
  await translate(page, how);
  await page.getByRole("button", { name: "Meld på ein til" }).click();
  await forms(page).locator("form").waitFor();
  expect(faults.filter((fault) => !fault.includes("422"))).toEqual([]);
});
