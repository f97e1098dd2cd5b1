/** E-mails as a mail program shows them: in two widths, in light and dark mode. */
import { Resend } from "resend";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type PreviewedMail, previewMails, previewServiceMails } from "../../worker/mail/preview.ts";
import { eventDefinition } from "../../worker/registration/event-definition.ts";
import { startResendStandIn } from "../local/resend.ts";
import { comingSamskaping } from "../local/seed.ts";
import { expectAccessible, expectReadable, type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const event = eventDefinition.parse(comingSamskaping(new Date()));
const mails = [
  ...previewMails({ ...event, doorsOpen: `${event.starts.slice(0, 10)}T08:30` }),
  ...previewServiceMails(),
];
/** One e-mail of each look, in the language with the longest words. */
const looks = [
  "confirmation-in-person",
  "confirmation-waitlisted-digital",
  "confirmation-held",
  "colleague-in-person",
  "already-in-person",
  "cancelled",
  "event-changed-in-person",
  "event-cancelled-in-person",
  "erased",
  "reminder-in-person",
  "stream-waitlisted",
  "announcement-in-person",
  "sign-in-of-service",
];
const states = mails.filter(({ name, language }) => language === "nn" && looks.includes(name));

describe("an e-mail", () => {
  it("never scrolls sideways, whatever its kind, language and state, at 320 and 600 px", async () => {
    const { page } = await stage.visit("about:blank");
    for (const width of [320, 600]) {
      await page.setViewportSize({ width, height: 700 });
      for (const { name, language, mail } of mails) {
        await page.setContent(mail.html);
        const beyond = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect([name, language, width, beyond]).toEqual([name, language, width, 0]);
      }
    }
  });

  it.each(["light", "dark"] as const)("is accessible in every state, %s", async (colorScheme) => {
    const { page } = await stage.visit("about:blank", { colorScheme });
    expect(states).toHaveLength(looks.length);
    for (const { mail } of states) {
      await page.setContent(mail.html);
      await (colorScheme === "light" ? expectAccessible(page) : expectReadable(page));
    }
  });

  it("is dark in dark mode, except for the calendar leaf", async () => {
    const { page } = await stage.visit("about:blank", { colorScheme: "dark" });
    const [{ mail }] = states as [PreviewedMail];
    await page.setContent(mail.html);
    const background = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(await background("body")).toBe("rgb(15, 20, 22)");
    expect(await background(".paper")).toBe("rgb(24, 32, 35)");
    expect(await background(".tile")).toBe("rgb(255, 255, 255)");
  });
});

describe("the inbox", () => {
  it("shows an e-mail as narrow and as dark as its reader has it", async () => {
    const [{ mail }] = states as [PreviewedMail];
    const standIn = await startResendStandIn({ requestsPerSecond: null });
    onTestFinished(() => standIn.stop());
    const resend = new Resend("re_browser", { baseUrl: standIn.url });
    const { data } = await resend.emails.send({ ...mail, to: "innboks@example.no" });
    const { page } = await stage.visit(`${standIn.url}/inbox/${data?.id}`, { colorScheme: "light" });
    await page.getByRole("link", { name: "320 px" }).click();
    await page.getByRole("link", { name: "Dark" }).click();
    const frame = page.frameLocator("iframe");
    await frame.locator(".ground").first().waitFor();
    expect(await frame.locator("html").evaluate(() => innerWidth)).toBe(320);
    expect(await frame.locator("body").evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
      "rgb(15, 20, 22)",
    );
  });
});
