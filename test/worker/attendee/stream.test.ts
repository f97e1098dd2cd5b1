/** An attendee's own link to the stream: when it opens and who may use it, what counts as attending, and what it reveals. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { settingsOf } from "../../../worker/environment.ts";
import { manageSecret, streamSecret } from "../../../worker/security/manage-link.ts";
import { joinStream } from "../../../worker/storage/joining.ts";
import { type Definition, duringRegistration, sample } from "../builders.ts";
import {
  anotherLinkKey,
  asAdmin,
  bindings,
  call,
  exported,
  form,
  home,
  json,
  mailsTo,
  put,
  threeTicks,
  withDatabase,
} from "../client.ts";
import { counted } from "../counted.ts";
import { type Attendee, addressAt, aNewEvent, attend, calendarAddressIn, press } from "../people.ts";

const streamUrl = "https://strom.example.no/direkte?nokkel=hemmelig";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The sample event is from 9 to 13 in Oslo, an hour ahead of UTC; its stream opens 15 minutes before. */
const starts = Date.parse("2026-12-15T08:00:00Z");
const ends = Date.parse("2026-12-15T12:00:00Z");
const opens = starts - 15 * MINUTE;

const streamed = (digital: object = {}, more: Partial<Definition> = {}): Partial<Definition> => ({
  participation: { inPerson: { capacity: 1, waitlist: true }, digital: { streamUrl, ...digital } },
  ...more,
});

const keys = settingsOf(bindings).LINK_KEYS;

let slug: string;
let ola: Attendee;
let link: string;

beforeEach(async () => {
  // A tick handles a few things at a time, and the events of other tests fall due too.
  await env.DB.exec("UPDATE scheduled_mail SET done_at = 0");
  slug = await aNewEvent("sending", streamed());
  ola = await attend(slug, "ola", { participation: "digital", name: "Ola Nordmann" });
  link = await linkOf(ola);
});

async function linkOf({ address }: Pick<Attendee, "address">): Promise<string> {
  const text = (await mailsTo(address)).at(-1)?.text ?? "";
  const path = /https:\/\/pamelding\.example\.no(\/s\/[\w-]+)/.exec(text)?.[1];
  if (!path) throw new Error(`No link to the stream in ${text}`);
  return path;
}

const change = async (changes: Partial<Definition>) =>
  (await put({ ...sample, slug, ...changes })).json() as Promise<{ messages: number }>;
const html = { headers: { accept: "text/html" } };
const page = async (path = link) => (await call(path, html)).text();
const enter = (path = link) => call(path, form({}));
const rowOf = async ({ address }: Pick<Attendee, "address"> = ola) =>
  (await exported(slug)).registrations.find(({ email }) => email === address);
const joinedRows = async () =>
  (
    await env.DB.prepare("SELECT count(*) AS n FROM change WHERE event = ? AND reason = 'joined'")
      .bind(slug)
      .first<{ n: number }>()
  )?.n;

describe("before the stream opens", () => {
  it("says when it opens and how long that is, offers the calendar, and does not contain the stream's address", async () => {
    vi.setSystemTime(opens - 2 * HOUR - 5 * MINUTE);
    const answer = await call(link, html);
    const text = await answer.text();
    expect(text).toContain("Opnar om 2 timar og 5 minutt");
    expect(text).toContain("tysdag 15. desember 2026 kl.\u00a008.45");
    expect(text).toMatch(/href="\/calendar\/[\w-]+\.ics"/);
    expect(text).not.toContain("<form");
    for (const told of [text, JSON.stringify([...answer.headers])]) expect(told).not.toMatch(/strom\.example|hemmelig/);
    expect(answer.headers.get("content-security-policy")).toContain("form-action 'self';");
  });

  it("a press leads back to the page, and is not counted", async () => {
    vi.setSystemTime(opens - 1);
    const answer = await enter();
    expect([answer.status, answer.headers.get("location")]).toEqual([303, link]);
    expect(await rowOf()).toMatchObject({ joinedAt: null });
  });
});

