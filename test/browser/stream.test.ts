/** An attendee's own link to the stream in a browser: the countdown, the press that leads to another site, and every state. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Definition } from "../local/seed.ts";
import { expectForEverybody } from "./page-checks.ts";
import { phone, type Stage, sharedStage } from "./stage.ts";

let stage: Stage;
let site: Server;
let streamUrl: string;
/** The requests to the stream's site, with the page that each came from. */
const arrivals: { path: string | undefined; referer: string | undefined }[] = [];

const MINUTE = 60_000;

beforeAll(async () => {
  stage = await sharedStage();
  // Redirects to a second address, like sites of streams do.
  site = createServer((request, response) => {
    arrivals.push({ path: request.url, referer: request.headers.referer });
    if (request.url === "/direkte") response.writeHead(302, { location: "/rom" }).end();
    else response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Rommet</title>");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => site.once("listening", resolve));
  streamUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/direkte`;
});

afterAll(() => site.close());

/** A time as a definition has it, in UTC. */
const local = (instant: number) => new Date(instant).toISOString().slice(0, 16);

/** An event that starts `startsIn` milliseconds from now, to the minute, with a stream that opens then. */
async function put(slug: string, startsIn: number, digital: object = {}, more: Partial<Definition> = {}) {
  const starts = Math.ceil((Date.now() + startsIn) / MINUTE) * MINUTE;
  const { doorsOpen, promotionEnds, ...event } = stage.event;
  const answer = await stage.put({
    ...event,
    slug,
    timeZone: "UTC",
    starts: local(starts),
    ends: local(starts + 120 * MINUTE),
    registrationOpens: "2023-01-01T00:00",
    registrationCloses: local(starts),
    participation: {
      inPerson: { capacity: 0, waitlist: true },
      digital: { capacity: null, streamUrl, streamOpensBefore: 0, ...digital },
    },
    mails: {},
    ...more,
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function linkOf(slug: string): Promise<string> {
  const email = `ola.${slug}@example.no`;
  const answer = await fetch(`${stage.service}/api/events/${slug}/registrations`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({
      ...{ partner: "stad", language: "nb", name: "Ola Nordmann", email, participation: "digital", waitlist: false },
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const { text } = await stage.mailTo(email);
  return /https?:\/\/\S+\/s\/[\w-]+/.exec(text ?? "")?.[0] ?? "no link";
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

async function joined(slug: string): Promise<unknown> {
  const answer = await fetch(`${stage.service}/api/events/${slug}/stats`, {
    headers: { authorization: `Bearer ${stage.adminToken}` },
  });
  return ((await answer.json()) as { joined: number }).joined;
}

describe("before the stream opens", () => {
  it("counts down right on a wrong clock, and everybody can use the page", async () => {
    await put("nedtelling", 3 * 24 * 60 * MINUTE);
    const link = await linkOf("nedtelling");
    const { page, faults } = await stage.visit("about:blank", { viewport: phone });
    // The clock is a year behind.
    await page.clock.install({ time: Date.now() - 365 * 24 * 60 * MINUTE });
    await page.goto(link);
    await heading(page, "Sendingen har ikke åpnet ennå").waitFor();
    const timer = page.getByRole("timer");
    expect(await timer.innerText()).toBe("Åpner om 3 dager");
    await page.clock.runFor(2 * 60 * MINUTE);
    await expect.poll(() => timer.innerText(), { timeout: 10_000 }).toBe("Åpner om 2 dager og 22 timer");
    await page.clock.runFor(70 * 60 * MINUTE - 31_000);
    await expect.poll(() => timer.innerText(), { timeout: 10_000 }).toMatch(/^Åpner om \d+ (minutt|sekund)/);
    expect(faults).toEqual([]);
    const { page: again } = await stage.visit(link, { viewport: phone });
    await heading(again, "Sendingen har ikke åpnet ennå").waitFor();
    expect(await again.getByRole("link", { name: "Legg til i kalenderen" }).count()).toBe(1);
    await expectForEverybody(again);
  }, 180_000);

  it("reloads when the stream opens, and a press by keyboard leads to the stream, without a referrer", async () => {
    await put("aapner", 24 * 60 * MINUTE);
    const { page, faults } = await stage.visit("about:blank", { viewport: phone });
    await page.clock.install();
    await page.goto(await linkOf("aapner"));
    await heading(page, "Sendingen har ikke åpnet ennå").waitFor();
    // A day passes: the event is moved for the service, and the clock for the page. It starts on a whole minute, so up to one
    // later, and the page waits some seconds more, which must not pass in real time.
    await put("aapner", -MINUTE);
    await page.clock.fastForward((24 * 60 + 2) * MINUTE);
    await page.getByRole("button", { name: "Gå til sendingen" }).waitFor();
    expect(await joined("aapner")).toBe(0);
    await expectForEverybody(page);
    arrivals.length = 0;
    await page.getByRole("button", { name: "Gå til sendingen" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.title(), { timeout: 10_000 }).toBe("Rommet");
    expect(arrivals.filter(({ path }) => path !== "/favicon.ico")).toEqual([
      { path: "/direkte", referer: undefined },
      { path: "/rom", referer: undefined },
    ]);
    expect(await joined("aapner")).toBe(1);
    await page.goBack();
    await page.getByRole("button", { name: "Gå til sendingen" }).click();
    await expect.poll(() => page.title(), { timeout: 10_000 }).toBe("Rommet");
    expect(await joined("aapner")).toBe(1);
    expect(faults).toEqual([]);
  }, 240_000);

  it("gives the hours on the clock of a reader in another time zone", async () => {
    await put("sone", 5 * 24 * 60 * MINUTE);
    const { page } = await stage.visit(await linkOf("sone"), { timezoneId: "America/New_York" });
    await page.getByText(/^I din tidssone: /).waitFor();
  }, 60_000);
});

describe("every other state of the page", () => {
  it.each<[string, string, object, Partial<Definition>, number]>([
    ["uten-adresse", "Lenken til sendingen kommer her", { streamUrl: null }, {}, -MINUTE],
    ["opptak", "Opptaket er klart", { recordingUrl: "https://strom.example.no/opptak" }, {}, -200 * MINUTE],
    ["over", "Sendingen er over", {}, {}, -200 * MINUTE],
    ["avlyst", "Arrangementet er avlyst", {}, { cancelled: { reason: { nb: "Foredragsholderen er syk." } } }, -MINUTE],
  ])(
    "%s can be used by everybody",
    async (name, words, digital, more, startsIn) => {
      const slug = `sending-${name}`;
      await put(slug, 24 * 60 * MINUTE);
      const link = await linkOf(slug);
      await put(slug, startsIn, digital, more);
      const { page, faults } = await stage.visit(link, { viewport: phone });
      await heading(page, words).waitFor();
      await expectForEverybody(page);
      expect(faults).toEqual([]);
    },
    180_000,
  );
});
