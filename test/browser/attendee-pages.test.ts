/** Our own pages for attendees, in every state: their content, and that everybody can use them. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Definition } from "../local/seed.ts";
import { expectForEverybody, toldOn } from "./page-checks.ts";
import { fill, type Stage, sharedStage, submitButton } from "./stage.ts";

let stage: Stage;

/** Values that never change, since the snapshots contain them. */
const fixed = {
  registrationOpens: "2023-01-01T00:00",
  registrationCloses: "2999-01-02T00:00",
  starts: "2999-01-03T09:00",
  ends: "2999-01-03T13:00",
  doorsOpen: "2999-01-03T08:30",
};
const fullRoom = { participation: { inPerson: { capacity: 0, waitlist: true }, digital: {} } };
const closed = { registrationCloses: "2024-01-02T00:00" };
const cancelled = { cancelled: { reason: { nn: "Straumen i bygget er borte heile veka." } } };

async function put(slug: string, changes: Partial<Definition> = {}): Promise<void> {
  const answer = await stage.put({ ...stage.event, ...fixed, slug, ...changes });
  if (!answer.ok) throw new Error(await answer.text());
}

beforeAll(async () => {
  stage = await sharedStage();
  await put("side");
  await put("side-full", fullRoom);
  await put("side-stengd", closed);
  await put("side-avlyst", cancelled);
  await put("side-ventar", { registrationOpens: "2998-01-01T00:00" });
  await put("side-over", {
    ...{ starts: "2024-01-03T09:00", ends: "2024-01-03T13:00", doorsOpen: "2024-01-03T08:30" },
    ...closed,
  });
  await put("side-stadfest", { verification: { holdHours: 24 } });
});

let people = 0;

