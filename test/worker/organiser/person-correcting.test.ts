/** Correcting a registration and adding one by hand on the organiser's pages. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { asAdmin, call, exported, form, mailsTo, put } from "../client.ts";
import { hiddenIn, ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend, press, subjectsTo } from "../people.ts";

let slug: string;
let cookie: string;

type Own = Exclude<NonNullable<Definition["questions"]>[number], string>;
const workshop: Own = {
  key: "workshop",
  type: "choice",
  label: { nb: "Økt" },
  options: [
    { key: "lek", label: { nb: "Lek" } },
    { key: "drift", label: { nb: "Fra prosjekt til drift" } },
  ],
};
const topics: Own = {
  key: "topics",
  type: "choices",
  label: { nb: "Temaer" },
  options: [
    { key: "a", label: { nb: "Ane" } },
    { key: "b", label: { nb: "Bjørk" } },
  ],
};
const years: Own = { key: "years", type: "number", label: { nb: "År i jobben" }, min: 0, max: 60 };
const sick: Own = { key: "sick", type: "text", label: { nb: "Allergi" }, sensitive: true };

const organiser = () => addressAt(slug, "rebekka");
const save = (changes: Partial<Definition> = {}) =>
  put({
    ...sample,
    slug,
    organisers: [organiser()],
    questions: [...(sample.questions ?? []), workshop, topics, years, sick],
    ...changes,
  });

beforeEach(async () => {
  slug = await aNewEvent("personretting");
  await save();
  cookie = await signIn(organiser());
});

async function row(name: string) {
  return (await exported(slug, "?rehearsals=include")).registrations.find(
    ({ email }) => email === addressAt(slug, name),
  );
}
const editOf = async (name: string) => `/organiser/${slug}/registrations/${(await row(name))?.id}/edit`;
const text = async (path: string) => (await visit(path, cookie)).text();
const send = (path: string, fields: Record<string, string>) => call(path, ownForm(fields, cookie));

/** What a browser sends of the form as it was opened, with some fields changed. */
async function filled(path: string, changes: Record<string, string>): Promise<Record<string, string>> {
  const was = hiddenIn(await text(path), path);
  const typed = Object.fromEntries(Object.entries(was).map(([name, value]) => [name.replace("was.", ""), value]));
  return { ...was, ...typed, ...changes };
}

/** Fills in the form, sees what will happen, and confirms it. */
async function corrects(name: string, changes: Record<string, string>) {
  const path = await editOf(name);
  const check = await send(path, await filled(path, changes));
  const page = await check.text();
  const done = await send(path, { ...hiddenIn(page, path), confirm: "yes" });
  return { check, page, done };
}

const logged = async () => {
  const answer = await call(`/api/events/${slug}/audit-log`, asAdmin());
  return ((await answer.json()) as { entries: { who: string; action: string; detail: string }[] }).entries;
};

