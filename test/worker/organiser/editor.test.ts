/** The editor: what stands in a definition comes back from its form as it was, and nothing is stored before the organiser has said yes. */
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

/** The form of the page as a browser would send it, changed. */
const typing = async (changes: Record<string, string> = {}, of = path()) => ({
  ...(await sentBy(await visit(of, cookie))),
  ...changes,
});
/** What the page before saving sends, changed. */
const asked = async (changes: Record<string, string>) => {
  const page = await post({ ...(await typing(changes)), act: "see" });
  expect(page.status).toBe(200);
  return sentBy(page);
};

describe("a form that is sent as it came", () => {
  it("changes nothing, and says so", async () => {
    const [before, tag] = [await stored(), await version()];
    const page = await post({ ...(await typing()), act: "see" });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Ingenting er endret.")]);
    expect([await stored(), await version()]).toEqual([before, tag]);
  });
});

describe("seeing what happens", () => {
  it("says in numbers whom it promotes and tells, what changes, and stores nothing", async () => {
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
void asked;
