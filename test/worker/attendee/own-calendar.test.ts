/** The calendar address in an attendee's e-mails: their own entry, the same as in the attachment, and nothing else. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { calendarSecret, manageSecret } from "../../../worker/security/manage-link.ts";
import { type Definition, duringRegistration, sample } from "../builders.ts";
import { asAdmin, call, exported, json, mailsTo, put } from "../client.ts";
import { dumpOf } from "../dump.ts";
import {
  type Attendee,
  addressAt,
  aNewEvent,
  attend,
  calendarAddressIn,
  calendarIn,
  press,
  readCalendar,
} from "../people.ts";

const one: Partial<Definition> = { participation: { inPerson: { capacity: 1, waitlist: true }, digital: {} } };

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("eigen-kalender", one);
});

const entryAt = async (address: string) => readCalendar(await (await call(address)).text());
const latestMail = async ({ address }: Attendee) => (await mailsTo(address)).at(-1);
const addressOf = async (attendee: Attendee) => calendarAddressIn(await latestMail(attendee));
const idOf = async ({ address }: Attendee) =>
  (await exported(slug)).registrations.find(({ email }) => email === address)?.id ?? "";

async function changed({ link }: Attendee, fields: Record<string, string>): Promise<void> {
  const seen = /name="seen" value="(\d+)"/.exec(await (await call(link)).text())?.[1] ?? "";
  const response = await press({ link, address: "" }, "change", { seen, name: "Kari Nordmann", ...fields });
  expect(response.headers.get("location")).toContain("done=saved");
}

describe("the calendar address in a confirmation", () => {
  it.each([
    ["in person", { participation: "in-person", language: "nn", partner: "stad" }, "Oslo Kongressenter, Oslo"],
    [
      "digital",
      { participation: "digital", language: "en", partner: "nordre-follo" },
      /^https:\/\/pamelding\.example\.no\/s\//,
    ],
  ] as const)("is the attached entry: %s", async (_, body, location) => {
    const kari = await attend(slug, "kari", body);
    const mail = await latestMail(kari);
    const address = calendarAddressIn(mail);
    const file = await (await call(address)).text();
    expect(readCalendar(file)).toEqual(calendarIn(mail));
    expect(readCalendar(file).location).toMatch(location);
    // Unfolds lines: RFC 5545 section 3.1.
    expect(file.replaceAll("\r\n ", "")).toContain(`/events/${slug}?partner=${body.partner}&lang=${body.language}`);
    expect(file.replaceAll("\r\n ", "")).not.toMatch(/Kari|kari\.|\/registrations\/|\/calendar\//);
    expect(mail?.text).not.toContain(`/events/${slug}.ics`);
    expect(mail?.html).toContain(`https://pamelding.example.no${address}`);
  });

  it("follows what the attendee changes, with the SEQUENCE of each attachment", async () => {
    const kari = await attend(slug, "kari");
    const address = await addressOf(kari);
    await changed(kari, { participation: "digital" });
    expect(await entryAt(address)).toMatchObject({ ...calendarIn(await latestMail(kari)), sequence: 1 });
    expect((await entryAt(address)).location).toContain("/s/");
    await press(kari, "cancel");
    expect(await entryAt(address)).toEqual(calendarIn(await latestMail(kari)));
    expect(await entryAt(address)).toMatchObject({ method: "CANCEL", status: "CANCELLED", sequence: 2 });
    await press(kari, "restore");
    expect(await entryAt(address)).toEqual(calendarIn(await latestMail(kari)));
    expect(await entryAt(address)).toMatchObject({ method: "PUBLISH", status: "CONFIRMED", sequence: 3 });
  });

  it("follows what the organiser changes: a new time, and a cancelled event", async () => {
    const kari = await attend(slug, "kari");
    const address = await addressOf(kari);
    vi.setSystemTime(duringRegistration + 60_000);
    await put({ ...sample, ...one, slug, starts: "2026-12-16T09:00", ends: "2026-12-16T13:00" });
    expect(await entryAt(address)).toEqual(calendarIn(await latestMail(kari)));
    expect(await entryAt(address)).toMatchObject({ sequence: 1, starts: "2026-12-16T08:00:00Z" });
    vi.setSystemTime(duringRegistration + 120_000);
    await put({ ...sample, ...one, slug, cancelled: { reason: { nb: "Sykdom" } } });
    expect(await entryAt(address)).toMatchObject({ method: "CANCEL", status: "CANCELLED", sequence: 2 });
  });

  it("moves from the stream to the room with a SEQUENCE that calendars heed, once there is a seat", async () => {
    const ola = await attend(slug, "ola");
    const kari = await attend(slug, "kari", { participation: "digital" });
    const address = await addressOf(kari);
    await changed(kari, { participation: "in-person" });
    const waiting = await entryAt(address);
    expect(waiting).toMatchObject({ status: "CONFIRMED", location: expect.stringContaining("/s/") });
    await press(ola, "cancel");
    const seated = await entryAt(address);
    expect(seated).toEqual(calendarIn(await latestMail(kari)));
    expect(seated.location).toContain("Oslo");
    expect(seated.sequence).toBeGreaterThan(waiting.sequence);
  });

  it("is removed for an attendee who continues to wait without the stream", async () => {
    await attend(slug, "ola");
    const kari = await attend(slug, "kari", { participation: "digital" });
    const address = await addressOf(kari);
    await changed(kari, { participation: "in-person" });
    const before = await entryAt(address);
    await press(kari, "wait-only");
    const after = await entryAt(address);
    expect(after).toMatchObject({ method: "CANCEL", status: "CANCELLED", uid: before.uid });
    expect(after.sequence).toBeGreaterThan(before.sequence);
  });

  it("is the same, octet for octet, while nothing has changed", async () => {
    const kari = await attend(slug, "kari");
    const address = await addressOf(kari);
    const first = await (await call(address)).text();
    vi.setSystemTime(duringRegistration + 3_600_000);
    expect(await (await call(address)).text()).toBe(first);
  });
});

describe("a calendar address", () => {
  let kari: Attendee;
  let address: string;
  let secret: string;

  beforeEach(async () => {
    kari = await attend(slug, "kari");
    address = await addressOf(kari);
    secret = /calendar\/(.*)\.ics/.exec(address)?.[1] ?? "";
  });

  it("opens the calendar and nothing else, and a manage link opens no calendar", async () => {
    const before = await dumpOf();
    for (const path of ["", "/cancel", "/erase", "/not-me", "/data.json"])
      expect([path, (await call(`/registrations/${secret}${path}`)).status]).toEqual([path, 404]);
    for (const action of ["change", "cancel", "restore", "withdraw-needs", "erase", "not-me"])
      expect((await press({ link: `/registrations/${secret}`, address: "" }, action)).status).toBe(404);
    expect(await dumpOf()).toBe(before);
    expect((await call(`/calendar/${kari.link.split("/").at(-1)}.ics`)).status).toBe(404);
  });

  it("changes nothing when read, and answers HEAD with the same headers", async () => {
    const before = await dumpOf();
    const [got, head] = [await call(address), await call(address, { method: "HEAD" })];
    expect([got.status, head.status, await head.text()]).toEqual([200, 200, ""]);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(got.headers));
    expect(got.headers.get("content-type")).toBe("text/calendar; charset=utf-8; method=PUBLISH");
    expect(got.headers.get("cache-control")).toBe("private, no-store");
    expect(got.headers.get("x-robots-tag")).toBe("noindex");
    expect(await dumpOf()).toBe(before);
    expect((await call(address, { method: "POST" })).status).toBe(405);
  });

  it("stops when the address of the registration is corrected; the new one has its own, with the same UID", async () => {
    const { uid } = await entryAt(address);
    const moved = addressAt(slug, "ny");
    const correction = { ...asAdmin(json({ email: moved })), method: "PATCH" };
    await call(`/api/events/${slug}/registrations/${await idOf(kari)}`, correction);
    expect((await call(address)).status).toBe(404);
    const own = calendarAddressIn((await mailsTo(moved)).at(-1));
    expect((await entryAt(own)).uid).toBe(uid);
  });

  it("of an erased registration is gone, and says to a browser what may have happened", async () => {
    await press(kari, "erase");
    const program = await call(address);
    expect([program.status, program.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    const page = await call(address, { headers: { accept: "text/html", "accept-language": "nn" } });
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining("Lenkja verkar ikkje")]);
  });

  it("cannot be guessed from another: one changed character, another version and another key open nothing", async () => {
    const link = { registration: await idOf(kari), version: 1 };
    const keys = [{ id: 1, secret: env.LINK_KEYS.slice("1:".length) }];
    expect(await calendarSecret(link, keys)).toBe(secret);
    const others = [
      secret.slice(0, 30) + (secret[30] === "A" ? "B" : "A") + secret.slice(31),
      await calendarSecret({ ...link, version: 2 }, keys),
      await calendarSecret(link, [{ id: 1, secret: "B".repeat(43) }]),
      await manageSecret(link, keys),
      "x",
    ];
    for (const other of others) expect((await call(`/calendar/${other}.ics`)).status).toBe(404);
  });
});

it("the public file stays for people who are not registered, as an entry of its own", async () => {
  const kari = await attend(slug, "kari");
  const open = await entryAt(`/events/${slug}.ics`);
  expect(open.uid).toBe(`${slug}@pamelding.example.no`);
  expect(open.uid).not.toBe((await entryAt(await addressOf(kari))).uid);
});