describe("while the stream is open", () => {
  beforeEach(() => {
    vi.setSystemTime(opens);
  });

  it("a press leads to it and is stored once, with a row in the feed", async () => {
    const { cursor } = await exported(slug);
    const answer = await enter();
    expect([answer.status, answer.headers.get("location")]).toEqual([303, streamUrl]);
    expect(await rowOf()).toMatchObject({ joinedAt: new Date(opens).toISOString() });
    vi.setSystemTime(opens + HOUR);
    expect((await enter()).headers.get("location")).toBe(streamUrl);
    expect(await rowOf()).toMatchObject({ joinedAt: new Date(opens).toISOString() });
    expect(await joinedRows()).toBe(1);
    expect((await exported(slug, `?since=${cursor}`)).registrations).toHaveLength(1);
  });

  it("twenty presses at once are one", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => enter()));
    expect(new Set(answers.map(({ headers }) => headers.get("location")))).toEqual(new Set([streamUrl]));
    expect(await joinedRows()).toBe(1);
  });

  it.each([
    ["a mail scanner that opens the page", { method: "GET" }],
    ["a preview that asks for the headers", { method: "HEAD" }],
    ["a browser that fetches ahead", { headers: { "sec-purpose": "prefetch;prerender", accept: "text/html" } }],
  ])("%s counts nobody, and is not told the address", async (_, init) => {
    const answer = await call(link, init);
    expect(answer.status).toBe(200);
    const told = JSON.stringify([await answer.text(), ...answer.headers]);
    expect(told).not.toMatch(/strom\.example|hemmelig/);
    expect(await rowOf()).toMatchObject({ joinedAt: null });
    expect(await joinedRows()).toBe(0);
  });

  it("keeps the link from the stream's site, and lets the press lead there", async () => {
    const [shown, entered] = [await call(link, html), await enter()];
    for (const { headers } of [shown, entered]) {
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cache-control")).toBe("private, no-store");
    }
    expect(shown.headers.get("content-security-policy")).toContain("form-action 'self' https:;");
  });

  it("names nobody, and leads to no page that does, since calendars are shared", async () => {
    const text = await page();
    expect(text).toContain(`<form method="post" action="${link}"`);
    expect(text).not.toMatch(/Ola Nordmann|ola\.sending|\/registrations\//);
  });

  it("without an address of the stream says that it comes, and does so at once when the organiser gives it", async () => {
    await change(streamed({ streamUrl: null }));
    expect(await page()).toContain("Lenkja til sendinga kjem her");
    expect((await enter()).headers.get("location")).toBe(link);
    expect(await rowOf()).toMatchObject({ joinedAt: null });
    await change(streamed());
    expect(await page()).toContain("Gå til sendinga");
  });

  it("is also for people who wait for a seat, and not for people who have one", async () => {
    const secretOf = async ({ address }: Attendee) => {
      const registration = (await rowOf({ address }))?.id ?? "";
      return `/s/${await streamSecret({ registration, version: 1 }, keys)}`;
    };
    vi.setSystemTime(duringRegistration);
    const kari = await attend(slug, "kari");
    const per = await attend(slug, "per");
    vi.setSystemTime(opens);
    expect((await enter(await secretOf(per))).headers.get("location")).toBe(streamUrl);
    const kariLink = await secretOf(kari);
    expect(await page(kariLink)).toContain("Du har plass i salen");
    expect((await enter(kariLink)).headers.get("location")).toBe(kariLink);
    expect(await rowOf(kari)).toMatchObject({ joinedAt: null });
  });
});

describe("afterwards", () => {
  it("says that it is over, and later leads to the recording", async () => {
    vi.setSystemTime(ends + HOUR);
    expect(await page()).toContain("Sendinga er over");
    expect((await enter()).headers.get("location")).toBe(link);
    await change(streamed({ recordingUrl: "https://strom.example.no/opptak" }));
    expect(await page()).toMatch(/<a class="button" href="https:\/\/strom\.example\.no\/opptak">Sjå opptaket</);
    expect(await rowOf()).toMatchObject({ joinedAt: null });
  });
});

