import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { manageSecret } from "../../../worker/security/manage-link.ts";
import { duringRegistration, sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, form, json, mailsTo, put, register, sendForm } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { calendarIn, linkIn } from "../people.ts";

let events = 0;
let slug: string;

beforeEach(async () => {
  vi.setSystemTime(duringRegistration);
  slug = `min-${++events}`;
  await put({ ...sample, slug });
});

/** An address that no other test uses: the stand-in's inbox is shared. */
const addressOf = (name: string) => `${name}.${slug}@example.no`;

/** Registers and returns the path of the manage link in the e-mail. */
async function registered(name: string, changes: Record<string, unknown> = {}): Promise<string> {
  await register(slug, aBody(addressOf(name), { waitlist: true, ...changes }));
  const [mail] = await mailsTo(addressOf(name));
  return /https:\/\/pamelding\.example\.no(\/registrations\/[\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "no link";
}

const pageOf = async (path: string) => (await call(path)).text();
const post = (path: string, fields: Record<string, string> = {}) => call(path, form(fields));
const rowOf = async (name: string) =>
  (await exported(slug)).registrations.find(({ email }) => email === addressOf(name));

/** What the page's form would post, with changes. */
async function changed(link: string, changes: Record<string, string>): Promise<Response> {
  const page = await pageOf(link);
  const seen = /name="seen" value="(\d+)"/.exec(page)?.[1] ?? "";
  const name = /name="name" value="([^"]*)"/.exec(page)?.[1] ?? "";
  return post(`${link}/change`, { seen, name, ...changes });
}