describe("correcting", () => {
  it("says what changes and shows the e-mail first, then does it, and the log has it", async () => {
    const kari = await attend(slug, "kari", { organisation: "Stad", answers: { workshop: "lek" } });
    const changes = { name: "Kari Åsheim", organisation: "", "answers.workshop": "drift", "answers.topics.b": "true" };
    const { page, done } = await corrects("kari", { ...changes, "answers.years": "3,5" });
    for (const words of [
      "Kari Åsheim (før: Kari Nordmann)",
      "(tomt) (før: Stad)",
      "Fra prosjekt til drift (før: Lek)",
      "Temaer: Bjørk",
      "3,5 (før: (tomt))",
      '<pre lang="nn">',
    ])
      expect(page).toContain(words);
    expect(done.headers.get("location")).toMatch(/\?done=saved$/);
    expect(await row("kari")).toMatchObject({
      name: "Kari Åsheim",
      organisation: null,
      answers: { workshop: "drift", topics: ["b"], years: 3.5 },
    });
    expect((await mailsTo(kari.address)).at(-1)?.text).toContain("Kari Åsheim");
    const change = { who: organiser(), action: "registration changed", detail: (await row("kari"))?.id };
    expect(await logged()).toContainEqual(expect.objectContaining(change));
  });

  it("only asks: the first press changes nothing and sends nothing", async () => {
    const kari = await attend(slug, "kari");
    const path = await editOf("kari");
    await send(path, await filled(path, { name: "En annen" }));
    expect(await row("kari")).toMatchObject({ name: "Kari Nordmann" });
    expect(await mailsTo(kari.address)).toHaveLength(1);
  });

  it("returns to the form with what was typed", async () => {
    await attend(slug, "kari");
    const path = await editOf("kari");
    const page = await (await send(path, await filled(path, { name: "En annen" }))).text();
    const back = await (await send(path, { ...hiddenIn(page, path), back: "yes" })).text();
    expect(back).toContain('value="En annen"');
  });

  it("of an address shows both e-mails, and the old link no longer works", async () => {
    const kari = await attend(slug, "kari");
    const { page } = await corrects("kari", { email: addressAt(slug, "rett") });
    expect(page).toContain("Disse e-postene går");
    expect(page).toContain("Lenkene i eldre e-poster slutter å virke");
    expect(await subjectsTo(addressAt(slug, "rett"))).toHaveLength(1);
    expect(await subjectsTo(kari.address)).toHaveLength(2);
    expect((await call(kari.link)).status).toBe(404);
  });

  it("of website and language sends nothing, and says so", async () => {
    const kari = await attend(slug, "kari");
    const { page } = await corrects("kari", { language: "en", partner: "nordre-follo" });
    expect(page).toContain("Ingen e-post går.");
    expect(await row("kari")).toMatchObject({ language: "en", partner: "nordre-follo" });
    expect(await mailsTo(kari.address)).toHaveLength(1);
  });

  it("never touches needs, nor shows them", async () => {
    await attend(slug, "kari", { needs: { diet: "nøtter", access: "", consent: true }, answers: { sick: "bier" } });
    const path = await editOf("kari");
    const page = await text(path);
    expect(page).not.toContain("nøtter");
    expect(page).not.toContain("bier");
    await corrects("kari", { name: "Kari Å", "answers.sick": "veps" });
    const needs = await env.DB.prepare("SELECT diet, answers FROM needs WHERE registration = ?")
      .bind((await row("kari"))?.id)
      .first();
    expect(needs).toEqual({ diet: "nøtter", answers: '{"sick":"bier"}' });
  });

  it("with mistakes keeps what was typed, with the reason at each field", async () => {
    await attend(slug, "kari");
    const path = await editOf("kari");
    const answer = await send(
      path,
      await filled(path, { name: " ", email: "kari@", "answers.years": "mange", role: '"><b>' }),
    );
    const html = await answer.text();
    expect(answer.status).toBe(422);
    for (const words of [
      'value="kari@"',
      'value="mange"',
      "&quot;><b>".replace("<b>", "&lt;b>"),
      'href="#answers.years"',
      'id="email-error"',
    ])
      expect(html).toContain(words);
    expect(html.match(/aria-invalid="true"/g)).toHaveLength(3);
  });

  it("to another person's address is refused, with a link to that person", async () => {
    await attend(slug, "kari");
    await attend(slug, "ola");
    const path = await editOf("kari");
    const answer = await send(path, await filled(path, { email: addressAt(slug, "ola") }));
    const html = await answer.text();
    expect(answer.status).toBe(409);
    expect(html).toContain(`href="/organiser/${slug}/registrations/${(await row("ola"))?.id}"`);
    expect(html).toContain(`value="${addressAt(slug, "ola")}"`);
  });

  it("without a change does nothing, and says so", async () => {
    const kari = await attend(slug, "kari");
    const path = await editOf("kari");
    const answer = await send(path, await filled(path, {}));
    expect(answer.headers.get("location")).toMatch(/\?done=unchanged$/);
    expect(await mailsTo(kari.address)).toHaveLength(1);
  });

  it("shows the second of two organisers what the first has changed, keeps what was typed, and undoes nothing", async () => {
    await attend(slug, "kari");
    const path = await editOf("kari");
    const mine = await filled(path, { role: "Leder" });
    await corrects("kari", { name: "Kari Åsheim" });
    const answer = await send(path, mine);
    const html = await answer.text();
    expect(answer.status).toBe(409);
    expect(html).toContain("Kari Åsheim (før: Kari Nordmann)");
    expect(html).toContain('value="Leder"');
    const fields = await filled(path, {});
    const check = await (await send(path, { ...fields, ...hiddenIn(html, path), role: "Leder" })).text();
    await send(path, { ...hiddenIn(check, path), confirm: "yes" });
    expect(await row("kari")).toMatchObject({ name: "Kari Åsheim", role: "Leder" });
  });

  it("is asked for again if the attendee makes a change between the two presses", async () => {
    const kari = await attend(slug, "kari");
    const path = await editOf("kari");
    const page = await (await send(path, await filled(path, { role: "Leder" }))).text();
    const own = {
      name: "Kari Selv",
      organisation: "",
      role: "",
      question: "",
      seen: hiddenIn(await (await call(kari.link)).text(), `${kari.link}/change`).seen ?? "",
    };
    await press(kari, "change", own);
    const answer = await send(path, { ...hiddenIn(page, path), confirm: "yes" });
    expect([answer.status, await answer.text()]).toEqual([
      409,
      expect.stringContaining("Kari Selv (før: Kari Nordmann)"),
    ]);
    expect(await row("kari")).toMatchObject({ name: "Kari Selv", role: null });
  });

  it("of a cancelled registration says to register it again first", async () => {
    const kari = await attend(slug, "kari");
    const path = await editOf("kari");
    await press(kari, "cancel");
    const answer = await visit(path, cookie);
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("Meld på igjen før du retter")]);
  });

  it.each(["__proto__", "xx", "constructor"])("treats a hostile language and website as mistakes: %s", async (word) => {
    await attend(slug, "kari");
    const path = await editOf("kari");
    const fields = await filled(path, { language: word, partner: word });
    expect((await send(path, fields)).status).toBe(422);
    expect((await send(path, { ...fields, "was.language": word, "was.partner": word })).status).toBe(409);
  });
});

