import { beforeEach, describe, expect, it } from "vitest";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, deliverQueued, exported, json } from "../client.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("logg");
});

/** The log, newest first: action and count. */
async function auditLog(): Promise<[string, number][]> {
  const response = await call(`/api/events/${slug}/audit-log`, asAdmin());
  const { entries } = (await response.json()) as { entries: { action: string; count: number }[] };
  return entries.map(({ action, count }) => [action, count]);
}

const dryRun = (changes: object) =>
  call(`/api/events/${slug}?dry-run`, { ...asAdmin(json({ ...sample, slug, ...changes })), method: "PUT" });

describe("a dry run of a definition", () => {
  it("is logged as viewing the people that it names, each once", async () => {
    for (const name of ["a", "b", "c"]) await attend(slug, name);
    const before = await auditLog();
    const moved = { venue: { name: "Rådhuset", city: "Oslo" } };
    expect((await dryRun({ ...moved, participation: { inPerson: { capacity: 3 }, digital: {} } })).status).toBe(200);
    expect(await auditLog()).toEqual([["definition previewed", 3], ...before]);
  });

  it("that names nobody is not logged", async () => {
    await attend(slug, "a");
    const before = await auditLog();
    expect((await dryRun({ fundedBy: "Forskingsrådet" })).status).toBe(200);
    expect(await auditLog()).toEqual(before);
  });
});

describe("HEAD", () => {
  it("is not logged as a pull or a view, and has the same headers", async () => {
    await attend(slug, "kari", { needs: { diet: "fisk", access: "", consent: true } });
    const { cursor, registrations } = await exported(slug);
    const before = await auditLog();
    for (const path of [
      "export",
      "export.csv?lang=nb",
      `export?since=${cursor}`,
      "export/needs",
      "export/needs?names=true",
      `registrations/${registrations[0]?.id}`,
    ]) {
      const head = await call(`/api/events/${slug}/${path}`, asAdmin({ method: "HEAD" }));
      expect([path, head.status, await head.text()]).toEqual([path, 200, ""]);
    }
    const head = await call(`/api/events/${slug}/export`, asAdmin({ method: "HEAD" }));
    expect(head.headers.get("export-cursor")).toBe(cursor);
    expect(head.headers.get("etag")).toMatch(/^W\/"json/);
    expect(await auditLog()).toEqual(before);
  });
});

describe("a request that is repeated with the same key", () => {
  const headers = { "idempotency-key": '"same-key-1"' };

  it("is logged as such: an announcement that went to no more people", async () => {
    for (const name of ["a", "b"]) await attend(slug, name);
    const send = () =>
      call(
        `/api/events/${slug}/announcements`,
        asAdmin(json({ subject: { nb: "Hei" }, text: { nb: "Hei" } }, headers)),
      );
    const answers = [await (await send()).json(), await (await send()).json()];
    expect(answers[1]).toEqual(answers[0]);
    expect((await auditLog()).slice(0, 2)).toEqual([
      ["announcement", 0],
      ["announcement", 2],
    ]);
    await deliverQueued();
  });

  it("and an attendee who was registered by hand, once", async () => {
    const add = () => call(`/api/events/${slug}/registrations`, asAdmin(json(aBody(addressAt(slug, "kari")), headers)));
    expect([(await add()).status, (await add()).status]).toEqual([201, 201]);
    expect((await auditLog()).slice(0, 2)).toEqual([
      ["registration added", 0],
      ["registration added", 1],
    ]);
  });
});
