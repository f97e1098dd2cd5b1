import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { aBody, call, mailsTo, put, register, tick } from "../client.ts";
import { addressAt, aNewEvent, attend, calendarIn, readCalendar } from "../people.ts";

const { venue: _, ...placeless } = sample;
const online = { ...placeless, participation: { digital: { capacity: null, streamUrl: "https://straum.example.no" } } };
const digital = { participation: "digital" };

let slug: string;

const putOnline = (changes: Partial<Definition> = {}) => put({ ...online, slug, ...changes });

beforeEach(async () => {
  slug = await aNewEvent("nett", { venue: undefined, participation: online.participation });
});

describe("an event that is only digital", () => {
  it.each(["nb", "nn", "en"])("needs no venue, and names none anywhere (%s)", async (language) => {
    const kari = await attend(slug, "kari", { ...digital, language });
    const event = await (await call(`/api/events/${slug}?lang=${language}`)).json();
    expect(event).toMatchObject({ venue: null });
    const [mail] = await mailsTo(kari.address);
    expect(calendarIn(mail).location).not.toContain("Oslo");
    const pages = await Promise.all(
      [`/events/${slug}?lang=${language}`, kari.link, `/embed/${slug}/stad.js`, `/events/${slug}/privacy`].map((path) =>
        call(path),
      ),
    );
    for (const page of pages) {
      expect(page.status).toBe(200);
      // The configuration in the script, without its code.
      const [configuration = ""] = (await page.text()).split("};");
      expect(configuration).not.toMatch(/Kongressenter|undefined/);
    }
    const file = readCalendar(await (await call(`/events/${slug}.ics?lang=${language}`)).text());
    expect(file.location).not.toMatch(/Oslo|undefined/);
    vi.setSystemTime(Date.parse("2026-12-14T12:00:00Z"));
    await tick();
    const mails = await mailsTo(kari.address);
    expect(mails.length).toBeGreaterThan(1);
    for (const { text } of mails) expect(text).not.toMatch(/Kongressenter|undefined|null/);
  });

  it("shows no venue as the place, should it have one", async () => {
    expect((await putOnline({ venue: { name: "Oslo Kongressenter", city: "Oslo" } })).status).toBe(200);
    const kari = await attend(slug, "kari", digital);
    expect(await (await call(`/api/events/${slug}`)).json()).toMatchObject({ venue: null });
    for (const path of [`/events/${slug}`, kari.link, `/events/${slug}.ics`])
      expect(await (await call(path)).text()).not.toContain("Kongressenter");
  });

  it("sends no notice if a venue that nobody comes to is added or removed", async () => {
    await register(slug, aBody(addressAt(slug, "kari"), digital));
    const named = await putOnline({ venue: { name: "Oslo Kongressenter", city: "Oslo" } });
    expect(await named.json()).toMatchObject({ messages: 0 });
    expect(await (await putOnline()).json()).toMatchObject({ messages: 0 });
  });

  it("needs a venue as soon as people can come in person", async () => {
    const refused = await putOnline({ participation: { inPerson: {}, digital: {} } });
    expect(await refused.json()).toMatchObject({ errors: [{ field: "venue" }] });
    const moved = await putOnline({
      participation: { inPerson: {}, digital: {} },
      venue: { name: "Salen", city: "Oslo" },
    });
    expect(moved.status).toBe(200);
    expect(await (await call(`/api/events/${slug}`)).json()).toMatchObject({ venue: { name: "Salen" } });
  });
});
