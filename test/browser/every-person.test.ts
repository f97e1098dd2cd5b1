/** WCAG 2.2 AA in a real browser: every state of the form, for people who use it in different ways. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, expectReadable, fill, type Stage, sharedStage, submitButton, success } from "./stage.ts";

let stage: Stage;

/** Values that never change, since the snapshots contain them. */
const fixed = {
  slug: "alltid",
  registrationOpens: "2023-01-01T00:00",
  registrationCloses: "2999-01-02T00:00",
  starts: "2999-01-03T09:00",
  ends: "2999-01-03T13:00",
};

beforeAll(async () => {
  stage = await sharedStage();
  const { event } = stage;
  for (const definition of [
    { ...event, ...fixed },
    { ...event, ...fixed, slug: "ko", participation: { inPerson: { capacity: 0, waitlist: true }, digital: {} } },
    {
      ...event,
      ...fixed,
      slug: "over",
      ...{ starts: "2024-01-03T09:00", ends: "2024-01-03T13:00", registrationCloses: "2024-01-02T00:00" },
    },
  ])
    expect((await stage.put({ ...definition, doorsOpen: undefined })).ok).toBe(true);
});

const form = (page: Page) => page.locator("pamelding-form");

/** What a screen reader gets, without values that differ between runs. */
const told = async (page: Page) =>
  `${await form(page).ariaSnapshot()}\n`
    .replaceAll(stage.service, "https://HOST")
    .replaceAll(encodeURIComponent(stage.service), "https%3A%2F%2FHOST");

async function openForm(
  options: { slug?: string; mode?: string; width?: number } & Parameters<Stage["visit"]>[1] = {},
) {
  const { slug = "alltid", mode = "", width = 390, ...context } = options;
  const address = `${stage.demo}/14-any-event/page.html?event=${slug}&mode=${mode}`;
  const visit = await stage.visit(address, { viewport: { width, height: 844 }, timezoneId: "Europe/Oslo", ...context });
  await form(visit.page).waitFor();
  return visit;
}

/** Each state, and how to reach it. */
const states: [string, (page: Page) => Promise<void>, { slug?: string; mode?: string }?][] = [
  ["empty", async () => {}],
  ["errors", async (page) => submitButton(page).click()],
  ["unfolded", unfold],
  ["busy", async (page) => hold(page)],
  ["no-contact", async (page) => fail(page)],
  ["done", async (page) => send(page)],
  ["full", async () => {}, { slug: "ko" }],
  ["over", async () => {}, { slug: "over" }],
  ["dialog", async (page) => form(page).locator("button.open").click(), { mode: "button" }],
];

async function unfold(page: Page) {
  for (const summary of await form(page).locator("summary").all()) await summary.click();
  await form(page)
    .getByRole("textbox", { name: /^Allergiar/ })
    .fill("nøtter");
  await form(page).getByRole("button", { name: "Legg til ein kollega" }).click();
}

async function hold(page: Page) {
  await page.route("**/registrations", () => {});
  await fill(page, { email: "kari@example.no" });
  await submitButton(page).click();
}

async function fail(page: Page) {
  await page.route("**/registrations", (route) => route.abort("connectionrefused"));
  await fill(page, { email: "kari@example.no" });
  await submitButton(page).click();
  await form(page).locator("#trouble").waitFor();
}

async function send(page: Page) {
  await fill(page, { email: "kari@example.no" });
  await submitButton(page).click();
  await success(page).waitFor();
}

