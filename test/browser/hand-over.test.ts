/** Handing the place on and correcting the address, as attendee and colleague do it, on pages without scripts. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, expectReadable, type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const narrow = { viewport: { width: 320, height: 640 } };

/** Every state is accessible in both schemes, and fits a narrow screen. */
async function looksRight(page: Page, name: string) {
  await shoot(page, name);
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectReadable(page);
  await page.emulateMedia({ colorScheme: "light" });
}

/** Registers, and opens the link in the e-mail. */
async function attendee(email: string): Promise<Page> {
  const person = { name: "Kari Nordmann", email, participation: "digital", partner: "stad", language: "nn" };
  const answer = await fetch(`${stage.service}/api/events/samskaping/registrations`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify(person),
  });
  expect(answer.status).toBe(201);
  const mail = await stage.mailTo(email);
  const { page } = await stage.visit(linkIn(mail.text, "registrations"), narrow);
  page.setDefaultTimeout(10_000);
  return page;
}

function linkIn(text: string | null | undefined, path: "registrations" | "offers" | "addresses"): string {
  const link = new RegExp(`https?://[^\\s]+/${path}/[\\w-]+`).exec(text ?? "")?.[0];
  if (!link) throw new Error(`No link to ${path} in ${text}`);
  return link;
}

describe("handing the place on", () => {
  it("goes from the errand to the colleague's press, and each sees the present state", async () => {
    const page = await attendee("gir-vidare@example.no");
    await page.getByRole("link", { name: /Gi plassen til ein kollega/ }).click();
    await looksRight(page, "1-form");
    await page.getByRole("button", { name: "Gå vidare" }).click();
    await expect.poll(() => page.title()).toMatch(/^Feil: /);
    await looksRight(page, "2-errors");
    await page.getByRole("link", { name: "Skriv namnet til kollegaen." }).click();
    await page.getByLabel("Namnet til kollegaen").fill("Ola Hansen");
    await page.getByLabel("E-postadressa til kollegaen").fill("overtar@example.no");
    await page.getByRole("button", { name: "Gå vidare" }).click();
    await page.getByRole("heading", { name: "Stemmer dette?" }).waitFor();
    await looksRight(page, "3-look");
    await page.getByRole("button", { name: "Send invitasjonen" }).click();
    await page.getByRole("heading", { name: "Du har tilbydd plassen til Ola Hansen" }).waitFor();
    await looksRight(page, "4-offered");

    const invitation = await stage.mailTo("overtar@example.no", "Du er tilbydd ein plass");
    const { page: colleague, faults } = await stage.visit(linkIn(invitation.text, "offers"), narrow);
    await looksRight(colleague, "5-offer");
    await colleague.getByRole("textbox", { name: "Namn" }).fill("");
    await colleague.getByRole("button", { name: "Ta plassen" }).click();
    await colleague.getByRole("link", { name: "Skriv namnet ditt." }).waitFor();
    await looksRight(colleague, "6-offer-errors");
    await colleague.getByRole("textbox", { name: "Namn" }).fill("Ola Hansen");
    await colleague.getByRole("button", { name: "Ta plassen" }).click();
    await colleague.getByRole("heading", { name: "Plassen er din" }).waitFor();
    await looksRight(colleague, "7-taken");
    // The browser reports only the 422 of the posted form.
    expect(faults.filter((fault) => !fault.includes("422"))).toEqual([]);

    await stage.mailTo("overtar@example.no", "Du er med digitalt");
    await stage.mailTo("gir-vidare@example.no", "Plassen er gitt vidare");
    await page.reload();
    await page.getByRole("heading", { name: "Du er meld av" }).waitFor();
  });

  it("ends when it is taken back, and tells the colleague what to do", async () => {
    const page = await attendee("angrar@example.no");
    await page.goto(`${page.url()}/hand-over`);
    await page.getByLabel("Namnet til kollegaen").fill("Siv Berg");
    await page.getByLabel("E-postadressa til kollegaen").fill("for-sein@example.no");
    await page.getByRole("button", { name: "Gå vidare" }).click();
    await page.getByRole("button", { name: "Send invitasjonen" }).click();
    const invitation = await stage.mailTo("for-sein@example.no");
    const { page: colleague } = await stage.visit(linkIn(invitation.text, "offers"), narrow);
    await page.getByRole("button", { name: "Ta tilbodet tilbake" }).click();
    await page.getByText("Du har teke tilbodet tilbake. Plassen er din.").waitFor();
    await colleague.getByRole("button", { name: "Ta plassen" }).click();
    await colleague.getByRole("heading", { name: "Tilbodet gjeld ikkje lenger" }).waitFor();
    await looksRight(colleague, "8-over");
    await colleague.getByRole("link", { name: "Opne påmeldinga" }).click();
    await colleague.getByRole("button", { name: "Meld meg på" }).waitFor();
  });
});

describe("correcting the address", () => {
  it("goes from the errand to the press in the new mailbox", async () => {
    const page = await attendee("gamal@example.no");
    await page.getByRole("link", { name: /Rett e-postadressa/ }).click();
    await looksRight(page, "9-address");
    await page.getByLabel("Ny e-postadresse").fill("ny@example");
    await page.getByRole("button", { name: "Send e-posten" }).click();
    await page.getByRole("alert").waitFor();
    await looksRight(page, "10-address-errors");
    await page.getByLabel("Ny e-postadresse").fill("ny-adresse@example.no");
    await page.getByRole("button", { name: "Send e-posten" }).click();
    await page.getByRole("heading", { name: "Stadfest den nye adressa" }).waitFor();
    await looksRight(page, "11-address-asked");
    const question = await stage.mailTo("ny-adresse@example.no", "Stadfest e-postadressa");
    const { page: holder } = await stage.visit(linkIn(question.text, "addresses"), narrow);
    await looksRight(holder, "12-address-question");
    await holder.getByRole("button", { name: "Bruk denne adressa" }).click();
    await holder.getByRole("heading", { name: "Adressa er bytt" }).waitFor();
    await looksRight(holder, "13-address-done");
    const confirmation = await stage.mailTo("ny-adresse@example.no", "Du er med digitalt");
    await holder.goto(linkIn(confirmation.text, "registrations"));
    await holder.getByText("ny-adresse@example.no").first().waitFor();
    await stage.mailTo("gamal@example.no", "E-postadressa er bytt");
  });
});

/** Saves a screenshot of each state in the folder `SHOTS`, if that is set. */
async function shoot(page: Page, name: string) {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
}
