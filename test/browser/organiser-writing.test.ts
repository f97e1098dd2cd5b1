/** Writing to many in a browser: with a script and without, by everybody. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { signIn } from "./organisers.ts";
import { expectForEverybody } from "./page-checks.ts";
import { phone, type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const desk = { width: 1280, height: 900 };
const soon = { timeout: 10_000 };

/** A new event with people who read Bokmål, Nynorsk and English. */
async function anEvent(slug: string): Promise<string> {
  const organiser = `${slug}@example.no`;
  const answer = await stage.put({ ...stage.event, slug, organisers: [organiser] });
  expect(answer.status).toBe(201);
  for (const [name, language] of [
    ["Ingrid Solberg", "nb"],
    ["Kari Nordmann", "nn"],
    ["Anne Hansen", "en"],
  ])
    await fetch(`${stage.service}/api/events/${slug}/registrations`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": `"${slug}-${language}-key"` },
      body: JSON.stringify({
        partner: "stad",
        language,
        name,
        email: `${language}.${slug}@example.no`,
        participation: "digital",
        waitlist: false,
      }),
    });
  return organiser;
}

async function open(slug: string, options: BrowserContextOptions = {}): Promise<{ page: Page; faults: string[] }> {
  const organiser = await anEvent(slug);
  const url = `${stage.service}/organiser/${slug}/announcements?to=all&lang=nb`;
  const visit = await stage.visit(url, { viewport: desk, ...options });
  await signIn(stage, visit.page, organiser);
  await visit.page.getByRole("heading", { name: "Skriv til påmeldte" }).waitFor();
  return visit;
}

const write = async (page: Page) => {
  await page.locator("#subject-nb").fill("Ta med egen kopp");
  await page.locator("#text-nb").fill("Det er kaffe fra kl. 08.30.");
};

/** Who has got the announcement. */
const readers = async (slug: string) =>
  (await stage.standIn.mails()).filter(
    ({ subject, to }) => subject.startsWith("Ta med") && to[0]?.includes(`.${slug}@`),
  );

const api = (path: string, init: RequestInit = {}) =>
  fetch(`${stage.service}/api/events/${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${stage.adminToken}`,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    },
  });

describe("writing with a script", () => {
  it("shows the e-mail while the organiser types, and keeps the text after a reload", async () => {
    const { page, faults } = await open("skriv-live");
    const letter = page.getByRole("complementary", { name: "Forhåndsvisning" });
    expect(await letter.innerText()).toContain("Skriv et emne og en tekst");
    await write(page);
    await expect.poll(() => letter.innerText(), soon).toContain("Det er kaffe fra kl. 08.30.");
    expect(await letter.innerText()).toContain("Hei, Ingrid Solberg");
    await page.getByText("1 leser engelsk.").waitFor();
    await page.getByText("Utkastet er lagret.").waitFor();
    // Another language, without pressing a button.
    await page.getByRole("radio", { name: /^English/ }).check();
    expect(await letter.innerText()).toContain("Slik ser den ut på engelsk");
    expect(await page.locator("#text-nb").isVisible()).toBe(false);
    await page.reload();
    expect(await page.locator("#text-nb").inputValue()).toBe("Det er kaffe fra kl. 08.30.");
    await page.getByRole("button", { name: "Neste mottaker" }).click();
    await expect.poll(() => letter.innerText(), soon).toContain("2 av 3");
    expect(faults).toEqual([]);
  }, 180_000);

  it("counts the seconds in text, announces them once, and takes everything back with a press", async () => {
    const { page, faults } = await open("skriv-angre");
    const words = { subject: { nb: "Ta med egen kopp" }, text: { nb: "Det er kaffe." } };
    const announce = async (undoSeconds: number) => {
      const body = JSON.stringify({ ...words, undoSeconds });
      const { id } = (await (await api("skriv-angre/announcements", { method: "POST", body })).json()) as {
        id: string;
      };
      await page.goto(`${stage.service}/organiser/skriv-angre/announcements?to=all&sent=${id}`);
    };
    await announce(60);
    const said = page.locator(".toast [role=status]");
    await expect.poll(() => said.textContent(), soon).toMatch(/^Sendes til 3 om \d+ sekunder$/);
    const once = await said.textContent();
    const counted = () => page.locator(".toast [data-words]").innerText();
    const [first] = [await counted()];
    await expect.poll(counted, soon).not.toBe(first);
    expect(await counted()).toMatch(/^Sendes til 3 om \d+ sekunder$/);
    expect(await said.textContent()).toBe(once);
    await page.getByRole("button", { name: "Angre" }).click();
    await page.getByRole("status").filter({ hasText: "Ingen har fått den" }).waitFor();
    expect(await page.locator("#subject-nb").inputValue()).toBe("Ta med egen kopp");
    // Without a press it is sent, and the toast disappears; the focus stays visible.
    await announce(20);
    await page.getByRole("button", { name: "Angre" }).focus();
    await page.getByText("E-postene går nå.").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName), soon).toBe("H1");
    await expect.poll(async () => (await readers("skriv-angre")).length, { timeout: 30_000 }).toBe(3);
    expect(faults).toEqual([]);
  }, 180_000);

  it("says that nothing is saved after the session has ended, and keeps what is typed", async () => {
    const { page } = await open("skriv-utlogget");
    await write(page);
    await page.getByText("Utkastet er lagret.").waitFor();
    await page.context().clearCookies();
    await page.locator("#text-nb").fill("Det er te.");
    await page.getByText("Utkastet er ikke lagret.").waitFor();
    await page.getByRole("button", { name: "Send til 3" }).click();
    await page.getByRole("heading", { name: "Du er logget ut" }).waitFor();
    await expectForEverybody(page);
    const other = await page.context().newPage();
    await other.goto(`${stage.service}/organiser/skriv-utlogget?lang=nb`);
    await stage.standIn.mails();
    await other.getByLabel("E-postadresse").fill("skriv-utlogget@example.no");
    await other.getByRole("button", { name: "Send meg en lenke" }).click();
    const links = async () =>
      (await stage.standIn.mails()).filter(
        ({ to, text }) => to[0] === "skriv-utlogget@example.no" && text?.includes("/sign-in/"),
      );
    await expect.poll(async () => (await links()).length, soon).toBe(2);
    await other.goto(/https?:\/\/\S+\/sign-in\/[\w-]+/.exec((await links()).at(-1)?.text ?? "")?.[0] ?? "");
    await other.getByRole("button", { name: "Logg inn" }).click();
    await page.getByRole("button", { name: /Fortsett|Continue/ }).click();
    await page.getByRole("heading", { name: "Skal dette til 3 mottakere?" }).waitFor();
    await page.getByRole("link", { name: "Tilbake til teksten" }).click();
    expect(await page.locator("#text-nb").inputValue()).toBe("Det er te.");
  }, 180_000);
});

