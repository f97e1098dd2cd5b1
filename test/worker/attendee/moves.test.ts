/** Moving between the room and the stream, by the errands of the attendee's own page. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { timesOf } from "../../../worker/registration/event-times.ts";
import { anEvent, sample } from "../builders.ts";
import { call, exported, mailsTo, put } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { type Attendee, aNewEvent, attend, press } from "../people.ts";

let slug: string;

const needs = { diet: "nøtter", access: "", consent: true };

beforeEach(async () => {
  slug = await aNewEvent("flytt", { participation: { inPerson: { capacity: 1, waitlist: true }, digital: {} } });
});

const pageOf = async ({ link }: Attendee) => (await call(link)).text();
const rowOf = async ({ address }: Attendee) =>
  (await exported(slug)).registrations.find(({ email }) => email === address);

/** The moves that the page offers. */
async function offered(attendee: Attendee): Promise<string[]> {
  const links = (await pageOf(attendee)).matchAll(/<a href="\/registrations\/[\w-]+\/([\w-]+)"/g);
  return [...links]
    .map(([, errand = ""]) => errand)
    .filter((errand) => !["cancel", "erase", "hand-over", "address"].includes(errand));
}

describe("an attendee", () => {
  it("with a seat may follow digitally instead, keeps every answer, and the next person gets the seat", async () => {
    const kari = await attend(slug, "kari", { role: "Rådgjevar", needs });
    const ola = await attend(slug, "ola");
    expect(await offered(kari)).toEqual(["digital"]);
    expect((await press(kari, "digital")).headers.get("location")).toBe(`${kari.link}?done=saved`);
    expect(await rowOf(kari)).toMatchObject({ participation: "digital", status: "confirmed", role: "Rådgjevar" });
    expect(await pageOf(kari)).toContain("nøtter");
    expect(await rowOf(ola)).toMatchObject({ status: "confirmed" });
    expect((await mailsTo(kari.address)).at(-1)?.subject).toContain("Påmeldinga er endra");
  });

  it("who follows digitally may come in person: gets a free seat, or the end of the waiting list", async () => {
    const kari = await attend(slug, "kari", { participation: "digital" });
    const ola = await attend(slug, "ola", { participation: "digital" });
    expect(await offered(kari)).toEqual(["in-person"]);
    expect(await (await call(`${kari.link}/in-person`)).text()).toContain("så du får plass med ein gong");
    await press(kari, "in-person");
    expect(await rowOf(kari)).toMatchObject({ status: "confirmed", participation: "in-person" });
    expect(await (await call(`${ola.link}/in-person`)).text()).toContain("kjem du på venteliste");
    await press(ola, "in-person");
    expect(await rowOf(ola)).toMatchObject({ status: "waitlisted", digitalMeanwhile: true });
  });

  it("who waits follows meanwhile, stops that, or gives up the seat", async () => {
    await attend(slug, "kari");
    const ola = await attend(slug, "ola");
    expect(await offered(ola)).toEqual(["meanwhile", "digital"]);
    await press(ola, "meanwhile");
    expect(await rowOf(ola)).toMatchObject({ status: "waitlisted", digitalMeanwhile: true });
    expect(await offered(ola)).toEqual(["wait-only", "digital"]);
    await press(ola, "wait-only");
    expect(await rowOf(ola)).toMatchObject({ status: "waitlisted", digitalMeanwhile: false });
    await press(ola, "digital");
    expect(await rowOf(ola)).toMatchObject({ status: "confirmed", participation: "digital" });
  });

  it("who presses twice, or in two tabs at once, moves once and gets one e-mail", async () => {
    const kari = await attend(slug, "kari");
    const answers = await Promise.all([1, 2].map(() => press(kari, "digital")));
    const again = await press(kari, "digital");
    for (const { status } of [...answers, again]) expect([303, 409]).toContain(status);
    expect(again.status).toBe(303);
    expect(await rowOf(kari)).toMatchObject({ participation: "digital" });
    expect(await mailsTo(kari.address)).toHaveLength(2);
  });
});

describe("a question", () => {
  it.each(["digital", "in-person", "meanwhile", "wait-only", "cancel"])(
    "%s changes nothing when opened",
    async (move) => {
      const kari = await attend(slug, "kari");
      const before = await dumpOf();
      const response = await call(`${kari.link}/${move}`);
      expect([response.status, response.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
      expect(await dumpOf()).toBe(before);
    },
  );

  it("has a safe way out beside it, and offers the stream to an attendee who cannot come", async () => {
    const kari = await attend(slug, "kari");
    const page = await (await call(`${kari.link}/cancel`)).text();
    for (const way of [`action="${kari.link}/cancel"`, `href="${kari.link}/digital"`, `href="${kari.link}"`])
      expect(page).toContain(way);
  });

  it("that has become pointless shows the page instead", async () => {
    const kari = await attend(slug, "kari");
    vi.setSystemTime(timesOf(anEvent()).starts);
    for (const question of ["cancel", "digital"])
      expect(await (await call(`${kari.link}/${question}`)).text()).toContain("Arrangementet har byrja");
  });
});

describe("a move", () => {
  it("to a full stream is not offered, and refused", async () => {
    const kari = await attend(slug, "kari");
    await put({ ...sample, slug, participation: { inPerson: { capacity: 1 }, digital: { capacity: 0 } } });
    expect(await offered(kari)).toEqual([]);
    const refused = await press(kari, "digital");
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining("Ingenting er endra.")]);
    expect(await rowOf(kari)).toMatchObject({ participation: "in-person" });
  });

  it("into the room is not offered after the deadline, and refused; out of it is possible until the start", async () => {
    const kari = await attend(slug, "kari");
    const ola = await attend(slug, "ola", { participation: "digital" });
    vi.setSystemTime(timesOf(anEvent()).closes);
    expect([await offered(kari), await offered(ola)]).toEqual([["digital"], []]);
    expect((await press(ola, "in-person")).status).toBe(409);
    expect((await press(kari, "digital")).status).toBe(303);
    expect(await offered(kari)).toEqual([]);
  });

  it("does not exist at an event with one participation", async () => {
    slug = await aNewEvent("flytt", { participation: { inPerson: { capacity: 1, waitlist: true } } });
    const kari = await attend(slug, "kari");
    const ola = await attend(slug, "ola");
    expect([await offered(kari), await offered(ola)]).toEqual([[], []]);
    expect((await press(kari, "digital")).status).toBe(422);
    expect(await rowOf(kari)).toMatchObject({ participation: "in-person" });
  });
});
