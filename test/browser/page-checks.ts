/** What every page of ours must fulfil in every state, for people who use it in different ways. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { expectAccessible, expectReadable } from "./stage.ts";

/** WCAG 2.2 AA in light and dark mode, in forced colours, on 320 px, with text twice as large, by keyboard. */
export async function expectForEverybody(page: Page): Promise<void> {
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectReadable(page);
  await page.emulateMedia({ colorScheme: "light", forcedColors: "active", reducedMotion: "reduce" });
  expect(await unseen(page)).toEqual([]);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.emulateMedia({ forcedColors: "none" });
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await cramped(page)).toEqual([]);
  await expectKeyboard(page);
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: 32 } });
  expect(await cramped(page)).toEqual([]);
  await session.send("Page.setFontSizes", { fontSizes: { standard: 16 } });
}

/** Tab reaches everything that can be pressed or typed in, in the order of the page, and the focus is always visible. */
async function expectKeyboard(page: Page): Promise<void> {
  // Makes the first Tab start at the top, wherever the page has put the focus, by removing a focused element there.
  await page.evaluate(() => {
    const top = document.createElement("span");
    top.tabIndex = -1;
    document.body.insertBefore(top, document.body.firstChild);
    top.focus();
    top.remove();
  });
  const all = await page.evaluate(() => {
    const name = "a[href], button, summary, input:not([type=hidden], [tabindex]), textarea, select, [tabindex='0']";
    const shown = [...document.querySelectorAll(name)].filter((element) => element.checkVisibility());
    // Only one radio button of a group takes the focus.
    const groups = new Set<string>();
    return shown.filter((element) => {
      if (!(element instanceof HTMLInputElement) || element.type !== "radio") return true;
      if (groups.has(element.name)) return false;
      groups.add(element.name);
      return true;
    }).length;
  });
  for (let press = 0; press < all; press++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { top, bottom } = element.getBoundingClientRect();
      const { outlineStyle } = getComputedStyle(element);
      return { at: element.outerHTML.slice(0, 80), outlineStyle, inSight: top < innerHeight && bottom > 0 };
    });
    expect(focus).toMatchObject({ outlineStyle: "solid", inSight: true });
    expect(focus.at).not.toMatch(/^<body/);
  }
}

/** Elements shown only by a background, which forced colours remove. */
function unseen(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll(
        "input:not([type=hidden]), textarea, button, .button:not(.quiet), .choice, .note, .st",
      ),
    ]
      .filter((element) => element.checkVisibility() && !element.closest(".trap"))
      .filter((element) => {
        if (element.matches(".st")) return !element.textContent;
        const { borderStyle, borderWidth, appearance } = getComputedStyle(element);
        const bare = borderStyle === "none" || borderWidth === "0px";
        return appearance !== "auto" && bare && !element.matches(".quiet");
      })
      .map((element) => element.outerHTML.slice(0, 100)),
  );
}

/** Elements that stick out sideways, are cut off, or are too small to press. */
function cramped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (element: Element) => element.outerHTML.replace(/<([^>]*)>.*/s, "$1").slice(0, 100);
    const root = document.documentElement;
    // Tabs and letters are on one line on a phone, and scroll within it.
    const shown = [...document.body.querySelectorAll("*")].filter(
      (element) => element.checkVisibility() && !element.closest(".hidden, .trap, .tabs, .pages > ul"),
    );
    const wide = shown.filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < -1 || right > root.clientWidth + 1);
    });
    const cut = shown.filter(
      (element) =>
        !element.matches("input, textarea") &&
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).overflowX !== "visible",
    );
    const small = shown.filter((element) => {
      // The labels of radio buttons and checkboxes can be pressed too.
      if (!element.matches("button, .button, input:not([type=radio], [type=checkbox]), textarea, summary, .errands a"))
        return false;
      const { width, height } = element.getBoundingClientRect();
      return width < 44 || height < 44;
    });
    return [
      ...wide.map((element) => `wide: ${name(element)}`),
      ...cut.map((element) => `cut: ${name(element)}`),
      ...small.map((element) => `small: ${name(element)}`),
      ...(root.scrollWidth > root.clientWidth ? ["the page scrolls sideways"] : []),
    ];
  });
}

/** What a screen reader gets, without values that differ between runs. */
export async function toldOn(page: Page, service: string): Promise<string> {
  const tree = await page.locator("body").ariaSnapshot();
  return `${tree}\n`
    .replaceAll(service, "https://HOST")
    .replaceAll(encodeURIComponent(service), "https://HOST")
    .replaceAll(/(registrations|calendar|receipt)\/[\w-]+/g, "$1/SECRET")
    .replaceAll(/\/s\/[\w-]{20,}/g, "/s/SECRET")
    .replaceAll(/(Koden er|paragraph:) [2-9CDFHJKMNPQRTVWXY]{5}\b/g, "$1 CODE")
    .replaceAll(/sent=[\w-]+/g, "sent=SECRET")
    .replaceAll(/(Påmeld) \d+\. \w+ \d{4}/g, "$1 DATE")
    .replaceAll(/(Stadfest innan) \w+ \d+\. \w+ \d{4} kl\. \d\d\.\d\d/g, "$1 TIME");
}
