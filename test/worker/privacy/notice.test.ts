/** Every sentence of the privacy notice: that it is there when it should be, and that the code does what it says. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { code as formCode } from "../../../dist/form.js";
import privacyGuide from "../../../PRIVACY.md?raw";
import readme from "../../../README.md?raw";
import { WORDED_ON } from "../../../worker/attendee/privacy-page.tsx";
import { languages } from "../../../worker/i18n/language.ts";
import messages from "../../../worker/i18n/texts.json";
import { sha256 } from "../../../worker/security/crypto.ts";
import { turnstileKeys } from "../../local/turnstile.ts";
import { type Definition, sample } from "../builders.ts";
import { asAdmin, bindings, call, exported, form, json, mailsTo, put, threeTicks, tick } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";
import { workshop } from "../workshops.ts";

let slug: string;

beforeEach(async () => {
  await env.DB.exec("DELETE FROM retention");
  slug = await aNewEvent("vilkar");
});

const unescaped = (html: string) =>
  html.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
const noticeOf = async (lang = "nb", event = slug, environment = bindings) =>
  unescaped(await (await call(`/events/${event}/privacy?lang=${lang}`, {}, environment)).text());
const change = async (changes: Partial<Definition>) =>
  expect((await put({ ...sample, slug, ...changes })).status).toBe(200);
const privacy = (changes: Partial<Definition["privacy"]>) => change({ privacy: { ...sample.privacy, ...changes } });
const law = { nb: "kommuneloven § 1", nn: "kommunelova § 1", en: "Local Government Act section 1" };

/** What a reader sees of the page. */
const seen = (html: string) => html.replace(/<[^>]+>/g, "").replace(/\s+/g, " ");
/** The parts of a text between its placeholders. */
const pieces = (key: keyof typeof messages, lang: (typeof languages)[number]) => messages[key][lang].split(/\{\w+\}/);

