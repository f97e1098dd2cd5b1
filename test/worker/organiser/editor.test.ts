/** The editor: a definition comes back from its form unchanged, and nothing is stored before the organiser has said yes. */
import { beforeEach, describe, expect, it } from "vitest";
import type { EventDefinition } from "../../../worker/registration/event-definition.ts";
import { type Definition, sample } from "../builders.ts";
import { asAdmin, call, exported, forgetQueued, mailsTo, put } from "../client.ts";
import { sentBy } from "../forms.ts";
import { ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

let slug: string;
let rebekka: string;
let cookie: string;

beforeEach(async () => {
  forgetQueued();
  slug = await aNewEvent("redigert");
  rebekka = addressAt(slug, "rebekka");
  await define({});
  cookie = await signIn(rebekka);
});

const define = async (changes: Partial<Definition>) =>
  expect((await put({ ...sample, slug, organisers: [rebekka], ...changes })).status).toBe(200);

const stored = async (): Promise<EventDefinition> =>
  (await call(`/api/events/${slug}/definition`, asAdmin())).json() as Promise<EventDefinition>;
const version = async () => (await call(`/api/events/${slug}/definition`, asAdmin())).headers.get("etag");

const path = () => `/organiser/${slug}/edit`;
const post = (fields: Record<string, string>, to = path()) => call(to, ownForm(fields, cookie));

/** The form of the page as a browser would send it, with changes. */
const typing = async (changes: Record<string, string> = {}, of = path()) => ({
  ...(await sentBy(await visit(of, cookie))),
  ...changes,
});
/** What the page before saving sends, with changes. */
const asked = async (changes: Record<string, string>) => {
  const page = await post({ ...(await typing(changes)), act: "see" });
  expect(page.status).toBe(200);
  return sentBy(page);
};

describe("an unchanged form", () => {
  it("changes nothing, and says so", async () => {
    const [before, tag] = [await stored(), await version()];
    const page = await post({ ...(await typing()), act: "see" });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Ingenting er endret.")]);
    expect([await stored(), await version()]).toEqual([before, tag]);
  });
});

describe("seeing what happens", () => {
  it("says in numbers how many are promoted and told, and what changes, and stores nothing", async () => {
    for (const name of ["kari", "ola", "anne"]) await attend(slug, name);
    const before = await stored();
    const page = await post({
      ...(await typing({ "participation.inPerson.capacity": "3", "venue.name": "Oslo Kongressenter, sal A" })),
      act: "see",
    });
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain('<a href="#places">1</a> på venteliste får plass');
    expect(html).toContain("Lagre og send 4 e-poster");
    expect(html).toContain("<del>2</del> → <ins>3</ins>");
    expect(await stored()).toEqual(before);
    const saved = await post({ ...(await sentBy(html)), act: "save" });
    expect([saved.status, saved.headers.get("location")]).toEqual([303, `${path()}?saved=4`]);
    expect((await stored()).venue?.name).toBe("Oslo Kongressenter, sal A");
    expect((await exported(slug)).registrations.map(({ status }) => status)).toEqual([
      "confirmed",
      "confirmed",
      "confirmed",
    ]);
    expect((await mailsTo(addressAt(slug, "kari"))).at(-1)?.text).toContain("sal A");
  });

  it("says that a new address of the stream causes no e-mail", async () => {
    const page = await post({
      ...(await typing({ "participation.digital.streamUrl": "https://strom.example.no/direkte" })),
      act: "see",
    });
    const html = await page.text();
    expect(html).toContain("Adressen til sendingen endres. Ingen får e-post om det");
    expect(html).not.toContain("Adressen til opptaket endres");
  });

  it("shows the schema's errors at their fields, in the reader's language, and loses nothing typed", async () => {
    const page = await post({
      ...(await typing({ "starts.day": "tullball", "contacts.practical.email": "kari", "title.nb": "Ny tittel" })),
      act: "see",
    });
    const html = await page.text();
    expect(page.status).toBe(422);
    expect(html).toContain('href="#starts.day"');
    expect(html).toContain("Skriv dag og klokkeslett");
    expect(html).toContain('href="#contacts.practical.email"');
    expect(await sentBy(html)).toMatchObject({
      "starts.day": "tullball",
      "contacts.practical.email": "kari",
      "title.nb": "Ny tittel",
    });
  });
});

describe("rows", () => {
  it("are added, moved and removed without a script, and no typed text is lost", async () => {
    const added = await post({
      ...(await typing({ "title.nb": "Ny" })),
      act: "add:questions",
      "questions.new": "choice",
    });
    const fields = await sentBy(added);
    expect(fields).toMatchObject({ "questions.rows": "7", "questions.6.kind": "choice", "title.nb": "Ny" });
    const option = await sentBy(await post({ ...fields, act: "add:questions.6.options" }));
    expect(option["questions.6.options.rows"]).toBe("1");
    const moved = await sentBy(await post({ ...option, act: "up:questions.6" }));
    expect([moved["questions.5.kind"], moved["questions.6.kind"]]).toEqual(["choice", "colleagues"]);
    const without = await sentBy(await post({ ...moved, act: "remove:questions.5" }));
    expect([without["questions.rows"], without["questions.5.kind"]]).toEqual(["6", "colleagues"]);
  });

  it("get their keys from their names", async () => {
    const sure = await asked({
      "questions.rows": "7",
      "questions.6.kind": "choice",
      "questions.6.label.nb": "Hvilket verksted?",
      "questions.6.options.rows": "2",
      "questions.6.options.0.label.nb": "Lek og læring",
      "questions.6.options.1.label.nb": "Lek og læring",
    });
    expect((await post({ ...sure, act: "save" })).status).toBe(303);
    expect((await stored()).questions.at(-1)).toMatchObject({
      key: "hvilket-verksted",
      options: [{ key: "lek-og-laering" }, { key: "lek-og-laering-2" }],
    });
  });
});

describe("an organiser whose session has ended meanwhile", () => {
  it("loses nothing typed", async () => {
    const fields = { ...(await typing({ "title.nb": "Skrevet lenge" })), act: "see" };
    await call("/sign-out", ownForm({}, cookie));
    const page = await sentBy(await post(fields));
    expect(page).toMatchObject({ "title.nb": "Skrevet lenge" });
    cookie = await signIn(rebekka);
    expect(await (await post({ ...page, act: "see" })).text()).toContain("Skrevet lenge");
  });
});

describe("two organisers at once", () => {
  it("the second is shown what changed, field by field, and loses nothing typed", async () => {
    const mine = await typing({ "title.nb": "Min tittel", "venue.name": "Mitt hus" });
    await define({ venue: { name: "Deres hus", city: "Oslo" }, fundedBy: "KS" });
    const page = await post({ ...mine, act: "see" });
    const html = await page.text();
    expect(page.status).toBe(412);
    expect(html).toContain("Noen andre har lagret imens");
    expect(html).toContain("<ins>KS</ins>");
    expect(html).toContain("Lagret imens: Deres hus");
    const fields = await sentBy(html);
    expect(fields).toMatchObject({ "title.nb": "Min tittel", "venue.name": "Mitt hus", fundedBy: "KS" });
    await post({ ...(await sentBy(await post({ ...fields, act: "see" }))), act: "save" });
    expect(await stored()).toMatchObject({ title: { nb: "Min tittel" }, venue: { name: "Mitt hus" }, fundedBy: "KS" });
  });

  it("the second is also stopped between the question and the yes", async () => {
    const sure = await asked({ "title.nb": "Min tittel" });
    await define({ fundedBy: "KS" });
    const page = await post({ ...sure, act: "save" });
    expect(page.status).toBe(412);
    expect((await stored()).title).toEqual(sample.title);
  });

  it("of two who say yes in the same moment, one is asked again", async () => {
    const [one, other] = [await asked({ "title.nb": "En" }), await asked({ "title.nb": "To" })];
    const answers = await Promise.all([one, other].map((fields) => post({ ...fields, act: "save" })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 412]);
  });
});

describe("a definition that erases", () => {
  it("needs the number to be typed, and the button names it", async () => {
    for (const name of ["kari", "ola"]) await attend(slug, name);
    const year = Object.fromEntries(
      Object.entries(await typing()).flatMap(([name, value]) =>
        value.includes("2026") && name.endsWith(".day") ? [[name, value.replace("2026", "2025")]] : [],
      ),
    );
    const page = await post({ ...(await typing(year)), act: "see" });
    const html = await page.text();
    expect(html).toContain('<a href="#erases">2</a> blir slettet');
    expect(html).toMatch(/name="act" value="save" class="stop">[^<]*slett opplysninger om 2</);
    const sure = await sentBy(html);
    for (const confirm of ["", "1", "mange", "-2"]) {
      const again = await post({ ...sure, act: "save", confirm });
      expect([confirm, again.status, await again.text()]).toEqual([
        confirm,
        409,
        expect.stringContaining("Tallet må være 2."),
      ]);
    }
    expect((await stored()).starts).toBe(sample.starts);
    expect((await post({ ...sure, act: "save", confirm: "2" })).status).toBe(303);
    expect((await stored()).starts).toBe("2025-12-15T09:00");
  });
});

describe("an organiser who removes their own address", () => {
  it("is asked first, and then loses access", async () => {
    const sure = await asked({ "organisers.rows": "1", "organisers.0": "ola@example.no" });
    const page = await post({ ...sure, act: "save" });
    expect([page.status, await page.text()]).toEqual([
      409,
      expect.stringContaining(`Jeg fjerner min egen adresse, ${rebekka}`),
    ]);
    expect((await post({ ...sure, act: "save", leave: "on" })).status).toBe(303);
    expect((await visit(path(), cookie)).status).not.toBe(200);
  });
});

describe("cancelling", () => {
  it("asks for the reason, says how many are told, and can be undone in the same way", async () => {
    await attend(slug, "kari");
    const cancel = `${path()}/cancel`;
    const { version: tag = "" } = await typing({}, cancel);
    expect((await post({ act: "see", version: tag }, cancel)).status).toBe(422);
    const reason = { "reason.nn": "Foredragshaldaren er sjuk.", "reason.nb": "Foredragsholderen er syk." };
    const page = await post({ ...reason, act: "see", version: tag }, cancel);
    const html = await page.text();
    expect(html).toContain("Avlys og send 1 e-post");
    expect(html).toContain("Foredragsholderen er syk.");
    expect((await stored()).cancelled).toBeUndefined();
    expect((await post({ ...(await sentBy(html)), act: "save" }, cancel)).status).toBe(303);
    expect((await stored()).cancelled).toEqual({ reason: { nb: reason["reason.nb"], nn: reason["reason.nn"] } });
    expect((await mailsTo(addressAt(slug, "kari"))).at(-1)?.text).toContain("Foredragshaldaren er sjuk.");
    const undo = await sentBy(await post({ ...(await typing({}, cancel)), act: "see" }, cancel));
    expect((await post({ ...undo, act: "save" }, cancel)).status).toBe(303);
    expect((await stored()).cancelled).toBeUndefined();
  });
});

describe("the preview", () => {
  it("shows the typed values, stores nothing, and cannot be framed by another site", async () => {
    const [before, tag] = [await stored(), await version()];
    const page = await post(await typing({ "title.nb": "Aldri lagret", "starts.day": "tull" }), `${path()}/preview`);
    const html = await page.text();
    expect(html).toContain("Aldri lagret");
    expect(html).toContain("kan ikke vises ennå");
    expect(html).toMatch(/<div inert/);
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'self'");
    expect([await stored(), await version()]).toEqual([before, tag]);
  });
});

describe("another site, and another organiser", () => {
  it("cannot send the form", async () => {
    const fields = { ...(await typing({ "title.nb": "Vond" })), act: "save" };
    const init = ownForm(fields, cookie);
    const foreign = {
      ...init,
      headers: { ...init.headers, "sec-fetch-site": "cross-site", origin: "https://vond.example" },
    };
    expect((await call(path(), foreign)).status).toBe(403);
    await put({ ...sample, slug: `${slug}-andre`, organisers: [addressAt(slug, "ola")] });
    const other = await signIn(addressAt(slug, "ola"));
    expect((await call(path(), ownForm(fields, other))).status).toBe(403);
    expect((await stored()).title).toEqual(sample.title);
  });
});
