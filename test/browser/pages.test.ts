import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, fill, type Stage, sharedStage, submitButton, success, withSite } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

describe("the hosted page", () => {
  const address = () => `${stage.service}/events/samskaping?partner=stad`;

  it("accepts a registration without JavaScript, and keeps what was typed if something is wrong", async () => {
    const { page } = await stage.visit(address(), { javaScriptEnabled: false });
    await fill(page, { email: "utan-at" });
    await page.getByRole("textbox", { name: /^Stilling/ }).fill("Rådgjevar");
    await submitButton(page).click();
    await page.getByRole("link", { name: "E-postadressa manglar krøllalfa (@)." }).waitFor();
    await expect.poll(() => page.title()).toMatch(/^Feil: /);
    expect(await page.getByRole("textbox", { name: /^Stilling/ }).inputValue()).toBe("Rådgjevar");
    expect(await page.locator('input[value="in-person"]').isChecked()).toBe(true);
    await fill(page, { email: "utan-js@example.no" });
    await submitButton(page).click();
    await success(page).waitFor();
    expect((await stage.mailTo("utan-js@example.no")).subject).toContain("Du har plass");
  });

  it.each(["nb", "nn", "en"])("is accessible in %s, also with errors", async (lang) => {
    const { page, faults } = await stage.visit(`${address()}&lang=${lang}`);
    await expectAccessible(page);
    await submitButton(page).click();
    await page.locator(".bad").first().waitFor();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    // The browser reports only the 422 of the posted form.
    expect(faults.filter((fault) => !fault.includes("422"))).toEqual([]);
  });

  it("changes language by a link", async () => {
    const { page } = await stage.visit(address());
    await page.getByRole("link", { name: "English" }).click();
    await page.getByRole("button", { name: "Register" }).waitFor();
    expect(await page.locator("h1 [lang=nb]").count()).toBe(1);
  });
});

describe("the other pages", () => {
  it("the snippet in another language becomes the form in it, and its link leads to the page in it", async () => {
    const { page } = await stage.visit(`${stage.service}/embed/samskaping/stad.html`);
    await page.getByRole("link", { name: "English" }).click();
    const snippet = (await page.locator("pre", { hasText: "lang=en" }).first().textContent()) ?? "";
    await withSite(snippet, async (address) => {
      const scripted = await stage.visit(address);
      await scripted.page.getByRole("button", { name: "Register" }).waitFor();
      const plain = await stage.visit(address, { javaScriptEnabled: false });
      await plain.page.getByRole("link", { name: "Register" }).click();
      await plain.page.getByRole("button", { name: "Register" }).waitFor();
      expect(await plain.page.locator('input[name="partner"]').first().inputValue()).toBe("stad");
    });
  });

  it("the snippet, copied from its page into another site, becomes the form; without scripts it leads to the hosted page", async () => {
    const { page } = await stage.visit(`${stage.service}/embed/samskaping/stad.html`);
    const snippet = (await page.locator("pre").first().textContent()) ?? "";
    await withSite(snippet, async (address) => {
      const scripted = await stage.visit(address);
      await scripted.page.locator("pamelding-form").waitFor();
      expect(await scripted.page.locator("a[href*='?partner=']").filter({ visible: true }).count()).toBe(0);
      expect(scripted.faults.filter((fault) => !fault.includes("404"))).toEqual([]);
      const plain = await stage.visit(address, { javaScriptEnabled: false });
      await plain.page.getByRole("link", { name: "Meld deg på" }).click();
      await submitButton(plain.page).waitFor();
    });
  });
});
