/** How the form looks on a host page: the page's styles win, and the form is legible in every browser. */
import { brotliCompressSync } from "node:zlib";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { css } from "../../dist/form.js";
import {
  expectAccessible,
  expectReadable,
  fill,
  phone,
  type Stage,
  sharedStage,
  submitButton,
  success,
} from "./stage.ts";

let stage: Stage;

/** An event of one partner, with or without a colour. */
const eventOf = (slug: string, accent?: string, more: Partial<Stage["event"]> = {}): Stage["event"] => ({
  ...stage.event,
  slug,
  partners: {
    stad: { name: "Stad kommune", language: "nn", site: "https://stad.example.no", ...(accent ? { accent } : {}) },
  },
  ...more,
});

beforeAll(async () => {
  stage = await sharedStage();
  for (const event of [
    eventOf("fargelaus"),
    eventOf("raud", "#7a1f3d"),
    eventOf("utan-liste", undefined, { participation: { inPerson: { capacity: 0, waitlist: false }, digital: {} } }),
    eventOf("med-liste", undefined, { participation: { inPerson: { capacity: 0, waitlist: true }, digital: {} } }),
  ])
    expect((await stage.put(event)).ok).toBe(true);
});

const form = (page: Page) => page.locator("pamelding-form");

async function openForm(query: string, options: Parameters<Stage["visit"]>[1] = {}) {
  const visit = await stage.visit(`${stage.demo}/14-any-event/page.html?${query}`, options);
  await form(visit.page).locator("h2").waitFor();
  return visit;
}

/** A computed property of something in the form. */
const styleOf = (page: Page, selector: string, property: string) =>
  form(page)
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

const green = "rgb(13, 79, 67)";
const red = "rgb(122, 31, 61)";

describe("on a phone", () => {
  it.each(["stad", "nordre-follo", "telemarksforsking"])(
    "(%s) the first field is on the first screen",
    async (name) => {
      const { page } = await stage.visit(`${stage.demo}/${name}.html`, { viewport: phone, timezoneId: "Europe/Oslo" });
      await form(page).locator("form").waitFor();
      const [host, field] = [await form(page).boundingBox(), await form(page).locator("[name=name]").boundingBox()];
      expect((field?.y ?? 999) - (host?.y ?? 0)).toBeLessThanOrEqual(320);
    },
  );

  it("it is higher if the page has the facts itself, and the stub names the event", async () => {
    const { page } = await openForm("facts=off");
    expect(await form(page).locator("dl").count()).toBe(0);
    expect(await form(page).locator(".stub").textContent()).toMatch(/22?Meld deg påHvordan få til samskaping/);
    const [host, field] = [await form(page).boundingBox(), await form(page).locator("[name=name]").boundingBox()];
    expect((field?.y ?? 999) - (host?.y ?? 0)).toBeLessThanOrEqual(200);
  });
});

describe("the host's page", () => {
  it("gives the form its font and its column's whole width", async () => {
    for (const [name, font] of [
      ["stad", "Verdana"],
      ["telemarksforsking", "Georgia"],
      ["nordre-follo", "Trebuchet"],
    ] as const) {
      const { page } = await stage.visit(`${stage.demo}/${name}.html`, { viewport: { width: 1280, height: 900 } });
      await form(page).locator("form").waitFor();
      for (const selector of ["h2", "input", "button"])
        expect(await styleOf(page, selector, "font-family")).toContain(font);
      const widths = await form(page).evaluate((host) => [
        host.getBoundingClientRect().width,
        host.previousElementSibling?.parentElement?.clientWidth ?? 0,
        host.shadowRoot?.querySelector(".ticket")?.getBoundingClientRect().width ?? 0,
      ]);
      expect(widths[0]).toBeCloseTo(widths[2] ?? 0, 0);
      expect(widths[0]).toBeGreaterThan(300);
    }
  });

  it("gives it the corners, and the accent if the definition has none", async () => {
    for (const [slug, accent] of [
      ["fargelaus", "rgb(11, 110, 79)"],
      ["raud", red],
    ] as const) {
      const { page } = await openForm(`event=${slug}`);
      await page.evaluate(() => {
        const { style } = document.documentElement;
        style.setProperty("--ds-color-accent-base-default", "#0b6e4f");
        style.setProperty("--ds-color-accent-base-contrast-default", "#fff");
        style.setProperty("--ds-border-radius-md", "3px");
      });
      expect(await styleOf(page, "#submit", "background-color")).toBe(accent);
      expect(await styleOf(page, "input", "border-radius")).toBe("3px");
      expect(await styleOf(page, ".ticket", "border-radius")).toBe("6px");
      // The page's own setting for the form overrides both.
      await page.evaluate(() => document.body.style.setProperty("--pamelding-accent", "#222"));
      expect(await styleOf(page, "#submit", "background-color")).toBe("rgb(34, 34, 34)");
    }
  });

  it("sees the partner's own colour, and on a dark page a lighter one of the same hue", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    await form(page).locator("form").waitFor();
    expect(await styleOf(page, "#submit", "background-color")).toBe(green);
    const { page: dark } = await openForm("event=samskaping", { colorScheme: "dark" });
    const [back, on] = [await styleOf(dark, "#submit", "background-color"), await styleOf(dark, "#submit", "color")];
    expect([back, on]).not.toContain(green);
    expect(on).toBe("rgb(24, 32, 35)");
    await expectReadable(dark);
  });
});

