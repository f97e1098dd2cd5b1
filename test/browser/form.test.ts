import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, fill, type Stage, sharedStage, submitButton, success, withSite } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const count = async (email: string) => stage.standIn.mails().filter(({ to }) => to.includes(email)).length;
const form = (page: Page) => page.locator("pamelding-form");
const pages = ["telemarksforsking", "stad", "nordre-follo"].map((name) => [name]);

/** Visits a page with the form of a new event. */
async function onSite(
  slug: string,
  changes: Partial<Stage["event"]>,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  expect((await stage.put({ ...stage.event, slug, ...changes })).ok).toBe(true);
  await onSiteOf(slug, use);
}

async function onSiteOf(slug: string, use: (page: Page) => Promise<void>): Promise<void> {
  const snippet = `<a href="${stage.service}/events/${slug}?partner=stad">Meld deg på</a>
    <script async src="${stage.service}/embed/${slug}/stad.js"></script>`;
  await withSite(snippet, async (address) => {
    const { page } = await stage.visit(address);
    await form(page).waitFor();
    await use(page);
  });
}

describe.each(pages)("on the %s page", (name) => {
  it("the form is there, has no WCAG 2.2 AA violation, and breaks no rule of the page's strict policy", async () => {
    const { page, faults } = await stage.visit(`${stage.demo}/${name}.html`);
    await form(page).waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual([
      "",
      0,
      0,
    ]);
    expect(await page.evaluate(() => Object.keys(window).filter((key) => /pam|preact|config/i.test(key)))).toEqual([]);
    expect(await page.locator('a[href*="?partner="]').filter({ visible: true }).count()).toBe(0);
  });

  it("fits a narrow screen, and everything to press is large enough for a thumb", async () => {
    const { page } = await stage.visit(`${stage.demo}/${name}.html`, { viewport: { width: 320, height: 640 } });
    await form(page).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    const heights = await form(page).evaluate((host) =>
      [...(host.shadowRoot?.querySelectorAll("input:not([type=radio]), textarea, button, summary, .choice") ?? [])].map(
        (element) => Math.round(element.getBoundingClientRect().height),
      ),
    );
    expect(heights.length).toBeGreaterThan(8);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  });

  it("it can be completed with only the keyboard", async () => {
    const { page } = await stage.visit(`${stage.demo}/${name}.html`);
    await form(page).waitFor();
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement?.shadowRoot?.activeElement as HTMLInputElement | null | undefined;
        return element?.name || element?.type || element?.localName || "";
      });
    const email = `${name}-tast@example.no`;
    const typed: Record<string, string> = { name: "Kari Nordmann", email };
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press("Tab");
      const field = await focused();
      if (typed[field]) await page.keyboard.type(typed[field]);
      if (field === "participation") await page.keyboard.press("Space");
      if (field === "submit") break;
    }
    await page.keyboard.press("Enter");
    await success(page).waitFor();
    await stage.mailTo(email);
  });
});

describe("what is wrong", () => {
  it("is said at the field and in a focused summary, in the same words, and what was typed stays", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    await submitButton(page).click();
    const summary = form(page).locator("#trouble");
    await summary.waitFor();
    await form(page).locator("#trouble:focus").waitFor();
    await expectAccessible(page);

    await fill(page, { name: "Kjøp på https://example.com", email: "kari@example" });
    await submitButton(page).click();
    await expect
      .poll(() => summary.getByRole("link").allTextContents())
      .toEqual([
        "Namnet kan ikkje innehalde ei nettadresse.",
        "E-postadressa ser ikkje rett ut. Skriv til dømes: namn@eksempel.no",
      ]);
    for (const [field, text] of [
      ["name", "Namnet kan ikkje"],
      ["email", "E-postadressa ser ikkje rett ut"],
    ] as const) {
      const input = form(page).locator(`input[name="${field}"]`);
      expect(await input.getAttribute("aria-invalid")).toBe("true");
      expect(await form(page).locator(`[id="${field}-error"]`).textContent()).toContain(text);
    }
    await summary.getByRole("link").nth(1).click();
    await form(page).locator('input[name="email"]:focus').waitFor();
    expect(await form(page).locator('input[name="name"]').inputValue()).toBe("Kjøp på https://example.com");
  });

  it("with the address is offered as a correction, never forced", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    await fill(page, { email: "kari@gmial.com" });
    await page.getByRole("button", { name: "Bruk kari@gmail.com" }).click();
    expect(await form(page).locator('input[name="email"]').inputValue()).toBe("kari@gmail.com");
  });
});