describe("a link that opens no stream", () => {
  beforeEach(() => {
    vi.setSystemTime(opens - 24 * HOUR);
  });

  it("of an attendee who has cancelled says so, and offers the way back", async () => {
    await press(ola, "cancel");
    vi.setSystemTime(opens);
    const text = await page();
    expect(text).toContain("Du er meld av");
    expect(text).toContain(`action="/events/${slug}/lost-link`);
    await enter();
    expect(await rowOf()).toMatchObject({ joinedAt: null });
  });

  it("of a cancelled event gives the reason", async () => {
    await change(streamed({}, { cancelled: { reason: { nb: "Foredragsholderen er syk." } } }));
    vi.setSystemTime(opens);
    expect(await page()).toContain("Foredragsholderen er syk.");
    expect((await enter()).headers.get("location")).toBe(link);
  });

  it("of an event that is no longer streamed gives the contact", async () => {
    await change({ participation: { inPerson: { capacity: 1, waitlist: true } } });
    expect(await page()).toContain("blir ikkje sendt på nett");
  });

  it("of an erased attendee, a damaged one and one for another purpose show a page that says what to do", async () => {
    const id = (await rowOf())?.id ?? "";
    const manage = await manageSecret({ registration: id, version: 1 }, keys);
    const damaged = link.replace(/.(?=.{9}$)/, (octet) => (octet === "A" ? "B" : "A"));
    for (const path of [
      damaged,
      `/s/${manage}`,
      `${link}x`,
      "/s/hei",
      `/registrations/${link.slice(3)}`,
      `/calendar/${link.slice(3)}.ics`,
    ]) {
      const answer = await call(path, html);
      expect([path, answer.status, answer.headers.get("content-type")]).toEqual([
        path,
        404,
        "text/html; charset=utf-8",
      ]);
    }
    await press(ola, "erase");
    const erased = await call(link, { headers: { accept: "text/html", "accept-language": "nn" } });
    expect(erased.status).toBe(404);
    expect(await erased.text()).toContain("Påmeldinga er sletta");
    vi.setSystemTime(opens);
    expect((await enter()).status).toBe(404);
  });

  it("ends when the attendee gets another address, and the new address has one that opens", async () => {
    const id = (await rowOf())?.id;
    const address = addressAt(slug, "nye-ola");
    const answer = await call(`/api/events/${slug}/registrations/${id}`, {
      ...asAdmin(json({ email: address })),
      method: "PATCH",
    });
    expect(answer.status).toBe(200);
    expect((await call(link, html)).status).toBe(404);
    expect((await call(await linkOf({ address }), html)).status).toBe(200);
  });

  it("opens while another key replaces the one that signed it, and not once that is gone", async () => {
    const LINK_KEYS = `${bindings.LINK_KEYS},9:${anotherLinkKey}`;
    expect((await call(link, html, { ...bindings, LINK_KEYS })).status).toBe(200);
    expect((await call(link, html, { ...bindings, LINK_KEYS: `9:${anotherLinkKey}` })).status).toBe(404);
  });
});

describe("the address of the stream", () => {
  const seesItNowhere = async (paths: string[]) => {
    for (const path of paths) {
      const answer = await call(path, html);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(`${path} ${await answer.text()}`).not.toMatch(/strom\.example|hemmelig/);
    }
  };

  it("is in no e-mail, calendar file or page before it opens; the attendee's own link is", async () => {
    vi.setSystemTime(Date.parse("2026-12-14T14:00:30Z"));
    await threeTicks();
    const mails = await mailsTo(ola.address);
    expect(mails.map(({ subject }) => subject.split(":")[0])).toEqual(
      expect.arrayContaining(["Du er med digitalt", "I morgon kl. 09.00", "Lenkje til strøyminga"]),
    );
    for (const mail of mails) {
      const calendars = mail.attachments.map(({ content }) => atob(content).replaceAll("\r\n ", ""));
      const all = [mail.html, mail.text, ...calendars];
      for (const part of all) expect(part).toContain(link);
      expect(all.join()).not.toMatch(/strom\.example|hemmelig/);
    }
    vi.setSystemTime(opens - 1);
    const calendar = calendarAddressIn(mails[0]);
    await seesItNowhere([
      ola.link,
      calendar,
      link,
      `/events/${slug}`,
      `/api/events/${slug}`,
      `/events/${slug}.ics?participation=digital`,
      `/embed/${slug}/stad.js`,
      `/events/${slug}/privacy`,
    ]);
    const file = (await (await call(calendar)).text()).replaceAll("\r\n ", "");
    expect(file).toContain(`LOCATION:https://pamelding.example.no${link}`);
    expect(file).toContain(`Følg sendinga med di eiga lenkje: https://pamelding.example.no${link}`);
    expect(await page(ola.link)).toContain(`href="${link}"`);
  });

  it("is in no calendar file of an attendee who comes in person", async () => {
    vi.setSystemTime(duringRegistration);
    const kari = await attend(slug, "kari");
    const file = await (await call(calendarAddressIn((await mailsTo(kari.address)).at(-1)))).text();
    expect(file.replaceAll("\r\n ", "")).not.toContain("/s/");
    expect(file).toContain("LOCATION:Oslo Kongressenter");
  });

  it("changes without an e-mail, also after the links are out, and the dry run says so", async () => {
    vi.setSystemTime(Date.parse("2026-12-14T14:00:30Z"));
    await threeTicks();
    const before = (await mailsTo(ola.address)).length;
    const elsewhere = streamed({ streamUrl: "https://strom.example.no/ny" });
    const dry = await call(`/api/events/${slug}?dry-run`, {
      ...asAdmin(json({ ...sample, slug, ...elsewhere })),
      method: "PUT",
    });
    expect(await dry.json()).toMatchObject({ messages: 0, withoutMail: ["streamUrl"], notifies: { due: [] } });
    expect(await change(elsewhere)).toMatchObject({ messages: 0 });
    await threeTicks();
    expect(await mailsTo(ola.address)).toHaveLength(before);
    vi.setSystemTime(opens);
    expect((await enter()).headers.get("location")).toBe("https://strom.example.no/ny");
  });
});

