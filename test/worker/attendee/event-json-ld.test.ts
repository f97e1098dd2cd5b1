/** The event as schema.org's Event, with the properties that Google documents. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { timesOf } from "../../../worker/registration/event-times.ts";
import { anEvent, type Definition, sample } from "../builders.ts";
import { call, put } from "../client.ts";
import { aNewEvent, attend } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("jsonld");
});

async function described(language = "nb"): Promise<Record<string, unknown>> {
  const page = await (await call(`/events/${slug}?partner=stad&lang=${language}`)).text();
  const [, json = "null"] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page) ?? [];
  return JSON.parse(json);
}

const store = (changes: Partial<Definition>) => put({ ...sample, ...changes, slug });
const page = () => `https://pamelding.example.no/events/${slug}?partner=stad&lang=nb`;

describe("the description of an event", () => {
  it("says what, when with the offset, where for both participations, who arranges it, and that a place is free", async () => {
    await store({
      summary: { nb: "Erfaringer." },
      doorsOpen: "2026-12-15T08:30",
      venue: { name: "Oslo Kongressenter", city: "Oslo", address: "Youngs gate 11" },
      fundedBy: "Norges forskningsråd",
    });
    expect(await described()).toEqual({
      "@context": "https://schema.org",
      "@type": "Event",
      name: "Samling om samskaping",
      description: "Erfaringer.",
      url: page(),
      startDate: "2026-12-15T09:00:00+01:00",
      endDate: "2026-12-15T13:00:00+01:00",
      doorTime: "2026-12-15T08:30:00+01:00",
      eventStatus: "https://schema.org/EventScheduled",
      eventAttendanceMode: "https://schema.org/MixedEventAttendanceMode",
      location: [
        {
          "@type": "Place",
          name: "Oslo Kongressenter",
          address: { "@type": "PostalAddress", streetAddress: "Youngs gate 11", addressLocality: "Oslo" },
        },
        { "@type": "VirtualLocation", url: page() },
      ],
      organizer: { "@type": "Organization", name: "Telemarksforsking" },
      funder: { "@type": "Organization", name: "Norges forskningsråd" },
      isAccessibleForFree: true,
      offers: {
        "@type": "Offer",
        url: page(),
        price: 0,
        priceCurrency: "NOK",
        availability: "https://schema.org/InStock",
        validFrom: "2026-11-01T00:00:00+01:00",
        validThrough: "2026-12-10T00:00:00+01:00",
      },
    });
  });

  it.each([
    ["Online", { participation: { digital: {} } }, "VirtualLocation"],
    ["Offline", { participation: { inPerson: { capacity: 2 } } }, "Place"],
  ])("has one place and the mode %s where there is one way", async (mode, changes, type) => {
    await store(changes);
    expect(await described()).toMatchObject({
      eventAttendanceMode: `https://schema.org/${mode}EventAttendanceMode`,
      location: { "@type": type },
    });
  });

  it("never has the address of the stream", async () => {
    const streamUrl = "https://stream.example.no/hemmelig";
    await store({ participation: { digital: { streamUrl } } });
    expect(JSON.stringify(await described())).not.toContain("hemmelig");
  });

  it("of a summer day has that day's offset, and of another zone the clock there", async () => {
    const times = { starts: "2027-06-15T09:00", ends: "2027-06-15T13:00" };
    await store(times);
    expect(await described()).toMatchObject({ startDate: "2027-06-15T09:00:00+02:00" });
    await store({ ...times, timeZone: "America/St_Johns" });
    expect(await described()).toMatchObject({ startDate: "2027-06-15T09:00:00-02:30" });
  });

  it("keeps the time of a cancelled event, and offers nothing", async () => {
    await store({ cancelled: { reason: { nb: "Sykdom" } } });
    const event = await described();
    expect(event).toMatchObject({ eventStatus: "https://schema.org/EventCancelled" });
    expect(event.offers).toBeUndefined();
  });

  it("says from when until when places are available", async () => {
    const { opens, closes } = timesOf(anEvent());
    const availability = async () => ((await described()).offers as { availability: string } | undefined)?.availability;
    await store({ participation: { inPerson: { capacity: 1, waitlist: true } } });
    expect(await availability()).toBe("https://schema.org/InStock");
    await attend(slug, "kari");
    expect(await availability()).toBe("https://schema.org/SoldOut");
    vi.setSystemTime(closes);
    expect(await availability()).toBeUndefined();
    vi.setSystemTime(opens - 1);
    expect(await availability()).toBe("https://schema.org/PreOrder");
  });

  it("has no amount if the price is text", async () => {
    await store({ price: { nb: "500 kr for næringsliv" } });
    const { isAccessibleForFree, offers } = await described();
    expect([isAccessibleForFree, offers]).toEqual([false, expect.not.objectContaining({ price: 0 })]);
  });

  it("gives the organiser's web site, from the partner with the same name", async () => {
    const [first] = Object.values(sample.partners);
    await store({
      partners: { stad: { ...first, name: "Telemarksforsking", site: "https://www.tf.example.no", language: "nn" } },
    });
    expect(await described()).toMatchObject({ organizer: { url: "https://www.tf.example.no" } });
  });

  it("stays intact and harmless with texts that look like markup, and is on no personal page", async () => {
    const title = { nb: '</script><script>alert(1)</script><!--<script "' };
    await store({ title });
    expect(await described()).toMatchObject({ name: title.nb });
    const html = await (await call(page().replace("https://pamelding.example.no", ""))).text();
    expect(html.match(/<script/g)).toHaveLength(1);
    const { link } = await attend(slug, "kari");
    expect(await (await call(link)).text()).not.toContain("ld+json");
  });
});
