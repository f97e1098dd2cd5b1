/** An organiser who may create events and is not listed by any: from the link to the first event. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Bindings } from "../../../worker/environment.ts";
import { sample } from "../builders.ts";
import {
  asAdmin,
  bindings,
  call as callAt,
  deliverQueued,
  exported,
  first,
  forgetQueued,
  mailsTo,
  put,
} from "../client.ts";
import { leastFields, sentBy } from "../forms.ts";
import { askForLink, cookieOf, newLinkFor, ownForm, signIn, signInLinkIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent } from "../people.ts";

let slug: string;
let ola: string;

/** The service of an operator who lets some addresses create events. */
let service: Bindings;
const allow = (...addresses: string[]) => {
  service = { ...bindings, EVENT_CREATORS: addresses.join(",") };
};
const call = (path: string, init?: RequestInit) => callAt(path, init, service);
const ask = (email: string, path?: string) => askForLink(email, path, service);
const linkFor = (email: string, path?: string) => newLinkFor(email, path, service);
const open = (path: string, cookie: string) => visit(path, cookie, service);
const mailsFor = (address: string) => mailsTo(address, service);
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

beforeEach(async () => {
  forgetQueued();
  slug = await aNewEvent("forste");
  ola = addressAt(slug, "ola");
  allow(ola);
});