describe("a browser without light-dark()", () => {
  it("shows fixed light colours, legible in every part", async () => {
    const { page } = await stage.visit("about:blank", { colorScheme: "dark" });
    await page.addInitScript(() => {
      const { replaceSync } = CSSStyleSheet.prototype;
      CSSStyleSheet.prototype.replaceSync = function (text) {
        replaceSync.call(this, text.replaceAll("light-dark(", "no-such-function(").replaceAll("color-mix(", "no-mix("));
      };
    });
    await page.goto(`${stage.demo}/14-any-event/page.html?event=med-liste`);
    await submitButton(page).click();
    await form(page).locator("#trouble").waitFor();
    for (const [selector, property, value] of [
      [".ticket", "background-color", "rgb(255, 255, 255)"],
      ["h2", "color", "rgb(23, 33, 42)"],
      [".hint", "color", "rgb(83, 91, 97)"],
      ["#submit", "background-color", "rgb(11, 93, 105)"],
      ["input", "border-top-style", "solid"],
    ] as const)
      expect(await styleOf(page, selector, property)).toBe(value);
    await expectReadable(page);
  });
});

describe("the participation cards", () => {
  it("show which participation is full, and prevent choosing it", async () => {
    const { page } = await openForm("event=utan-liste");
    const seat = form(page).getByRole("radio", { name: "Eg møter opp" });
    expect(await seat.isDisabled()).toBe(true);
    expect(await form(page).getByRole("radio", { name: "Eg deltek digitalt" }).isChecked()).toBe(true);
    expect(await styleOf(page, ".choice", "border-top-style")).toBe("dashed");
    await form(page).locator(".choice").first().getByText("Fullt").waitFor();
    await expectAccessible(page);
  });

  it("are a required group, with one error for the group, only after sending", async () => {
    const { page } = await openForm("event=fargelaus");
    const group = form(page).getByRole("radiogroup");
    const edges = () =>
      form(page)
        .locator(".choice")
        .evaluateAll((cards) => cards.map((card) => getComputedStyle(card).outlineStyle));
    expect(await group.getAttribute("aria-required")).toBe("true");
    expect(await group.getAttribute("aria-invalid")).toBeNull();
    expect(
      await form(page)
        .locator("input:invalid")
        .evaluateAll((all) => all.map((input) => input.getAttribute("type"))),
    ).not.toContain("radio");
    expect(await edges()).toEqual(["none", "none"]);
    await submitButton(page).click();
    await form(page).locator("#trouble").waitFor();
    expect(await group.getAttribute("aria-invalid")).toBe("true");
    expect(await edges()).toEqual(["solid", "solid"]);
  });
});

describe("the receipt in the page of a partner", () => {
  it("of the waiting list has its own heading and no tick, and no WCAG 2.2 AA violation, light and dark", async () => {
    const { page } = await openForm("event=med-liste");
    await fill(page, { email: "mari.ko@example.no" });
    await submitButton(page).click();
    await page.getByRole("heading", { level: 2, name: "Du har bedt om plass på ventelista" }).waitFor();
    expect(await form(page).locator(".mark").getAttribute("class")).toBe("mark warn");
    expect(
      await form(page)
        .getByRole("link", { name: /kalenderen/ })
        .count(),
    ).toBe(0);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectReadable(page);
  });

  it("links to calendars and a file of the event, digital for a digital attendee", async () => {
    const { page } = await openForm("event=fargelaus");
    await fill(page, { email: "jonas.kalender@example.no", participation: "digital" });
    await submitButton(page).click();
    await success(page).waitFor();
    const file = await form(page).getByRole("link", { name: "Legg til i kalenderen" }).getAttribute("href");
    const text = await (await fetch(file ?? "")).text();
    expect(text).toContain("BEGIN:VEVENT");
    expect(text).not.toContain("Kongressenter");
    await form(page).getByRole("link", { name: "Google Kalender" }).waitFor();
  });
});

describe("the dialog", () => {
  it("stops the page behind it from scrolling, shows the whole focus ring of its button, and closes with a press outside", async () => {
    const address = `${stage.demo}/14-any-event/page.html?event=fargelaus&mode=button`;
    const { page } = await stage.visit(address, { viewport: { width: 1000, height: 700 } });
    const overflow = () => page.evaluate(() => document.documentElement.style.overflow);
    await form(page).getByRole("button", { name: "Meld deg på konferansen" }).click();
    const dialog = form(page).getByRole("dialog");
    await dialog.waitFor();
    expect(await overflow()).toBe("hidden");
    const close = form(page).getByRole("button", { name: "Lukk" });
    const [edge, button] = [await dialog.boundingBox(), await close.boundingBox()];
    // The ring is three pixels wide, at a distance of two.
    expect((button?.y ?? 0) - (edge?.y ?? 0)).toBeGreaterThanOrEqual(5);
    expect((edge?.x ?? 0) + (edge?.width ?? 0) - (button?.x ?? 0) - (button?.width ?? 0)).toBeGreaterThanOrEqual(5);
    await form(page).locator("[name=name]").fill("Kari Nordmann");
    await page.mouse.click(3, 3);
    await expect.poll(() => form(page).getByRole("dialog").count()).toBe(0);
    await expect.poll(overflow).toBe("");
    await form(page).getByRole("button", { name: "Meld deg på konferansen" }).click();
    expect(await form(page).locator("[name=name]").inputValue()).toBe("Kari Nordmann");
    // If the form is removed, the page scrolls again.
    expect(await overflow()).toBe("hidden");
    await form(page).evaluate((host) => host.remove());
    await expect.poll(overflow).toBe("");
  });
});

it("the styles of the form weigh at most 2,000 bytes", () => {
  expect(brotliCompressSync(css).length).toBeLessThanOrEqual(2_000);
});
