/** A definition that erases people: it says how many and when, asks for that number, and can be undone for 48 hours. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { EventDefinition } from "../../../worker/registration/event-definition.ts";
import { type Definition, sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, json, tick } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

const HOUR = 3_600_000;

let slug: string;

beforeEach(async () => {
  // Everything in the database of this file belongs to the test that runs.
  await env.DB.exec("DELETE FROM retention");
  slug = await aNewEvent("feil-aar");
});

function put(changes: Partial<Definition>, query = ""): Promise<Response> {
  const body = { ...sample, slug, ...changes };
  return call(`/api/events/${slug}${query}`, { ...asAdmin(json(body)), method: "PUT" });
}

const answer = async (response: Response | Promise<Response>) => {
  const { status } = await response;
  return { status, body: (await (await response).json()) as Record<string, unknown> };
};

/** The whole event with the year mistyped: a year too early. */
const lastYear = Object.fromEntries(
  (["starts", "ends", "registrationOpens", "registrationCloses"] as const).map((field) => [
    field,
    sample[field].replace("2026", "2025"),
  ]),
) as Pick<Definition, "starts" | "ends" | "registrationOpens" | "registrationCloses">;

const at = (instant: number) => new Date(instant).toISOString();
const in48Hours = () => at(Date.now() + 48 * HOUR);
const left = async () => (await exported(slug)).registrations.length;
const needsLeft = async () => {
  const row = await env.DB.prepare(
    "SELECT count(*) AS n FROM needs JOIN registration ON registration.id = needs.registration WHERE event = ?",
  )
    .bind(slug)
    .first<{ n: number }>();
  return row?.n;
};
const needs = { diet: "nøtter", access: "rullestol", consent: true };

/** Runs the cron until everything due is erased. */
async function ticks(times = 3) {
  for (let each = 0; each < times; each++) await tick();
}