describe("the notice", () => {
  const inTheNotice = (Object.keys(messages) as (keyof typeof messages)[]).filter(
    (key) => key.startsWith("privacy.") && key !== "privacy.link",
  );

  it.each(languages)(
    "has each sentence exactly when it is true, in %s, with every placeholder filled",
    async (lang) => {
      const arrangement = law;
      const variants: Partial<Definition>[] = [
        {},
        { organiser: { ...sample.organiser, public: true } },
        { webhooks: [{ url: "https://system.example.no/pamelding?key=hemmeleg" }] },
        { verification: { holdHours: 24 }, questions: [...(sample.questions ?? []), workshop()] },
      ];
      const notices: Partial<Definition["privacy"]>[] = [
        { dataProtectionOfficer: "Ola Nordmann, ola@example.no" },
        { basis: "public-task", legalBasis: law, dataProtectionOfficer: "ombod@example.no" },
        { basis: "legitimate-interest", interest: law, jointControllers: { names: ["TINKR"], arrangement } },
      ];
      const mail = {
        name: "Trykkeriet",
        purpose: law,
        country: law,
        transfer: "none",
        link: "https://example.no",
      } as const;
      const turnstile = { TURNSTILE_SITE_KEY: turnstileKeys.site, TURNSTILE_SECRET_KEY: turnstileKeys.secret };
      const pages: string[] = [];
      for (const [index, changes] of variants.entries()) {
        const processors = [...(sample.privacy.processors ?? []), mail];
        await change({ ...changes, privacy: { ...sample.privacy, ...notices[index], processors } });
        pages.push(seen(await noticeOf(lang, slug, { ...bindings, ...turnstile })));
      }
      for (const page of pages) expect(page).not.toMatch(/[{}]|undefined|null/);
      for (const key of inTheNotice)
        expect([key, pages.some((page) => pieces(key, lang).every((piece) => page.includes(piece.trim())))]).toEqual([
          key,
          true,
        ]);
    },
  );

  it("is a page with headings, in order, that lead to their sections", async () => {
    const page = await noticeOf("nn");
    const headings = [...page.matchAll(/<h2 id="([^"]+)">([^<]+)<\/h2>/g)].map(([, , heading]) => heading);
    expect(headings).toEqual([
      "Kven er ansvarleg?",
      "Kva bruker vi, og kvifor?",
      "Kven får sjå opplysningane?",
      "Utanfor EØS",
      "Kor lenge lagrar vi opplysningane?",
      "Rettane dine",
      "Du kan protestere",
      "Klage",
    ]);
    for (const [, id] of page.matchAll(/<h2 id="([^"]+)"/g)) expect(page).toContain(`aria-labelledby="${id}"`);
  });

  it("has its contacts as links", async () => {
    await privacy({
      dataProtectionOfficer: "Ola Nordmann, ola@example.no",
      controllerContact: "https://example.no/kontakt",
    });
    const page = await noticeOf();
    expect(page).toContain('Ola Nordmann, <a href="mailto:ola@example.no">ola@example.no</a>');
    expect(page).toContain('<a href="https://example.no/kontakt">https://example.no/kontakt</a>');
    expect(page).toContain('<a href="https://www.datatilsynet.no">Datatilsynet</a>');
  });

  it("has a date and a version, which depends only on its text", async () => {
    const versionOf = async () => /Oppdatert (.+?)\. Versjon (\w{8})\./.exec(await noticeOf())?.slice(1) ?? [];
    const [date, version] = await versionOf();
    expect(date).toBe("26. november 2026");
    await change({ fundedBy: "Forskingsrådet" });
    expect((await versionOf())[1]).toBe(version);
    vi.setSystemTime(Date.parse("2026-12-01T12:00:00Z"));
    await privacy({ backupDays: 7 });
    const [later, changed] = await versionOf();
    expect(later).toBe("1. desember 2026");
    expect(changed).not.toBe(version);
  });

  it("has the day of its last wording (change the day with the words)", async () => {
    const words = Object.entries(messages).filter(([key]) => key.startsWith("privacy."));
    expect([WORDED_ON, (await sha256(JSON.stringify(words))).slice(0, 16)]).toEqual(["2026-11-26", "702be5bb0e1b342c"]);
  });

  it("leaves out what is not true", async () => {
    await change({ questions: ["role"], participation: { inPerson: { capacity: 2 } } });
    const page = seen(await noticeOf());
    expect(page).not.toMatch(
      /Personvernombud|strømmes|sendingen|andre meldt deg på|samtykke|om mat|system\.example|Turnstile/i,
    );
    expect(page).toContain("Du velger selv om du vil oppgi stilling eller rolle.");
  });
});

describe("who is responsible", () => {
  it("is the organiser; the other partners only show the form", async () => {
    const page = seen(await noticeOf());
    expect(page).toContain("Telemarksforsking er ansvarlig for opplysningene.");
    expect(page).toContain(
      "Skjemaet står også på nettsidene til Stad kommune og Nordre Follo kommune, som bare viser det.",
    );
    // The form sends only to the service, on every page.
    expect((await call(`/embed/${slug}/stad.js`)).headers.get("set-cookie")).toBeNull();
  });

  it("are several where they decide together, and a partner among them does not only show the form", async () => {
    await privacy({ jointControllers: { names: ["Stad kommune"], arrangement: law } });
    const page = seen(await noticeOf());
    expect(page).toContain("Telemarksforsking og Stad kommune er ansvarlige sammen");
    expect(page).toContain("kommuneloven § 1");
    expect(page).toContain("nettsidene til Nordre Follo kommune, som bare viser det.");
    expect(page).not.toContain("Telemarksforsking er ansvarlig for");
  });
});

describe("the basis", () => {
  it("is a public task if the definition says so, with its law and the right to object", async () => {
    await privacy({ basis: "public-task", legalBasis: law });
    const page = seen(await noticeOf());
    expect(page).toContain(
      "en del av oppgaven vår: kommuneloven § 1 (personvernforordningen artikkel 6 nr. 1 bokstav e)",
    );
    expect(page).toContain("Du har rett til å protestere mot at vi bruker opplysningene dine");
    expect(page).not.toContain("bokstav f");
  });

  it("is an agreement: then the basis for colleagues and for counting attempts is legitimate interest", async () => {
    const page = seen(await noticeOf());
    expect(page).toContain("for å gi deg plassen du ber om (personvernforordningen artikkel 6 nr. 1 bokstav b)");
    expect(page).toContain("gi deg plassen som den personen ba om (artikkel 6 nr. 1 bokstav f)");
    expect(page).toContain("protestere mot bruk som bygger på berettiget interesse");
  });
});