describe("writing without a script", () => {
  it("an announcement is written, previewed, tested, sent and taken back with only buttons", async () => {
    const { page } = await open("skriv-uten", { javaScriptEnabled: false, viewport: phone });
    await write(page);
    await page.getByRole("button", { name: "Oppdater forhåndsvisningen" }).click();
    await page.getByText("Hei, Ingrid Solberg").first().waitFor();
    await page.getByRole("button", { name: "Send en test til meg" }).click();
    await page.getByText("Testen er på vei til skriv-uten@example.no.").waitFor();
    expect((await stage.mailTo("skriv-uten@example.no", "Test:")).subject).toContain("Ta med egen kopp");
    await page.getByRole("button", { name: "dem som venter" }).click();
    await page.getByText("0 mottakere.").waitFor();
    await page.getByRole("button", { name: /^Fjern filteret/ }).click();
    await page.getByText("3 mottakere.").waitFor();
    expect(await page.locator("#subject-nb").inputValue()).toBe("Ta med egen kopp");
    await page.getByRole("button", { name: "Send til 3" }).click();
    await page.getByRole("button", { name: "Send til 3" }).click();
    await page.getByText("Sendes til 3 om 10 sekunder").waitFor();
    await page.getByRole("button", { name: "Angre" }).click();
    await page.getByText("Ingen har fått den.").first().waitFor();
    await stage.runCron();
    expect(await readers("skriv-uten")).toEqual([]);
  }, 180_000);
});

describe("every page of writing can be used by everybody", () => {
  it("written, with mistakes, to be confirmed, planned, and while it can be taken back", async () => {
    const { page } = await open("skriv-alle", { viewport: phone });
    await page.goto(
      `${stage.service}/organiser/skriv-alle/announcements?participation=digital&partner=nordre-follo&not=partner`,
    );
    await write(page);
    await page.getByText("Utkastet er lagret.").waitFor();
    // Tab starts at the top of a page that was just opened.
    await page.reload();
    await expectForEverybody(page);
    await page.locator("#subject-nb").fill("");
    await page.getByRole("button", { name: "Send en test til meg" }).click();
    await page.getByRole("link", { name: /^Skriv et emne på bokmål/ }).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id), soon).toBe("subject-nb");
    await page.getByRole("button", { name: "Send en test til meg" }).click();
    await page.getByRole("link", { name: /^Skriv et emne på bokmål/ }).waitFor();
    await expectForEverybody(page);
    await page.locator("#subject-nb").fill("Ta med egen kopp");
    await page.getByRole("button", { name: "Send senere" }).click();
    await expectForEverybody(page);
    await page.getByLabel("Dag og klokkeslett").fill("2099-01-01T09:00");
    await page.getByRole("button", { name: "Planlegg" }).click();
    await page.getByText(/Sendes torsdag 1\. januar 2099/).waitFor();
    const sent = (await (
      await api("skriv-alle/announcements", {
        method: "POST",
        body: JSON.stringify({ subject: { nb: "Ta med" }, text: { nb: "Kopp." }, undoSeconds: 600 }),
      })
    ).json()) as { id: string };
    await page.goto(`${stage.service}/organiser/skriv-alle/announcements?to=all&sent=${sent.id}`);
    await page.getByRole("button", { name: "Angre" }).waitFor();
    await expectForEverybody(page);
  }, 240_000);
});