describe.each(states)("the form, %s,", (state, comeThere, where = {}) => {
  it("is presented to screen readers like this, with no WCAG 2.2 AA violation, light and dark", async () => {
    const { page } = await openForm(where);
    await comeThere(page);
    await expect(await told(page)).toMatchFileSnapshot(`__snapshots__/${state}.yml`);
    // One polite live region; if the form is gone, the heading has the focus.
    const speaking = await form(page).locator("form").count();
    expect(await form(page).locator("[role=status], [role=alert], [aria-live]").count()).toBe(speaking);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectReadable(page);
  });

  it("fits 320 px with text twice as large, wide spacing and targets for thumbs, and loses nothing", async () => {
    const { page } = await openForm({ ...where, width: 320 });
    await comeThere(page);
    const session = await page.context().newCDPSession(page);
    expect(await cramped(page)).toEqual([]);
    await session.send("Page.setFontSizes", { fontSizes: { standard: 32 } });
    expect(await form(page).evaluate((host) => getComputedStyle(host).fontSize)).toBe("32px");
    expect(await cramped(page)).toEqual([]);
    await session.send("Page.setFontSizes", { fontSizes: { standard: 16 } });
    // WCAG 1.4.12.
    await form(page).evaluate((host) => {
      const spacing = new CSSStyleSheet();
      spacing.replaceSync(
        "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important} p{margin-bottom:2em!important}",
      );
      host.shadowRoot?.adoptedStyleSheets.push(spacing);
    });
    expect(await cramped(page)).toEqual([]);
  });

  it("is visible in forced colours, and moves nothing", async () => {
    const { page } = await openForm({ ...where, forcedColors: "active", reducedMotion: "reduce" });
    await comeThere(page);
    const unseen = await form(page).evaluate((host) => {
      const all = [
        ...(host.shadowRoot?.querySelectorAll(
          "input, textarea, button:not(.quiet), .button, .choice, .note, .mark, .tile",
        ) ?? []),
      ];
      const bare = all.filter((element) => {
        const { borderStyle, borderWidth, visibility, appearance } = getComputedStyle(element);
        return appearance === "none" && visibility === "visible" && (borderStyle === "none" || borderWidth === "0px");
      });
      return [bare.map((element) => element.outerHTML.slice(0, 80)), document.getAnimations().length];
    });
    expect(unseen).toEqual([[], 0]);
  });
});

/** Elements that stick out sideways, are cut off, or are too small to press. */
function cramped(page: Page): Promise<string[]> {
  return form(page).evaluate((host) => {
    const name = (element: Element) => element.outerHTML.replace(/<([^>]*)>.*/s, "$1").slice(0, 100);
    const shown = [...(host.shadowRoot?.querySelectorAll("*") ?? [])].filter(
      (element) => element.checkVisibility() && !element.matches(".hidden, .hidden *"),
    );
    const wide = shown.filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < -1 || right > document.documentElement.clientWidth + 1);
    });
    const cut = shown.filter(
      // A field may contain more than it shows.
      (element) =>
        !element.matches("input, textarea") &&
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).overflowX !== "visible",
    );
    const small = shown.filter((element) => {
      // The labels of radio buttons and checkboxes can be pressed too; links in a sentence may be as high as its lines.
      if (
        !element.matches("button, .button, input:not([type=radio], [type=checkbox]), textarea, summary, .choice, .tick")
      )
        return false;
      const { width, height } = element.getBoundingClientRect();
      return width < 44 || height < 44;
    });
    const page = document.documentElement;
    return [
      ...wide.map((element) => `wide: ${name(element)}`),
      ...cut.map((element) => `cut: ${name(element)}`),
      ...small.map((element) => `small: ${name(element)}`),
      ...(page.scrollWidth > page.clientWidth ? ["the page scrolls sideways"] : []),
    ];
  });
}

