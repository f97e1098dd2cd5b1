import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { fill, forms, pageOf, type Stage, sharedStage, submitButton, success } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

/** Adds elements beside everything and around the fields, like password managers and spelling checkers. */
function decorate(page: Page): Promise<void> {
  return forms(page).evaluate((host) => {
    const sign = () => Object.assign(document.createElement("x-extension"), { textContent: "*" });
    const all = [
      ...(host.shadowRoot as ShadowRoot).querySelectorAll<HTMLElement>(".pamelding *:not(x-extension, option)"),
    ];
    for (const element of all) {
      if (element.localName !== "summary") element.insertAdjacentElement("beforebegin", sign());
      if (!element.matches("input:not([type=radio], [type=checkbox]), textarea")) continue;
      element.insertAdjacentElement("afterend", sign());
      if (element.parentElement?.localName === "x-wrapper") continue;
      const wrapper = document.createElement("x-wrapper");
      element.replaceWith(wrapper);
      for (const inside of [sign(), element, sign()]) wrapper.appendChild(inside);
    }
  });
}

it("accepts and sends what is typed, with foreign elements between and around its fields", async () => {
  const { page, faults } = await stage.visit(pageOf(stage, import.meta));
  await forms(page).locator("form").waitFor();
  await decorate(page);
  await submitButton(page).click();
  await forms(page).locator("#trouble").waitFor();
  await decorate(page);
  await fill(page, { email: "utviding@gmial.com", participation: "digital" });
  await page.getByRole("button", { name: "Bruk utviding@gmail.com" }).waitFor();
  await decorate(page);
  await fill(page, { email: "utviding@example.no", participation: "digital" });
  await forms(page).locator("summary", { hasText: "tilrettelegging" }).click();
  await forms(page).locator('[name="needs.access"]').fill("teleslynge");
  await decorate(page);
  await forms(page).locator('[name="needs.consent"]').check();
  await forms(page).locator("summary", { hasText: "kollegaer" }).click();
  for (const [row, name] of ["Feil Person", "Ola Nordmann"].entries()) {
    await page.getByRole("button", { name: "Legg til ein kollega" }).click();
    await decorate(page);
    await forms(page).locator(`[name="colleagues.${row}.name"]`).fill(name);
    await forms(page).locator(`[name="colleagues.${row}.email"]`).fill(`utviding${row}@example.no`);
  }
  await page.getByRole("button", { name: /Fjern Feil Person/ }).click();
  await decorate(page);
  expect(await forms(page).locator('[name="colleagues.0.name"]').inputValue()).toBe("Ola Nordmann");
  await submitButton(page).click();
  await success(page).waitFor();
  await stage.mailTo("utviding1@example.no");
  expect(faults).toEqual([]);
});