describe("when the service cannot be reached", () => {
  it("says so, keeps what was typed, and trying again makes one registration", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    const keys: string[] = [];
    let lost = 2;
    await page.route("**/registrations", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      keys.push(route.request().headers()["idempotency-key"] ?? "");
      if (lost-- === 2) return route.abort("connectionrefused");
      // The request arrives, but the answer does not.
      if (lost === 0) {
        await route.fetch();
        return route.abort("connectionreset");
      }
      return route.continue();
    });
    await fill(page, { email: "borte@example.no" });
    await submitButton(page).click();
    const trouble = form(page).locator("#trouble");
    await trouble.waitFor();
    expect(await form(page).locator('input[name="email"]').inputValue()).toBe("borte@example.no");
    await expectAccessible(page);
    for (let tries = 0; tries < 2; tries++) {
      await trouble.getByRole("button", { name: "Prøv igjen" }).click();
      await expect.poll(() => keys.length).toBe(tries + 2);
      if (tries === 0) await trouble.waitFor();
    }
    await success(page).waitFor();
    expect(new Set(keys).size).toBe(1);
    await stage.mailTo("borte@example.no");
    expect(await count("borte@example.no")).toBe(1);
  });

  it("waits for an overloaded service, says so, and sends the same again until it is accepted", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    const keys: string[] = [];
    await page.route("**/registrations", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      keys.push(route.request().headers()["idempotency-key"] ?? "");
      if (keys.length > 2) return route.continue();
      // The second is stored, and only the answer is lost.
      if (keys.length === 2) await route.fetch();
      const json = { type: "/problems/overloaded", status: 503, title: "", detail: "", challenge: { wait: 3 } };
      const headers = { "access-control-allow-origin": "*", "access-control-expose-headers": "retry-after" };
      return route.fulfill({ status: 503, headers: { ...headers, "retry-after": "3" }, json });
    });
    await fill(page, { email: "trengsel@example.no" });
    await submitButton(page).click();
    await form(page).locator("[role=status]").getByText("Vi prøver framleis").waitFor({ timeout: 10_000 });
    await success(page).waitFor({ timeout: 10_000 });
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    await stage.mailTo("trengsel@example.no");
    expect(await count("trengsel@example.no")).toBe(1);
  });

  it("says that nobody is registered yet if nothing was sent, and that we do not know if the request was sent", async () => {
    // A service that accepts requests and never answers, or is not reachable at all.
    const silent = createServer((request, response) => {
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-headers", "*");
      if (request.method === "OPTIONS") return void response.writeHead(204).end();
      request.resume().on("end", () => request.socket.destroy());
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const script = await (await fetch(`${stage.service}/embed/samskaping/stad.js`)).text();
    const { page } = await stage.visit("about:blank");
    await page.route("**/embed/**", (route) =>
      route.fulfill({
        contentType: "text/javascript",
        body: script.replaceAll(stage.service, `http://127.0.0.1:${port}`),
      }),
    );
    await withSite(`<script src="${stage.service}/embed/samskaping/stad.js"></script>`, async (address) => {
      await page.goto(address);
      await fill(page, { email: "tagal@example.no" });
      await submitButton(page).click();
      await form(page).getByText("Vi veit ikkje om påmeldinga kom fram.").waitFor();
      await new Promise((resolve) => silent.close(resolve).closeAllConnections());
      await page.getByRole("button", { name: "Prøv igjen" }).click();
      await form(page).getByText("Du er ikkje meld på enno.").waitFor();
    });
  });

  it("says in the service's words that it is closed for a while, keeps what was typed, and sends the same later", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    const detail = "Vi arbeider med tenesta. Prøv igjen om 10 minutt.";
    const keys: (string | undefined)[] = [];
    await page.route("**/registrations", async (route) => {
      if (route.request().method() === "POST") keys.push(route.request().headers()["idempotency-key"]);
      if (keys.length !== 1) return route.continue();
      await route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        headers: { "access-control-allow-origin": "*", "retry-after": "600" },
        body: JSON.stringify({ type: "/problems/maintenance", title: "Stengd", status: 503, detail }),
      });
    });
    await fill(page, { email: "stengd@example.no" });
    await submitButton(page).click();
    await form(page).getByText(detail).waitFor();
    await expectAccessible(page);
    await submitButton(page).click();
    await success(page).waitFor();
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it("pressing twice sends once", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    let posts = 0;
    await page.route("**/registrations", async (route) => {
      if (route.request().method() === "POST") posts++;
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    await fill(page, { email: "dobbel@example.no" });
    await submitButton(page).dblclick();
    await success(page).waitFor();
    expect(posts).toBe(1);
  });
});