const addPath = () => `/organiser/${slug}/registrations/add`;

async function adds(name: string, changes: Record<string, string> = {}) {
  const { key = "" } = hiddenIn(await text(addPath()), addPath());
  const fields = { key, name: "Åse Ødegård", email: addressAt(slug, name), participation: "in-person" };
  return send(addPath(), { ...fields, partner: "stad", language: "nb", ...changes });
}

describe("adding by hand", () => {
  it("registers with every answer, tells the person, and leads to them", async () => {
    const done = await adds("aase", {
      role: "Rådgiver",
      organisation: "KS",
      "answers.workshop": "drift",
      "answers.topics.a": "true",
      "answers.sick": "bier",
      "needs.diet": "fisk",
      "needs.consent": "true",
    });
    const added = await row("aase");
    expect(done.headers.get("location")).toBe(`/organiser/${slug}/registrations/${added?.id}?done=added`);
    expect(added).toMatchObject({
      name: "Åse Ødegård",
      role: "Rådgiver",
      answers: { workshop: "drift", topics: ["a"] },
    });
    expect((await mailsTo(addressAt(slug, "aase")))[0]?.subject).toContain("Du har plass");
    expect(await text(`/organiser/${slug}/registrations/${added?.id}`)).toContain(
      `Lagt til for hånd (${organiser()}).`,
    );
    expect((await logged()).map(({ action }) => action)).toContain("registration added");
    expect(await text(`/organiser/${slug}/registrations/${added?.id}/needs`)).toContain("bier");
  });

  it("has no deadline", async () => {
    vi.setSystemTime(Date.parse("2026-12-12T12:00:00Z"));
    cookie = await signIn(organiser());
    expect((await adds("sein")).status).toBe(303);
  });

  it("is refused when the event is over, with what was typed", async () => {
    vi.setSystemTime(Date.parse("2026-12-16T12:00:00Z"));
    cookie = await signIn(organiser());
    const answer = await adds("sein");
    const html = await answer.text();
    expect([answer.status, html]).toEqual([409, expect.stringContaining("avlyst eller over")]);
    expect(html).toContain('value="Åse Ødegård"');
  });

  it("with mistakes shows each at its field, and keeps the rest", async () => {
    const answer = await adds("aase", { name: "", "answers.years": "99", "needs.diet": "fisk" });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    for (const words of [
      addressAt(slug, "aase"),
      'value="99"',
      ">fisk</textarea>",
      'href="#needs.consent"',
      'href="#name"',
    ])
      expect(html).toContain(words);
    expect(await row("aase")).toBeUndefined();
  });

  it("of a registered address links to that person, and sends nothing", async () => {
    const kari = await attend(slug, "kari");
    const answer = await adds("kari");
    const html = await answer.text();
    expect(answer.status).toBe(409);
    expect(html).toContain(`href="/organiser/${slug}/registrations/${(await row("kari"))?.id}"`);
    expect(html).toContain("Adressen er påmeldt fra før.");
    expect(await mailsTo(kari.address)).toHaveLength(1);
  });

  it("never overbooks: a full room offers the waiting list, which must be chosen", async () => {
    await attend(slug, "a");
    await attend(slug, "b");
    const answer = await adds("aase");
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("Kryss av for venteliste")]);
    expect((await adds("aase", { waitlist: "true" })).status).toBe(303);
    expect(await row("aase")).toMatchObject({ status: "waitlisted" });
  });

  it("pressed twice adds once", async () => {
    const { key = "" } = hiddenIn(await text(addPath()), addPath());
    const fields = { key, participation: "digital" };
    const both = await Promise.all([adds("aase", fields), adds("aase", fields)]);
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect((await exported(slug)).registrations).toHaveLength(1);
    expect(await mailsTo(addressAt(slug, "aase"))).toHaveLength(1);
    const back = await adds("ola", fields);
    expect(back.status).toBe(409);
    const again = hiddenIn(await back.text(), addPath()).key ?? "";
    expect([again === key, (await adds("ola", { ...fields, key: again })).status]).toEqual([false, 303]);
  });

  it("adds a rehearsal, which is not counted", async () => {
    expect((await adds("prove", { rehearsal: "true" })).status).toBe(303);
    expect((await exported(slug)).registrations).toEqual([]);
    expect(await row("prove")).toMatchObject({ rehearsal: true });
  });

  it("is only for the event's organisers, with its own form", async () => {
    const foreign = {
      ...form({ name: "x" }),
      headers: { cookie, origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    };
    expect((await call(addPath(), foreign)).status).toBe(403);
    await put({ ...sample, slug });
    expect((await visit(addPath(), cookie)).headers.get("location")).toMatch(/^\/sign-in/);
  });
});
