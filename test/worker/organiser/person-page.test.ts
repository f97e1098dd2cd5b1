/**
 * One attendee on the organiser's pages: what they show, and every action from the page to the e-mail, the feed and the log.
 */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { asAdmin, call, deliverQueued, exported, failNext, form, json, mailsTo, put } from "../client.ts";
import { hiddenIn, ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend, deliveredTo, latestMessageTo, subjectsTo } from "../people.ts";

let slug: string;
let cookie: string;

const organiser = () => addressAt(slug, "rebekka");
const save = (changes: Partial<Definition> = {}) => put({ ...sample, slug, organisers: [organiser()], ...changes });

/** Two seats and a waiting list; the organiser is signed in. */
beforeEach(async () => {
  slug = await aNewEvent("person");
  await save();
  cookie = await signIn(organiser());
});

async function idOf(name: string, at = slug): Promise<string> {
  const { registrations } = await exported(at, "?rehearsals=include");
  return registrations.find(({ email }) => email === addressAt(at, name))?.id ?? "0".repeat(32);
}

const pathOf = (id: string, page = "") => `/organiser/${slug}/registrations/${id}${page && `/${page}`}`;

const open = async (id: string, page?: string) => visit(pathOf(id, page), cookie);
const shown = async (id: string, page?: string) => (await open(id, page)).text();

const send = (id: string, page: string, fields: Record<string, string>) =>
  call(pathOf(id, page), ownForm(fields, cookie));

/** Opens the page that asks, and presses its button. */
async function does(id: string, page: string): Promise<Response> {
  return send(id, page, hiddenIn(await shown(id, page), pathOf(id, page)));
}

async function rowOf(id: string) {
  return (await exported(slug, "?rehearsals=include")).registrations.find((row) => row.id === id);
}

const logged = async () => {
  const answer = await call(`/api/events/${slug}/audit-log`, asAdmin());
  return ((await answer.json()) as { entries: { who: string; action: string; detail: string }[] }).entries;
};

const own: NonNullable<Definition["questions"]>[number] = {
  key: "workshop",
  type: "choice",
  label: { nb: "Økt" },
  options: [
    { key: "lek", label: { nb: "Lek" } },
    { key: "drift", label: { nb: "Fra prosjekt til drift" } },
  ],
};

describe("a person's page", () => {
  it("shows the person, the status, the answers and the history", async () => {
    await save({ questions: [...(sample.questions ?? []), own] });
    const question = "Hvordan <i>går</i> det?";
    await attend(slug, "kari", {
      role: "Rådgiver",
      organisation: "Stad kommune",
      question,
      answers: { workshop: "drift" },
    });
    await deliveredTo(addressAt(slug, "kari"));
    const html = await shown(await idOf("kari"));
    for (const words of [
      "<h1",
      "Kari Nordmann",
      "Rådgiver, Stad kommune",
      `mailto:${addressAt(slug, "kari")}`,
      '<span class="st">I salen</span>',
      "Fra prosjekt til drift",
      "Hvordan &lt;i>går&lt;/i> det?",
      "Nynorsk",
      "Meldte seg på.",
      "E-post: Bekreftelse kom fram.",
    ])
      expect(html).toContain(words);
  });

  it("shows the position on the waiting list, the partner's name, and who registered whom", async () => {
    await attend(slug, "a");
    await attend(slug, "b");
    const colleagues = [{ name: "Ola Hansen", email: addressAt(slug, "ola") }];
    await attend(slug, "kari", { partner: "nordre-follo", colleagues });
    const html = await shown(await idOf("ola"));
    expect(html).toContain("Venteliste, nr. 2");
    expect(html).toContain("Nordre Follo kommune");
    expect(html).toContain(`href="${pathOf(await idOf("kari"))}">Kari Nordmann</a>`);
    expect(html).toContain("Meldt på av en kollega.");
  });

  it("does not show needs, only that there are some; a press shows them, and is logged", async () => {
    await attend(slug, "kari", { needs: { diet: "nøtter", access: "", consent: true } });
    const id = await idOf("kari");
    const html = await shown(id);
    expect(html).toContain("Har skrevet noe.");
    expect(html).not.toContain("nøtter");
    expect((await logged()).map(({ action }) => action)).not.toContain("needs read");
    expect(await shown(id, "needs")).toContain("nøtter");
    expect(await logged()).toContainEqual(
      expect.objectContaining({ who: organiser(), action: "needs read", detail: id }),
    );
  });

  it("is logged as read, and changes nothing else", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    const before = await exported(slug);
    await shown(id);
    expect(await logged()).toContainEqual(
      expect.objectContaining({ who: organiser(), action: "registration read", detail: id }),
    );
    expect((await exported(slug)).cursor).toBe(before.cursor);
  });

  it("says why an e-mail did not arrive, and what to do", async () => {
    await failNext(slug, "422");
    await call(
      `/api/events/${slug}/registrations`,
      json({ ...body("kari") }, { "idempotency-key": crypto.randomUUID() }),
    );
    await deliverQueued();
    const id = await idOf("kari");
    const html = await shown(id);
    expect(html).toContain("E-posten kom ikke fram");
    expect(html).toContain("422 validation_error");
    expect(html).toContain(`href="${pathOf(id, "edit")}"`);
    const message = await latestMessageTo(addressAt(slug, "kari"));
    expect(html).toContain(`href="${pathOf(id, `resend?message=${message}`)}"`);
  });

  it.each(["nn", "en"])("is in the reader's language: %s", async (language) => {
    await attend(slug, "kari");
    const answer = await visit(`${pathOf(await idOf("kari"))}?lang=${language}`, cookie);
    expect(answer.headers.get("content-language")).toBe(language);
    expect(await answer.text()).toContain(language === "nn" ? "Melde seg på." : "Registered.");
  });
});

