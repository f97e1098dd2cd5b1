import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { languages, preferredLanguage } from "../../../worker/i18n/language.ts";
import messages from "../../../worker/i18n/texts.json";
import { call, form, mailsTo } from "../client.ts";
import { type Attendee, addressAt, aNewEvent, attend, press } from "../people.ts";

let slug: string;
let kari: Attendee;

beforeEach(async () => {
  slug = await aNewEvent("daudlenkje");
  kari = await attend(slug, "kari");
});

const asReader = (lang: string) => ({ headers: { accept: "text/html", "accept-language": lang } });
const reasons = ["manage.linkDamaged", "manage.linkReplaced", "manage.linkErased"] as const;

describe("a link that does not work", () => {
  it.each(languages)(
    "of an erased registration says what may have happened, and what to do next, in %s",
    async (lang) => {
      await press(kari, "erase");
      const response = await call(kari.link, asReader(`${lang},nb;q=0.1`));
      expect([response.status, response.headers.get("content-language")]).toEqual([404, lang]);
      const page = await response.text();
      for (const key of [...reasons, "manage.linkInvalid"] as const) expect(page).toContain(messages[key][lang]);
      expect(page).toContain(`action="/events/${slug}/lost-link?partner=stad&amp;lang=${lang}"`);
      expect(page).toContain(`https://pamelding.example.no/events/${slug}?`);
      expect(page).not.toContain(kari.address);
    },
  );

  it("does not distinguish replaced links from erased registrations", async () => {
    const ola = await attend(slug, "ola");
    await env.DB.prepare("UPDATE registration SET link_version = 2 WHERE email = ?").bind(ola.address).run();
    await press(kari, "erase");
    const pages = await Promise.all([kari, ola].map(async ({ link }) => (await call(link, asReader("nn"))).text()));
    expect(pages[0]).toBe(pages[1]);
  });

  it("that is damaged names no event, and gives the contact", async () => {
    const page = await (await call(kari.link.slice(0, -4), asReader("en-GB"))).text();
    for (const key of [...reasons, "manage.linkUnknown"] as const) expect(page).toContain(messages[key].en);
    expect(page).not.toContain(slug);
  });

  it("says the same to an attendee who presses a button on an old page, and a problem to programs", async () => {
    await press(kari, "erase");
    const pressed = await call(`${kari.link}/cancel`, { ...form({}), ...asReader("nn") });
    expect([pressed.status, await pressed.text()]).toEqual([404, expect.stringContaining("Lenkja verkar ikkje")]);
    const program = await call(`${kari.link}/data.json`);
    expect([program.status, program.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  });

  it("leads to a new one: the form sends it, if the address is registered", async () => {
    const ola = await attend(slug, "ola");
    await press(kari, "erase");
    await call(`/events/${slug}/lost-link`, form({ email: addressAt(slug, "ola"), language: "nn" }));
    expect((await mailsTo(ola.address)).at(-1)?.subject).toContain("Lenkja du bad om");
  });
});

describe("the language that a browser prefers", () => {
  it.each([
    ["nn-NO,nn;q=0.9,nb;q=0.8", "nn"],
    ["no;q=0.9, en;q=0.8", "nb"],
    ["de-DE,de;q=0.9,en;q=0.5", "en"],
    ["en;q=0, nn;q=0.1", "nn"],
    ["de", "nb"],
    ["*", "nb"],
    ["", "nb"],
    [undefined, "nb"],
  ] as const)("in %s is %s", (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});
