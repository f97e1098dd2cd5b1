/** The address in the browser after a form was sent: it may be reloaded, and opened again later. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { languages } from "../../../worker/i18n/language.ts";
import messages from "../../../worker/i18n/texts.json";
import { routes } from "../../../worker/routes.ts";
import { anotherLinkKey, bindings, call, exported, form, mailsTo } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { type Attendee, addressAt, aNewEvent, attend, linkIn, press } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("etterpaa");
});

const browser = (lang = "en-GB") => ({ headers: { accept: "text/html,*/*;q=0.8", "accept-language": lang } });

const fields = (name: string, changes: Record<string, string> = {}) => ({
  partner: "stad",
  language: "nn",
  "idempotency-key": crypto.randomUUID(),
  name: "Kari Nordmann",
  email: addressAt(slug, name),
  participation: "digital",
  ...changes,
});

/** The address that a page's form is posted to. */
const actionIn = (page: string) => (/<form method="post" action="([^"]+)"/.exec(page)?.[1] ?? "").replace("&amp;", "&");

async function sent(name: string, changes: Record<string, string> = {}): Promise<string> {
  const page = await (await call(`/events/${slug}?partner=stad&lang=${changes.language ?? "nn"}`)).text();
  const response = await call(actionIn(page), form(fields(name, changes)));
  expect([response.status, response.headers.get("cache-control")]).toEqual([303, "private, no-store"]);
  return response.headers.get("location") ?? "";
}

/** An address without its random parts. */
const shapeOf = (location: string) => location.replace(/receipt\/[\w-]+/, (path) => `${path.length}`);

describe("the page after a registration", () => {
  it.each(languages)("says the same each time it is loaded, in %s, and registers nobody again", async (language) => {
    const receipt = await sent("kari", { language });
    const before = await dumpOf();
    const pages = await Promise.all([1, 2].map(() => call(receipt, browser("de"))));
    const texts = await Promise.all(pages.map((page) => page.text()));
    for (const [index, page] of pages.entries()) {
      expect([page.status, page.headers.get("content-language")]).toEqual([200, language]);
      expect(page.headers.get("cache-control")).toBe("private, no-store");
      expect(texts[index]).toContain(messages["success.receivedHeading"][language]);
      expect(texts[index]).toContain(addressAt(slug, "kari"));
      expect(texts[index]).toContain('name="robots" content="noindex"');
    }
    expect(await dumpOf()).toBe(before);
    expect((await exported(slug)).registrations).toHaveLength(1);
  });

  it("has no e-mail address in its own address, and is the same for a registered address", async () => {
    const { address } = await attend(slug, "registrert", { participation: "digital" });
    const [known, unknown] = [await sent("registrert"), await sent("ukjend-her")];
    for (const location of [known, unknown]) {
      expect(decodeURIComponent(location)).not.toMatch(/@|example|registrert|ukjend|Kari|nordmann/i);
      expect(atob(/receipt\/([\w-]+)/.exec(location)?.[1]?.replace(/[-_]/g, "A") ?? "")).not.toContain("example");
    }
    expect(shapeOf(known)).toBe(shapeOf(unknown));
    const [one, other] = await Promise.all([known, unknown].map(async (at) => (await call(at)).text()));
    const anonymous = (page = "") => page.replaceAll(/receipt\/[\w-]+|(registrert|ukjend-her)\.[\w-]+@/g, "");
    expect(anonymous(one)).toBe(anonymous(other));
    expect(one).toContain(address);
  });

  it("says who is on the waiting list, and can be read in another language", async () => {
    slug = await aNewEvent("etterpaa", { participation: { inPerson: { capacity: 0, waitlist: true } } });
    const receipt = await sent("kari", { participation: "in-person", waitlist: "true" });
    const page = await (await call(receipt)).text();
    expect(page).toContain(messages["success.waitlistedHeading_one"].nn);
    const english = /href="([^"]+)" lang="en"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(await (await call(english)).text()).toContain(messages["success.waitlistedHeading_one"].en);
  });

  it("is the same when the button of the previous page is pressed again, and registers nobody new", async () => {
    const key = { "idempotency-key": `${slug}-key` };
    const [first, again] = [await sent("kari", key), await sent("kari", key)];
    expect(await (await call(again)).text()).toBe(
      (await (await call(first)).text()).replaceAll(/receipt\/[\w-]+/g, /receipt\/[\w-]+/.exec(again)?.[0] ?? ""),
    );
    expect((await exported(slug)).registrations).toHaveLength(1);
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
  });

  it("is the form a day later, or if its address was changed", async () => {
    const receipt = await sent("kari");
    const other = await aNewEvent("etterpaa");
    const flipped = receipt.replace(/(receipt\/[\w-]{30})(.)/, (_, head, char) => head + (char === "A" ? "B" : "A"));
    const form = async (path: string) => {
      const response = await call(path, browser());
      expect([path, response.status]).toEqual([path, 303]);
      return response.headers.get("location");
    };
    expect(await form(flipped)).toBe(`/events/${slug}?partner=stad&lang=nn`);
    expect(await form(receipt.replace(slug, other))).toBe(`/events/${other}?partner=stad&lang=nn`);
    expect(await form(`/events/${slug}/receipt/${"A".repeat(400)}?partner=stad&lang=en`)).toContain("lang=en");
    expect(await form(`/events/${slug}/receipt/x`)).toBe(`/events/${slug}?partner=stad&lang=nn`);
    vi.setSystemTime(Date.now() + 24 * 3_600_000);
    expect(await form(receipt)).toBe(`/events/${slug}?partner=stad&lang=nn`);
  });

  it("outlives a change of the link key, as links do", async () => {
    const receipt = await sent("kari");
    const both = { ...bindings, LINK_KEYS: `${env.LINK_KEYS},2:${anotherLinkKey}` };
    expect((await call(receipt, {}, both)).status).toBe(200);
    expect((await call(receipt, {}, { ...bindings, LINK_KEYS: `2:${anotherLinkKey}` })).status).toBe(303);
  });
});

