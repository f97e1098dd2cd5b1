/** One attendee in a browser: beside the list and on a separate page, by keyboard, on a phone, in every state. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { signInTo } from "./organisers.ts";
import { expectForEverybody } from "./page-checks.ts";
import { phone, type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const desk = { width: 1280, height: 900 };

const workshop = {
  key: "okt",
  type: "choice",
  label: { nb: "Økt" },
  options: [{ key: "a", label: { nb: "Samskaping med frivilligheten" } }],
};
const topics = {
  key: "temaer",
  type: "choices",
  label: { nb: "Temaer" },
  options: [
    { key: "x", label: { nb: "Økonomi" } },
    { key: "y", label: { nb: "Medvirkning" } },
  ],
};

/** An event with two seats and three people; the third waits. Returns the page of its list, signed in. */
async function listOf(slug: string, viewport = desk) {
  const organiser = `${slug}@example.no`;
  const { participation, questions = [] } = stage.event;
  const answer = await stage.put({
    ...stage.event,
    slug,
    organisers: [organiser],
    participation: { ...participation, inPerson: { capacity: 2, waitlist: true } },
    questions: [...questions, workshop, topics] as typeof questions,
  });
  expect([answer.status, await answer.text()]).toEqual([201, expect.anything()]);
  for (const name of ["Ingrid Solberg", "Ola Brekke", "Mari Haugen"]) await register(slug, name);
  return signInTo(stage, `/organiser/${slug}/registrations`, organiser, viewport);
}

const addressOf = (slug: string, name: string) => `${name.split(" ")[0]?.toLowerCase()}.${slug}@example.no`;

async function register(slug: string, name: string): Promise<void> {
  const answer = await fetch(`${stage.service}/api/events/${slug}/registrations`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({
      partner: "stad",
      language: "nn",
      name,
      email: addressOf(slug, name),
      participation: "in-person",
      waitlist: true,
      organisation: "Nordre Follo kommune",
      question: "Hvordan holder dere liv i samarbeidet når prosjektpengene tar slutt?",
      needs: { diet: "nøtter", access: "", consent: true },
      answers: { okt: "a" },
    }),
  });
  expect([answer.status, await answer.text()]).toEqual([201, expect.anything()]);
}

const panel = (page: Page) => page.getByRole("complementary");
const nameIn = (page: Page) => panel(page).getByRole("heading", { level: 2 });

describe("the panel beside the list", () => {
  it("opens from the row, moves with j and k, closes with Esc back to the row, and everybody can use it", async () => {
    const { page, faults } = await listOf("ved-lista");
    await page.getByRole("link", { name: "Ola Brekke" }).click();
    await expect.poll(() => nameIn(page).textContent(), { timeout: 10_000 }).toBe("Ola Brekke");
    // The list stays in place and usable.
    expect(await page.getByRole("link", { name: "Mari Haugen" }).isVisible()).toBe(true);
    await expectFocus(page, "person-name");
    await page.keyboard.press("j");
    await expect.poll(() => nameIn(page).textContent(), { timeout: 10_000 }).toBe("Ingrid Solberg");
    await expectFocus(page, "person-name");
    await page.keyboard.press("k");
    await expect.poll(() => nameIn(page).textContent(), { timeout: 10_000 }).toBe("Ola Brekke");
    await expectFocus(page, "person-name");
    const url = page.url();
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.goto(url);
    await expectFocus(page, "person-name");
    await page.keyboard.press("Escape");
    const { searchParams } = new URL(url);
    await expect
      .poll(() => new URL(page.url()).hash, { timeout: 10_000 })
      .toBe(`#person-${searchParams.get("person")}`);
    expect(await panel(page).count()).toBe(0);
    expect(faults).toEqual([]);
  }, 180_000);

  it("does not react to letters in fields or in the rest of the page", async () => {
    const { page } = await listOf("bokstaver");
    await page.getByRole("link", { name: "Ola Brekke" }).click();
    await nameIn(page).waitFor();
    const url = page.url();
    const note = page.getByRole("textbox", { name: "Notat" });
    await note.fill("");
    await note.pressSequentially("jk");
    expect([await note.inputValue(), page.url()]).toEqual(["jk", url]);
    await page.getByRole("link", { name: "Mari Haugen" }).focus();
    await page.keyboard.press("j");
    expect(page.url()).toBe(url);
  }, 180_000);

  it("is the whole screen on a phone, and leads back to the list", async () => {
    const { page } = await listOf("paa-telefon", phone);
    await page.getByRole("link", { name: "Ola Brekke" }).click();
    await nameIn(page).waitFor();
    expect(await page.getByRole("link", { name: "Mari Haugen" }).isVisible()).toBe(false);
    await page.getByRole("link", { name: "Lukk" }).click();
    await page.getByRole("link", { name: "Mari Haugen" }).waitFor();
  }, 180_000);

  it("works without scripts", async () => {
    const { page } = await listOf("person-uten-skript");
    await page.route("**/*.js", (route) => route.abort());
    await page.getByRole("link", { name: "Ola Brekke" }).click();
    await page.getByRole("link", { name: "Neste" }).click();
    await expect.poll(() => nameIn(page).textContent(), { timeout: 10_000 }).toBe("Ingrid Solberg");
    await page.getByRole("link", { name: "Meld av" }).click();
    await page.getByRole("button", { name: "Meld av, og send e-posten" }).click();
    await page.getByRole("status").filter({ hasText: "Ingrid Solberg er meldt av" }).waitFor();
  }, 180_000);
});

