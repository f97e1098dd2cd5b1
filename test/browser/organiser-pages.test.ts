/** The organiser's pages in a browser: signing in as a person does, and the overview. */
import { beforeAll, describe, expect, it } from "vitest";
import { anEventOf, signIn, signInTo } from "./organisers.ts";
import { expectForEverybody } from "./page-checks.ts";
import { expectAccessible, phone, type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const desk = { width: 1280, height: 900 };

const anEvent = (slug: string, changes: Record<string, unknown> = {}) => anEventOf(stage, slug, changes);

async function register(slug: string, name: string, participation: string): Promise<void> {
  const answer = await fetch(`${stage.service}/api/events/${slug}/registrations`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `"${slug}-${name}"` },
    body: JSON.stringify({
      partner: "stad",
      language: "nb",
      name,
      email: `${name}.${slug}@example.no`,
      participation,
      waitlist: false,
    }),
  });
  expect(answer.status).toBe(201);
}

describe("signing in", () => {
  it("can be done by everybody, leads to the requested page, and ends with a press", async () => {
    const organiser = await anEvent("innlogging");
    const { page, faults } = await stage.visit(`${stage.service}/organiser/innlogging?lang=nb`);
    await expectForEverybody(page);
    await page.getByLabel("E-postadresse").fill("rebekka");
    await page.getByRole("button", { name: "Send meg en lenke" }).click();
    expect(await page.getByLabel("E-postadresse").getAttribute("aria-invalid")).toBe("true");
    await expectForEverybody(page);
    await signIn(stage, page, organiser);
    expect(page.url()).toContain("/organiser/innlogging");
    await page.getByRole("button", { name: "Logg ut" }).click();
    await page.getByRole("heading", { name: "Du er logget ut" }).waitFor();
    await page.goto(`${stage.service}/organiser/innlogging?lang=nb`);
    await page.getByLabel("E-postadresse").waitFor();
    // The mistyped address gets a 422, which the browser reports.
    expect(faults.filter((fault) => !fault.includes("422"))).toEqual([]);
  }, 180_000);

  it("shows pages that everybody can use on the way: sent, press, used", async () => {
    const organiser = await anEvent("paa-veg");
    const { page } = await stage.visit(`${stage.service}/organiser/paa-veg?lang=nb`);
    await page.getByLabel("E-postadresse").fill(organiser);
    await page.getByRole("button", { name: "Send meg en lenke" }).click();
    await expectForEverybody(page);
    const link = /https?:\/\/\S+\/sign-in\/[\w-]+/.exec((await stage.mailTo(organiser)).text ?? "")?.[0] ?? "";
    await page.goto(link);
    await expectForEverybody(page);
    await page.getByRole("button", { name: "Logg inn" }).click();
    await expect.poll(() => page.url(), { timeout: 10_000 }).toContain("/organiser/paa-veg");
    // On another device, where nobody is signed in.
    await page.context().clearCookies();
    await page.goto(`${link}?lang=nb`);
    await page.getByRole("heading", { name: "Lenken er brukt" }).waitFor();
    await expectForEverybody(page);
  }, 180_000);
});