describe("the manage page", () => {
  it("shows the attendee's status in their language, and is private", async () => {
    const response = await call(await registered("kari"));
    const page = await response.text();
    expect(page).toContain('<html lang="nn">');
    expect(page).toContain("Påmeld – du møter opp");
    expect(page).toContain('<span lang="nb">Samling om samskaping</span>');
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(page).toContain('name="robots" content="noindex"');
  });

  it("shows the position on the waiting list", async () => {
    for (const name of ["a", "b", "c"]) await registered(name);
    expect(await pageOf(await registered("d"))).toContain("På venteliste – blant dei ti første");
  });

  it("changes nothing when opened, nor does any of its questions", async () => {
    const link = await registered("kari", { needs: { diet: "fisk", access: "", consent: true } });
    const before = await dumpOf();
    const paths = ["", "/cancel", "/erase", "/not-me", "/data.json"].map((path) => link + path);
    const others = ["", "/privacy", ".ics"].map((path) => `/events/${slug}${path}`);
    for (const path of [
      ...paths,
      ...others,
      `/embed/${slug}/stad.js`,
      `/embed/${slug}/stad.html`,
      `/api/events/${slug}`,
      "/health",
    ])
      for (let twice = 0; twice < 2; twice++) expect([path, (await call(path)).status]).toEqual([path, 200]);
    for (const path of ["/change", "/restore", "/withdraw-needs"]) {
      const response = await call(link + path);
      expect([response.status, response.headers.get("location")]).toEqual([303, link]);
    }
    expect(await dumpOf()).toBe(before);
  });

  it("stores changes, confirms them, and sends one e-mail about them", async () => {
    const link = await registered("kari");
    const response = await changed(link, { name: "Kari N.", organisation: "Stad kommune", question: "Når\nda?" });
    expect([response.status, response.headers.get("location")]).toEqual([303, `${link}?done=saved`]);
    expect(await pageOf(`${link}?done=saved`)).toContain("Endringane er lagra.");
    expect(await rowOf("kari")).toMatchObject({ name: "Kari N.", organisation: "Stad kommune", question: "Når\nda?" });
    const mails = await mailsTo(addressOf("kari"));
    expect(mails.map(({ subject }) => subject.split(":")[0])).toEqual(["Du har plass", "Påmeldinga er endra"]);
  });

  it("sends nothing if nothing was changed", async () => {
    const link = await registered("kari");
    const before = await dumpOf();
    expect((await changed(link, {})).status).toBe(303);
    expect(await dumpOf()).toBe(before);
  });

  it("comes back with what was typed and what is wrong with it", async () => {
    const link = await registered("kari");
    const response = await changed(link, { name: "", organisation: "Her & der", "needs.diet": "fisk" });
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toContain("Skriv namnet ditt.");
    expect(page).toContain("Kryss av for samtykke");
    expect(page).toContain('value="Her &amp; der"');
    expect(await rowOf("kari")).toMatchObject({ name: "Kari Nordmann", organisation: null });
  });

  it("does not overwrite what was changed elsewhere meanwhile", async () => {
    const link = await registered("kari");
    const seen = /name="seen" value="(\d+)"/.exec(await pageOf(link))?.[1] ?? "";
    vi.setSystemTime(duringRegistration + 1000);
    await changed(link, { role: "Rådgjevar" });
    const late = await post(`${link}/change`, { seen, name: "Noko heilt anna" });
    expect(late.status).toBe(409);
    const page = await late.text();
    expect(page).toContain("Påmeldinga blei endra ein annan stad");
    expect(page).toContain('value="Noko heilt anna"');
    expect(await rowOf("kari")).toMatchObject({ name: "Kari Nordmann", role: "Rådgjevar" });
  });

  it("stores needs only with consent, and deletes them when it is withdrawn", async () => {
    const link = await registered("kari");
    const needs = () =>
      env.DB.prepare("SELECT diet FROM needs JOIN registration ON id = registration WHERE event = ?").bind(slug).all();
    await changed(link, { "needs.diet": "fisk", "needs.consent": "true" });
    expect((await needs()).results).toEqual([{ diet: "fisk" }]);
    expect(await pageOf(link)).toMatch(/<details open.*fisk/s);
    expect((await post(`${link}/withdraw-needs`)).headers.get("location")).toBe(`${link}?done=needs`);
    expect((await needs()).results).toEqual([]);
    await changed(link, { "needs.access": "teleslynge", "needs.consent": "true" });
    await changed(link, { "needs.access": "" });
    expect((await needs()).results).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ["name", { name: "Kari N." }],
    ["organisation", { organisation: "Stad kommune" }],
    ["role", { role: "Rådgjevar" }],
    ["question", { question: "Når?" }],
    ["diet", { "needs.diet": "vegan" }],
    ["access needs", { "needs.access": "rullestol" }],
  ])("stores a change of the %s alone", async (_, field) => {
    const needs = { diet: "fisk", access: "teleslynge", consent: true };
    const link = await registered("kari", { needs });
    const kept = { "needs.diet": "fisk", "needs.access": "teleslynge", "needs.consent": "true" };
    expect((await changed(link, { ...kept, ...field })).status).toBe(303);
    const page = await pageOf(link);
    for (const value of Object.values(field)) expect(page).toContain(value);
    expect((await mailsTo(addressOf("kari"))).at(-1)?.subject).toContain("Påmeldinga er endra");
  });

  it("gives everything stored about the attendee, and nothing about others", async () => {
    const link = await registered("kari", { needs: { diet: "fisk", access: "", consent: true } });
    await registered("ola");
    const response = await call(`${link}/data.json`);
    expect(response.headers.get("content-disposition")).toContain("attachment");
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      registration: { name: "Kari Nordmann", email: addressOf("kari"), needs: { diet: "fisk" } },
      changes: [{ type: "registration.confirmed" }, { type: "registration.changed", reason: "message" }],
      messages: [{ kind: "confirmation", status: "sent" }],
    });
    expect(text).not.toContain("ola.");
  });
});