describe("an action", () => {
  it("asks, shows the e-mail, is performed, and is undone with a press in the list", async () => {
    const { page, faults } = await listOf("angre");
    await page.getByRole("link", { name: "Mari Haugen" }).click();
    await page.getByRole("link", { name: "Meld av", exact: true }).click();
    await page.getByRole("heading", { name: "Melde av Mari Haugen?" }).waitFor();
    expect(await page.locator(".letter").innerText()).toContain("Du er meld av");
    await expectForEverybody(page);
    await page.setViewportSize(desk);
    await page.getByRole("button", { name: "Meld av, og send e-posten" }).click();
    const toast = page.getByRole("status").filter({ hasText: "Mari Haugen er meldt av" });
    await toast.waitFor();
    await stage.mailTo(addressOf("angre", "Mari Haugen"), "Du er meld av");
    // The seats are taken: coming back means the end of the waiting list, so there is no undo.
    expect(await page.getByRole("button", { name: "Angre" }).count()).toBe(0);

    await page.getByRole("link", { name: "Ola Brekke" }).click();
    await page.getByRole("link", { name: "Meld av", exact: true }).click();
    await page.getByRole("button", { name: "Meld av, og send e-posten" }).click();
    await page.getByRole("button", { name: "Angre" }).waitFor();
    await expectForEverybody(page);
    await page.getByRole("button", { name: "Angre" }).click();
    await page.getByRole("status").filter({ hasText: "Ola Brekke er påmeldt igjen" }).waitFor();
    expect(faults).toEqual([]);
  }, 240_000);
});

describe("the pages about a person", () => {
  it("can be used by everybody: the person, correcting with errors and confirmation, needs, erasing, erased", async () => {
    const { page } = await listOf("alle-sider");
    await page.getByRole("link", { name: "Ingrid Solberg" }).click();
    await nameIn(page).waitFor();
    const id = new URL(page.url()).searchParams.get("person");
    const at = (path = "") => page.goto(`${stage.service}/organiser/alle-sider/registrations/${id}${path}`);
    await at();
    await expectForEverybody(page);
    await at("/needs");
    expect(await page.locator("main").innerText()).toContain("nøtter");
    await expectForEverybody(page);
    await at("/edit");
    await expectForEverybody(page);
    await page.getByLabel("Navn").fill("");
    await page.getByRole("button", { name: "Se hva som skjer" }).click();
    await page.getByRole("link", { name: "Skriv navnet ditt." }).click();
    await expectFocus(page, "name");
    await expectForEverybody(page);
    await page.getByLabel("Navn").fill("Ingrid Åsheim");
    await page.getByLabel("Økonomi").check();
    await page.getByRole("button", { name: "Se hva som skjer" }).click();
    await page.getByText("Ingrid Åsheim (før: Ingrid Solberg)").waitFor();
    await expectForEverybody(page);
    await page.getByRole("button", { name: "Lagre, og send e-posten" }).click();
    await page.getByRole("status").filter({ hasText: "Rettelsen er lagret" }).waitFor();
    await at("/erase");
    await page.getByRole("button", { name: /^Slett for godt/ }).click();
    await page.getByRole("heading", { name: "Denne personen er slettet" }).waitFor();
    await expectForEverybody(page);
  }, 240_000);

  it("keeps what two organisers write at once, and everybody can use that page", async () => {
    const { page } = await listOf("to-notater");
    await page.getByRole("link", { name: "Ingrid Solberg" }).click();
    await nameIn(page).waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByRole("textbox", { name: "Notat" }).fill("Ringte: plass foran");
    await other.getByRole("button", { name: "Lagre notatet" }).click();
    await other.getByRole("status").filter({ hasText: "Notatet er lagret" }).waitFor();
    await page.getByRole("textbox", { name: "Notat" }).fill("Kommer litt seint");
    await page.getByRole("button", { name: "Lagre notatet" }).click();
    await page.getByText("Ringte: plass foran").waitFor();
    expect(await page.getByRole("textbox", { name: "Notat" }).inputValue()).toBe("Kommer litt seint");
    await expectForEverybody(page);
  }, 180_000);
});

describe("adding by hand", () => {
  it("leads from the list to the person, through a full room, and everybody can use it", async () => {
    const { page } = await listOf("legg-til");
    await page.getByRole("link", { name: "Legg til" }).click();
    await page.getByLabel("Navn").fill("Åse Ødegård");
    await page.getByLabel("E-postadresse").fill("aase.legg-til@example.no");
    await expectForEverybody(page);
    await page.getByRole("button", { name: "Legg til" }).click();
    await page.getByText("Kryss av for venteliste, velg digitalt").waitFor();
    expect(await page.getByLabel("Navn").inputValue()).toBe("Åse Ødegård");
    await expectForEverybody(page);
    await page.getByLabel("Sett på venteliste hvis salen er full").check();
    await page.getByRole("button", { name: "Legg til" }).click();
    await page.getByRole("status").filter({ hasText: "Åse Ødegård er lagt til" }).waitFor();
    await page.getByText("Venteliste, nr. 2").first().waitFor();
    await stage.mailTo("aase.legg-til@example.no");
  }, 180_000);
});

async function expectFocus(page: Page, id: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.id), { timeout: 10_000 }).toBe(id);
}
