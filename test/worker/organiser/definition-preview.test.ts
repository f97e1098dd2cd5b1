/** The definition has a version: no organiser overwrites a change unseen, and a dry run says what a change would do. */
import { env } from "cloudflare:test";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { asAdmin, call, deliverQueued, exported, first, json, mailsTo } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";
import { seeded } from "../random.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("definisjon");
});

function put(changes: Partial<Definition>, headers: Record<string, string> = {}, query = ""): Promise<Response> {
  const body = { ...sample, slug, ...changes };
  return call(`/api/events/${body.slug}${query}`, { ...asAdmin(json(body, headers)), method: "PUT" });
}

const read = (headers: Record<string, string> = {}) => call(`/api/events/${slug}/definition`, asAdmin({ headers }));

describe("a definition's ETag", () => {
  it("is the same for the same definition, and differs after every change", async () => {
    const first = await read();
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"\d+"$/);
    expect((await read({ "if-none-match": tag })).status).toBe(304);
    const saved = await put(await first.json(), { "if-match": tag });
    expect(saved.status).toBe(200);
    const next = saved.headers.get("etag");
    expect(next).not.toBe(tag);
    expect((await read({ "if-none-match": tag })).status).toBe(200);
    expect((await read()).headers.get("etag")).toBe(next);
  });

  it("prevents overwriting an unseen change: of many requests with the same tag, one is stored", async () => {
    const tag = (await read()).headers.get("etag") ?? "";
    const answers = await Promise.all(
      [3, 4, 5, 6].map((capacity) => put({ participation: { inPerson: { capacity } } }, { "if-match": tag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const late = await put({ fundedBy: "Forskingsrådet" }, { "if-match": tag });
    expect([late.status, await late.json()]).toMatchObject([412, { type: "/problems/changed-meanwhile" }]);
  });

  it.each([
    [{ "if-match": '"1"' }, 412],
    [{ "if-match": "*" }, 200],
    [{ "if-none-match": "*" }, 412],
  ])("with %j: %i", async (headers, status) => {
    const before = await dumpOf(["event"]);
    expect((await put({ fundedBy: "Forskingsrådet" }, headers as Record<string, string>)).status).toBe(status);
    expect((await dumpOf(["event"])) === before).toBe(status === 412);
  });

  it("of an unknown event matches nothing, and creating only creates", async () => {
    expect((await put({ slug: `${slug}-ny` }, { "if-match": "*" })).status).toBe(412);
    expect((await put({ slug: `${slug}-ny` }, { "if-none-match": "*" })).status).toBe(201);
    expect((await put({ slug: `${slug}-ny` }, { "if-none-match": "*" })).status).toBe(412);
  });
});

describe("a dry run", () => {
  const dry = async (changes: Partial<Definition>) => {
    const response = await put(changes, {}, "?dry-run");
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };

  it("names the attendees that it would promote and write to, and does nothing", async () => {
    for (const name of ["a", "b", "c", "d"]) await attend(slug, name, { name: `Kari ${name.toUpperCase()}` });
    await press(await attend(slug, "e", { participation: "digital" }), "cancel");
    await deliverQueued();
    // All tables except the audit log, which records the view of names.
    const tables = ["event", "places", "registration", "message", "change"];
    const before = await dumpOf(tables);
    const venue = { name: "Rådhuset", city: "Oslo" };
    expect(await dry({ venue, participation: { inPerson: { capacity: 3 }, digital: {} } })).toEqual({
      dryRun: true,
      created: false,
      promoted: 1,
      messages: 5,
      overCapacity: 0,
      erases: { people: 0, what: [] },
      retention: { needs: "2026-12-21T23:00:00.000Z", registrations: "2027-03-14T23:00:00.000Z" },
      takesOut: { people: 0, answers: "kept", what: [] },
      promotes: [{ id: expect.any(String), name: "Kari C" }],
      notifies: {
        kind: "event-changed",
        recipients: 4,
        people: ["A", "B", "C", "D"].map((name) => ({ id: expect.any(String), name: `Kari ${name}` })),
        due: [],
      },
      withoutMail: [],
    });
    expect(
      await dry({ cancelled: { reason: { nb: "Sjukdom" } }, participation: { inPerson: { capacity: 9 } } }),
    ).toMatchObject({
      promoted: 0,
      notifies: { kind: "event-cancelled", recipients: 4 },
    });
    expect(await dry({ participation: { inPerson: { capacity: 1 }, digital: {} } })).toMatchObject({
      overCapacity: 1,
      messages: 0,
    });
    expect(await dumpOf(tables)).toBe(before);
    expect(await mailsTo(addressAt(slug, "a"))).toHaveLength(1);
  });

  it.each([
    ["a participation that is taken out", { inPerson: { capacity: 2 } }, 3],
    ["a digital capacity below those registered", { inPerson: { capacity: 2 }, digital: { capacity: 1 } }, 2],
    ["both capacities below", { inPerson: { capacity: 1 }, digital: { capacity: 2 } }, 2],
    ["nothing", { inPerson: { capacity: 2 }, digital: { capacity: 3 } }, 0],
  ])("counts those who are over the capacity by %s, as the answer does", async (_, participation, over) => {
    for (const name of ["a", "b"]) await attend(slug, name);
    for (const name of ["c", "d", "e"]) await attend(slug, name, { participation: "digital" });
    expect(await dry({ participation })).toMatchObject({ overCapacity: over });
    expect(await (await put({ participation })).json()).toMatchObject({ overCapacity: over });
  });

  it("counts e-mails that would fall due at once, like storing it does, and not those already sent", async () => {
    await attend(slug, "a", { participation: "digital" });
    await attend(slug, "b");
    await deliverQueued();
    vi.setSystemTime(Date.now() + 60_000);
    const withLink = { mails: { streamLink: "2026-11-20T12:00" } };
    expect(await dry(withLink)).toMatchObject({ messages: 1, notifies: { due: [{ kind: "stream", recipients: 1 }] } });
    const stored = await put(withLink);
    expect(await stored.json()).toMatchObject({ messages: 1 });
    const written = await env.DB.prepare("SELECT count(*) AS n FROM message WHERE event = ? AND kind = 'stream'")
      .bind(slug)
      .first();
    expect(written).toEqual({ n: 1 });
    expect(await dry({ ...withLink, fundedBy: "Noregs forskingsråd" })).toMatchObject({
      messages: 0,
      notifies: { due: [] },
    });
  });

  it("of a new event, and of one that would be refused, says so", async () => {
    expect(await dry({ slug: `${slug}-ny` })).toMatchObject({ created: true, messages: 0 });
    expect((await call(`/api/events/${slug}-ny`)).status).toBe(404);
    expect((await put({ starts: "i morgon" }, {}, "?dry-run")).status).toBe(422);
    expect((await put({}, { "if-match": '"1"' }, "?dry-run")).status).toBe(412);
    expect((await put({}, {}, "?dryrun")).status).toBe(400);
  });

  it("predicts what storing the same definition does, for every change", async () => {
    const changes = fc.record({
      capacity: fc.option(fc.nat({ max: 5 })),
      digitalCapacity: fc.option(fc.nat({ max: 2 })),
      city: fc.constantFrom("Oslo", "Bø"),
      cancelled: fc.boolean(),
      promotionEnded: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("in-person", "in-person", "digital"), { maxLength: 5 }),
        fc.array(changes, { minLength: 1, maxLength: 3 }),
        async (people, puts) => {
          slug = await aNewEvent("varsel");
          for (const [index, participation] of people.entries()) await attend(slug, `p${index}`, { participation });
          // People who wait follow digitally meanwhile: a promotion frees that place.
          await env.DB.prepare(
            "UPDATE registration SET digital_meanwhile = 1 WHERE event = ? AND status = 'waitlisted'",
          )
            .bind(slug)
            .run();
          for (const { capacity, digitalCapacity, city, cancelled, promotionEnded } of puts) {
            vi.setSystemTime(Date.now() + 1000);
            const change: Partial<Definition> = {
              venue: { name: "Salen", city },
              participation: { inPerson: { capacity }, digital: { capacity: digitalCapacity } },
              ...(cancelled ? { cancelled: { reason: { nb: "Sjukdom" } } } : {}),
              ...(promotionEnded ? { promotionEnds: "2026-11-20T00:00" } : {}),
            };
            const preview = await dry(change);
            const waiting = (await exported(slug, "?status=waitlisted")).registrations.map(({ id }) => id);
            const done = (await (await put(change)).json()) as Record<string, unknown>;
            expect(done).toMatchObject({
              promoted: preview.promoted,
              messages: preview.messages,
              overCapacity: preview.overCapacity,
            });
            const stillWaiting = (await exported(slug, "?status=waitlisted")).registrations.map(({ id }) => id);
            expect((preview.promotes as { id: string }[]).map(({ id }) => id).sort()).toEqual(
              waiting.filter((id) => !stillWaiting.includes(id)).sort(),
            );
          }
          await first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'").run();
          await deliverQueued();
        },
      ),
      { ...seeded, numRuns: 15 },
    );
  }, 60_000);
});
