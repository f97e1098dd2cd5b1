/** Rehearsals are deleted from the overview: how many there are is said first, and there is nothing to see where there are none. */
import { beforeEach, describe, expect, it } from "vitest";
import { sample } from "../builders.ts";
import { asAdmin, call, exported, forgetQueued, json, mailsTo, put } from "../client.ts";
import { ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

let slug: string;
let cookie: string;

beforeEach(async () => {
  forgetQueued();
  slug = await aNewEvent("testside");
  await put({ ...sample, slug, organisers: [addressAt(slug, "rebekka")] });
  cookie = await signIn(addressAt(slug, "rebekka"));
});

const path = () => `/organiser/${slug}/rehearsals`;
const open = async (at: string, lang = "nb") =>
  (await visit(`${at}${at.includes("?") ? "&" : "?"}lang=${lang}`, cookie)).text();
const overview = (lang?: string) => open(`/organiser/${slug}`, lang);

async function rehearse(name: string): Promise<void> {
  const body = {
    partner: "stad",
    language: "nb",
    name: "Kari Nordmann",
    email: addressAt(slug, name),
    participation: "digital",
    rehearsal: true,
  };
  const made = await call(
    `/api/events/${slug}/registrations`,
    asAdmin(json(body, { "idempotency-key": crypto.randomUUID() })),
  );
  expect(made.status).toBe(201);
}

describe("rehearsals", () => {
  it("stand in the overview with their number as long as there are any, in the reader's language", async () => {
    await attend(slug, "kari");
    expect(await overview()).not.toContain(path());
    await rehearse("en");
    expect(await overview()).toContain("1 testpåmelding ligger igjen.");
    await rehearse("to");
    for (const [lang, words] of [
      ["nb", "2 testpåmeldinger ligger igjen."],
      ["nn", "2 testpåmeldingar ligg att."],
      ["en", "2 test registrations are left."],
    ] as const)
      expect(await overview(lang)).toContain(words);
    expect(await overview()).toContain(`href="${path()}"`);
  });

  it("are deleted with one press that says how many, and nobody else is", async () => {
    const kari = await attend(slug, "kari");
    for (const name of ["en", "to", "tre"]) await rehearse(name);
    const asked = await open(path());
    expect(asked).toContain("Slette 3 testpåmeldinger?");
    expect(asked).toContain("Slett 3 testpåmeldinger for godt");
    expect(await overview()).toContain("3 testpåmeldinger");
    await rehearse("fire");
    const refused = await call(path(), ownForm({ count: "3" }, cookie));
    expect(await open(refused.headers.get("location") ?? "")).toMatch(/Ingenting er slettet.*Slett 4 testpåmeldinger/s);
    const done = await call(path(), ownForm({ count: "4" }, cookie));
    const location = done.headers.get("location") ?? "";
    expect([done.status, location]).toEqual([303, `${path()}?purged=4`]);
    expect(await open(location)).toContain("4 testpåmeldinger er slettet.");
    expect(await overview()).not.toContain(path());
    expect((await exported(slug)).registrations).toMatchObject([{ email: kari.address }]);
    expect(await mailsTo(addressAt(slug, "en"))).toEqual([]);
    const log = (await (await call(`/api/events/${slug}/audit-log`, asAdmin())).json()) as {
      entries: Record<string, unknown>[];
    };
    expect(log.entries).toContainEqual(
      expect.objectContaining({ who: addressAt(slug, "rebekka"), action: "rehearsals purged", count: 4 }),
    );
  });

  it("are shown as none where there are none, with the way to make one, and no button", async () => {
    const page = await open(path());
    expect(page).toContain("Det er ingen testpåmeldinger.");
    expect(page).not.toContain('class="stop"');
    for (const forged of ["x", "-1", "<b>", "1e9"]) {
      const shown = await open(`${path()}?purged=${encodeURIComponent(forged)}`);
      expect([forged, shown.includes("er slettet")]).toEqual([forged, false]);
    }
  });

  it("stay where another organiser, a stranger or another site presses", async () => {
    await rehearse("en");
    const other = await aNewEvent("testside");
    await put({ ...sample, slug: other, organisers: [addressAt(other, "per")] });
    expect((await call(path(), ownForm({}, await signIn(addressAt(other, "per"))))).status).toBe(403);
    expect((await call(path(), ownForm())).status).toBe(303);
    const own = ownForm({}, cookie);
    const headers = { ...own.headers, "sec-fetch-site": "cross-site", origin: "https://vond.example" };
    expect((await call(path(), { ...own, headers })).status).toBe(403);
    await visit(path(), cookie);
    expect(await overview()).toContain("1 testpåmelding ligger igjen.");
  });
});