describe("the page with mistakes", () => {
  it.each(languages)("keeps what was typed, and opened again is the form in %s for the same site", async (language) => {
    const page = await (await call(`/events/${slug}?partner=nordre-follo&lang=${language}`)).text();
    const address = actionIn(page);
    const wrong = await call(address, form(fields("kari", { partner: "nordre-follo", language, email: "uten-at" })));
    expect([wrong.status, wrong.headers.get("cache-control")]).toEqual([422, "private, no-store"]);
    const text = await wrong.text();
    for (const kept of ['value="uten-at"', 'value="Kari Nordmann"']) expect(text).toContain(kept);
    expect(actionIn(text)).toBe(address);
    const again = await call(address, browser("de"));
    const fresh = await again.text();
    expect([again.status, again.headers.get("content-language")]).toEqual([200, language]);
    expect(fresh).toContain('name="partner" value="nordre-follo"');
    expect(fresh).not.toContain("uten-at");
  });
});

describe("the page after asking for a lost link", () => {
  it.each(languages)("may be reloaded in %s, and sends one e-mail", async (language) => {
    const { address } = await attend(slug, "kari");
    const asked = await call(`/events/${slug}/lost-link`, form({ email: address, language, partner: "stad" }));
    const location = asked.headers.get("location") ?? "";
    expect([asked.status, decodeURIComponent(location)]).toEqual([303, expect.not.stringMatching(/@|kari|example/)]);
    for (let time = 0; time < 2; time++) {
      const page = await call(location, browser("de"));
      expect([page.status, page.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
      const words = (await page.text()).replaceAll(/<\/?b>/g, "");
      expect(words).toContain(messages["manage.lostDone"][language].replace("{email}", address));
    }
    expect((await mailsTo(address)).filter(({ text }) => linkIn({ text } as never))).toHaveLength(2);
    vi.setSystemTime(Date.now() + 24 * 3_600_000);
    const later = await (await call(location)).text();
    expect(later).not.toContain(address);
    expect(actionIn(later)).toBe(`/events/${slug}/lost-link?partner=stad&lang=${language}`);
  });

  it("with a mistake keeps what was typed, and opened again asks for the address in the same language", async () => {
    const path = `/events/${slug}/lost-link?partner=stad&lang=en`;
    const wrong = await call(path, form({ email: '"><kari', language: "en", partner: "stad" }));
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('value="&quot;>&lt;kari"')]);
    const again = await call(path, browser("de"));
    expect([again.status, again.headers.get("content-language")]).toEqual([200, "en"]);
    expect(await again.text()).toContain(messages["manage.lostHeading"].en);
  });
});