const body = (name: string, changes: Record<string, unknown> = {}) => ({
  partner: "stad",
  language: "nn",
  name: "Kari Nordmann",
  email: addressAt(slug, name),
  participation: "in-person",
  waitlist: true,
  ...changes,
});

describe("an action", () => {
  it("shows the e-mail in the attendee's language before it goes, without their secret link", async () => {
    const kari = await attend(slug, "kari");
    const id = await idOf("kari");
    const html = await shown(id, "cancel");
    expect(html).toContain("Melde av Kari Nordmann?");
    expect(html).toContain('<pre lang="nn">');
    expect(html).toContain("Du er meld av");
    expect(html).not.toContain(kari.link.split("/").at(-1));
    expect(await subjectsTo(kari.address)).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({ status: "confirmed" });
  });

  it("sends the shown e-mail, word for word except for the link", async () => {
    const kari = await attend(slug, "kari");
    const id = await idOf("kari");
    for (const update of ["cancel", "restore", "digital", "in-person", "erase"]) {
      const page = await shown(id, update);
      const promised = (/<pre lang="nn">([\s\S]*?)<\/pre>/.exec(page)?.[1] ?? "").replaceAll("&quot;", '"');
      vi.setSystemTime(Date.now() + 1000);
      expect([update, (await does(id, update)).status]).toEqual([update, 303]);
      const mail = (await mailsTo(kari.address)).at(-1);
      const withoutSecrets = mail?.text?.replaceAll(/\/(registrations|calendar|s)\/[\w-]{10,}/g, "/$1/…") ?? "";
      expect([update, withoutSecrets.trim()]).toEqual([
        update,
        promised.replaceAll("&amp;", "&").replaceAll("&lt;", "<").trim(),
      ]);
    }
  });

  it("cancels: the e-mail goes, the next gets the place, the feed and the log have it", async () => {
    const kari = await attend(slug, "kari");
    await attend(slug, "b");
    const ola = await attend(slug, "ola");
    const id = await idOf("kari");
    expect(await shown(id, "cancel")).toContain("Den første på ventelisten får plassen med en gang");
    const before = await exported(slug);
    const done = await does(id, "cancel");
    expect([done.status, done.headers.get("location")]).toEqual([303, `${pathOf(id)}?done=cancel`]);
    expect(await subjectsTo(kari.address)).toContain("Du er meld av");
    expect(await rowOf(await idOf("ola"))).toMatchObject({ status: "confirmed" });
    expect(await subjectsTo(ola.address)).toHaveLength(2);
    const since = await exported(slug, `?since=${before.cursor}`);
    expect(since.registrations.map((row) => row.id).sort()).toEqual([id, await idOf("ola")].sort());
    expect(await logged()).toContainEqual(
      expect.objectContaining({ who: organiser(), action: "registration cancelled", detail: id }),
    );
    expect(await shown(id)).toContain(`Meldt av (${organiser()}).`);
  });

  it("says so if it frees no place for anybody", async () => {
    await attend(slug, "kari");
    expect(await shown(await idOf("kari"), "cancel")).toContain("Ingen står på ventelisten for plassen");
  });

  it("offers to undo a cancellation while the place is free, and undoes it with one press", async () => {
    const kari = await attend(slug, "kari");
    const id = await idOf("kari");
    const done = await does(id, "cancel");
    const page = await (await visit(done.headers.get("location") ?? "", cookie)).text();
    expect(page).toContain('role="status"');
    const undone = await send(id, "restore", hiddenIn(page, pathOf(id, "restore")));
    expect(undone.headers.get("location")).toBe(`${pathOf(id)}?done=restore`);
    expect(await rowOf(id)).toMatchObject({ status: "confirmed" });
    expect(await subjectsTo(kari.address)).toHaveLength(3);
  });

  it("does not offer undoing if another person has the place by then", async () => {
    await attend(slug, "kari");
    await attend(slug, "b");
    await attend(slug, "ola");
    const id = await idOf("kari");
    await does(id, "cancel");
    const page = await (await visit(`${pathOf(id)}?done=cancel`, cookie)).text();
    expect(page).toContain("er meldt av");
    expect(page).not.toContain(">Angre<");
    expect(await shown(id, "restore")).toContain("kommer sist på ventelisten");
  });

  it("moves to digital and back, as the attendee's own page would", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    await does(id, "digital");
    expect(await rowOf(id)).toMatchObject({ participation: "digital", status: "confirmed" });
    expect(await shown(id, "in-person")).toContain("Det er plass");
    await does(id, "in-person");
    expect(await rowOf(id)).toMatchObject({ participation: "in-person", status: "confirmed" });
    expect((await logged()).filter(({ action }) => action === "registration changed")).toHaveLength(2);
  });

  it("predicts the waiting list if the room is full", async () => {
    await attend(slug, "a");
    await attend(slug, "b");
    await attend(slug, "kari", { participation: "digital" });
    const id = await idOf("kari");
    expect(await shown(id, "in-person")).toContain("Venteliste, nr. 1, følger digitalt imens");
    await does(id, "in-person");
    expect(await rowOf(id)).toMatchObject({ status: "waitlisted", digitalMeanwhile: true });
    await does(id, "wait-only");
    expect(await rowOf(id)).toMatchObject({ digitalMeanwhile: false });
    await does(id, "meanwhile");
    expect(await rowOf(id)).toMatchObject({ digitalMeanwhile: true });
  });

  it("says what to do if there is no room", async () => {
    await save({
      participation: { inPerson: { capacity: 1, waitlist: false }, digital: { capacity: null, streamUrl: null } },
    });
    await attend(slug, "a");
    await attend(slug, "kari", { participation: "digital" });
    const answer = await open(await idOf("kari"), "in-person");
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("Hev antall plasser")]);
  });

  it("verifies an address for an attendee who cannot find the e-mail", async () => {
    await save({ verification: { holdHours: 24 } });
    const kari = await attend(slug, "kari");
    const id = await idOf("kari");
    expect(await shown(id)).toContain("Plassen holdes til");
    await does(id, "verify");
    expect(await rowOf(id)).toMatchObject({ heldUntil: null, status: "confirmed" });
    expect(await subjectsTo(kari.address)).toHaveLength(2);
    expect(await logged()).toContainEqual(
      expect.objectContaining({ who: organiser(), action: "address verified", detail: id }),
    );
  });

  it("erases: only the id is left, the last e-mail is sent, and the page says so", async () => {
    const kari = await attend(slug, "kari");
    const id = await idOf("kari");
    await send(id, "note", { note: "Ringte", seen: "" });
    expect(await shown(id, "erase")).toContain("Dette kan ikke angres");
    const done = await does(id, "erase");
    const gone = await visit(done.headers.get("location") ?? "", cookie);
    expect([gone.status, await gone.text()]).toEqual([410, expect.stringContaining("Alt om personen er slettet.")]);
    expect(await rowOf(id)).toBeUndefined();
    expect(await env.DB.prepare("SELECT count(*) AS n FROM note WHERE registration = ?").bind(id).first("n")).toBe(0);
    expect(await mailsTo(kari.address)).toHaveLength(2);
    for (const page of ["", "cancel", "edit", "needs", "data.json", "resend"])
      expect((await open(id, page)).status).toBe(410);
    for (const page of ["cancel", "edit", "note", "resend"])
      expect((await send(id, page, { note: "x" })).status).toBe(410);
  });

  it("sends the confirmation again", async () => {
    const kari = await attend(slug, "kari");
    const id = await idOf("kari");
    const link = /href="([^"]*resend\?message=[0-9a-f]{32})"/.exec(await shown(id))?.[1] ?? "";
    const page = await (await visit(link, cookie)).text();
    expect(page).toContain(`Send på nytt til ${kari.address}`);
    const fields = hiddenIn(page, pathOf(id, "resend"));
    expect((await send(id, "resend", fields)).headers.get("location")).toBe(`${pathOf(id)}?done=resend`);
    expect(await mailsTo(kari.address)).toHaveLength(2);
    expect((await logged())[0]).toMatchObject({ who: organiser(), action: "resend" });
  });

  it("tries an e-mail again that did not arrive, and not one that is on its way", async () => {
    await failNext(slug, "422");
    await call(`/api/events/${slug}/registrations`, json(body("kari"), { "idempotency-key": crypto.randomUUID() }));
    await deliverQueued();
    const id = await idOf("kari");
    const message = (await latestMessageTo(addressAt(slug, "kari"))) ?? "";
    expect((await send(id, "resend", { message })).status).toBe(303);
    const again = await send(id, "resend", { message });
    expect([again.status, await again.text()]).toEqual([409, expect.stringContaining("alt på vei")]);
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
  });

  it("sends nothing again to a reader who has reported spam", async () => {
    const kari = await attend(slug, "kari");
    await deliveredTo(kari.address, "complained");
    const id = await idOf("kari");
    const message = (await latestMessageTo(kari.address)) ?? "";
    expect(await shown(id)).toContain("Ta kontakt på en annen måte");
    expect(await shown(id)).not.toContain(`resend?message`);
    const answer = await send(id, "resend", { message });
    expect(answer.status).toBe(409);
    expect(await mailsTo(kari.address)).toHaveLength(1);
  });

  it("is refused after the event, with the reason, but cancelling stays possible", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    vi.setSystemTime(Date.parse("2026-12-16T12:00:00Z"));
    cookie = await signIn(organiser());
    const answer = await open(id, "digital");
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("avlyst eller over")]);
    expect((await does(id, "cancel")).status).toBe(303);
  });
});

