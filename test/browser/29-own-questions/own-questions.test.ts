/** The organiser's own questions in the embedded form: every type, in a real browser. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { everyType, workshop } from "../../worker/workshops.ts";
import { expectAccessible, fill, type Stage, sharedStage, submitButton, success } from "../stage.ts";

let stage: Stage;
const slug = "verkstader";

beforeAll(async () => {
  stage = await sharedStage();
  const definition = {
    ...stage.event,
    slug,
    questions: [
      "colleagues" as const,
      ...everyType,
      workshop(1, { key: "lunch", label: { nb: "Lunsj" }, perColleague: true, required: false }),
    ],
  };
  expect(await (await stage.put(definition)).json()).toMatchObject({ created: true });
});

async function openForm(options: Parameters<Stage["visit"]>[1] = {}, lang = "nb") {
  const visit = await stage.visit(`${stage.demo}/14-any-event/page.html?event=${slug}&mode=&lang=${lang}`, options);
  await form(visit.page).waitFor();
  return visit;
}

const form = (page: Page) => page.locator("pamelding-form");
const field = (page: Page, key: string) => form(page).locator(`[id="answers.${key}"]`);
const choose = (page: Page, label: string) => form(page).getByLabel(label).first().check();

async function answersOf(email: string): Promise<Record<string, unknown>[]> {
  const headers = { authorization: `Bearer ${stage.adminToken}` };
  const list = await (await fetch(`${stage.service}/api/events/${slug}/export`, { headers })).json();
  const rows = (
    list as {
      registrations: { id: string; invitedBy: string | null; email: string; answers: Record<string, unknown> }[];
    }
  ).registrations;
  const attendee = rows.find((row) => row.email === email);
  return rows.filter((row) => row === attendee || row.invitedBy === attendee?.id).map(({ answers }) => answers);
}

describe("the form of an event with own questions", () => {
  it("shows questions as soon as they apply, and sends only their answers", async () => {
    const { page, faults } = await openForm();
    await expect.poll(() => field(page, "children").count()).toBe(0);
    await choose(page, "Leikeplassar");
    await field(page, "children").fill("2.5");
    await choose(page, "Eg møter opp");
    await field(page, "arrival").fill("2026-12-14");
    await choose(page, "Mat");
    await expect.poll(() => field(page, "children").count()).toBe(0);
    await choose(page, "=A1");
    await choose(page, "Barn; unge");
    await field(page, "member").fill("AB1234");
    await field(page, "story").fill("Det var\nein gong");
    await field(page, "photo").check();
    await fill(page, { email: "eige@example.no" });
    await submitButton(page).click();
    await success(page).waitFor();
    expect(await answersOf("eige@example.no")).toEqual([
      {
        workshop: "mat",
        topics: ["a", "b"],
        member: "AB1234",
        story: "Det var\nein gong",
        arrival: "2026-12-14",
        photo: true,
      },
    ]);
    expect(faults).toEqual([]);
  });

  it("shows missing answers at the question and in the summary, with a link to the first option", async () => {
    const { page } = await openForm();
    await choose(page, "Eg deltek digitalt");
    await fill(page, { email: "manglar@example.no" });
    await submitButton(page).click();
    const link = form(page).getByRole("link", { name: "Svar på «Kva verkstad?»." });
    await link.waitFor();
    await link.click();
    await expect
      .poll(() => page.evaluate(() => document.querySelector("pamelding-form")?.shadowRoot?.activeElement?.id))
      .toBe("answers.workshop");
    expect(await form(page).locator("[id='answers.workshop-error']").textContent()).toBe("Svar på «Kva verkstad?».");
    // Errors that only the service can find look the same.
    await choose(page, "Musikk");
    await field(page, "member").fill("feil");
    await submitButton(page).click();
    await form(page).getByRole("link", { name: "Skriv svaret på «Medlemsnummer» slik hjelpeteksten seier." }).waitFor();
    await expectAccessible(page);
  });

  it("asks for the consent when a sensitive question is answered", async () => {
    const { page } = await openForm();
    await fill(page, { email: "samtykke@example.no" });
    await choose(page, "Eg deltek digitalt");
    await choose(page, "Musikk");
    const consent = form(page).locator("[id='needs.consent']");
    expect(await consent.count()).toBe(0);
    await field(page, "allergy").fill("nøtter");
    await consent.waitFor();
    await form(page).getByText("svara mine om «Allergier hos barnet»").waitFor();
    await submitButton(page).click();
    await form(page).getByRole("link", { name: "Kryss av for samtykke" }).waitFor();
    await consent.check();
    await submitButton(page).click();
    await success(page).waitFor();
  });

  it("asks colleagues their own questions, and says when an option is full", async () => {
    const { page } = await openForm();
    await fill(page, { email: "leiar@example.no" });
    await choose(page, "Eg deltek digitalt");
    await choose(page, "Musikk");
    await form(page).locator("details", { hasText: "kolleg" }).locator("summary").click();
    await form(page).locator("#colleagues").click();
    await form(page).locator("[id='colleagues.0.name']").fill("Li Å");
    await form(page).locator("[id='colleagues.0.email']").fill("li.kollega@example.no");
    await form(page).locator("[id='colleagues.0.answers.lunch']").check();
    await submitButton(page).click();
    await success(page).waitFor();
    expect(await answersOf("leiar@example.no")).toEqual([{ workshop: "musikk" }, { lunch: "lek" }]);

    const { page: later } = await openForm();
    await expect.poll(() => form(later).locator("[id='answers.lunch']").isDisabled()).toBe(true);
    expect(
      await form(later)
        .locator("label", { has: later.locator("[id='answers.lunch']") })
        .textContent(),
    ).toContain("Fullt");
  });

  it.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["forced colours", { forcedColors: "active" }],
    ["320 px wide", { viewport: { width: 320, height: 600 } }],
  ] as const)("is accessible with everything shown, %s", async (_, options) => {
    const { page } = await openForm(options);
    await choose(page, "Leikeplassar");
    await choose(page, "Eg møter opp");
    await field(page, "allergy").fill("nøtter");
    await expectAccessible(page);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    for (const label of await form(page).locator("fieldset label.tick").all())
      expect((await label.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
  });

  it("can be filled in with only the keyboard", async () => {
    const { page } = await openForm();
    await field(page, "workshop").focus();
    await page.keyboard.press("ArrowDown");
    expect(await form(page).locator("input[value='musikk']").first().isChecked()).toBe(true);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    expect(await field(page, "topics").isChecked()).toBe(true);
  });
});
