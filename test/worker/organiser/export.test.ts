import { env } from "cloudflare:test";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { exportRow } from "../../../worker/registration/export-row.ts";
import { asAdmin, call, deliverQueued, type ExportedRow, exported, json } from "../client.ts";
import { type Attendee, addressAt, aNewEvent, attend, deliveredTo, press } from "../people.ts";
import { seeded } from "../random.ts";

const HOUR = 3_600_000;

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("liste");
});

const namesOf = (rows: ExportedRow[]) => rows.map(({ email }) => email.split(".")[0]);

/** The audit log's exports, in order: who, how many, when. */
async function auditLog() {
  const { results } = await env.DB.prepare(
    "SELECT who, action, count, at FROM audit_log WHERE event = ? AND action LIKE 'export%' ORDER BY at, id",
  )
    .bind(slug)
    .all<{ who: string; action: string; count: number; at: number }>();
  return results;
}

describe("a row of the export", () => {
  it("has exactly the promised fields, for attendees of every kind", async () => {
    const a = await attend(slug, "a", { organisation: "Stad kommune", role: "Rådgjevar", question: "Når?" });
    await attend(slug, "b", { colleagues: [{ name: "Li", email: addressAt(slug, "li") }] });
    await attend(slug, "c", { participation: "digital", partner: "nordre-follo", language: "en" });
    const d = await attend(slug, "d");
    await press(a, "cancel");
    await press(d, "change", { seen: String(Date.now()), name: "Kari N" });
    await press(d, "meanwhile");
    const { registrations, ...envelope } = await exported(slug);
    expect(registrations).toHaveLength(5);
    for (const row of registrations) expect(exportRow.parse(row)).toEqual(row);
    expect(registrations.map(({ status, partner, language }) => [status, partner, language])).toEqual([
      ["cancelled", "stad", "nn"],
      ["confirmed", "stad", "nn"],
      ["confirmed", "stad", "nn"],
      ["confirmed", "nordre-follo", "en"],
      ["waitlisted", "stad", "nn"],
    ]);
    expect(envelope).toMatchObject({
      version: 1,
      event: slug,
      generatedAt: "2026-11-24T12:00:00.000Z",
      counts: { confirmed: 3, waitlisted: 1, inPerson: 2, digital: 2, inPersonFree: 0 },
      promotion: { ends: "2026-12-15T08:00:00.000Z", ended: false },
    });
  });

  it("has headers that keep it out of caches", async () => {
    const response = await call(`/api/events/${slug}/export`, asAdmin());
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({ registrations: [] });
  });
});

describe("filters", () => {
  beforeEach(async () => {
    await attend(slug, "a");
    await attend(slug, "b", { partner: "nordre-follo", language: "nb" });
    await attend(slug, "c", { participation: "digital" });
    await attend(slug, "d");
    await press(await attend(slug, "e", { participation: "digital" }), "cancel");
  });

  it.each([
    ["", ["a", "b", "c", "d", "e"]],
    ["?status=confirmed", ["a", "b", "c"]],
    ["?status=waitlisted", ["d"]],
    ["?status=cancelled", ["e"]],
    ["?participation=digital", ["c", "e"]],
    ["?participation=digital&status=confirmed", ["c"]],
    ["?partner=nordre-follo", ["b"]],
  ])("%s: %j", async (query, names) => {
    expect(namesOf((await exported(slug, query)).registrations)).toEqual(names);
  });
});

describe("an impossible parameter", () => {
  it.each([
    ["status", "?status=erased"],
    ["status", "?status="],
    ["participation", "?participation=both"],
    ["partner", `?partner=${"x".repeat(61)}`],
    ["since", "?since="],
    ["since", "?since=7"],
    ["since", "?since=another-event.7"],
    ["since", "?since={slug}.-1"],
    ["since", "?since={slug}.1e9"],
    ["since", "?since={slug}.9999999999999999"],
    ["since", "?since={slug}.0&status=confirmed"],
  ])("%s is named: %s", async (parameter, query) => {
    const response = await call(`/api/events/${slug}/export${query.replace("{slug}", slug)}&lang=en`, asAdmin());
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { type: string; detail: string };
    expect(problem.type).toBe("/problems/parameter");
    expect(problem.detail).toMatch(new RegExp(`^The parameter ${parameter} must be .+\\.$`));
    expect(problem.detail).not.toContain("xxx");
    expect(await auditLog()).toEqual([]);
  });
});

