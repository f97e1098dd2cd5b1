import { beforeEach, describe, expect, it } from "vitest";
import { asAdmin, call, exported, json, mailsTo } from "../client.ts";
import { type Attendee, aNewEvent, attend } from "../people.ts";

let slug: string;
let kari: Attendee;
let id: string;

beforeEach(async () => {
  slug = await aNewEvent("retting");
  kari = await attend(slug, "kari");
  id = (await exported(slug)).registrations[0]?.id ?? "";
});

const correct = (changes: object) =>
  call(`/api/events/${slug}/registrations/${id}`, { ...asAdmin(json(changes)), method: "PATCH" });

interface Details {
  registration: Record<string, unknown>;
  changes: { type: string; reason: string | null }[];
}
const details = async () =>
  (await (await call(`/api/events/${slug}/registrations/${id}`, asAdmin())).json()) as Details;

describe("an organiser's correction", () => {
  it("of partner and language is stored, with a change in the feed and no e-mail", async () => {
    const { cursor } = await exported(slug);
    const before = (await details()).changes.length;
    const corrected = await correct({ partner: "nordre-follo", language: "en" });
    expect([corrected.status, await corrected.json()]).toMatchObject([
      200,
      { registration: { partner: "nordre-follo", language: "en", name: "Kari Nordmann" } },
    ]);
    const { changes } = await details();
    expect(changes.slice(before)).toMatchObject([{ type: "registration.changed" }]);
    expect((await exported(slug, `?since=${cursor}`)).registrations).toMatchObject([{ id, language: "en" }]);
    expect(await mailsTo(kari.address)).toHaveLength(1);
    expect((await call(kari.link)).status).toBe(200);
  });

  it("of one of them leaves the other, and a correction to the same value changes nothing", async () => {
    expect(await (await correct({ language: "nb" })).json()).toMatchObject({
      registration: { partner: "stad", language: "nb" },
    });
    const { changes } = await details();
    expect((await correct({ language: "nb", partner: "stad" })).status).toBe(200);
    expect((await details()).changes).toEqual(changes);
  });

  it("that includes other fields sends an e-mail in the corrected language", async () => {
    await correct({ language: "en", partner: "nordre-follo", name: "Kari Åsen" });
    const mails = await mailsTo(kari.address);
    expect(mails.at(-1)?.subject).toContain("Registration changed");
    expect((await details()).registration).toMatchObject({
      partner: "nordre-follo",
      language: "en",
      name: "Kari Åsen",
    });
  });

  it.each([
    [{ partner: "ukjend" }, [{ field: "partner", code: "partner.unknown" }]],
    [{ partner: "constructor" }, [{ field: "partner", code: "partner.unknown" }]],
    [{ partner: null }, [{ field: "partner", code: "partner.unknown" }]],
    [{ language: "de" }, [{ field: "language", code: "language.unknown" }]],
    [{ needs: { diet: "fisk" } }, [{ field: "needs", code: "field.unknown" }]],
    [
      { status: "confirmed", id: "x", test: true },
      [
        { field: "status", code: "field.unknown" },
        { field: "id", code: "field.unknown" },
        { field: "test", code: "field.unknown" },
      ],
    ],
    [
      { name: "\u200b", needs: null },
      [
        { field: "name", code: "name.required" },
        { field: "needs", code: "field.unknown" },
      ],
    ],
  ])("that cannot be made names each field: %j", async (changes, errors) => {
    const refused = await correct(changes);
    expect([refused.status, ((await refused.json()) as { errors: unknown }).errors]).toEqual([422, errors]);
    expect((await details()).registration).toMatchObject({ partner: "stad", language: "nn", name: "Kari Nordmann" });
  });
});