describe("two organisers at once", () => {
  it("who press the same button do it once, and the second sees the present state", async () => {
    const kari = await attend(slug, "kari");
    const id = await idOf("kari");
    const fields = hiddenIn(await shown(id, "cancel"), pathOf(id, "cancel"));
    const answers = await Promise.all([send(id, "cancel", fields), send(id, "cancel", fields)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(await answers.find(({ status }) => status === 409)?.text()).toContain("Slik står det nå");
    expect(await subjectsTo(kari.address)).toHaveLength(2);
    expect((await logged()).filter(({ action }) => action === "registration cancelled")).toHaveLength(1);
  });

  it("the second is shown what the first has changed, and is asked again", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    const fields = hiddenIn(await shown(id, "cancel"), pathOf(id, "cancel"));
    vi.setSystemTime(Date.now() + 5000);
    await does(id, "digital");
    const answer = await send(id, "cancel", fields);
    const html = await answer.text();
    expect(answer.status).toBe(409);
    expect(html).toContain(`Byttet måte å delta på (${organiser()}).`);
    expect(await rowOf(id)).toMatchObject({ status: "confirmed" });
    expect((await send(id, "cancel", hiddenIn(html, pathOf(id, "cancel")))).status).toBe(303);
  });
});

describe("an organiser whose session has ended meanwhile", () => {
  it.each(["note", "edit", "add"])("loses nothing typed: %s", async (page) => {
    await attend(slug, "kari");
    const path = page === "add" ? `/organiser/${slug}/registrations/add` : pathOf(await idOf("kari"), page);
    await call("/sign-out", ownForm({}, cookie));
    const kept = await call(path, ownForm({ note: "Ringte", seen: "", name: "Kari Nes" }, cookie));
    expect([kept.status, hiddenIn(await kept.text(), path)]).toMatchObject([403, { note: "Ringte", name: "Kari Nes" }]);
  });
});

describe("the note", () => {
  it("is shown with who wrote it and when, to organisers alone: in no e-mail, no list, not on the attendee's page", async () => {
    const kari = await attend(slug, "kari");
    const id = await idOf("kari");
    const before = (await exported(slug)).cursor;
    const done = await send(id, "note", { note: "  Ringte, trenger <b>plass foran</b>\r\n", seen: "" });
    expect(done.headers.get("location")).toBe(`${pathOf(id)}?done=note`);
    const html = await shown(id);
    expect(html).toContain("Ringte, trenger &lt;b>plass foran&lt;/b>");
    expect(html).toContain(`Skrevet av ${organiser()}`);
    expect(await (await call(kari.link)).text()).not.toContain("Ringte");
    expect(JSON.stringify(await exported(slug))).not.toContain("Ringte");
    expect((await exported(slug)).cursor).toBe(before);
    expect(await logged()).toContainEqual(
      expect.objectContaining({ who: organiser(), action: "note written", detail: id }),
    );
  });

  it("is in the attendee's own data and in the organiser's download, without the organiser's address in the first", async () => {
    const kari = await attend(slug, "kari");
    const id = await idOf("kari");
    await send(id, "note", { note: "Ringte", seen: "" });
    const own = await (await call(`${kari.link}/data.json`)).text();
    expect(JSON.parse(own).note).toMatchObject({ text: "Ringte" });
    expect(own).not.toContain(organiser());
    const file = await open(id, "data.json");
    expect(file.headers.get("content-disposition")).toContain("attachment");
    expect(JSON.parse(await file.text())).toMatchObject({ note: { text: "Ringte" }, registration: { id } });
    expect(await logged()).toContainEqual(
      expect.objectContaining({ who: organiser(), action: "personal data", detail: id }),
    );
  });

  it("of two who write at once keeps both: the second sees the first's text beside their own", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    const both = await Promise.all(["Første", "Andre"].map((note) => send(id, "note", { note, seen: "" })));
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    const html = (await both.find(({ status }) => status === 409)?.text()) ?? "";
    for (const words of ["Første", "Andre", "skrev dette imens"]) expect(html).toContain(words);
    const { seen = "" } = hiddenIn(html, pathOf(id, "note"));
    expect((await send(id, "note", { note: "Første og andre", seen })).status).toBe(303);
    expect(await shown(id)).toContain("Første og andre");
  });

  it("is deleted by emptying it", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    await send(id, "note", { note: "Ringte", seen: "" });
    const { seen = "" } = hiddenIn(await shown(id), pathOf(id, "note"));
    await send(id, "note", { note: " ", seen });
    expect(await shown(id)).not.toContain("Ringte");
    expect(await env.DB.prepare("SELECT count(*) AS n FROM note WHERE registration = ?").bind(id).first("n")).toBe(0);
  });

  it("that is too long comes back with what was typed", async () => {
    await attend(slug, "kari");
    const answer = await send(await idOf("kari"), "note", { note: "å".repeat(2001), seen: "" });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain("å".repeat(2001));
    expect(html).toContain("høyst 2000 tegn");
  });
});