describe("a definition without what the notice needs", () => {
  const [cloudflare, resend] = sample.privacy.processors ?? [];
  const publicBody = { ...sample.organiser, public: true };
  const officer = "ombod@example.no";
  it.each<[field: string, cure: RegExp, changes: Record<string, unknown>]>([
    ["organiser.public", /true for a public body/, { organiser: { name: "Stad", email: "a@example.no" } }],
    ["privacy", /basis, dataProtectionOfficer and processors/, { privacy: undefined }],
    ["privacy.basis", /agreement, public-task or/, { privacy: { ...sample.privacy, basis: undefined } }],
    ["privacy.basis", /agreement, public-task or/, { privacy: { ...sample.privacy, basis: "consent" } }],
    [
      "privacy.basis",
      /public body cannot/,
      {
        organiser: publicBody,
        privacy: { ...sample.privacy, basis: "legitimate-interest", interest: law, dataProtectionOfficer: officer },
      },
    ],
    [
      "privacy.basis",
      /no colleagues/,
      {
        organiser: publicBody,
        privacy: { ...sample.privacy, dataProtectionOfficer: officer },
      },
    ],
    ["privacy.legalBasis", /law or decision/, { privacy: { ...sample.privacy, basis: "public-task" } }],
    [
      "privacy.legalBasis.nn",
      /read in this language/,
      {
        privacy: { ...sample.privacy, basis: "public-task", legalBasis: { nb: "loven" } },
      },
    ],
    ["privacy.interest", /which interest/, { privacy: { ...sample.privacy, basis: "legitimate-interest" } }],
    ["privacy.dataProtectionOfficer", /or null/, { privacy: { ...sample.privacy, dataProtectionOfficer: undefined } }],
    ["privacy.dataProtectionOfficer", /in words/, { privacy: { ...sample.privacy, dataProtectionOfficer: "–" } }],
    [
      "privacy.dataProtectionOfficer",
      /public bodies have one/,
      {
        organiser: publicBody,
        privacy: { ...sample.privacy, basis: "public-task", legalBasis: law, dataProtectionOfficer: null },
      },
    ],
    ["privacy.processors", /rows to copy/, { privacy: { ...sample.privacy, processors: undefined } }],
    ["privacy.processors", /a row for Resend/, { privacy: { ...sample.privacy, processors: [cloudflare] } }],
    ["privacy.processors.0.name", /./, { privacy: { ...sample.privacy, processors: [{ ...cloudflare, name: "?" }] } }],
    [
      "privacy.processors.1.transfer",
      /keeps data in the USA/,
      {
        privacy: { ...sample.privacy, processors: [cloudflare, { ...resend, transfer: "none" }] },
      },
    ],
    [
      "privacy.processors.1.purpose.nn",
      /read in this language/,
      {
        privacy: { ...sample.privacy, processors: [cloudflare, { ...resend, purpose: { nb: "sender" } }] },
      },
    ],
    [
      "privacy.processors.1.link",
      /./,
      {
        privacy: { ...sample.privacy, processors: [cloudflare, { ...resend, link: "javascript:alert(1)" }] },
      },
    ],
    [
      "privacy.jointControllers.arrangement.nb",
      /read in this language/,
      {
        privacy: { ...sample.privacy, jointControllers: { names: ["TINKR"], arrangement: { nn: "avtale" } } },
      },
    ],
  ])("is refused at %s, with the cure %s", async (field, cure, changes) => {
    const response = await call(`/api/events/${slug}`, {
      ...asAdmin(json({ ...sample, slug, ...changes })),
      method: "PUT",
    });
    expect(response.status).toBe(422);
    const { errors } = (await response.json()) as { errors: { field: string; code: string }[] };
    expect(errors.find((error) => error.field === field && cure.test(error.code))).toBeDefined();
  });

  it("is completed with the rows to copy from PRIVACY.md", async () => {
    const rows = /```json\n([\s\S]+?)\n```/.exec(privacyGuide)?.[1] ?? "";
    await privacy({ processors: JSON.parse(rows) as Definition["privacy"]["processors"] });
  });
});

