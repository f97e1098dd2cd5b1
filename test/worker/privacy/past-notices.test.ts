/** Earlier versions of the privacy notice: an attendee can read what was said when they registered. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Definition, duringRegistration, sample } from "../builders.ts";
import { asAdmin, bindings, call, json, put } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { aNewEvent } from "../people.ts";

const DAY = 86_400_000;

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("tidlegare");
});

const pageOf = async (path = `/events/${slug}/privacy?lang=nb`) => (await call(path)).text();
/** In the list of earlier versions. */
const linksIn = (page: string) =>
  [...(page.split('id="earlier"')[1] ?? "").matchAll(/href="([^"]*version=\d+)"/g)].map(([, href = ""]) =>
    href.replaceAll("&amp;", "&"),
  );
const versionIn = (page: string) => /Versjon (\w{8})\./.exec(page)?.[1];
const save = async (changes: Partial<Definition>) =>
  expect((await put({ ...sample, slug, ...changes })).status).toBe(200);
const daysLater = (days: number) => vi.setSystemTime(duringRegistration + days * DAY);

describe("a notice that was replaced", () => {
  it("is listed below the present one, newest first, with its earlier content", async () => {
    const first = await pageOf();
    expect(linksIn(first)).toEqual([]);
    daysLater(1);
    await save({ retention: { needsDays: 7, registrationsDays: 30 } });
    const second = await pageOf();
    daysLater(3);
    await save({
      retention: { needsDays: 5, registrationsDays: 30 },
      webhooks: [{ url: "https://a.example.no/x?k=1" }],
    });
    const present = await pageOf();
    expect(present.match(/Gjaldt til [^<]*/g)).toEqual([
      "Gjaldt til 27. november 2026",
      "Gjaldt til 25. november 2026",
    ]);
    const [newer = "", older = ""] = linksIn(present);
    for (const [link, was, until] of [
      [newer, second, "27. november 2026"],
      [older, first, "25. november 2026"],
    ] as const) {
      const page = await pageOf(link);
      expect(page).toContain(`Den gjaldt til ${until}.`);
      expect(page).toContain(`href="/events/${slug}/privacy?lang=nb"`);
      expect(linksIn(page)).toEqual([]);
      // Except for the contact person, whose name is not kept.
      const said = (text: string) =>
        /<div class="body">.*aria-labelledby="complaint".*?<\/section>/s
          .exec(text)?.[0]
          .replace(/Kari Nordmann|Telemarksforsking/g, "");
      expect(said(page)).toBe(said(was));
      expect(said(page)).toContain("</section>");
    }
    expect(await pageOf(older)).toMatch(/90 dager/);
    expect(await pageOf(newer)).toMatch(/30 dager/);
  });

  it("can be read in each language", async () => {
    await save({ retention: { needsDays: 7, registrationsDays: 30 } });
    for (const [lang, words] of [
      ["nb", "Dette er en tidligere versjon."],
      ["nn", "Dette er ein tidlegare versjon."],
      ["en", "This is an earlier version."],
    ] as const) {
      const [link = ""] = linksIn(await pageOf(`/events/${slug}/privacy?lang=${lang}`));
      expect(await pageOf(link)).toContain(words);
    }
  });

  it("keeps the version that it had, if no contact person was in it", async () => {
    const privacy = { ...sample.privacy, controllerContact: "personvern@example.no" };
    await save({ privacy });
    const version = versionIn(await pageOf());
    await save({ privacy, retention: { needsDays: 7, registrationsDays: 30 } });
    expect(versionIn(await pageOf())).not.toBe(version);
    const [link = ""] = linksIn(await pageOf());
    expect(versionIn(await pageOf(link))).toBe(version);
  });

  it("is not kept if its words stay the same, or for a dry run or a refused save", async () => {
    await save({ fundedBy: "Forskingsrådet", programme: [{ nb: "Noko anna" }] });
    const other = json({ ...sample, slug, retention: { needsDays: 7, registrationsDays: 30 } }, { "if-match": '"1"' });
    expect((await call(`/api/events/${slug}`, { ...asAdmin(other), method: "PUT" })).status).toBe(412);
    const dry = json({ ...sample, slug, retention: { needsDays: 7, registrationsDays: 30 } });
    expect((await call(`/api/events/${slug}?dry-run`, { ...asAdmin(dry), method: "PUT" })).status).toBe(200);
    expect(linksIn(await pageOf())).toEqual([]);
  });

  it("is kept once if two saves happen at the same time", async () => {
    const saves = [30, 31, 32].map((registrationsDays) =>
      put({ ...sample, slug, retention: { needsDays: 7, registrationsDays } }),
    );
    const saved = (await Promise.all(saves)).filter(({ status }) => status === 200).length;
    expect(linksIn(await pageOf())).toHaveLength(saved);
  });

  it("keeps no contact person, and no address of a webhook, which may hold a secret", async () => {
    const contacts = { practical: { name: "Kari Kontakt", email: "kari.kontakt@example.no" } };
    const webhooks = [{ url: "https://system.example.no/krok?key=hemmeleg" }];
    await save({ contacts, webhooks });
    await save({});
    const [link = ""] = linksIn(await pageOf());
    expect(await pageOf(link)).toContain("system.example.no");
    const kept = await dumpOf(["past_notice"]);
    expect(kept).toContain("system.example.no");
    expect(kept).not.toMatch(/Kari|hemmeleg/);
  });

  it("of another number, or another event, is not found", async () => {
    await save({ retention: { needsDays: 7, registrationsDays: 30 } });
    const [link = ""] = linksIn(await pageOf());
    const other = await aNewEvent("tidlegare");
    const paths = ["1", "x", "", "-1", "1e3", "9".repeat(30)].map((n) => `/events/${slug}/privacy?version=${n}`);
    for (const path of [...paths, link.replace(slug, other)])
      expect([path, (await call(path)).status]).toEqual([path, 404]);
    expect((await call(link, {}, bindings)).status).toBe(200);
  });
});
