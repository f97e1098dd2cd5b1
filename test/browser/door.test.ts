/** The door in a browser: names and codes, the camera, no network, two doors, and a helper's phone. */
import type { BrowserContext, Page } from "playwright-core";
import encodeQR from "qr";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { expectForEverybody } from "./page-checks.ts";
import { expectAccessible, phone, type Stage, sharedStage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

const soon = { timeout: 20_000 };

/** A new event with these people; returns the organiser's address. */
async function anEvent(slug: string, people: Record<string, "in-person" | "digital">, capacity = 40): Promise<string> {
  const organiser = `${slug}@example.no`;
  const participation = { ...stage.event.participation, inPerson: { capacity, waitlist: true } };
  const questions = (stage.event.questions ?? []).filter((one) => typeof one === "string");
  const answer = await stage.put({ ...stage.event, slug, organisers: [organiser], participation, questions });
  expect([answer.status, await answer.text()]).toEqual([201, expect.anything()]);
  for (const [name, way] of Object.entries(people)) await register(slug, name, way);
  return organiser;
}

const addressOf = (slug: string, name: string) => `${name.replaceAll(/\W/g, "").toLowerCase()}.${slug}@example.no`;

async function register(slug: string, name: string, participation: string): Promise<void> {
  const answer = await fetch(`${stage.service}/api/events/${slug}/registrations`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `"${slug}-${addressOf(slug, name)}"` },
    body: JSON.stringify({
      partner: "stad",
      language: "nb",
      name,
      email: addressOf(slug, name),
      organisation: "Stad kommune",
      participation,
      waitlist: true,
    }),
  });
  expect([answer.status, await answer.text()]).toEqual([201, expect.anything()]);
}

/** A phone with an organiser's open door. `ready`: runs in every page before its own scripts. */
async function doorOf(slug: string, organiser: string, ready?: (context: BrowserContext) => Promise<unknown>) {
  const context = await stage.browser.newContext({ viewport: phone, hasTouch: true });
  onTestFinished(() => context.close());
  await ready?.(context);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  const mails = (await stage.standIn.mails()).filter(({ to }) => to.includes(organiser)).length;
  await page.goto(`${stage.service}/organiser/${slug}/door?lang=nb`);
  await page.getByLabel("E-postadresse").fill(organiser);
  await page.getByRole("button", { name: "Send meg en lenke" }).click();
  const link = async () => {
    const all = (await stage.standIn.mails()).filter(({ to }) => to.includes(organiser));
    return all.length > mails ? /https?:\/\/\S+\/sign-in\/[\w-]+/.exec(all.at(-1)?.text ?? "")?.[0] : undefined;
  };
  await expect.poll(link, soon).toBeDefined();
  await page.goto((await link()) ?? "");
  await page.getByRole("button", { name: "Logg inn" }).click();
  await opened(page);
  return { context, page, faults };
}

const opened = (page: Page) => page.getByText(/\d+ av \d+ inne/).waitFor();
const inside = (page: Page) => page.locator("[data-inside]").innerText();
const expectInside = (page: Page, words: string) => expect.poll(() => inside(page), soon).toBe(words);
const field = (page: Page) => page.getByLabel("Tre bokstaver av navnet, eller koden");
const verdict = (page: Page) => page.locator("dialog.verdict");

async function find(page: Page, letters: string, button: string): Promise<void> {
  // Typing is blocked behind the dialog: "Velkommen" closes after two seconds.
  await expect.poll(() => verdict(page).isVisible(), soon).toBe(false);
  await field(page).fill(letters);
  await page.getByRole("button", { name: button }).click();
}

const ofDoor = /\/door\/(check-ins|list)/;

/** Cuts off the network. Chromium's emulation alone sometimes lets a request through while a page loads. */
async function cutOff(context: BrowserContext): Promise<void> {
  await context.route(ofDoor, (route) => route.abort());
  await context.setOffline(true);
}

async function reconnect(context: BrowserContext): Promise<void> {
  await context.setOffline(false);
  await context.unroute(ofDoor);
}

async function checkedIn(slug: string): Promise<string[]> {
  const answer = await fetch(`${stage.service}/api/events/${slug}/export`, {
    headers: { authorization: `Bearer ${stage.adminToken}` },
  });
  const { registrations } = (await answer.json()) as { registrations: { name: string; checkedInAt: string | null }[] };
  return registrations.filter((row) => row.checkedInAt).map(({ name }) => name);
}