describe("changes since a cursor", () => {
  it("have erased people with only id and status", async () => {
    const a = await attend(slug, "a");
    const { registrations, cursor } = await exported(slug);
    await press(a, "not-me");
    const since = await exported(slug, `?since=${cursor}`);
    expect(since.registrations).toEqual([{ id: registrations[0]?.id, status: "erased" }]);
    expect((await exported(slug, `?since=${since.cursor}`)).registrations).toEqual([]);
  });

  it("have each person once, as they are now", async () => {
    const a = await attend(slug, "a");
    const { cursor } = await exported(slug);
    for (const action of ["cancel", "restore", "cancel"]) await press(a, action);
    expect((await exported(slug, `?since=${cursor}`)).registrations).toMatchObject([{ status: "cancelled" }]);
  });

  it("followed to the end give the full export, after any history", async () => {
    const names = ["ada", "bo", "cai", "dag"];
    const update = fc.record({
      who: fc.constantFrom(...names),
      what: fc.constantFrom("attend", "attend", "cancel", "restore", "erase", "digital", "deliver", "lost-link"),
      pull: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(update, { minLength: 5, maxLength: 20 }), async (acts) => {
        slug = await aNewEvent("liste");
        const attendees = new Map<string, Attendee>();
        const copy = new Map<string, ExportedRow>();
        let cursor = (await exported(slug)).cursor;
        const pull = async () => {
          const since = await exported(slug, `?since=${cursor}`);
          cursor = since.cursor;
          for (const row of since.registrations) {
            if (row.status === "erased") copy.delete(row.id);
            else copy.set(row.id, row);
          }
        };
        for (const { who, what, pull: now } of acts) {
          // A mailbox gets three e-mails an hour: attend() waits for each.
          vi.setSystemTime(Date.now() + HOUR);
          const attendee = attendees.get(who);
          if (what === "attend") attendees.set(who, await attend(slug, who));
          else if (what === "deliver") await deliveredTo(addressAt(slug, who));
          else if (what === "lost-link") await askForLink(addressAt(slug, who));
          else if (attendee && what === "digital") await moveToDigital(attendee);
          else if (attendee) await press(attendee, what);
          if (now) await pull();
        }
        await deliverQueued();
        await pull();
        const { registrations } = await exported(slug);
        const inOrder = [...copy.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
        expect(inOrder).toEqual(registrations);
      }),
      { ...seeded, numRuns: 12 },
    );
  }, 60_000);
});

async function askForLink(email: string) {
  await call(`/events/${slug}/lost-link`, { method: "POST", body: new URLSearchParams({ email }) });
}

async function moveToDigital(attendee: Attendee) {
  const seen = /name="seen" value="(\d+)"/.exec(await (await call(attendee.link)).text())?.[1] ?? "";
  await press(attendee, "change", { seen, name: "Kari Nordmann", participation: "digital" });
}

describe("a long list", () => {
  const people = 6000;

  beforeEach(async () => {
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, changed_at, rehearsal)
       SELECT printf('%s-%08d', ?1, i), ?1, 'confirmed', iif(i % 2, 'digital', 'in-person'), 'Ola Nordmann',
         'ola' || i || '@example.no', 'ola' || i || '@example.no', 'stad', 'nn', i, i, i % 1000 = 7 FROM n`,
    )
      .bind(slug, people)
      .run();
    await env.DB.prepare(
      `INSERT INTO change (event, type, registration, at, rehearsal)
       SELECT event, 'registration.' || status, id, registered_at, rehearsal FROM registration WHERE event = ?`,
    )
      .bind(slug)
      .run();
  });

  it("comes page by page, with each person once and in order, without rehearsals", async () => {
    const { registrations } = await exported(slug);
    const expected = Array.from({ length: people }, (_, n) => n + 1).filter((n) => n % 1000 !== 7);
    expect(registrations.map(({ email }) => email)).toEqual(expected.map((n) => `ola${n}@example.no`));
    expect((await exported(slug, "?participation=digital")).registrations).toHaveLength(
      expected.filter((n) => n % 2).length,
    );
    const told: string[] = [];
    for (let cursor = `${slug}.0`, last = ""; cursor !== last; ) {
      const since = await exported(slug, `?since=${cursor}`);
      told.push(...since.registrations.map(({ email }) => email));
      [last, cursor] = [cursor, since.cursor];
    }
    expect(told).toEqual(expected.map((n) => `ola${n}@example.no`));
  });

  it("is logged with the number of sent rows, even if the reader stops halfway", async () => {
    const response = await call(`/api/events/${slug}/export`, asAdmin());
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.read();
    await reader?.cancel();
    expect(await auditLog()).toMatchObject([{ who: "admin", action: "export", count: 2500 }]);
  });
});

describe("each pull", () => {
  it("is logged: who, what, when and how many, and changes nothing else", async () => {
    for (const name of ["a", "b", "c"]) await attend(slug, name);
    const made = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Ola Nordmann" })));
    const { id, token } = (await made.json()) as { id: string; token: string };
    const headers = { authorization: `Bearer ${token}` };
    await (await call(`/api/events/${slug}/export?status=waitlisted`, { headers })).text();
    await exported(slug);
    await exported(slug, `?since=${slug}.0`);
    const at = Date.now();
    // Ids made in the same millisecond sort in the order of making.
    expect(await auditLog()).toEqual([
      { who: `${id} Ola Nordmann`, action: "export", count: 1, at },
      { who: "admin", action: "export", count: 3, at },
      { who: "admin", action: "export since", count: 3, at },
    ]);
  });
});
