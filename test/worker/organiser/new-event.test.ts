/** Making an event on our pages: only addresses listed by the operator may. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Bindings } from "../../../worker/environment.ts";
import type { EventDefinition } from "../../../worker/registration/event-definition.ts";
import { sample } from "../builders.ts";
import { asAdmin, bindings, call, exported, put } from "../client.ts";
import { leastFields, sentBy } from "../forms.ts";
import { ownForm, signIn } from "../organisers.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

let slug: string;
let rebekka: string;
let cookie: string;

beforeEach(async () => {
  slug = await aNewEvent("nyskapt");
  rebekka = addressAt(slug, "rebekka");
  await put({
    ...sample,
    slug,
    organisers: [rebekka],
    webhooks: [{ url: "https://varsel.example.no/a" }],
    participation: {
      inPerson: { capacity: 2 },
      digital: { capacity: null, streamUrl: "https://strom.example.no/hemmelig" },
    },
  });
  cookie = await signIn(rebekka);
});

/** The service of an operator who lets this organiser create events. */
const allowing = (addresses = rebekka.toUpperCase()): Bindings => ({
  ...bindings,
  EVENT_CREATORS: ` ola@example.no, ${addresses}`,
});
const visit = (path: string, env = allowing()) => call(path, { headers: { cookie, accept: "text/html" } }, env);
const post = (fields: Record<string, string>, env = allowing()) => call("/organiser/new", ownForm(fields, cookie), env);
const definitionOf = async (of: string) =>
  (await call(`/api/events/${of}/definition`, asAdmin())).json() as Promise<EventDefinition>;

describe("a new event", () => {
  it("is made from an empty form, under a name that comes from its title, with its organiser", async () => {
    const fields = { ...(await sentBy(await visit("/organiser/new"))), ...leastFields(`Æresgjest på ${slug}`) };
    const sure = await post({ ...fields, act: "see" });
    const html = await sure.text();
    expect([sure.status, html]).toEqual([200, expect.stringContaining("Opprett arrangementet")]);
    const made = await post({ ...(await sentBy(html)), act: "save" });
    const name = `aeresgjest-pa-${slug}`;
    expect([made.status, made.headers.get("location")]).toEqual([303, `/organiser/${name}/edit?saved=0`]);
    expect(await definitionOf(name)).toMatchObject({
      starts: "2027-03-02T09:00",
      ends: "2027-03-02T13:00",
      registrationOpens: "2026-12-01T00:00",
      registrationCloses: "2027-02-21T00:00",
      organisers: [rebekka],
      partners: { "stad-kommune": { language: "nb" } },
    });
    const log = (await (await call(`/api/events/${name}/audit-log`, asAdmin())).json()) as {
      entries: { by: string }[];
    };
    expect(JSON.stringify(log)).toContain(rebekka);
  });

  it("says what is missing in an empty form, at each field", async () => {
    const page = await post({ ...(await sentBy(await visit("/organiser/new"))), act: "see" });
    const html = await page.text();
    expect(page.status).toBe(422);
    for (const id of ["title.nb", "starts.day", "registrationCloses.day", "partners.0.name", "organiser.name"])
      expect(html).toContain(`href="#${id}"`);
    expect(html).not.toContain("Dette kan ikke lagres slik");
  });

  it("cannot have the slug of another event, or of a page", async () => {
    const fields = { ...(await sentBy(await visit("/organiser/new"))), ...leastFields("Ny"), act: "see" };
    for (const [name, words] of [
      [slug, "Et annet arrangement har dette navnet."],
      ["new", "Dette navnet er opptatt"],
      ["Stor Bokstav", "Bruk små bokstaver"],
    ] as const) {
      const page = await post({ ...fields, slug: name });
      expect([page.status, await page.text()]).toEqual([422, expect.stringContaining(words)]);
    }
    const taken = await post({ ...fields, slug, act: "save" });
    expect([taken.status, (await definitionOf(slug)).title]).toEqual([422, sample.title]);
  });
});

describe("a copy", () => {
  it("moves all days by the same time, and copies no people and no links", async () => {
    await attend(slug, "kari");
    const fields = await sentBy(await visit(`/organiser/new?copy=${slug}&day=16.3.2027`));
    expect(fields).toMatchObject({ "starts.day": "16. mars 2027", "registrationOpens.day": "31. januar 2027" });
    const copy = `${slug}-kopi`;
    const sure = await sentBy(await post({ ...fields, slug: copy, act: "see" }));
    expect((await post({ ...sure, act: "save" })).status).toBe(303);
    const definition = await definitionOf(copy);
    expect(definition).toMatchObject({
      starts: "2027-03-16T09:00",
      registrationCloses: "2027-03-11T00:00",
      webhooks: [],
    });
    expect(JSON.stringify(definition)).not.toContain("hemmelig");
    expect((await exported(copy)).registrations).toEqual([]);
  });

  it("without a day has no days at all", async () => {
    const fields = await sentBy(await visit(`/organiser/new?copy=${slug}`));
    expect(fields).toMatchObject({ "starts.day": "", "starts.time": "09.00", "title.nb": "Samling om samskaping" });
  });

  it("cannot be made from another organiser's event", async () => {
    await put({ ...sample, slug: `${slug}-andre`, organisers: ["ola@example.no"] });
    for (const other of [`${slug}-andre`, "finst-ikkje"])
      expect((await visit(`/organiser/new?copy=${other}`)).status).toBe(403);
  });
});

describe("an organiser who is not listed by the operator", () => {
  it("is told so, and cannot create events", async () => {
    const fields = {
      ...(await sentBy(await visit("/organiser/new"))),
      ...leastFields("Ny"),
      slug: `${slug}-nei`,
      act: "save",
    };
    for (const env of [bindings, allowing("andre@example.no")]) {
      expect((await visit("/organiser/new", env)).status).toBe(403);
      expect((await post(fields, env)).status).toBe(403);
      expect(await (await visit("/organiser", env)).text()).not.toContain("/organiser/new");
    }
    expect((await call(`/api/events/${slug}-nei/definition`, asAdmin())).status).toBe(404);
    expect(await (await visit("/organiser")).text()).toContain("/organiser/new");
  });

  it("cannot be tricked by another site's form", async () => {
    const init = ownForm({ act: "save" }, cookie);
    const foreign = {
      ...init,
      headers: { ...init.headers, "sec-fetch-site": "cross-site", origin: "https://vond.example" },
    };
    expect((await call("/organiser/new", foreign, allowing())).status).toBe(403);
  });
});

it("a setting that names no addresses stops the service", async () => {
  const answer = await call("/organiser/new", {}, { ...bindings, EVENT_CREATORS: "rebekka" });
  expect(answer.status).toBe(503);
});