async function cancel(slug: string, name: string): Promise<void> {
  const authorised = { headers: { authorization: `Bearer ${stage.adminToken}` } };
  const { registrations } = (await (await fetch(`${stage.service}/api/events/${slug}/export`, authorised)).json()) as {
    registrations: { id: string; name: string }[];
  };
  const id = registrations.find((row) => row.name === name)?.id;
  const path = `/api/events/${slug}/registrations/${id}/cancel`;
  const answer = await fetch(stage.service + path, { method: "POST", ...authorised });
  expect(answer.status).toBe(200);
}

/** The attendee's code and the content of the QR code. */
async function ticketOf(slug: string, name: string) {
  const mail = await stage.mailTo(addressOf(slug, name));
  const manage = /https?:\/\/\S+\/registrations\/[\w-]+/.exec(mail.text ?? "")?.[0] ?? "";
  const code = /Koden er: (\w{5})/.exec(mail.text ?? "")?.[1] ?? "";
  return { code, manage };
}

/** Shows the drawing in `window.picture` to the camera. */
async function fakeCamera(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const show = globalThis as { picture?: boolean[][] };
    navigator.mediaDevices.getUserMedia = async () => {
      const canvas = document.createElement("canvas");
      canvas.width = 640;
      canvas.height = 480;
      const pen = canvas.getContext("2d");
      setInterval(() => {
        if (!pen) return;
        pen.fillStyle = "#b9a98f";
        pen.fillRect(0, 0, 640, 480);
        const rows = show.picture ?? [];
        // Tilted, and not quite black on white, like a phone in a hall.
        pen.setTransform(0.96, 0.12, -0.1, 0.97, 150, 40);
        for (const [y, row] of rows.entries())
          for (const [x, dark] of row.entries()) {
            pen.fillStyle = dark ? "#222733" : "#eceae4";
            pen.fillRect(x * 8, y * 8, 8, 8);
          }
        pen.resetTransform();
      }, 50);
      return canvas.captureStream(20);
    };
  });
}

const hold = (page: Page, text: string) =>
  page.evaluate(
    (rows) => {
      (globalThis as { picture?: boolean[][] }).picture = rows;
    },
    encodeQR(text, "raw", { ecc: "medium", border: 4 }),
  );