describe("what the notice says of storage elsewhere", () => {
  it("is what the README sets up: database and queues in the EU, Resend's region no shield", async () => {
    for (const line of readme.match(/npx wrangler (d1|queues) create .+/g) ?? [])
      expect(line).toContain("--jurisdiction eu");
    expect(seen(await noticeOf())).toContain("Databasen er bundet til EU.");
    expect(seen(await noticeOf())).toMatch(/Uansett hvor de sendes fra, lagrer Resend .+ i USA/);
  });

  it("names every processor in a table, with the basis of its transfer as a link", async () => {
    const page = await noticeOf();
    expect(page).toContain(
      '<tr><th scope="row">Resend</th><td>sender e-posten</td><td>Irland og USA</td>' +
        '<td><a href="https://resend.com/legal/dpa">EUs standard personvernbestemmelser (artikkel 46)</a></td></tr>',
    );
  });

  it("names the hosts of webhooks, never their addresses, which may contain a secret", async () => {
    await change({ webhooks: [{ url: "https://system.example.no/pamelding?key=hemmeleg" }] });
    const page = await noticeOf();
    expect(page).toContain("sendt til system.example.no. Det gjelder ikke svarene dine om mat");
    expect(page).not.toContain("hemmeleg");
  });
});

describe("what the notice says of the browser", () => {
  it("is true: no page sets a cookie, and only the tab's own storage is used", async () => {
    const { link } = await attend(slug, "kari");
    for (const path of [
      link,
      `/events/${slug}`,
      `/events/${slug}/privacy`,
      `/embed/${slug}/stad.js`,
      `/embed/${slug}/stad.html`,
    ])
      expect([path, (await call(path)).headers.get("set-cookie")]).toEqual([path, null]);
    expect(formCode).not.toMatch(/\.cookie\b|localStorage|indexedDB|sendBeacon/);
    expect(formCode).toContain("sessionStorage");
  });
});

describe("a site's text about cookies", () => {
  it("is ready to copy beside the snippet, with the name that the form uses", async () => {
    const page = unescaped(await (await call(`/embed/${slug}/stad.html`)).text());
    expect(page).toContain(`i sessionStorage under namnet pamelding:${slug}, til du sender skjemaet`);
    expect(formCode).toContain("pamelding:");
  });
});

describe("what the notice says is asked and stored", () => {
  it("is everything stored about a person, and network addresses are in no table", async () => {
    const headers = { "cf-connecting-ip": "203.0.113.77" };
    const body = {
      partner: "stad",
      language: "nn",
      name: "Kari",
      email: addressAt(slug, "ip"),
      participation: "digital",
    };
    const request = json({ ...body, waitlist: false }, { ...headers, "idempotency-key": `"${crypto.randomUUID()}"` });
    expect((await call(`/api/events/${slug}/registrations`, request)).status).toBe(201);
    expect(await dumpOf()).not.toContain("203.0.113");
    // Name, address, way of taking part, whether they were there; answers; language, partner, times; e-mails. A new column belongs into the notice.
    const { results } = await env.DB.prepare("SELECT name FROM pragma_table_info('registration')").all<{
      name: string;
    }>();
    expect(results.map(({ name }) => name).sort()).toEqual([
      "answers",
      "calendar_changes",
      "changed_at",
      "checked_in_at",
      "digital_meanwhile",
      "email",
      "email_key",
      "erasure_reason",
      "event",
      "handed_from",
      "handed_to",
      "held_until",
      "hold_reminder_at",
      "id",
      "invited_by",
      "joined_at",
      "language",
      "link_version",
      "name",
      "noted",
      "organisation",
      "participation",
      "partner",
      "places",
      "question",
      "registered_at",
      "rehearsal",
      "role",
      "status",
      "waitlisted_at",
    ]);
  });

  it("says that a registration lapses if the address must be verified, and it does", async () => {
    await change({ verification: { holdHours: 3 } });
    expect(seen(await noticeOf())).toContain("faller bort av seg selv når 3 timer har gått");
    await attend(slug, "kari");
    vi.setSystemTime(Date.now() + 3 * 3_600_000);
    await tick();
    expect((await exported(slug)).registrations).toMatchObject([{ status: "cancelled" }]);
  });

  it("gives places only by order: no answer makes a difference", async () => {
    const answers = { organisation: "Stad kommune", role: "ordførar", question: "Kvifor?" };
    for (const [index, more] of [{}, answers, answers, {}].entries()) await attend(slug, `nr${index}`, more);
    const { registrations } = await exported(slug);
    expect(registrations.map(({ status }) => status)).toEqual(["confirmed", "confirmed", "waitlisted", "waitlisted"]);
  });
});