describe("a definition with the year mistyped", () => {
  beforeEach(async () => {
    for (const name of ["kari", "ola", "per"]) await attend(slug, name, name === "kari" ? { needs } : {});
    await call(`/api/events/${slug}/registrations/${(await exported(slug)).registrations[2]?.id}/cancel`, {
      ...asAdmin(),
      method: "POST",
    });
  });

  it("says in the dry run how many people it would erase, including cancelled ones, and when", async () => {
    // All tables except the audit log, which records the view of names.
    const tables = ["event", "capacity", "registration", "needs", "message", "change", "retention"];
    const before = await dumpOf(tables);
    const { status, body } = await answer(put(lastYear, "?dry-run"));
    expect([status, body.erases, body.retention]).toEqual([
      200,
      {
        people: 3,
        what: [
          { what: "registrations", people: 3, at: in48Hours() },
          { what: "needs", people: 1, at: in48Hours() },
        ],
      },
      { needs: in48Hours(), registrations: in48Hours() },
    ]);
    expect(await dumpOf(tables)).toBe(before);
  });

  it.each([
    ["", "nb", "Så mange personer"],
    ["?confirm-erasures=0", "nn", "Så mange personar"],
    ["?confirm-erasures=2", "en", "People of whom"],
    ["?confirm-erasures=4", "en", "People of whom"],
  ])("is refused with %j, by name, number and cure, and changes nothing", async (query, lang, words) => {
    const before = await dumpOf();
    const { status, body } = await answer(put(lastYear, `${query || "?"}&lang=${lang}`.replace("?&", "?")));
    expect([status, body.type, body.erases]).toMatchObject([409, "/problems/erasures-unconfirmed", { people: 3 }]);
    expect(body.detail).toContain(words);
    expect(body.detail).toContain("?confirm-erasures=3");
    expect(body.detail).toContain("26");
    await ticks();
    expect(await dumpOf(["event", "registration", "retention"])).toBe(
      before
        .split("\n")
        .filter((line) => /^(event|registration|retention):/.test(line))
        .join("\n"),
    );
  });

  it("counts no rehearsals: nobody has to confirm their erasure", async () => {
    const digital = aBody(addressAt(slug, "prova"), { participation: "digital", needs });
    const init = asAdmin(json({ ...digital, rehearsal: true }, { "idempotency-key": crypto.randomUUID() }));
    expect((await call(`/api/events/${slug}/registrations`, init)).status).toBe(201);
    expect((await answer(put(lastYear, "?dry-run"))).body.erases).toMatchObject({
      people: 3,
      what: [{ people: 3 }, { what: "needs", people: 1 }],
    });
    expect((await put(lastYear, "?confirm-erasures=3")).status).toBe(200);
  });

  it("erases nobody within 48 hours of the confirmation, however often it is stored again, then everybody", async () => {
    const { status, body } = await answer(put(lastYear, "?confirm-erasures=3"));
    expect([status, body.erases]).toMatchObject([200, { people: 3 }]);
    const start = Date.now();
    await ticks();
    vi.setSystemTime(start + 40 * HOUR);
    // A confirmed erasure is not asked for again, and its time does not start again.
    expect(await answer(put({ ...lastYear, fundedBy: "Noregs forskingsråd" }))).toMatchObject({
      status: 200,
      body: { erases: { people: 0 }, retention: { registrations: at(start + 48 * HOUR) } },
    });
    vi.setSystemTime(start + 48 * HOUR - 1000);
    await ticks();
    expect(await left()).toBe(3);
    expect(await needsLeft()).toBe(1);
    vi.setSystemTime(start + 48 * HOUR);
    await ticks();
    expect(await left()).toBe(0);
  });

  it("can be undone until then: everybody stays", async () => {
    await put(lastYear, "?confirm-erasures=3");
    vi.setSystemTime(Date.now() + 47 * HOUR);
    const { body } = await answer(put({}));
    expect(body.retention).toEqual({ needs: "2026-12-21T23:00:00.000Z", registrations: "2027-03-14T23:00:00.000Z" });
    vi.setSystemTime(Date.now() + 2 * HOUR);
    await ticks();
    expect(await left()).toBe(3);
  });

  it("counts the people at the time of storing: a person who registers after the dry run is not erased unconfirmed", async () => {
    const { body } = await answer(put(lastYear, "?dry-run"));
    const { people } = body.erases as { people: number };
    await attend(slug, "siri");
    expect((await put(lastYear, `?confirm-erasures=${people}`)).status).toBe(409);
    expect((await put(lastYear, `?confirm-erasures=${people + 1}`)).status).toBe(200);
  });

  it("is stored once if many confirm at once while people register", async () => {
    const racing = await Promise.all([
      ...["a", "b", "c"].map((name) =>
        call(
          `/api/events/${slug}/registrations`,
          json(
            { partner: "stad", language: "nn", name: "Ada", email: addressAt(slug, name), participation: "digital" },
            { "idempotency-key": `"${slug}-${name}"` },
          ),
        ),
      ),
      ...[3, 4, 5, 6].map((people) => put(lastYear, `?confirm-erasures=${people}`)),
    ]);
    const stored = racing.slice(3).filter(({ status }) => status === 200);
    const [only] = stored;
    expect(stored.length).toBeLessThanOrEqual(1);
    for (const { status } of racing.slice(3)) expect([200, 409, 412]).toContain(status);
    if (!only) return;
    const { erases } = (await only.json()) as { erases: { people: number } };
    // A registration that came after it was refused: the event is over.
    expect(await left()).toBe(erases.people);
  });

  it("tells of it afterwards: in the feed, the list of erasures, the details and the audit log", async () => {
    const [first] = (await exported(slug)).registrations;
    await call(`/api/events/${slug}/registrations/${first?.id}`, { ...asAdmin(), method: "DELETE" });
    await put(lastYear, "?confirm-erasures=2");
    vi.setSystemTime(Date.now() + 48 * HOUR);
    await ticks();
    const { results } = await env.DB.prepare(
      "SELECT reason, count(*) AS n FROM change WHERE event = ? AND type = 'registration.erased' GROUP BY reason ORDER BY reason",
    )
      .bind(slug)
      .all();
    expect(results).toEqual([
      { reason: null, n: 1 },
      { reason: "retention", n: 2 },
    ]);
    const { erasures } = (await (await call("/api/erasures", asAdmin())).json()) as {
      erasures: { event: string; reason: string }[];
    };
    const reasons = erasures.filter(({ event }) => event === slug).map(({ reason }) => reason);
    expect(reasons).toEqual(["request", "retention", "retention"]);
    const log = (await (await call(`/api/events/${slug}/audit-log`, asAdmin())).json()) as {
      entries: { who: string; action: string; count: number; detail: string | null }[];
    };
    expect(log.entries).toContainEqual(
      expect.objectContaining({ action: "erasures confirmed", who: "admin", count: 2 }),
    );
    expect(log.entries).toContainEqual(
      expect.objectContaining({ action: "retention", who: "retention", count: 2, detail: "registrations" }),
    );
  });
});