describe("the overview", () => {
  it("gives the event's status in one sentence, on a desktop and on a phone, and everybody can use it", async () => {
    const organiser = await anEvent("oversikt");
    for (const [name, participation] of [
      ["kari", "in-person"],
      ["ola", "in-person"],
      ["anne", "digital"],
    ] as const)
      await register("oversikt", name, participation);
    const { page, faults } = await signInTo(stage, "/organiser/oversikt", organiser, desk);
    expect(await page.locator(".say").innerText()).toBe("2 av 40 plasser i salen er tatt, og 1 følger digitalt.");
    await page.evaluate(() => document.querySelector("details")?.setAttribute("open", ""));
    expect(await page.locator("table").innerText()).toContain("3");
    await expectForEverybody(page);
    await page.setViewportSize(phone);
    const bar = await page.getByRole("navigation", { name: "Arrangementet" }).boundingBox();
    expect(bar && Math.round(bar.y + bar.height)).toBe(phone.height);
    expect(faults).toEqual([]);
  }, 180_000);

  it("updates its numbers in place, without taking the focus, and says when it cannot", async () => {
    const organiser = await anEvent("ferskt");
    await register("ferskt", "kari", "in-person");
    const { page } = await signInTo(stage, "/organiser/ferskt", organiser, desk);
    const sentence = page.locator(".say");
    await sentence.getByText("1 av 40").waitFor();
    await page.clock.install();
    await page.reload();
    await page.evaluate(() => document.querySelector("details")?.setAttribute("open", ""));
    await sentence.getByRole("link", { name: "1 av 40" }).focus();
    await register("ferskt", "ola", "in-person");
    await page.clock.runFor(16_000);
    await expect.poll(() => sentence.innerText(), { timeout: 10_000 }).toContain("2 av 40 plasser i salen er tatt");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("2 av 40");
    expect(await page.locator("details").getAttribute("open")).toBe("");
    const answers: number[] = [];
    page.on("response", (response) => {
      if (response.url().includes("/organiser/ferskt")) answers.push(response.status());
    });
    /** Lets time pass until this has happened. */
    const until = (happened: () => boolean) =>
      expect
        .poll(
          async () => {
            await page.clock.runFor(16_000);
            return happened();
          },
          { timeout: 20_000 },
        )
        .toBe(true);
    // Nothing new: the answer has no body.
    await until(() => answers.at(-1) === 304);
    let missed = 0;
    await page.route("**/organiser/ferskt*", (route) => {
      missed++;
      return route.abort();
    });
    await until(() => missed >= 3);
    await page.getByText("Vi får ikke nye tall nå. Last siden på nytt.").waitFor();
    await expectAccessible(page);
  }, 180_000);

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["nobody has registered for", {}, /^Oversikt[\s\S]*Ingen har meldt seg på ennå\.\s+Hent koden til partnerne/],
    ["was cancelled", { cancelled: { reason: { nb: "Storm" } } }, /Arrangementet er avlyst/],
  ])(
    "can be used by everybody for an event that %s",
    async (name, changes, words) => {
      const slug = name.replaceAll(/[^a-z]+/g, "-");
      const { page } = await signInTo(stage, `/organiser/${slug}`, await anEvent(slug, changes));
      expect(await page.locator("main").innerText()).toMatch(words);
      await expectForEverybody(page);
    },
    180_000,
  );
});

describe("undelivered e-mails", () => {
  it("are sent again with a press, and everybody can use the page", async () => {
    const organiser = await anEvent("ulevert");
    await fetch(`${stage.standIn.url}/control/failures`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind: "422", next: 1, about: "kari.ulevert" }),
    });
    await register("ulevert", "kari", "digital");
    const { page, faults } = await signInTo(stage, "/organiser/ulevert", organiser);
    await expect
      .poll(
        async () => {
          await page.reload();
          return page.getByText("1 e-post kom ikke fram").count();
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    await page.getByRole("link", { name: "Se hvem det gjelder" }).click();
    await expectForEverybody(page);
    await page.getByRole("button", { name: "Send på nytt kari" }).click();
    await page.getByText("E-posten ligger i køen igjen").waitFor();
    expect((await stage.mailTo("kari.ulevert@example.no")).to).toEqual(["kari.ulevert@example.no"]);
    // A page with little on it begins at the top of a phone, as the others do.
    await page.setViewportSize(phone);
    expect((await page.locator(".which > .tile").boundingBox())?.y).toBeLessThan(20);
    await page.getByRole("link", { name: "Tilbake til lista" }).click();
    await page.getByRole("heading", { name: "Påmeldte" }).waitFor();
    expect(faults).toEqual([]);
  }, 180_000);
});
