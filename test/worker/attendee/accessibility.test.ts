/** The accessibility statement: what it must say, in every language, and that it says nothing untrue. */
import { beforeEach, describe, expect, it } from "vitest";
import { TESTED_ON } from "../../../worker/attendee/accessibility-page.tsx";
import { languages } from "../../../worker/i18n/language.ts";
import messages from "../../../worker/i18n/texts.json";
import { sha256 } from "../../../worker/security/crypto.ts";
import { type Definition, sample } from "../builders.ts";
import { call, put } from "../client.ts";
import { aNewEvent, attend } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("tilgjenge");
});

const unescaped = (html: string) => html.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
const pageOf = async (lang: string) =>
  unescaped(await (await call(`/events/${slug}/accessibility?lang=${lang}`)).text());
/** The statement's text as a reader sees it. */
const statementOf = async (lang = "nb") => (await pageOf(lang)).replace(/<[^>]+>/g, "").replace(/\s+/g, " ");
const change = async (changes: Partial<Definition>) =>
  expect((await put({ ...sample, slug, ...changes })).status).toBe(200);

const checked = { on: "2026-11-20", by: "Funka Nu" };
const finding = {
  criterion: "2.4.7",
  problem: { nb: "Markøren er vanskelig å se.", nn: "Markøren er vanskeleg å sjå." },
  instead: { nb: "Bruk større skrift.", nn: "Bruk større skrift." },
};
const texts = Object.entries<Record<(typeof languages)[number], string>>(messages).filter(([key]) =>
  key.startsWith("accessibility."),
);

describe("the accessibility statement", () => {
  it.each(languages)("has each sentence exactly when it is true, in %s", async (lang) => {
    const statement = { statementUrl: "https://uustatus.no/nb/erklaringer/publisert/1" };
    const variants: Partial<Definition>[] = [
      {},
      { accessibility: { ...statement, checked, findings: [finding] } },
      { accessibility: { checked, findings: [finding, { ...finding, criterion: "1.4.3" }] } },
      {
        organiser: { ...sample.organiser, public: true },
        privacy: {
          ...sample.privacy,
          basis: "public-task",
          legalBasis: { nb: "x", nn: "x" },
          dataProtectionOfficer: "Ola",
        },
        questions: [],
      },
    ];
    const pages: string[] = [];
    for (const changes of variants) {
      await change(changes);
      pages.push(`${await statementOf(lang)} ${/<title>(.*)<\/title>/.exec(await pageOf(lang))?.[1]}`);
    }
    for (const page of pages) expect(page).not.toMatch(/[{}]|undefined|null/);
    for (const [key, text] of texts) {
      const pieces = text[lang].split(/\{\w+\}/).map((piece) => piece.trim());
      expect([key, pages.some((page) => pieces.every((piece) => page.includes(piece)))]).toEqual([key, true]);
    }
  });

  it("names who is responsible, what it covers, the contact, and where to complain", async () => {
    const page = await pageOf("nn");
    expect(await statementOf("nn")).toContain("Telemarksforsking er ansvarleg for påmeldinga");
    expect(await statementOf("nn")).toContain("nettsidene til Stad kommune og Nordre Follo kommune");
    expect(page).toContain('<a href="mailto:kari@example.no">Kari Nordmann</a>');
    for (const address of ["https://www.diskrimineringsnemnda.no", "https://www.uutilsynet.no"])
      expect(page).toContain(`<a href="${address}">`);
  });

  it("lists no breach until an organiser gives one; then it complies in part, and says what to do instead", async () => {
    expect(await statementOf()).toContain("Vi kjenner ikke til noen brudd.");
    await change({ accessibility: { checked, findings: [finding] } });
    const statement = await statementOf();
    expect(statement).toContain("delvis i samsvar med kravene. Vi kjenner til ett brudd");
    expect(statement).toContain("Krav 2.4.7 i WCAG");
    expect(statement).toContain("Gjør dette i stedet: Bruk større skrift.");
    expect(statement).toContain("Funka Nu kontrollerte påmeldingen 20. november 2026.");
    expect(statement).not.toContain("Vi kjenner ikke til noen brudd.");
    expect(await pageOf("en")).toContain('<span lang="nb">Bruk større skrift.</span>');
  });

  it("says that no real screen reader has been used, whatever an organiser has checked", async () => {
    await change({ accessibility: { checked } });
    for (const lang of languages) expect(await statementOf(lang)).toContain(messages["accessibility.untested"][lang]);
  });

  it("has the day of its last wording and tests (change the day with the words, after testing)", async () => {
    expect([TESTED_ON, (await sha256(JSON.stringify(texts))).slice(0, 16)]).toEqual(["2026-11-26", "334e0f4ca0d2e6b9"]);
  });

  it("is linked from every page about the event, in the page's language", async () => {
    const { link } = await attend(slug, "kari");
    for (const path of [
      `/events/${slug}?lang=nn`,
      `/events/${slug}/privacy?lang=nn`,
      `/events/${slug}/frame?lang=nn`,
      link,
    ])
      expect([path, (await (await call(path)).text()).includes(`/events/${slug}/accessibility?lang=nn`)]).toEqual([
        path,
        true,
      ]);
  });

  it("does not exist for an unknown event", async () => {
    expect((await call("/events/finst-ikkje/accessibility")).status).toBe(404);
  });
});