describe("when the room is full", () => {
  it("says so before anybody types, and offers the waiting list and digital", async () => {
    const participation = { inPerson: { capacity: 0, waitlist: true }, digital: {} };
    await onSite("fullt", { participation }, async (page) => {
      await page.getByText("Salen er full").first().waitFor();
      await expectAccessible(page);
      await fill(page, { email: "ko@example.no" });
      expect(await submitButton(page).textContent()).toBe("Set meg på venteliste");
      await submitButton(page).click();
      await success(page).waitFor();
      expect((await stage.mailTo("ko@example.no")).subject).toContain("Du står på venteliste");
    });
  });

  it("and fills up while a person types, what was typed stays and the form asks", async () => {
    const places = (capacity: number) => ({ inPerson: { capacity, waitlist: true }, digital: {} });
    await onSite("siste", { participation: places(1) }, async (page) => {
      await fill(page, { email: "sein@example.no" });
      await stage.put({ ...stage.event, slug: "siste", participation: places(0) });
      await submitButton(page).click();
      await page.getByText("Den siste plassen blei teken").waitFor();
      await expectAccessible(page);
      expect(await form(page).locator('input[name="email"]').inputValue()).toBe("sein@example.no");
      await form(page).locator("#trouble").getByRole("button", { name: "Set meg på venteliste" }).click();
      await success(page).waitFor();
      expect((await stage.mailTo("sein@example.no")).subject).toContain("Du står på venteliste");
    });
  });
});

describe("when nobody can register", () => {
  it.each([
    [
      "stengt",
      { registrationCloses: "2026-01-02T00:00", registrationOpens: "2026-01-01T00:00" },
      "Påmeldinga er stengd",
      "Fristen var torsdag 1. januar 2026.",
    ],
    ["avlyst", { cancelled: { reason: { nb: "Sykdom" } } }, "Arrangementet er avlyst", "Sykdom"],
    [
      "snart",
      {
        registrationOpens: "2998-12-31T00:00",
        registrationCloses: "2999-01-02T00:00",
        doorsOpen: undefined,
        starts: "2999-01-03T09:00",
        ends: "2999-01-03T10:00",
      },
      /^Påmeldinga opnar \S+dag 31. desember 2998$/,
      "Då kan du melde deg på her.",
    ],
  ])(
    "(%s) that is the heading, and below it stand the reason and whom to ask",
    async (slug, changes, heading, reason) => {
      await onSite(slug, changes, async (page) => {
        await page.getByRole("heading", { level: 2, name: heading }).waitFor();
        await form(page).getByText(reason).waitFor();
        await form(page).getByText("Arrangør: Telemarksforsking. Finansiert av Norges forskningsråd.").waitFor();
        await form(page).getByRole("link", { name: "Rebekka S. Myhrer" }).first().waitFor();
        expect(await form(page).locator("form").count()).toBe(0);
        expect(await form(page).textContent()).not.toContain("00.00");
        await expectAccessible(page);
      });
    },
  );

  it("because the event is over, that is said", () =>
    onSiteOf("samskaping-2023", async (page) => {
      await page.getByText("Arrangementet er over").waitFor();
      await expectAccessible(page);
    }));

  it("because there is no such event, there is a plain message and no empty hole", () =>
    onSiteOf("finst-ikkje", async (page) => {
      await page.getByText("Vi finner ikke arrangementet.").waitFor();
      await expectAccessible(page);
    }));
});