describe("the readers of the pages", () => {
  const pages = ["", "cancel", "edit", "resend", "needs", "data.json", "erase"];

  it("are the event's organisers: a person of another event counts as unknown", async () => {
    const other = await aNewEvent("person");
    await put({ ...sample, slug: other, organisers: [addressAt(other, "anna")] });
    await attend(other, "kari");
    const id = await idOf("kari", other);
    for (const page of pages) {
      const answer = await open(id, page);
      expect([page, answer.status, await answer.text()]).toEqual([
        page,
        404,
        expect.stringContaining("Ingen slik påmelding"),
      ]);
    }
    for (const page of ["cancel", "erase", "note", "edit", "resend"]) {
      const answer = await send(id, page, {
        note: "x",
        seen: "",
        message: (await latestMessageTo(addressAt(other, "kari"))) ?? "",
      });
      expect([page, answer.status]).toEqual([page, 404]);
    }
    expect((await exported(other)).registrations).toMatchObject([{ status: "confirmed" }]);
  });

  it("does not resend another person's e-mail", async () => {
    await attend(slug, "kari");
    const ola = await attend(slug, "ola");
    const message = (await latestMessageTo(ola.address)) ?? "";
    expect((await send(await idOf("kari"), "resend", { message })).status).toBe(404);
    expect(await mailsTo(ola.address)).toHaveLength(1);
  });

  it("lets nobody in whose address was removed from the definition", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    await put({ ...sample, slug });
    for (const page of pages) expect((await open(id, page)).headers.get("location")).toMatch(/^\/sign-in/);
    const answer = await send(id, "cancel", { seen: "0" });
    expect(answer.headers.get("location")).toMatch(/^\/sign-in/);
    expect(await rowOf(id)).toMatchObject({ status: "confirmed" });
  });

  it.each(["cancel", "erase", "note", "edit", "resend"])("accept no form from another site: %s", async (page) => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    const foreign = {
      ...form({ note: "x", seen: "" }),
      headers: { cookie, origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    };
    expect((await call(pathOf(id, page), foreign)).status).toBe(403);
    expect(await rowOf(id)).toMatchObject({ status: "confirmed" });
  });

  it("show a toast only if it is true, whatever the address says", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    for (const done of ["cancel", "verify<script>", "constructor", "digital"])
      expect(await (await visit(`${pathOf(id)}?done=${encodeURIComponent(done)}`, cookie)).text()).not.toContain(
        'class="toast"',
      );
  });

  it("lead back to the list that the organiser came from, and never to another site", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    const list = `?list=${encodeURIComponent("status=confirmed&q=ka")}`;
    const html = await (await visit(pathOf(id, "cancel") + list, cookie)).text();
    const done = await call(pathOf(id, "cancel") + list, ownForm(hiddenIn(html, pathOf(id, "cancel")), cookie));
    expect(done.headers.get("location")).toBe(
      `/organiser/${slug}/registrations?status=confirmed&q=ka&person=${id}&done=cancel`,
    );
    const evil = await visit(`${pathOf(id)}?list=${encodeURIComponent("//evil.example")}`, cookie);
    expect(await evil.text()).not.toContain('href="//evil');
  });
});