it("does not count a person whose link is replaced, who moves to the room or who cancels at the moment of the press", async () => {
  const id = (await rowOf())?.id ?? "";
  await joinStream(env.DB, { id, linkVersion: 2 }, opens);
  expect(await joinedRows()).toBe(0);
  for (const other of ["participation = 'in-person'", "status = 'cancelled'"]) {
    await env.DB.prepare(`UPDATE registration SET participation = 'digital', status = 'confirmed' WHERE id = ?`)
      .bind(id)
      .run();
    await env.DB.prepare(`UPDATE registration SET ${other} WHERE id = ?`).bind(id).run();
    await joinStream(env.DB, { id, linkVersion: 1 }, opens);
    expect([other, await joinedRows()]).toEqual([other, 0]);
  }
});

describe("who was there", () => {
  beforeEach(async () => {
    vi.setSystemTime(opens);
    await enter();
  });

  it("is in the list in every format, in the statistics and in the person's own download", async () => {
    const joinedAt = new Date(opens).toISOString();
    const list = async (accept: string, query = "") =>
      (await call(`/api/events/${slug}/export${query}`, asAdmin({ headers: { accept } }))).text();
    expect(await list("application/x-ndjson")).toContain(`"joinedAt":"${joinedAt}"`);
    expect(await list("text/csv")).toContain(joinedAt);
    const words = await list("text/csv", "?lang=nn");
    expect(words).toContain("Følgde sendinga");
    expect(words).toContain("2026-12-15 08:45");
    expect(await (await call(`/api/events/${slug}/stats`, asAdmin())).json()).toMatchObject({
      joined: 1,
      checkedIn: 0,
    });
    expect(await (await call(`${ola.link}/data.json`)).json()).toMatchObject({
      registration: { joinedAt },
      changes: expect.arrayContaining([expect.objectContaining({ reason: "joined" })]),
    });
  });

  it("leaves a form that the attendee has open as it was", async () => {
    const seen = /name="seen" value="(\d+)"/.exec(await page(ola.link))?.[1] ?? "";
    expect(new Date(Number(seen)).toISOString()).toBe((await rowOf())?.changedAt);
    expect(Number(seen)).toBeLessThan(opens);
  });

  it("is deleted with the registration, and kept in the counts without a name", async () => {
    vi.setSystemTime(Date.parse("2027-04-01T00:00:00Z"));
    await threeTicks();
    await threeTicks();
    expect((await exported(slug)).registrations).toEqual([]);
    expect(await (await call(`/api/events/${slug}/stats`, asAdmin())).json()).toMatchObject({ joined: 1 });
  });

  it("is not kept for a person who registers again with the address", async () => {
    vi.setSystemTime(Date.parse("2026-11-25T12:00:00Z"));
    await press(ola, "cancel");
    await attend(slug, "ola", { participation: "digital" });
    expect(await rowOf()).toMatchObject({ status: "confirmed", joinedAt: null });
  });
});

it("costs three rows to open and a transaction of two statements to press, whatever the event's size", async () => {
  vi.setSystemTime(opens);
  await page();
  const { db, cost } = counted(env.DB);
  await call(link, html, withDatabase(db));
  // With a further database, each is asked whose link it is.
  const asked = home === "DB" ? 2 : 3;
  expect(cost).toMatchObject({ roundTrips: asked, queries: asked, written: 0 });
  expect(cost.read).toBeLessThanOrEqual(asked + 2);
});