describe("leaving and coming back", () => {
  it("asks first, then frees the seat for the next on the waiting list, who is told at once", async () => {
    const link = await registered("a");
    await registered("b");
    await registered("venter");
    expect(await pageOf(`${link}/cancel`)).toContain("Vil du melde deg av?");
    const { cursor } = await exported(slug);
    expect((await post(`${link}/cancel`)).headers.get("location")).toBe(`${link}?done=cancelled`);
    expect(await rowOf("a")).toMatchObject({ status: "cancelled" });
    expect(await rowOf("venter")).toMatchObject({ status: "confirmed", waitlistedAt: null });
    const mails = await mailsTo(addressOf("venter"));
    expect(mails.map(({ subject }) => subject.split(":")[0])).toEqual(["Du står på venteliste", "Du har fått plass"]);
    expect((await mailsTo(addressOf("a"))).at(-1)?.subject).toContain("Du er meld av");
    expect((await exported(slug, `?since=${cursor}`)).registrations.map(({ email }) => email)).toContain(
      addressOf("venter"),
    );
    const reason = await env.DB.prepare("SELECT reason FROM change WHERE event = ? AND type = 'registration.promoted'")
      .bind(slug)
      .first();
    expect(reason).toEqual({ reason: "place-freed" });
  });

  it("joins the end of the waiting list, and the calendar entry's SEQUENCE rises each time", async () => {
    const link = await registered("a");
    for (const name of ["b", "c", "d"]) await registered(name);
    await post(`${link}/cancel`);
    await mailsTo(addressOf("a"));
    expect(await pageOf(link)).toContain("Meld meg på igjen");
    expect((await post(`${link}/restore`)).headers.get("location")).toBe(`${link}?done=restored`);
    expect(await pageOf(link)).toContain("På venteliste – blant dei ti første");
    await changed(link, { participation: "digital" });
    const mails = await mailsTo(addressOf("a"));
    const files = mails.flatMap(({ attachments }) => attachments.filter(({ filename }) => filename.endsWith(".ics")));
    const sequences = files.map(({ content }) => Number(/SEQUENCE:(\d+)/.exec(atob(content))?.[1]));
    expect(sequences).toEqual([...sequences].sort((x, y) => x - y));
    expect(new Set(sequences).size).toBe(3);
    const uids = files.map(({ content }) => /UID:(\S+)/.exec(atob(content))?.[1]);
    expect(new Set(uids).size).toBe(1);
  });

  it("by the form starts from the beginning: earlier needs are gone, and the attendee waits behind everybody", async () => {
    const link = await registered("a", { needs: { diet: "fisk", access: "", consent: true } });
    for (const name of ["b", "c"]) await registered(name);
    await post(`${link}/cancel`);
    await register(slug, aBody(addressOf("a"), { waitlist: true, name: "Kari N." }));
    expect(await rowOf("a")).toMatchObject({ status: "waitlisted", name: "Kari N." });
    expect(await pageOf(link)).toContain("På venteliste – blant dei ti første");
    const left = "SELECT diet FROM needs JOIN registration ON id = registration WHERE event = ?";
    expect((await env.DB.prepare(left).bind(slug).all()).results).toEqual([]);
  });

  it("by the form takes the new form's language and partner, and the attendee is not checked in", async () => {
    const link = await registered("a", { language: "nn", partner: "stad" });
    await env.DB.prepare("UPDATE registration SET checked_in_at = 1 WHERE event = ?").bind(slug).run();
    await post(`${link}/cancel`);
    await mailsTo(addressOf("a"));
    await register(slug, aBody(addressOf("a"), { language: "en", partner: "nordre-follo" }));
    expect(await rowOf("a")).toMatchObject({ language: "en", partner: "nordre-follo", checkedInAt: null });
    expect((await mailsTo(addressOf("a"))).at(-1)?.subject).toMatch(/^You have a place/);
    expect(await pageOf(link)).toContain('<html lang="en">');
  });

  it("by the form raises the calendar entry's SEQUENCE above that of the CANCEL", async () => {
    const link = await registered("a");
    await post(`${link}/cancel`);
    await mailsTo(addressOf("a"));
    await register(slug, aBody(addressOf("a")));
    const entries = (await mailsTo(addressOf("a"))).map(calendarIn);
    expect(entries.map(({ method }) => method)).toEqual(["PUBLISH", "CANCEL", "PUBLISH"]);
    const [first, cancel, back] = entries.map(({ sequence }) => sequence);
    expect(cancel).toBeGreaterThan(first ?? Infinity);
    expect(back).toBeGreaterThan(cancel ?? Infinity);
  });

  it("is possible before registration opens, for a person whom the organiser has added", async () => {
    vi.setSystemTime(Date.parse("2026-10-20T12:00:00Z"));
    const body = json(aBody(addressOf("a")), { "idempotency-key": crypto.randomUUID() });
    expect((await call(`/api/events/${slug}/registrations`, asAdmin(body))).status).toBe(201);
    const link = linkIn((await mailsTo(addressOf("a"))).at(-1));
    expect(await pageOf(link)).toContain(`${link}/cancel`);
    expect((await post(`${link}/cancel`)).headers.get("location")).toBe(`${link}?done=cancelled`);
    expect(await rowOf("a")).toMatchObject({ status: "cancelled" });
  });

  it("twice cancels only once", async () => {
    const link = await registered("a");
    await post(`${link}/cancel`);
    expect((await post(`${link}/cancel`)).status).toBe(409);
    expect(await mailsTo(addressOf("a"))).toHaveLength(2);
  });
});