describe("with only the keyboard", () => {
  it("a person opens the dialog, is led through it, corrects errors and registers; the focus is always visible", async () => {
    const { page } = await openForm({ mode: "button" });
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement?.shadowRoot?.activeElement;
        const { top = 0, bottom = 0 } = element?.getBoundingClientRect() ?? {};
        const outline = element ? getComputedStyle(element).outlineStyle : "";
        const inSight = top < innerHeight && bottom > 0;
        return { name: element?.getAttribute("name") ?? element?.textContent ?? "", outline, inSight };
      });
    // The browser handles a key after accepting it.
    const nameOfFocus = async () => (await focused()).name;
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 40; presses++) {
        await page.keyboard.press("Tab");
        const found = await focused();
        expect(found).toMatchObject({ outline: "solid", inSight: true });
        if (name.test(found.name)) return;
      }
      throw new Error(`Tab never came to ${name}`);
    };
    await tabTo(/^Meld deg på/);
    await page.keyboard.press("Enter");
    await tabTo(/^Meld meg på/);
    await page.keyboard.press("Enter");
    await expect.poll(nameOfFocus).toContain("Rett 3 ting");
    await tabTo(/^Skriv namnet/);
    await page.keyboard.press("Enter");
    await expect.poll(nameOfFocus).toBe("name");
    await page.keyboard.type("Kari Nordmann");
    await tabTo(/^email/);
    await page.keyboard.type("tastatur@example.no");
    // Closing keeps what is typed, and returns the focus to the button.
    await page.keyboard.press("Escape");
    await expect.poll(nameOfFocus).toMatch(/^Meld deg på/);
    await page.keyboard.press("Enter");
    await tabTo(/^participation/);
    await page.keyboard.press("ArrowDown");
    await tabTo(/^Meld meg på/);
    await page.keyboard.press("Enter");
    await success(page).waitFor();
    await expect.poll(nameOfFocus).toMatch(/Vi har teke imot/);
    expect((await stage.mailTo("tastatur@example.no")).subject).toContain("digital");
    await tabTo(/^Lukk|^Meld på ein til/);
  });
});

describe("what a browser can do for people", () => {
  it("it knows the purpose of fields and the language of texts", async () => {
    const { page } = await openForm();
    const autocomplete = await form(page)
      .locator("input[autocomplete]")
      .evaluateAll((inputs) => inputs.map((input) => [input.getAttribute("name"), input.getAttribute("autocomplete")]));
    expect(autocomplete).toEqual([
      ["name", "name"],
      ["email", "email"],
      ["organisation", "organization"],
      ["role", "organization-title"],
    ]);
    expect(await form(page).getAttribute("lang")).toBe("nn");
    expect(await form(page).locator(".title [lang]").getAttribute("lang")).toBe("nb");
  });
});

describe("what a person needs to know before deciding", () => {
  it.each([
    ["Europe/Oslo", null],
    ["Europe/Stockholm", null],
    ["America/New_York", "I tidssona di: 3. januar, 03.00–07.00"],
    ["Pacific/Auckland", "I tidssona di: 3. januar kl. 21.00–4. januar kl. 01.00"],
  ])("says the hours on a clock in %s, too, where they differ", async (timezoneId, words) => {
    const { page } = await openForm({ timezoneId });
    expect(await form(page).locator("dl").textContent()).toContain("kl.\u00a009\u2060–\u206013");
    const local = form(page).getByText("I tidssona di");
    expect((await local.count()) ? await local.textContent() : null).toBe(words);
  });
});