/** The questions to other mailboxes, by the beginning of the link in the e-mail. */
const questions: Record<string, { action: string; fields: Record<string, string> }> = {
  "/offers": { action: "hand-over", fields: { name: "Ola Hansen", checked: "yes" } },
  "/addresses": { action: "address", fields: {} },
};

/** Asks the mailbox, and returns the path in the e-mail. */
async function asked(by: Attendee, { action, fields }: { action: string; fields: Record<string, string> }) {
  const email = addressAt(slug, "ola");
  await press(by, action, { email, ...fields });
  const text = (await mailsTo(email)).at(-1)?.text ?? "";
  const link = /https:\/\/pamelding\.example\.no(\/(?:offers|addresses)\/[\w-]+)/.exec(text)?.[1];
  if (!link) throw new Error(`No question in ${text}`);
  return link;
}

/** The link to the stream of an attendee who takes part digitally. */
async function streamLinkOf(name: string): Promise<string> {
  const { address } = await attend(slug, name, { participation: "digital" });
  return /\/s\/[\w-]+/.exec((await mailsTo(address)).at(-1)?.text ?? "")?.[0] ?? "";
}

describe("every address that a form is sent to", () => {
  // The provider's webhooks and the door script's requests are not pages, and sign-in and door links have their own tests
  // (organiser/signing-in.test.ts, door/doors.test.ts).
  const others =
    /^\/webhooks\/resend$|^\/(sign-in|door)\/:secret$|^\/organiser\/:event\/door\/(check-ins|admit|walk-in)$/;
  const pages = routes.filter(({ method, operation, path }) => method === "post" && !operation && !others.test(path));

  it.each(pages.map(({ path }) => path))(
    "%s is a page when it is opened, and opening it changes nothing",
    async (path) => {
      const kari = await attend(slug, "kari");
      const question = questions[path.split("/:")[0] ?? ""];
      const concrete = path
        .replace(":event", slug)
        .replace(/:id\{.*\}\}/, (await exported(slug)).registrations[0]?.id ?? "")
        .replace("/registrations/:secret", kari.link)
        .replace("/s/:secret", await streamLinkOf("per"))
        .replace(/^\/(offers|addresses)\/:secret/, question ? await asked(kari, question) : "");
      const before = await dumpOf();
      let page = await call(concrete, browser("nn"));
      for (let steps = 0; page.status === 303 && steps < 3; steps++)
        page = await call(page.headers.get("location") ?? "", browser("nn"));
      expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
      expect(page.headers.get("content-language")).toBe("nn");
      expect(await dumpOf()).toBe(before);
    },
  );

  it.each(languages)("of a link that no longer works says so in %s", async (language) => {
    const kari = await attend(slug, "kari");
    await press(kari, "erase");
    for (const path of ["erase", "not-me", "change", "restore"]) {
      const opened = await call(`${kari.link}/${path}`, browser(language));
      const page = opened.status === 303 ? await call(opened.headers.get("location") ?? "", browser(language)) : opened;
      expect([page.status, await page.text()]).toEqual([
        404,
        expect.stringContaining(messages["manage.linkInvalidHeading"][language]),
      ]);
    }
  });

  it("covers all of them", () => {
    expect(pages.length).toBeGreaterThan(10);
  });
});