/** Registers a new attendee, and returns the path of the manage page. */
async function registered(slug: string, changes: Record<string, unknown> = {}): Promise<string> {
  const email = `side-${++people}@example.no`;
  const answer = await fetch(`${stage.service}/api/events/${slug}/registrations`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({
      ...{ partner: "stad", language: "nn", name: "Kari Nordmann", email, participation: "in-person", waitlist: true },
      ...{ organisation: "Stad kommune", needs: { diet: "nøtter", access: "", consent: true } },
      ...changes,
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const { text } = await stage.mailTo(email);
  return /\/registrations\/[\w-]+/.exec(text ?? "")?.[0] ?? "no link";
}

async function post(path: string): Promise<void> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  await fetch(stage.service + path, { method: "POST", headers, body: "", redirect: "manual" });
}

const hosted = (slug: string) => `/events/${slug}?partner=stad`;
const digital = { participation: "digital" };

/** Registers on the hosted page, without scripts. */
const send = (email: string, participation: "in-person" | "digital") => async (page: Page) => {
  await fill(page, { email, participation });
  await submitButton(page).click();
  await page.waitForURL("**/receipt/**");
};

/** Each state: the path, and the action there. */
const states: Record<string, [path: () => string | Promise<string>, act?: (page: Page) => Promise<void>]> = {
  hosted: [() => hosted("side")],
  "hosted-errors": [() => hosted("side"), (page) => submitButton(page).click()],
  "hosted-full": [() => hosted("side-full")],
  "hosted-closed": [() => hosted("side-stengd")],
  "hosted-cancelled": [() => hosted("side-avlyst")],
  "hosted-not-open": [() => hosted("side-ventar")],
  "hosted-over": [() => hosted("side-over")],
  "receipt-seat": [() => hosted("side"), send("kvittering@example.no", "in-person")],
  "receipt-digital": [() => hosted("side"), send("kvittering-digital@example.no", "digital")],
  "receipt-waiting": [() => hosted("side-full"), send("kvittering-ventar@example.no", "in-person")],
  "receipt-group": [
    () => hosted("side"),
    async (page) => {
      await page.locator("summary", { hasText: "Meld på kollegaer" }).click();
      await page.locator('[name="colleagues.0.name"]').fill("Ola Nordmann");
      await page.locator('[name="colleagues.0.email"]').fill("kvittering-ola@example.no");
      await send("kvittering-to@example.no", "digital")(page);
    },
  ],
  "manage-seat": [() => registered("side")],
  "manage-digital": [() => registered("side", digital)],
  "manage-waiting": [() => registered("side-full")],
  "manage-held": [() => registered("side-stadfest")],
  "manage-left": [
    async () => {
      const link = await registered("side");
      await post(`${link}/cancel`);
      return `${link}?done=cancelled`;
    },
  ],
  "manage-errors": [
    () => registered("side"),
    async (page) => {
      await page.locator('[name="name"]').fill("");
      await page.getByRole("button", { name: "Lagre endringane" }).click();
      await page.getByRole("heading", { name: /^Rett éin ting/ }).waitFor();
    },
  ],
  "manage-cancelled": [
    async () => {
      await put("side-avlyst-etterpaa");
      const link = await registered("side-avlyst-etterpaa");
      await put("side-avlyst-etterpaa", cancelled);
      return link;
    },
  ],
  "manage-closed": [
    async () => {
      await put("side-stengd-etterpaa");
      const link = await registered("side-stengd-etterpaa");
      await put("side-stengd-etterpaa", closed);
      return link;
    },
  ],
  "ask-cancel": [async () => `${await registered("side")}/cancel`],
  "ask-leave-list": [async () => `${await registered("side-full")}/cancel`],
  "ask-erase": [async () => `${await registered("side")}/erase`],
  "ask-not-me": [async () => `${await registered("side")}/not-me`],
  "ask-digital": [async () => `${await registered("side")}/digital`],
  "ask-in-person": [async () => `${await registered("side", digital)}/in-person`],
  "ask-meanwhile": [async () => `${await registered("side-full")}/meanwhile`],
  erased: [
    async () => `${await registered("side")}/erase`,
    async (page) => {
      await page.getByRole("button", { name: "Ja, slett alt" }).click();
      await page.getByRole("heading", { name: "Opplysningane dine er sletta" }).waitFor();
    },
  ],
  "lost-link": [() => "/events/side/lost-link?partner=stad"],
  "lost-link-errors": [
    () => "/events/side/lost-link?partner=stad",
    (page) => page.getByRole("button", { name: "Send meg lenkja" }).click(),
  ],
  "lost-link-sent": [
    () => "/events/side/lost-link?partner=stad",
    async (page) => {
      await page.getByRole("textbox").fill("ukjend@example.no");
      await page.getByRole("button", { name: "Send meg lenkja" }).click();
      await page.getByRole("heading", { name: "Sjå i innboksen din" }).waitFor();
    },
  ],
  "link-damaged": [() => "/registrations/ugyldig"],
  "link-erased": [
    async () => {
      const link = await registered("side");
      await post(`${link}/erase`);
      return link;
    },
  ],
  "no-such-event": [() => "/events/finst-ikkje"],
  "no-such-page": [() => "/finst-ikkje"],
};

describe.each(Object.entries(states))("%s", (state, [path, act]) => {
  it("is presented to screen readers like this, and everybody can use it", async () => {
    const { page, faults } = await stage.visit(stage.service + (await path()), {
      javaScriptEnabled: true,
      locale: "nn-NO",
    });
    await act?.(page);
    const told = (await toldOn(page, stage.service)).replaceAll(/side-\d+@/g, "side-N@");
    await expect(told).toMatchFileSnapshot(`__snapshots__/pages/${state}.yml`);
    await expectForEverybody(page);
    // The browser reports only the status of pages with errors.
    expect(faults.filter((fault) => !/status of (404|422)/.test(fault))).toEqual([]);
  });
});

describe("an attendee who cannot come", () => {
  it("cancels with two presses from a link in an e-mail, and comes back with one, by keyboard and without scripts", async () => {
    const link = await registered("side");
    const { page } = await stage.visit(`${stage.service}${link}/cancel`, { javaScriptEnabled: false });
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 20; presses++) {
        await page.keyboard.press("Tab");
        const focused = await page.locator(":focus").textContent();
        if (focused === name) return;
      }
      throw new Error(`Tab never came to ${name}`);
    };
    await tabTo("Meld meg av");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Du er meld av" }).waitFor();
    await tabTo("Meld meg på igjen");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Du har plass i salen" }).waitFor();
  });

  it("follows digitally instead, from the same page", async () => {
    const { page } = await stage.visit(`${stage.service}${await registered("side")}/cancel`);
    await page.getByRole("link", { name: "Følg digitalt i staden" }).click();
    await page.getByRole("button", { name: "Eg følgjer digitalt" }).click();
    await page.getByRole("heading", { level: 1, name: "Du deltek digitalt" }).waitFor();
  });
});

describe("the page's description for search engines", () => {
  it("is data that the browser neither runs nor reports, also with a text that looks like markup", async () => {
    const title = { nn: "</script><script>document.title = 'køyrd'</script><!--" };
    await put("side-markup", { title });
    const { page, faults } = await stage.visit(stage.service + hosted("side-markup"));
    const data = await page.locator('script[type="application/ld+json"]').textContent();
    expect(JSON.parse(data ?? "")).toMatchObject({ "@type": "Event", name: title.nn });
    expect(await page.title()).not.toBe("køyrd");
    expect(faults).toEqual([]);
  });
});