describe("moving", () => {
  it("to digital gives the seat to the next on the waiting list", async () => {
    const link = await registered("a");
    await registered("b");
    await registered("venter");
    await changed(link, { participation: "digital" });
    expect(await rowOf("a")).toMatchObject({ status: "confirmed", participation: "digital" });
    expect(await rowOf("venter")).toMatchObject({ status: "confirmed", participation: "in-person" });
  });

  it("to a full room joins the waiting list and keeps the digital place meanwhile", async () => {
    for (const name of ["a", "b"]) await registered(name);
    const link = await registered("c", { participation: "digital" });
    await changed(link, { participation: "in-person" });
    expect(await rowOf("c")).toMatchObject({
      status: "waitlisted",
      participation: "in-person",
      digitalMeanwhile: true,
    });
  });

  it("online while waiting keeps the position, and can be undone", async () => {
    for (const name of ["a", "b"]) await registered(name);
    const link = await registered("c");
    await post(`${link}/meanwhile`);
    expect(await rowOf("c")).toMatchObject({ status: "waitlisted", digitalMeanwhile: true });
    expect(await pageOf(link)).toContain("På venteliste – blant dei ti første");
    await post(`${link}/wait-only`);
    expect(await rowOf("c")).toMatchObject({ status: "waitlisted", digitalMeanwhile: false });
  });

  it("to a full participation is refused, and nothing is changed", async () => {
    await put({ ...sample, slug, participation: { inPerson: { capacity: 5 }, digital: { capacity: 0 } } });
    const link = await registered("a");
    const response = await changed(link, { participation: "digital", name: "Ny" });
    expect(response.status).toBe(409);
    expect(await response.text()).toContain("Det er ingen ledige plassar. Ingenting er endra.");
    expect(await rowOf("a")).toMatchObject({ participation: "in-person", name: "Kari Nordmann" });
  });
});

describe("erasing", () => {
  it("leaves the person in no table, one last e-mail, and an id in the feed", async () => {
    const link = await registered("kari", {
      name: "Ingen Annen",
      organisation: "Sletteland AS",
      needs: { diet: "slettefisk", access: "", consent: true },
    });
    const { cursor, registrations } = await exported(slug);
    expect(await pageOf(`${link}/erase`)).toContain("Vil du slette alt om deg?");
    expect(await (await post(`${link}/erase`)).text()).toContain("Opplysningane dine er sletta");
    const mails = await mailsTo(addressOf("kari"));
    expect(mails.at(-1)?.subject).toBe("Opplysningane dine er sletta");
    const dump = await dumpOf();
    for (const trace of [addressOf("kari"), "Ingen Annen", "Sletteland", "slettefisk"])
      expect(dump).not.toContain(trace);
    expect((await exported(slug, `?since=${cursor}`)).registrations).toEqual([
      { id: registrations[0]?.id, status: "erased" },
    ]);
    expect((await call(link)).status).toBe(404);
    // The address is free again.
    expect((await register(slug, aBody(addressOf("kari")))).status).toBe(201);
  });

  it("gives the seat to the next on the waiting list", async () => {
    const link = await registered("a");
    await registered("b");
    await registered("venter");
    await post(`${link}/erase`);
    expect(await rowOf("venter")).toMatchObject({ status: "confirmed" });
  });

  it("by a person who never registered sends nothing more", async () => {
    const link = await registered("feil");
    expect(await pageOf(`${link}/not-me`)).toContain(addressOf("feil"));
    expect(await (await post(`${link}/not-me`)).text()).toContain("Du får ingen fleire e-postar om dette");
    expect(await mailsTo(addressOf("feil"))).toHaveLength(1);
    expect(await dumpOf()).not.toContain(addressOf("feil"));
  });
});