describe("what the notice says is kept", () => {
  const DAY = 86_400_000;

  it("of an address that bounced or complained, is kept for 24 months and no longer", async () => {
    const start = Date.now();
    await env.DB.prepare("INSERT INTO suppression (hash, reason, at) VALUES (?, 'complained', ?)")
      .bind(slug, start)
      .run();
    vi.setSystemTime(start + 729 * DAY);
    await threeTicks();
    expect(await dumpOf(["suppression"])).toContain(slug);
    vi.setSystemTime(start + 731 * DAY);
    await threeTicks();
    expect(await dumpOf(["suppression"])).not.toContain(slug);
    expect(seen(await noticeOf())).toContain("i inntil 24 måneder");
  });

  it("of somebody who had access, goes a year after that was revoked", async () => {
    const made = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Ola Tilgang", scopes: ["read"] })));
    const { id } = (await made.json()) as { id: string };
    const start = Date.now();
    await call(`/api/events/${slug}/tokens/${id}`, asAdmin({ method: "DELETE" }));
    vi.setSystemTime(start + 364 * DAY);
    await threeTicks();
    expect(await dumpOf(["organiser_token"])).toContain("Ola Tilgang");
    vi.setSystemTime(start + 366 * DAY);
    await threeTicks();
    expect(await dumpOf(["organiser_token"])).not.toContain("Ola Tilgang");
  });

  it("of the contact persons, goes with the last registration, and the event is the same otherwise", async () => {
    const contacts = {
      practical: { name: "Kari Kontakt", email: "kari.kontakt@example.no" },
      content: { name: "Per Innhald", organisation: "Stad kommune" },
    };
    await change({ contacts, mails: { reminder: null, thanks: null } });
    await attend(slug, "kari");
    const definition = async () =>
      (await call(`/api/events/${slug}/definition`, asAdmin())).json() as Promise<Definition>;
    const before = await definition();
    await tick();
    vi.setSystemTime(Date.parse("2027-03-14T22:59:00Z"));
    await tick();
    expect(await dumpOf(["event"])).toContain("Kari Kontakt");
    vi.setSystemTime(Date.parse("2027-03-14T23:00:00Z"));
    await threeTicks();
    const dump = await dumpOf(["event"]);
    expect(dump).not.toMatch(/Kari Kontakt|kari\.kontakt|Per Innhald/);
    const organiser = { name: "Telemarksforsking", email: "konferanse@example.no" };
    expect(await definition()).toEqual({ ...before, contacts: { practical: organiser } });
    // The definition is stored whole: it can be read, put and registered for as before.
    expect((await put({ ...sample, slug, contacts })).status).toBe(200);
  });
});

describe("what the notice says attendees can do themselves", () => {
  it("can be done with the link in the first e-mail: see, correct, download, withdraw, erase", async () => {
    const person = await attend(slug, "kari", { needs: { diet: "fisk", access: "", consent: true } });
    expect((await call(person.link)).status).toBe(200);
    expect((await call(`${person.link}/data.json`)).status).toBe(200);
    expect((await press(person, "withdraw-needs")).status).toBe(303);
    expect(await dumpOf(["needs"])).not.toContain("fisk");
    expect((await call(`${person.link}/erase`, form({}))).status).toBe(200);
    await mailsTo(person.address);
    expect(await dumpOf()).not.toContain(person.address);
  });
});
