import ICAL from "ical.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, fill, openStage, type Stage, submitButton, success } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());

/** The same request as the printed curl line. */
async function exportOf(slug: string, token = stage.organiserToken): Promise<Record<string, unknown>[]> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${stage.service}/api/events/${slug}/export`, { headers });
  return ((await response.json()) as { registrations: Record<string, unknown>[] }).registrations;
}

const linkIn = (text: string | null) => /http:\/\/\S+\/registrations\/[\w-]+/.exec(text ?? "")?.[0] ?? "no link";

describe("from the script tag to the export", () => {
  it("a person registers on the Stad page, reads the e-mail and manages the registration; the organiser sees it", async () => {
    const { page, faults } = await stage.visit(`${stage.demo}/stad.html`);
    await page.locator("pamelding-form").waitFor();
    expect(await page.locator("pamelding-form").getAttribute("lang")).toBe("nn");
    await fill(page, { email: "kari@example.no" });
    await page.getByRole("textbox", { name: /^Arbeidsstad/ }).fill("Stad kommune");
    await submitButton(page).click();
    await success(page).waitFor();
    await expect.poll(() => success(page).evaluate((heading) => heading.matches(":focus"))).toBe(true);
    await page.getByText("Stadfestinga er på veg til kari@example.no").waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);

    const mail = await stage.mailTo("kari@example.no");
    expect(mail.subject).toBe("Du har plass: Hvordan få til samskaping i praksis?");
    expect(mail.replyTo).toEqual([stage.event.organiser.email]);
    expect(mail.html).toContain('lang="nn"');
    for (const part of [mail.html, mail.text])
      for (const words of [
        "Du har plass i salen",
        "/calendar/",
        "Arrangør: Telemarksforsking. Finansiert av Norges forskningsråd.",
        "Du får e-posten fordi adressa",
      ])
        expect(part).toContain(words);
    expect(mail.text).toMatch(/Kalenderfila ligg ved\..*\/calendar\/\S+\.ics/);
    const file = Buffer.from(mail.attachments[0]?.content ?? "", "base64").toString();
    const entry = new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent("vevent");
    expect(entry?.getFirstPropertyValue("summary")).toBe("Hvordan få til samskaping i praksis?");

    await page.goto(linkIn(mail.text));
    await page.getByText("Påmeld – du møter opp").waitFor();
    await expectAccessible(page);
    await page.getByRole("textbox", { name: /^Arbeidsstad/ }).fill("Nordre Follo kommune");
    await page.getByRole("button", { name: "Lagre endringane" }).click();
    await page.getByText("Endringane er lagra.").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Last ned" }).click();
    expect((await download).suggestedFilename()).toMatch(/\.json$/);

    const row = async () => (await exportOf("samskaping"))[0];
    await expect.poll(row, { timeout: 10_000 }).toMatchObject({
      status: "confirmed",
      participation: "in-person",
      partner: "stad",
      language: "nn",
      name: "Kari Nordmann",
      organisation: "Nordre Follo kommune",
      registeredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      mail: { kind: "changed", status: "delivered" },
    });

    await page.getByRole("link", { name: /^Meld deg av/ }).click();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Meld meg av" }).click();
    await page.getByRole("heading", { name: "Du er meld av" }).waitFor();
    await page.getByRole("button", { name: "Meld meg på igjen" }).click();
    await page.getByText("Du er med igjen.").waitFor();
    expect(await row()).toMatchObject({ status: "confirmed" });
  });

  it("the last seat goes, the next one waits and moves up when it is free again", async () => {
    const slug = "liten";
    const participation = { ...stage.event.participation, inPerson: { capacity: 1, waitlist: true } };
    expect((await stage.put({ ...stage.event, slug, participation })).status).toBe(201);
    const hosted = `${stage.service}/events/${slug}?partner=telemarksforsking`;
    for (const email of ["forst@example.no", "venter@example.no"]) {
      const { page } = await stage.visit(hosted, { javaScriptEnabled: false });
      await fill(page, { email });
      await submitButton(page).click();
      await success(page).waitFor();
    }
    expect((await stage.mailTo("venter@example.no")).text).toContain("Du er blant de ti første på ventelisten.");

    const { page } = await stage.visit(linkIn((await stage.mailTo("forst@example.no")).text));
    await page.getByRole("link", { name: "Slett alt" }).click();
    await page.getByRole("button", { name: "Ja, slett alt" }).click();
    await page.getByRole("heading", { name: "Opplysningene dine er slettet" }).waitFor();
    expect((await stage.mailTo("venter@example.no", "Du har fått plass")).text).toContain("Du har fått plass i salen");
    expect(await exportOf(slug, stage.adminToken)).toMatchObject([{ email: "venter@example.no", status: "confirmed" }]);

    await page.goto(hosted);
    await page.getByRole("link", { name: "Har du mistet lenken til påmeldingen din?" }).click();
    await page.locator("#email").fill("venter@example.no");
    await page.getByRole("button", { name: "Send meg lenken" }).click();
    await page.getByText("Er venter@example.no påmeldt").waitFor();
    await stage.mailTo("venter@example.no", "Lenken du ba om");
  });
});