describe("a link that does not open", () => {
  it("is answered the same whatever is wrong with it", async () => {
    const link = await registered("kari");
    const secret = link.split("/").at(-1) ?? "";
    const flip = (at: number) => secret.slice(0, at) + (secret[at] === "A" ? "B" : "A") + secret.slice(at + 1);
    const erased = await registered("slettet");
    await post(`${erased}/erase`);
    const outdated = await registered("gammel");
    await env.DB.prepare("UPDATE registration SET link_version = 2 WHERE event = ? AND email = ?")
      .bind(slug, addressOf("gammel"))
      .run();
    const links = [flip(0), flip(3), flip(10), flip(40), secret.slice(0, -2), "x", `${secret}AA`].map(
      (s) => `/registrations/${s}`,
    );
    const answers = await Promise.all(
      [...links, erased, outdated].map(async (path) => {
        const response = await call(path);
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 /);
    for (const path of links) expect((await post(`${path}/cancel`)).status).toBe(404);
  });

  it("still works when a newer key was added", async () => {
    await registered("kari");
    const row = await env.DB.prepare("SELECT id FROM registration WHERE event = ?").bind(slug).first<{ id: string }>();
    const link = { registration: row?.id ?? "", version: 1 };
    const newest = { id: 1, secret: env.LINK_KEYS.slice("1:".length) };
    const next = { id: 2, secret: "B".repeat(43) };
    expect((await call(`/registrations/${await manageSecret(link, [newest])}`)).status).toBe(200);
    expect((await call(`/registrations/${await manageSecret(link, [newest, next])}`)).status).toBe(404);
  });
});

describe("a lost link", () => {
  it("is sent again, and the answer is the same for every address", async () => {
    await registered("kari");
    const gone = await registered("borte");
    await post(`${gone}/cancel`);
    const answers = await Promise.all(
      ["kari", "borte", "ukjent"].map(async (name) => {
        const response = await sendForm(`/events/${slug}/lost-link`, {
          email: addressOf(name),
          language: "nn",
          partner: "stad",
        });
        const page = (await response.text()).replaceAll(addressOf(name), "ADDRESS");
        // The links to the page's other languages contain the sealed address.
        return `${response.status} ${page.replaceAll(/sent=[\w-]+/g, "")}`;
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("Er <b>ADDRESS</b> påmeld, får du ein e-post");
    expect((await mailsTo(addressOf("kari"))).at(-1)?.subject).toContain("Lenkja du bad om");
    expect(await mailsTo(addressOf("ukjent"))).toEqual([]);
  });

  it("is answered in the language of the page that asked", async () => {
    for (const [language, words] of [
      ["nb", "påmeldt"],
      ["en", "registered"],
    ] as const) {
      const fields = { email: addressOf("kari"), partner: "stad", language };
      const page = await (await sendForm(`/events/${slug}/lost-link`, fields)).text();
      expect(page).toContain(`<html lang="${language}">`);
      expect(page).toContain(words);
    }
  });

  it("asks for a valid address", async () => {
    const response = await post(`/events/${slug}/lost-link`, { email: "kari", language: "nn" });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain("E-postadressa manglar krøllalfa (@).");
  });
});