describe("the door", () => {
  it("finds people by letters and by code, gives each one's state, and everybody can use it", async () => {
    const organiser = await anEvent("dor-navn", {
      "Ingrid Solberg": "in-person",
      "Henrik Solli": "digital",
      "Ola Brekke": "in-person",
    });
    const { page, faults } = await doorOf("dor-navn", organiser);
    expect(await page.locator("main").innerText()).not.toMatch(/Solberg|Solli|Brekke/);
    await expectForEverybody(page);
    await page.setViewportSize(phone);
    await find(page, "SOL", "Slipp inn Ingrid Solberg");
    await expect.poll(() => verdict(page).innerText(), soon).toMatch(/^Velkommen\s+Ingrid Solberg\s+Stad kommune/);
    await expectAccessible(page);
    // It closes by itself, and the next name can be typed at once.
    await expect.poll(() => verdict(page).isVisible(), soon).toBe(false);
    await expect.poll(() => field(page).evaluate((one) => one === document.activeElement), soon).toBe(true);
    await expectInside(page, "1 av 2 inne");
    await expect.poll(() => checkedIn("dor-navn"), soon).toEqual(["Ingrid Solberg"]);

    await find(page, "ing", "Åpne Ingrid Solberg");
    await expect
      .poll(() => verdict(page).innerText(), soon)
      .toMatch(/^Alt inne\s+Ingrid Solberg[\s\S]*Sjekket inn kl\. \d\d\.\d\d/);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await find(page, "sol", "Åpne Henrik Solli");
    await expect.poll(() => verdict(page).innerText(), soon).toContain("Påmeldt digitalt");
    await expectAccessible(page);
    await verdict(page).getByRole("button", { name: "Slipp inn" }).click();
    await expect.poll(() => verdict(page).innerText(), soon).toContain("Velkommen");
    await verdict(page).getByRole("button", { name: "Neste" }).click();
    await expectInside(page, "2 av 3 inne");

    const { code } = await ticketOf("dor-navn", "Ola Brekke");
    await field(page).fill(` ${code.toLowerCase()}`);
    await page.getByRole("button", { name: "Slipp inn Ola Brekke" }).waitFor();
    await field(page).press("Enter");
    await expect.poll(() => verdict(page).innerText(), soon).toContain("Ola Brekke");
    await expectInside(page, "3 av 3 inne");
    await verdict(page).getByRole("button", { name: "Angre" }).click();
    await expectInside(page, "2 av 3 inne");
    await page.getByRole("button", { name: "Angre Ingrid Solberg" }).click();
    await page.getByText("Ingrid Solberg er ikke lenger sjekket inn.").waitFor();
    await expect.poll(() => checkedIn("dor-navn"), soon).toEqual(["Henrik Solli"]);
    await field(page).fill("sol");
    await page.getByRole("button", { name: "Slipp inn Ingrid Solberg" }).waitFor();
    // Tab continues from the last press.
    await page.mouse.click(1, 1);
    await expectForEverybody(page);
    expect(faults).toEqual([]);
  }, 240_000);

  it("adds a person who is not registered, and says that the room is full", async () => {
    const organiser = await anEvent("dor-ny", { "Ingrid Solberg": "in-person" }, 2);
    const { page } = await doorOf("dor-ny", organiser);
    const add = async (name: string) => {
      await page.getByText("Legg til en som ikke er påmeldt").click();
      await page.getByLabel("Navn", { exact: true }).fill(name);
      await page.getByLabel("E-post", { exact: true }).fill(addressOf("dor-ny", name));
      await page.getByRole("button", { name: "Legg til og slipp inn" }).click();
    };
    await add("Kari Nordmann");
    await expect.poll(() => verdict(page).innerText(), soon).toMatch(/Velkommen\s+Kari Nordmann/);
    await expectInside(page, "1 av 2 inne");
    await expect.poll(() => verdict(page).isVisible(), soon).toBe(false);
    await add("Ola Nordmann");
    await page.getByText("Salen er full. Ola Nordmann står nå på venteliste.").waitFor();
    await expect.poll(() => checkedIn("dor-ny"), soon).toEqual(["Kari Nordmann"]);
  }, 120_000);

  it("works without network, even when reloaded, and sends each check-in once when the network is back", async () => {
    const organiser = await anEvent("dor-nett", { "Ingrid Solberg": "in-person", "Ola Brekke": "in-person" });
    const { page, context } = await doorOf("dor-nett", organiser);
    const kept = () => page.evaluate(async () => (await (await caches.open("door-dor-nett")).keys()).length);
    await expect.poll(kept, soon).toBeGreaterThanOrEqual(5);
    await cutOff(context);
    await find(page, "sol", "Slipp inn Ingrid Solberg");
    await expect.poll(() => page.locator("[data-pending]").innerText(), soon).toBe("Én venter på nett");
    await page.getByText(/Uten nett siden \d\d\.\d\d/).waitFor();
    expect(await checkedIn("dor-nett")).toEqual([]);
    // From here on the emulation may let the queue through, as Chromium's sometimes does while a page loads.
    await page.reload();
    await opened(page);
    await expectInside(page, "1 av 2 inne");
    await find(page, "bre", "Slipp inn Ola Brekke");
    await expect.poll(() => page.locator("[data-pending]").innerText(), soon).toBe("2 venter på nett");
    await expectAccessible(page);
    await page.reload();
    await reconnect(context);
    await expect.poll(() => checkedIn("dor-nett"), soon).toEqual(["Ingrid Solberg", "Ola Brekke"]);
    await expect.poll(() => page.locator("[data-pending]").count(), soon).toBe(0);
    await expectInside(page, "2 av 2 inne");
  }, 120_000);

  it("names everybody whom it let in without network, and whose place was cancelled meanwhile", async () => {
    const organiser = await anEvent("dor-avlyst", {
      "Ingrid Solberg": "in-person",
      "Ola Brekke": "in-person",
      "Åse Ødegård": "in-person",
    });
    const { page, context } = await doorOf("dor-avlyst", organiser);
    await cutOff(context);
    await find(page, "sol", "Slipp inn Ingrid Solberg");
    await find(page, "bre", "Slipp inn Ola Brekke");
    await find(page, "øde", "Slipp inn Åse Ødegård");
    for (const name of ["Ingrid Solberg", "Åse Ødegård"]) await cancel("dor-avlyst", name);
    await expect.poll(() => verdict(page).isVisible(), soon).toBe(false);
    await reconnect(context);
    const said = (name: string) => page.getByText(`${name} ble sluppet inn, men er ikke lenger påmeldt i salen.`);
    for (const name of ["Ingrid Solberg", "Åse Ødegård"]) await said(name).waitFor();
    await expectAccessible(page);
    await find(page, "bre", "Åpne Ola Brekke");
    await page.keyboard.press("Escape");
    for (const name of ["Ingrid Solberg", "Åse Ødegård"]) expect(await said(name).count()).toBe(1);
    await page.getByRole("button", { name: "Lukk" }).click();
    await expect.poll(() => said("Åse Ødegård").count(), soon).toBe(0);
    expect(await checkedIn("dor-avlyst")).toEqual(["Ola Brekke"]);
  }, 120_000);

  it("keeps the list on a phone whose clock is a day ahead, and goes on when a person is gone or a stranger answers", async () => {
    const organiser = await anEvent("dor-klokke", { "Ingrid Solberg": "in-person", "Ola Brekke": "digital" });
    const { page } = await doorOf("dor-klokke", organiser, (context) =>
      context.addInitScript(() => {
        const Right = Date;
        const now = () => Right.now() + 86_400_000;
        globalThis.Date = class extends Right {
          constructor(...given: []) {
            super(...((given.length > 0 ? given : [now()]) as []));
          }
          static override now = now;
        } as DateConstructor;
      }),
    );
    const wholeList: string[] = [];
    page.on("request", (request) => {
      if (/\/door\/list\?(?!.*since)/.test(request.url())) wholeList.push(request.url());
    });
    const asked = () => page.waitForResponse(/\/door\/list/, soon);
    for (let times = 0; times < 2; times++) await asked();
    expect(wholeList).toEqual([]);
    await find(page, "sol", "Slipp inn Ingrid Solberg");
    await expect.poll(() => checkedIn("dor-klokke"), soon).toEqual(["Ingrid Solberg"]);
    const notFound = JSON.stringify({ type: "/problems/not-found", status: 404 });
    await page.route("**/door/admit*", (route) =>
      route.fulfill({ status: 404, contentType: "application/problem+json", body: notFound }),
    );
    await find(page, "bre", "Åpne Ola Brekke");
    const refused = page.waitForResponse(/\/door\/admit/, soon);
    await verdict(page).getByRole("button", { name: "Slipp inn" }).click();
    await refused;
    await page.route("**/door/list*", (route) => route.fulfill({ status: 403, body: "Just a moment" }), { times: 1 });
    await page.getByText(/Uten nett siden/).waitFor();
    await page.getByText(/Uten nett siden/).waitFor({ state: "detached" });
    await expectInside(page, "1 av 1 inne");
  }, 120_000);

  it("lets in a person again who is in, and continues by itself", async () => {
    const organiser = await anEvent("dor-igjen", { "Ingrid Solberg": "in-person" });
    const { page } = await doorOf("dor-igjen", organiser);
    await find(page, "sol", "Slipp inn Ingrid Solberg");
    await find(page, "sol", "Åpne Ingrid Solberg");
    await expect.poll(() => verdict(page).innerText(), soon).toContain("Alt inne");
    const sent = page.waitForResponse(/\/door\/check-ins/);
    await verdict(page).getByRole("button", { name: "Slipp inn" }).click();
    await sent;
    await expect.poll(() => verdict(page).isVisible(), soon).toBe(false);
    await expectInside(page, "1 av 1 inne");
  }, 120_000);

  it("loses no check-in if the answer is lost: it is sent again, and counts once", async () => {
    const organiser = await anEvent("dor-tap", { "Ingrid Solberg": "in-person" });
    const { page } = await doorOf("dor-tap", organiser);
    let lost = 0;
    await page.route("**/door/check-ins*", async (route) => {
      if (++lost > 2) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await find(page, "sol", "Slipp inn Ingrid Solberg");
    await expect.poll(() => lost, { timeout: 30_000 }).toBeGreaterThan(2);
    await expect.poll(() => page.locator("[data-pending]").count(), soon).toBe(0);
    expect(await checkedIn("dor-tap")).toEqual(["Ingrid Solberg"]);
    await expectInside(page, "1 av 1 inne");
  }, 120_000);

  it("agrees with another door within seconds, even after both were without network", async () => {
    const organiser = await anEvent("dor-to", {
      "Ingrid Solberg": "in-person",
      "Ola Brekke": "in-person",
      "Åse Ødegård": "in-person",
    });
    const a = await doorOf("dor-to", organiser);
    const b = await doorOf("dor-to", organiser);
    await find(a.page, "sol", "Slipp inn Ingrid Solberg");
    await expectInside(b.page, "1 av 3 inne");
    await find(b.page, "sol", "Åpne Ingrid Solberg");
    await expect.poll(() => verdict(b.page).innerText(), soon).toContain("Alt inne");
    await b.page.keyboard.press("Escape");
    for (const { context } of [a, b]) await cutOff(context);
    await find(a.page, "bre", "Slipp inn Ola Brekke");
    await find(b.page, "bre", "Slipp inn Ola Brekke");
    await find(b.page, "øde", "Slipp inn Åse Ødegård");
    for (const { context } of [b, a]) await reconnect(context);
    for (const { page } of [a, b]) await expectInside(page, "3 av 3 inne");
    expect(await checkedIn("dor-to")).toHaveLength(3);
  }, 180_000);

  it("reads the QR code of the manage page, and rejects other codes", async () => {
    const organiser = await anEvent("dor-kamera", { "Ingrid Solberg": "in-person" });
    await anEvent("dor-annet", { "Mari Haugen": "in-person" });
    const { page, faults } = await doorOf("dor-kamera", organiser, fakeCamera);
    const { manage } = await ticketOf("dor-kamera", "Ingrid Solberg");
    const scanned = await scannedFrom(manage);
    await page.getByRole("button", { name: "Slå på kameraet" }).click();
    await page.getByRole("button", { name: "Slå av" }).waitFor();
    await hold(page, scanned);
    await expect.poll(() => verdict(page).innerText(), soon).toMatch(/Velkommen\s+Ingrid Solberg/);
    await expect.poll(() => verdict(page).isVisible(), soon).toBe(false);
    await hold(page, "https://www.example.no/");
    await expect.poll(() => verdict(page).innerText(), soon).toContain("Ukjent kode");
    await expectAccessible(page);
    await verdict(page).getByRole("button", { name: "Neste" }).click();
    await hold(page, await scannedFrom((await ticketOf("dor-annet", "Mari Haugen")).manage));
    await expect.poll(() => verdict(page).innerText(), soon).toContain("Gjelder ikke her");
    await expectAccessible(page);
    expect(await checkedIn("dor-kamera")).toEqual(["Ingrid Solberg"]);
    expect(faults).toEqual([]);
    // A phone's own camera opens the manage page.
    expect(
      (await fetch(new URL(new URL(scanned).pathname, stage.service), { redirect: "manual" })).headers.get("location"),
    ).toBe(new URL(manage).pathname);
  }, 180_000);

  it("says so when the camera is not allowed", async () => {
    const organiser = await anEvent("dor-nei", { "Ingrid Solberg": "in-person" });
    const { page } = await doorOf("dor-nei", organiser, (context) =>
      context.addInitScript(() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
      }),
    );
    await page.getByRole("button", { name: "Slå på kameraet" }).click();
    await page.getByText("Kameraet er slått av for denne siden.").waitFor();
    await expectAccessible(page);
  }, 120_000);

  it("is handed over to a helper with a QR code, and everything is deleted from the phone when it is closed", async () => {
    const organiser = await anEvent("dor-hjelp", { "Ingrid Solberg": "in-person" });
    const { page } = await doorOf("dor-hjelp", organiser);
    await page.getByRole("link", { name: "Hjelpere ved døra" }).click();
    await page.getByLabel("Dør og hvem som står der").fill("Dør A, Kari");
    await page.getByRole("button", { name: "Vis QR-kode" }).click();
    await page.getByRole("img", { name: "QR-kode som åpner døra: Dør A, Kari" }).waitFor();
    await expectForEverybody(page);
    const link = await readScreen(page);
    const context = await stage.browser.newContext({ viewport: phone });
    onTestFinished(() => context.close());
    const helper = await context.newPage();
    await helper.goto(`${link}?lang=nb`);
    await expectForEverybody(helper);
    await helper.setViewportSize(phone);
    await helper.getByRole("button", { name: "Åpne døra" }).click();
    await opened(helper);
    await helper.getByRole("heading", { name: "Dør A, Kari" }).waitFor();
    await expectForEverybody(helper);
    await helper.setViewportSize(phone);
    await find(helper, "sol", "Slipp inn Ingrid Solberg");
    await expect.poll(() => checkedIn("dor-hjelp"), soon).toEqual(["Ingrid Solberg"]);
    const databases = () => helper.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    expect(await databases()).toEqual(["door-dor-hjelp"]);
    await page.reload();
    await page.getByRole("button", { name: "Steng Dør A, Kari" }).click();
    await helper.getByText("Økten er over. Lista er slettet fra denne enheten.").waitFor(soon);
    await expectAccessible(helper);
    await expect.poll(databases, soon).toEqual([]);
    expect(await helper.evaluate(() => caches.keys())).toEqual([]);
    await helper.getByRole("link", { name: "Åpne siden på nytt" }).click();
    await helper.getByRole("heading", { name: "Døra er stengt på denne telefonen" }).waitFor();
    await expectForEverybody(helper);
  }, 240_000);

  it("leaves nothing on the phone of a helper who has finished, and asks first if something is not sent", async () => {
    const organiser = await anEvent("dor-ferdig", { "Ingrid Solberg": "in-person" });
    const { page } = await doorOf("dor-ferdig", organiser);
    await page.getByRole("link", { name: "Hjelpere ved døra" }).click();
    await page.getByLabel("Dør og hvem som står der").fill("Dør B");
    await page.getByRole("button", { name: "Vis QR-kode" }).click();
    const link = await readScreen(page);
    const context = await stage.browser.newContext({ viewport: phone });
    onTestFinished(() => context.close());
    const helper = await context.newPage();
    await helper.goto(`${link}?lang=nb`);
    await helper.getByRole("button", { name: "Åpne døra" }).click();
    await opened(helper);
    const finish = helper.getByRole("button", { name: "Avslutt og slett lista fra telefonen" });
    await cutOff(context);
    await find(helper, "sol", "Slipp inn Ingrid Solberg");
    await expect.poll(() => verdict(helper).isVisible(), soon).toBe(false);
    const asked: string[] = [];
    helper.once("dialog", (dialog) => {
      asked.push(dialog.message());
      return dialog.dismiss();
    });
    await finish.click();
    expect(asked).toEqual([expect.stringContaining("Én innsjekking er ikke sendt ennå")]);
    await reconnect(context);
    await expect.poll(() => helper.locator("[data-pending]").count(), soon).toBe(0);
    await finish.click();
    await helper.getByRole("heading", { name: "Du er logget ut" }).waitFor();
    expect(await checkedIn("dor-ferdig")).toEqual(["Ingrid Solberg"]);
    await helper.goto(`${stage.service}/health`);
    await expect.poll(() => helper.evaluate(async () => (await indexedDB.databases()).length), soon).toBe(0);
    expect((await helper.goto(`${stage.service}/organiser/dor-ferdig/door`))?.url()).toContain("/sign-in");
    await page.reload();
    await expect.poll(() => page.getByRole("button", { name: "Steng Dør B" }).count(), soon).toBe(0);
  }, 120_000);

  it("leaves nothing on the device of an organiser who signs out", async () => {
    const organiser = await anEvent("dor-ut", { "Ingrid Solberg": "in-person" });
    const { page } = await doorOf("dor-ut", organiser);
    await page.getByRole("button", { name: "Logg ut" }).click();
    await page.getByRole("heading", { name: "Du er logget ut" }).waitFor();
    await page.goto(`${stage.service}/health`);
    await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length), soon).toBe(0);
  }, 120_000);
});

/** The text that a camera reads on the manage page. */
async function scannedFrom(manage: string): Promise<string> {
  const context = await stage.browser.newContext({ viewport: phone });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(manage);
  return readScreen(page);
}

/** Reads the QR code of a page from a screenshot, with another reader than the door's. */
async function readScreen(page: Page): Promise<string> {
  const { default: decodeQR } = await import("qr/decode.js");
  await page.setViewportSize(phone);
  const rows = await page.locator(".qr").evaluate((svg) => {
    const size = Number(svg.getAttribute("viewBox")?.split(" ")[2]);
    const path = svg.querySelectorAll("path")[1]?.getAttribute("d") ?? "";
    const dark: [number, number][] = [];
    for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
      for (let more = 0; more < Number(width); more++) dark.push([Number(x) + more, Number(y)]);
    return { size, dark };
  });
  const [scale, { size, dark }] = [4, rows];
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [x, y] of dark)
    for (let row = 0; row < scale; row++)
      for (let column = 0; column < scale; column++)
        data.fill(
          0,
          4 * ((y * scale + row) * width + x * scale + column),
          4 * ((y * scale + row) * width + x * scale + column) + 3,
        );
  return decodeQR({ width, height: width, data });
}
