/** What attendees read when an organiser changes, cancels or brings back an event: only what is new to them. */
import { beforeEach, describe, expect, it } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { asAdmin, call, exported, forgetQueued, mailsTo, put } from "../client.ts";
import { type Attendee, aNewEvent, attend, calendarIn } from "../people.ts";

let slug: string;
let kari: Attendee;

beforeEach(async () => {
  slug = await aNewEvent("nytt");
  kari = await attend(slug, "kari");
});

const change = async (changes: Partial<Definition>) =>
  expect((await put({ ...sample, ...changes, slug })).status).toBe(200);
const cityHall = { venue: { name: "Rådhuset", city: "Oslo" } };
const library = { venue: { name: "Biblioteket", city: "Oslo" } };
const dayLater = { starts: "2026-12-16T09:00", ends: "2026-12-16T13:00" };
const cancelled = { cancelled: { reason: { nb: "Foredragsholderen er syk.", nn: "Foredragshaldaren er sjuk." } } };
/** The e-mails after the confirmation. */
const newsTo = async ({ address }: Attendee) => (await mailsTo(address)).slice(1);

describe("a changed event", () => {
  it("in another place lists the new and old place, and not the unchanged time", async () => {
    await change(cityHall);
    const [news, ...more] = await newsTo(kari);
    expect(more).toEqual([]);
    expect(news?.text).toContain("Ny stad: Rådhuset, Oslo\nTidlegare stad: Oslo Kongressenter, Oslo");
    expect(news?.text).not.toMatch(/Når:|tid:/);
  });

  it("at another time lists the new and old time, and not the place", async () => {
    await change(dayLater);
    const [news] = await newsTo(kari);
    expect(news?.text).toContain(
      "Ny tid: onsdag 16. desember 2026 kl. 09.00–13.00\nTidlegare tid: tysdag 15. desember 2026 kl. 09.00–13.00",
    );
    expect(news?.text).not.toMatch(/Kvar:|stad:/);
  });

  it("twice before anybody was told is told once, compared with what people know", async () => {
    await change(cityHall);
    await change({ ...library, ...dayLater });
    const [news, ...more] = await newsTo(kari);
    expect(more).toEqual([]);
    expect(news?.text).toContain("Ny stad: Biblioteket, Oslo\nTidlegare stad: Oslo Kongressenter, Oslo");
    expect(news?.text).toContain("Tidlegare tid: tysdag 15. desember");
    expect(news?.text).not.toContain("Rådhuset");
  });

  it("twice, with the first change told, is compared with the first", async () => {
    await change(cityHall);
    await newsTo(kari);
    await change(library);
    const [, news] = await newsTo(kari);
    expect(news?.text).toContain("Ny stad: Biblioteket, Oslo\nTidlegare stad: Rådhuset, Oslo");
  });

  it("and changed back before anybody was told is no news", async () => {
    await change(cityHall);
    await change({});
    expect(await newsTo(kari)).toEqual([]);
    const [row] = (await exported(slug)).registrations;
    expect(row?.mail).toMatchObject({ kind: "confirmation" });
  });

  it("has the same text when it is sent again", async () => {
    await change(cityHall);
    const [news] = await newsTo(kari);
    const [row] = (await exported(slug)).registrations;
    const person = await (await call(`/api/events/${slug}/registrations/${row?.id}`, asAdmin())).json();
    const { messages } = person as { messages: { id: string; kind: string }[] };
    const id = messages.find(({ kind }) => kind === "event-changed")?.id;
    expect((await call(`/api/events/${slug}/messages/${id}/resend`, asAdmin({ method: "POST" }))).status).toBe(202);
    const [, again] = await newsTo(kari);
    expect(again?.text).toBe(news?.text);
  });
});

describe("an event that takes place after all", () => {
  it("says so with all facts, since people have removed it from their calendars", async () => {
    await change(cancelled);
    await newsTo(kari);
    await change({});
    const [, news] = await newsTo(kari);
    expect(news?.subject).toBe("Blir noko av likevel: Samling om samskaping");
    expect(news?.text).toContain("Vi skreiv at arrangementet var avlyst. Det stemmer ikkje lenger.");
    expect(news?.text).toContain("Når: tysdag 15. desember 2026 kl. 09.00–13.00\nKvar: Oslo Kongressenter, Oslo");
    expect(news?.text).not.toMatch(/Viktig endring|endra dette|Ny tid|Ny stad/);
    expect(calendarIn(news)).toMatchObject({ method: "PUBLISH", status: "CONFIRMED" });
  });

  it("on another day also says which day it was", async () => {
    await change(cancelled);
    await newsTo(kari);
    await change(dayLater);
    const [, news] = await newsTo(kari);
    expect(news?.subject).toContain("Blir noko av likevel");
    expect(news?.text).toContain("Når: onsdag 16. desember");
    expect(news?.text).toContain("Tidlegare tid: tysdag 15. desember");
  });

  it("is no news to people who did not get the e-mail about the cancellation", async () => {
    await change(cancelled);
    forgetQueued();
    await change({});
    expect(await newsTo(kari)).toEqual([]);
  });
});