describe("lowering the retention", () => {
  beforeEach(async () => {
    for (const name of ["kari", "ola"]) await attend(slug, name, name === "kari" ? { needs } : {});
    // Two days after the event.
    vi.setSystemTime(Date.parse("2026-12-17T12:00:00Z"));
  });

  it.each([
    ["registrations", { needsDays: 0, registrationsDays: 1 }, 2],
    ["needs", { needsDays: 1, registrationsDays: 90 }, 1],
  ])("of %s below what has passed asks first, and waits 48 hours", async (what, retention, people) => {
    expect(await answer(put({ retention }))).toMatchObject({ status: 409, body: { erases: { people } } });
    expect((await put({ retention }, `?confirm-erasures=${people}`)).status).toBe(200);
    const kept = async () => (what === "needs" ? (await needsLeft()) === 1 : (await left()) === 2);
    vi.setSystemTime(Date.now() + 48 * HOUR - 1000);
    await ticks();
    expect(await kept()).toBe(true);
    vi.setSystemTime(Date.now() + 1000);
    await ticks();
    expect(await kept()).toBe(false);
  });

  it("asks for confirmation if it is due within a week, and not if there is more time", async () => {
    const days = (registrationsDays: number) => put({ retention: { needsDays: 7, registrationsDays } }, "?dry-run");
    // At midnight in Oslo, the given number of days later.
    expect((await answer(days(9))).body.erases).toMatchObject({
      people: 2,
      what: [{ what: "registrations", people: 2, at: "2026-12-23T23:00:00.000Z" }],
    });
    expect((await answer(days(10))).body.erases).toEqual({ people: 0, what: [] });
    expect((await answer(days(90))).body.erases).toEqual({ people: 0, what: [] });
  });

  it("asks for no confirmation if nobody has the data", async () => {
    const [kari] = (await exported(slug)).registrations;
    await call(`/api/events/${slug}/registrations/${kari?.id}`, { ...asAdmin(), method: "DELETE" });
    expect((await put({ retention: { needsDays: 1, registrationsDays: 90 } })).status).toBe(200);
  });
});

describe("a running sweep", () => {
  it("stops at once if a definition postpones the erasure: it follows what is stored, not what it read", async () => {
    await attend(slug, "kari", { needs });
    vi.setSystemTime(Date.parse("2027-03-15T00:00:00Z"));
    // The definition is stored between the sweep's look at what is due and its statements.
    const putOff = (statement: D1PreparedStatement) => ({
      bind: (...values: unknown[]) => ({
        all: async () => {
          const found = await statement.bind(...values).all();
          expect((await put({ retention: { needsDays: 200, registrationsDays: 200 } })).status).toBe(200);
          return found;
        },
      }),
    });
    const racing = {
      batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
      prepare: (sql: string) => {
        const statement = env.DB.prepare(sql);
        return sql.includes("CROSS JOIN registration") ? putOff(statement) : statement;
      },
    } as unknown as D1Database; // only the methods that the service calls
    await tick(racing);
    expect(await left()).toBe(1);
    expect(await needsLeft()).toBe(1);
    expect(await dumpOf(["past_registrations"])).not.toContain(slug);
  });
});

describe("a new event that is already over", () => {
  it("keeps its contact persons for 48 hours, in which the year may be corrected", async () => {
    const contacts = async () => {
      const response = await call(`/api/events/${slug}/definition`, asAdmin());
      return ((await response.json()) as EventDefinition).contacts.practical.name;
    };
    slug = `${slug}-ny`;
    expect((await put(lastYear)).status).toBe(201);
    vi.setSystemTime(Date.now() + 47 * HOUR);
    await ticks();
    expect(await contacts()).toBe("Kari Nordmann");
    vi.setSystemTime(Date.now() + HOUR);
    await ticks();
    expect(await contacts()).toBe("Telemarksforsking");
  });
});