describe("beside the list", () => {
  const list = (query: string) => visit(`/organiser/${slug}/registrations${query}`, cookie);

  it("a person has links to the next and previous person and back to the same list", async () => {
    for (const name of ["a", "b", "c"]) await attend(slug, name, { name: `Kari ${name.toUpperCase()}` });
    const id = await idOf("b");
    const html = await (await list(`?search=kari&person=${id}`)).text();
    const aside = /<aside[\s\S]*<\/aside>/.exec(html)?.[0] ?? "";
    expect(aside).toContain("Kari B");
    const path = `/organiser/${slug}/registrations?search=kari`;
    expect(aside).toContain(`href="${path}#person-${id}" data-key="Escape"`);
    expect(aside).toContain(`href="${path}&amp;person=${await idOf("c")}" data-key="k"`);
    expect(aside).toContain(`href="${path}&amp;person=${await idOf("a")}" data-key="j"`);
    expect(aside).toContain(`href="${pathOf(id, "cancel")}?list=search%3Dkari"`);
    expect(await logged()).toContainEqual(expect.objectContaining({ action: "registration read", detail: id }));
  });

  it("says in a sentence that a person is erased or another event's", async () => {
    const other = await aNewEvent("person");
    await attend(other, "kari", { name: "Hemmelig Navn" });
    for (const id of [await idOf("kari", other), "0".repeat(32)]) {
      const html = await (await list(`?person=${id}`)).text();
      expect(html).toContain("hører til et annet arrangement");
      expect(html).not.toContain("Hemmelig");
    }
  });

  it("a person with a note is marked, until the note is gone", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    expect(await (await list("")).text()).not.toContain("Har et notat");
    await send(id, "note", { note: "Ringte", seen: "" });
    expect(await (await list("")).text()).toContain("Har et notat");
    const { seen = "" } = hiddenIn(await shown(id), pathOf(id, "note"));
    await send(id, "note", { note: "", seen });
    expect(await (await list("")).text()).not.toContain("Har et notat");
  });
});

describe("a place out of turn", () => {
  it("is given if one is free, without an e-mail, before people ahead on the waiting list", async () => {
    for (const name of ["a", "b", "ahead", "kari"]) await attend(slug, name);
    const id = await idOf("kari");
    const refused = await open(id, "admit");
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining("Hev antall plasser")]);
    // Promotion has ended: a freed seat stays free.
    await save({ promotionEnds: "2026-11-24T12:30" });
    vi.setSystemTime(Date.parse("2026-11-24T13:00:00Z"));
    cookie = await signIn(organiser());
    await does(await idOf("a"), "cancel");
    expect(await shown(id, "admit")).toContain("blir forbigått");
    expect((await does(id, "admit")).headers.get("location")).toBe(`${pathOf(id)}?done=admit`);
    expect(await rowOf(id)).toMatchObject({ status: "confirmed" });
    expect(await rowOf(await idOf("ahead"))).toMatchObject({ status: "waitlisted" });
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
    expect(await shown(id)).toContain(`Fikk en ledig plass utenom køen (${organiser()}).`);
  });
});
