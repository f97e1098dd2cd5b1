/** An organiser deletes an event on its pages: the page gives the numbers first, and the event's name must be typed. */
import { beforeEach, describe, expect, it } from "vitest";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, forgetQueued, json, mailsTo, put } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { hiddenIn, ownForm, signIn, visit } from "../organisers.ts";
import { type Attendee, addressAt, aNewEvent, attend } from "../people.ts";

let slug: string;
let rebekka: string;
let cookie: string;
let kari: Attendee;

beforeEach(async () => {
  forgetQueued();
  slug = await aNewEvent("slettside");
  rebekka = addressAt(slug, "rebekka");
  await put({ ...sample, slug, organisers: [rebekka], webhooks: [{ url: "https://varsel.example.no/a" }] });
  kari = await attend(slug, "kari", { needs: { diet: "fisk", access: "", consent: true } });
  await attend(slug, "ola");
  cookie = await signIn(rebekka);
});

const path = () => `/organiser/${slug}/edit/delete`;
const page = () => visit(`${path()}?lang=nb`, cookie);
const press = (fields: Record<string, string>, as = cookie) => call(path(), ownForm(fields, as));
const there = async (of = slug) => (await call(`/api/events/${of}/definition`, asAdmin())).status === 200;
const peopleLeft = async () =>
  ((await (await call(`/api/events/${slug}?dry-run`, asAdmin({ method: "DELETE" }))).json()) as { people: number })
    .people;

describe("the page that deletes an event", () => {
  it("is linked at the end of the editor, says in numbers what is deleted, and changes nothing", async () => {
    expect(await (await visit(`/organiser/${slug}/edit`, cookie)).text()).toContain(`href="${path()}"`);
    await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Per Nes", scopes: ["read"] })));
    const rehearsal = json(aBody(addressAt(slug, "test"), { participation: "digital", rehearsal: true }), {
      "idempotency-key": "12345678",
    });
    await call(`/api/events/${slug}/registrations`, asAdmin(rehearsal));
    await visit(`/organiser/${slug}`, cookie);
    const before = await dumpOf();
    const html = await (await page()).text();
    for (const words of [
      "2 påmeldinger, med svar, behov",
      "1 testpåmelding<",
      "1 e-post som venter",
      "1 nøkkel til et annet system",
      "1 varsel til et annet system",
      "Ingen får e-post om at arrangementet blir slettet.",
      "Slett arrangementet og 2 påmeldinger",
    ])
      expect(html).toContain(words);
    expect(html).not.toMatch(/Kari|Nordmann|kari\./);
    expect(await dumpOf()).toBe(before);
  });

  it("advises to cancel first an event that people expect, and not one that is cancelled or has nobody", async () => {
    const advice = "Avlys det først";
    expect(await (await page()).text()).toContain(advice);
    await put({ ...sample, slug, organisers: [rebekka], cancelled: { reason: { nb: "Sjukdom." } } });
    expect(await (await page()).text()).not.toContain(advice);
    const empty = await aNewEvent("slettside");
    await put({ ...sample, slug: empty, organisers: [rebekka] });
    const html = await (await visit(`/organiser/${empty}/edit/delete?lang=nb`, cookie)).text();
    expect([html.includes(advice), html.includes("Slett arrangementet for godt")]).toEqual([false, true]);
  });

  it("requires the event's name to be typed", async () => {
    const { people = "" } = hiddenIn(await (await page()).text(), path());
    for (const name of ["", "slettside", `${slug}x`, `${slug} ${slug}`, "<b>"]) {
      const answer = await press({ name, people });
      const html = await answer.text();
      expect([name, answer.status, html.includes('aria-invalid="true"')]).toEqual([name, 422, true]);
      expect(html).not.toContain("<b>&lt;");
    }
    expect(await peopleLeft()).toBe(2);
  });

  it("asks again if the numbers have changed, and if the number is forged", async () => {
    const shown = hiddenIn(await (await page()).text(), path());
    await attend(slug, "per");
    for (const people of [shown.people ?? "", "", "-3", "3.0", "1e1", "99999999999", "3; 3"]) {
      const answer = await press({ name: slug, people });
      expect([people, answer.status]).toEqual([people, 409]);
      expect(await answer.text()).toContain("3 påmeldinger");
    }
    expect(await peopleLeft()).toBe(3);
    expect((await press({ name: slug, people: "3" })).status).toBe(200);
  });

  it("deletes everything at once, tells nobody, and the log has who it was", async () => {
    const before = (await mailsTo(kari.address)).length;
    const answer = await press({ name: ` ${slug.toUpperCase()} `, people: "2" });
    const html = await answer.text();
    expect([answer.status, html.includes("2 påmeldinger"), html.includes('href="/organiser"')]).toEqual([
      200,
      true,
      true,
    ]);
    expect(await there()).toBe(false);
    expect((await call(kari.link)).status).toBe(404);
    expect((await call(`/events/${slug}`)).status).toBe(404);
    expect(await mailsTo(kari.address)).toHaveLength(before);
    const log = (await (await call("/api/audit-log", asAdmin())).json()) as { entries: Record<string, unknown>[] };
    expect(log.entries.find((entry) => entry.event === slug)).toMatchObject({
      who: rebekka,
      action: "event deleted",
      count: 2,
    });
    const traces = (await dumpOf()).split("\n").filter((line) => line.includes(kari.address));
    expect(traces).toEqual([]);
  });

  it("deletes once if two press at the same time", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => press({ name: slug, people: "2" })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status } of answers) expect([200, 303, 403, 404, 409]).toContain(status);
    expect(await there()).toBe(false);
  });

  it("ends the session of an organiser without other events, and shows the other events if there are any", async () => {
    const other = await aNewEvent("slettside");
    await put({ ...sample, slug: other, organisers: [rebekka] });
    await press({ name: slug, people: "2" });
    expect((await visit("/organiser", cookie)).headers.get("location")).toBe(`/organiser/${other}`);
    expect((await visit(path(), cookie)).status).toBe(403);
    await call(`/organiser/${other}/edit/delete`, ownForm({ name: other, people: "0" }, cookie));
    expect((await visit("/organiser", cookie)).headers.get("location")).toContain("/sign-in");
  });
});

describe("an event is not deleted", () => {
  it("by an organiser of another, by nobody, by another site, or by a token that may do everything else", async () => {
    const other = await aNewEvent("slettside");
    const per = addressAt(other, "per");
    await put({ ...sample, slug: other, organisers: [per] });
    const fields = { name: slug, people: "2" };
    expect((await press(fields, await signIn(per))).status).toBe(403);
    expect((await press(fields, "")).status).toBe(303);
    const own = ownForm(fields, cookie);
    const foreign = {
      ...own,
      headers: { ...own.headers, "sec-fetch-site": "cross-site", origin: "https://vond.example" },
    };
    expect((await call(path(), foreign)).status).toBe(403);
    const made = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Per", scopes: ["read", "manage"] })));
    const { token } = (await made.json()) as { token: string };
    const headers = { authorization: `Bearer ${token}` };
    const byToken = await call(`/api/events/${slug}?confirm-erasures=2`, { method: "DELETE", headers });
    expect(byToken.status).toBeGreaterThanOrEqual(403);
    expect((await call(path(), { ...own, headers: { ...own.headers, cookie: "", ...headers } })).status).toBe(303);
    expect(await peopleLeft()).toBe(2);
  });
});