describe("more than name and address", () => {
  it("colleagues are added and removed without a mouse", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    await fill(page, { email: "leiar@example.no", participation: "digital" });
    await form(page).locator("summary", { hasText: "kollegaer" }).press("Enter");
    for (const [index, name] of ["Ola Nordmann", "Feil Person"].entries()) {
      await page.getByRole("button", { name: "Legg til ein kollega" }).press("Enter");
      // The focus is in the new row after it is rendered.
      await form(page).locator(`input[name="colleagues.${index}.name"]:focus`).waitFor();
      await page.keyboard.type(name);
      await form(page).locator(`input[name="colleagues.${index}.email"]`).fill(`kollega${index}@example.no`);
    }
    await expectAccessible(page);
    await page.getByRole("button", { name: "Fjern Feil Person" }).press("Enter");
    // The focus moves to the button that adds one.
    await form(page).locator("#colleagues:focus").waitFor();
    await submitButton(page).press("Enter");
    await success(page).waitFor();
    expect((await stage.mailTo("kollega0@example.no")).subject).toContain("Ein kollega har meldt deg på");
    expect(await count("kollega1@example.no")).toBe(0);
  });

  it("removing one colleague leaves the others as they were typed", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    await fill(page, { email: "fjern@example.no", participation: "digital" });
    await form(page).locator("summary", { hasText: "kollegaer" }).click();
    const rows = ["Ada", "Bo", "Cleo"];
    for (const [row, name] of rows.entries()) {
      await page.getByRole("button", { name: "Legg til ein kollega" }).click();
      await form(page).locator(`input[name="colleagues.${row}.name"]`).fill(name);
      await form(page).locator(`input[name="colleagues.${row}.email"]`).fill(`fjern-${name.toLowerCase()}@example.no`);
    }
    const typed = () =>
      form(page)
        .locator('input[name^="colleagues."]')
        .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    await page.getByRole("button", { name: "Fjern Ada" }).click();
    await expect.poll(typed).toEqual(["Bo", "fjern-bo@example.no", "Cleo", "fjern-cleo@example.no"]);
    await page.getByRole("button", { name: "Fjern Cleo" }).click();
    await expect.poll(typed).toEqual(["Bo", "fjern-bo@example.no"]);
    // A row added again is empty, and ignored while it is.
    await page.getByRole("button", { name: "Legg til ein kollega" }).click();
    await expect.poll(typed).toEqual(["Bo", "fjern-bo@example.no", "", ""]);
    await submitButton(page).click();
    await success(page).waitFor();
    await stage.mailTo("fjern-bo@example.no");
    expect(await count("fjern-cleo@example.no")).toBe(0);
  });

  it("consent is asked for when there is something to consent to", async () => {
    const { page } = await stage.visit(`${stage.demo}/stad.html`);
    await fill(page, { email: "nott@example.no" });
    await form(page).locator("summary", { hasText: "tilrettelegging" }).click();
    const consent = form(page).locator('input[name="needs.consent"]');
    expect(await consent.count()).toBe(0);
    await page.getByRole("textbox", { name: /^Allergiar/ }).fill("nøtter");
    await submitButton(page).click();
    await page.getByRole("link", { name: /Kryss av for samtykke/ }).waitFor();
    await consent.check();
    await submitButton(page).click();
    await success(page).waitFor();
  });
});

describe("an event that asks attendees to verify their address", () => {
  it("gives the deadline on the receipt, holds the place until the button is pressed, and then keeps it", () =>
    onSite("stadfest", { verification: { holdHours: 24 } }, async (page) => {
      const email = "stadfest@example.no";
      await fill(page, { name: "Nora Nes", email });
      await submitButton(page).click();
      await page.getByRole("heading", { name: "Nesten ferdig: stadfest påmeldinga" }).waitFor();
      await page.getByText("innan 24 timar").waitFor();
      await expectAccessible(page);
      await expect.poll(() => count(email), { timeout: 10_000 }).toBe(1);
      const mail = stage.standIn.mails().find(({ to }) => to.includes(email));
      await page.goto(/https?:\S+\/registrations\/[\w-]+/.exec(mail?.text ?? "")?.[0] ?? "");
      await page.getByRole("button", { name: "Stadfest påmeldinga" }).click();
      await page.getByText("Påmeldinga er stadfest.").waitFor();
      await expectAccessible(page);
      await expect.poll(() => count(email), { timeout: 10_000 }).toBe(2);
    }));
});