describe("the link of an organiser whom no event lists", () => {
  it.each([
    ["nb", "Logg inn som arrangør: Påmelding", "Du kan opprette arrangementer her"],
    ["nn", "Logg inn som arrangør: Påmelding", "Du kan opprette arrangement her"],
    ["en", "Sign in as an organiser: Påmelding", "You can create events here"],
  ])("comes in the service's own name, in the language of the page (%s)", async (language, subject, words) => {
    await call(`/sign-in?lang=${language}`, ownForm({ email: ola }));
    const [mail] = await mailsFor(ola);
    expect(mail).toMatchObject({ from: '"Påmelding" <pamelding@example.no>', replyTo: [], subject });
    expect(mail?.text).toContain(words);
    expect(mail?.text).toContain(ola);
    expect(mail?.text).not.toMatch(/samskaping|Eksempelinstituttet|\{/i);
  });

  it("needs the same statements and gives the same answer as for an unknown address", async () => {
    await put({ ...sample, slug, organisers: [addressAt(slug, "rebekka")] });
    const seen = async (email: string) => {
      const prepare = vi.spyOn(bindings.DB, "prepare");
      const send = vi.spyOn(bindings.MESSAGES, "sendBatch");
      const answer = await ask(email, `/organiser/${slug}`);
      const statements = prepare.mock.calls.map(([sql]) => sql);
      const messages = send.mock.calls.length;
      vi.restoreAllMocks();
      const page = await (await call(answer.headers.get("location") ?? "")).text();
      const headers = [...answer.headers].filter(([name]) => name !== "location");
      const blank = (text: string) => text.replaceAll(email, "ADDRESS").replaceAll(/sent=[\w-]+/g, "sent=SEALED");
      return [answer.status, headers, statements, messages, blank(page)];
    };
    const creator = await seen(ola);
    for (const other of ["ingen", "rebekka"]) expect(await seen(addressAt(slug, other))).toEqual(creator);
    expect(await mailsFor(addressAt(slug, "ingen"))).toEqual([]);
    expect(await mailsFor(ola)).toHaveLength(1);
  });

  it("counts for the limit of the mailbox, works once, and for a quarter of an hour", async () => {
    for (let time = 0; time < 5; time++) await ask(ola);
    const mails = await mailsFor(ola);
    expect(mails).toHaveLength(3);
    const [used = "", late = ""] = mails.map(signInLinkIn);
    for (const method of ["GET", "HEAD"]) expect((await call(used, { method })).status).toBe(200);
    const answers = await Promise.all([1, 2, 3].map(() => call(used, ownForm())));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
    pass(15 * 60_000 + 1);
    expect((await call(late, ownForm())).status).toBe(410);
  });

  it("is not sent, and does not work, after the operator has removed the address", async () => {
    const link = await linkFor(ola);
    await ask(ola);
    allow("andre@example.no");
    await deliverQueued(service);
    expect(await mailsFor(ola)).toHaveLength(1);
    const answer = await call(`${link}?lang=nb`, ownForm());
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([410, null]);
    expect(await answer.text()).toContain("dem som driver tjenesten");
  });

  it("comes in the name of an event as soon as one lists the address", async () => {
    await put({ ...sample, slug, organisers: [ola] });
    await ask(ola);
    expect((await mailsFor(ola))[0]?.subject).toBe("Logg inn som arrangør: Samling om samskaping");
  });

  it("leaves nothing behind", async () => {
    await signIn(ola, service);
    const left = async (table: string) =>
      (await first.prepare(`SELECT count(*) AS n FROM ${table} WHERE event IS NULL`).first<number>("n")) ?? 0;
    expect([await left("sign_in"), await left("message")]).not.toContain(0);
    pass(16 * 60_000);
    const { forgetSignIns } = await import("../../../worker/storage/organiser-sessions.ts");
    await forgetSignIns(first, Date.now());
    expect([await left("sign_in"), await left("message")]).toEqual([0, 0]);
  });
});

describe("the session of an organiser without an event", () => {
  it("shows what to do, and opens no event", async () => {
    const cookie = await signIn(ola, service);
    const page = await open("/organiser?lang=nb", cookie);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain("Du har ingen arrangementer ennå");
    expect(html).toContain('href="/organiser/new"');
    expect(html).not.toContain('<ul class="lines">');
    for (const path of ["", "/registrations", "/edit", "/undelivered", "/door"])
      expect([path, (await open(`/organiser/${slug}${path}`, cookie)).status]).toEqual([path, 403]);
    expect((await call(`/api/events/${slug}/export`, { headers: { cookie } })).status).toBe(401);
  });

  it("works for the first event, which lists the organiser", async () => {
    const cookie = await signIn(ola, service);
    const fields = {
      ...(await sentBy(await open("/organiser/new", cookie))),
      ...leastFields(`Første ${slug}`),
    };
    const sure = await call("/organiser/new", ownForm({ ...fields, act: "see" }, cookie));
    const made = await call("/organiser/new", ownForm({ ...(await sentBy(sure)), act: "save" }, cookie));
    const name = `forste-${slug}`;
    expect([made.status, made.headers.get("location")]).toEqual([303, `/organiser/${name}/edit?saved=0`]);
    expect((await open(`/organiser/${name}`, cookie)).status).toBe(200);
    expect((await exported(name)).registrations).toEqual([]);
    expect(await (await open("/organiser", cookie)).text()).toContain(`href="/organiser/${name}"`);
    // Organisers keep their events when the operator removes the address.
    allow();
    expect((await open(`/organiser/${name}`, cookie)).status).toBe(200);
    expect((await open("/organiser/new", cookie)).status).toBe(403);
  });

  it("ends only when the address is neither listed nor allowed", async () => {
    await put({ ...sample, slug, organisers: [ola] });
    const cookie = await signIn(ola, service);
    await put({ ...sample, slug, organisers: [] });
    expect((await open("/organiser", cookie)).status).toBe(200);
    expect((await open(`/organiser/${slug}`, cookie)).status).toBe(403);
    allow();
    for (const path of ["/organiser", "/organiser/new", `/organiser/${slug}`])
      expect([path, (await open(path, cookie)).status]).toEqual([path, 303]);
  });

  it("is one cookie from one link, for any requested page", async () => {
    const opened = await call(await linkFor(ola, `/organiser/${slug}`), ownForm());
    expect(opened.headers.get("location")).toBe(`/organiser/${slug}`);
    const cookie = cookieOf(opened);
    expect((await open(`/organiser/${slug}`, cookie)).status).toBe(403);
    expect((await open("/organiser", cookie)).status).toBe(200);
  });
});

it("deleting an event deletes its own links, and the others stay", async () => {
  const link = await linkFor(ola);
  await call(`/api/events/${slug}?confirm-erasures=0`, { ...asAdmin(), method: "DELETE" });
  expect((await call(link, ownForm())).status).toBe(303);
});