describe("what a person has typed", () => {
  const draftOf = (page: Page) => page.evaluate(() => JSON.stringify({ ...sessionStorage }));

  it("survives a reload, except for needs, until it is sent", async () => {
    const { page } = await openForm();
    await fill(page, { email: "utkast@example.no" });
    await unfold(page);
    await form(page).locator('[name="colleagues.0.name"]').fill("Ola Nordmann");
    const draft = await draftOf(page);
    expect(draft).toContain("Ola Nordmann");
    expect(draft).not.toMatch(/needs|nøtter/);
    await page.reload();
    await form(page).getByText("Vi har henta fram det du skreiv sist.").waitFor();
    expect(await form(page).locator('[name="email"]').inputValue()).toBe("utkast@example.no");
    expect(await form(page).locator('[name="colleagues.0.name"]').inputValue()).toBe("Ola Nordmann");
    expect(await form(page).locator('[value="in-person"]').isChecked()).toBe(true);
    await expectAccessible(page);
    await form(page).locator('[name="colleagues.0.email"]').fill("utkast-ola@example.no");
    await submitButton(page).click();
    await success(page).waitFor();
    expect(await draftOf(page)).toBe("{}");
  });

  it("can be cleared, and is not kept if the site or the browser forbids it", async () => {
    const { page } = await openForm();
    await fill(page, { email: "toem@example.no" });
    await page.reload();
    await form(page).getByRole("button", { name: "Tøm skjemaet" }).click();
    expect(await form(page).locator('[name="email"]').inputValue()).toBe("");
    expect(await draftOf(page)).toBe("{}");

    const off = await openForm({ mode: "&draft=off" });
    await fill(off.page, { email: "ikkje@example.no" });
    expect(await draftOf(off.page)).toBe("{}");

    const { page: shut, faults } = await stage.visit("about:blank");
    await shut.addInitScript(() => {
      Object.defineProperty(globalThis, "sessionStorage", {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    });
    await shut.goto(`${stage.demo}/14-any-event/page.html?event=alltid`);
    await fill(shut, { email: "stengt@example.no" });
    await submitButton(shut).click();
    await success(shut).waitFor();
    expect(faults).toEqual([]);
  });

  it("is not trusted if another person wrote it", async () => {
    const { page, faults } = await openForm();
    for (const draft of ["{", "null", '{"values":null}', '{"values":{"name":{}},"colleagues":1e9}', '{"values":[1]}']) {
      await page.evaluate((text) => sessionStorage.setItem("pamelding:alltid", text), draft);
      await page.reload();
      await form(page).locator('[name="name"]').fill("Kari");
      expect(await form(page).locator('[name$=".email"]').count()).toBeLessThanOrEqual(5);
    }
    expect(faults).toEqual([]);
  });

  it("stays when registration closes meanwhile, and the form says so", async () => {
    const closing = { ...stage.event, ...fixed, doorsOpen: undefined, slug: "stenger" };
    await stage.put(closing);
    const { page } = await openForm({ slug: "stenger" });
    await fill(page, { email: "seint@example.no" });
    await stage.put({ ...closing, registrationCloses: "2023-06-01T00:00" });
    await submitButton(page).click();
    await form(page).locator("#trouble").getByText("Fristen var").waitFor();
    expect(await form(page).locator('[name="email"]').inputValue()).toBe("seint@example.no");
  });

  it("is sent once on a slow network, and the form says so at once and again when it takes long", async () => {
    const { page } = await openForm();
    await page.clock.install();
    await hold(page);
    const status = form(page).locator("[role=status]");
    expect(await status.textContent()).toBe("Sender …");
    expect(await submitButton(page).getAttribute("aria-disabled")).toBe("true");
    await page.clock.fastForward(6_000);
    expect(await status.textContent()).toBe("Det tek lengre tid enn vanleg. Vi prøver framleis. Ikkje lukk sida.");
  });

  it("is visibly being sent, even if the mouse is still over the button", async () => {
    const { page } = await openForm({ width: 1200 });
    const look = () =>
      submitButton(page).evaluate((button) => {
        const { backgroundColor, borderColor, cursor } = getComputedStyle(button);
        return { hovered: button.matches(":hover"), backgroundColor, borderColor, cursor };
      });
    const idle = await look();
    await hold(page);
    await form(page).getByRole("button", { name: "Sender …" }).waitFor();
    const hovered = await look();
    await page.mouse.move(0, 0);
    const busy = await look();
    expect([hovered.hovered, busy.hovered]).toEqual([true, false]);
    expect(hovered).toEqual({ ...busy, hovered: true });
    expect(busy.cursor).toBe("progress");
    expect(busy.backgroundColor).not.toBe(idle.backgroundColor);
  });
});
