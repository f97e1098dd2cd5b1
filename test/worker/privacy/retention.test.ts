import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { eventDefinition } from "../../../worker/registration/event-definition.ts";
import { retentionOf } from "../../../worker/registration/event-times.ts";
import { forgetNeeds, forgetRegistrations, PEOPLE_PER_STEP, retentionDue } from "../../../worker/storage/retention.ts";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, form, json, mailsTo, put, register, threeTicks, tick } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";

let slug: string;

beforeEach(async () => {
  // Everything in the database of this file belongs to the test that runs.
  await env.DB.exec("DELETE FROM retention");
  slug = await aNewEvent("glemsel");
});

const needs = { diet: "glemmefisk", access: "", consent: true };
const statsOf = async () => (await call(`/api/events/${slug}/stats`, asAdmin())).json();
const pass = (time: string) => vi.setSystemTime(Date.parse(time));

describe("what the privacy notice promises", () => {
  it.each([
    // The event ends on 15 December at 13.00 in Oslo, where the clock is an hour ahead.
    [7, 90, "2026-12-21T23:00:00.000Z", "2027-03-14T23:00:00.000Z"],
    // Then the clock is two hours ahead.
    [7, 120, "2026-12-21T23:00:00.000Z", "2027-04-13T22:00:00.000Z"],
    [0, 0, "2026-12-15T12:00:00.000Z", "2026-12-15T12:00:00.000Z"],
    [0, 1, "2026-12-15T12:00:00.000Z", "2026-12-15T23:00:00.000Z"],
  ])("is due after %i and %i days, by the calendar of the event", (needsDays, registrationsDays, first, then) => {
    const event = eventDefinition.parse({ ...sample, retention: { needsDays, registrationsDays } });
    const due = retentionOf(event);
    expect([new Date(due.needs).toISOString(), new Date(due.registrations).toISOString()]).toEqual([first, then]);
  });

  it("is kept by the cron: needs first, then everybody, and nothing before its time", async () => {
    await attend(slug, "kari", { needs, name: "Glemt Etternamn", organisation: "Glemselen AS" });
    await attend(slug, "ola", { needs, participation: "digital", partner: "nordre-follo" });
    await call(
      `/api/events/${slug}/announcements`,
      asAdmin(
        json(
          { subject: { nb: "Hei" }, text: { nb: "Glemmebrev til Glemt Etternamn" } },
          { "idempotency-key": `"${slug}-1"` },
        ),
      ),
    );
    await tick();
    const rows = await exported(slug);
    expect(rows.registrations).toHaveLength(2);

    pass("2026-12-21T22:59:00Z");
    await tick();
    expect(await dumpOf(["needs"])).toContain("glemmefisk");
    const before = await statsOf();
    pass("2026-12-21T23:00:00Z");
    await tick();
    expect(await dumpOf()).not.toContain("glemmefisk");
    expect((await exported(slug)).registrations).toEqual(rows.registrations);

    pass("2027-03-14T22:59:00Z");
    await tick();
    expect((await exported(slug)).registrations).toHaveLength(2);
    pass("2027-03-14T23:00:00Z");
    await tick();
    const dump = await dumpOf();
    for (const trace of [addressAt(slug, "kari"), addressAt(slug, "ola"), "Glemt", "Glemselen", "Glemmebrev"])
      expect(dump).not.toContain(trace);
    expect((await exported(slug)).registrations).toEqual([]);
    expect(before).toMatchObject({
      status: { confirmed: 2 },
      participation: { "in-person": 1, digital: 1 },
      partner: { stad: 1, "nordre-follo": 1 },
      day: { "2026-11-24": 2 },
    });
    // The reminders and thanks since then are counted, too.
    const { messages: _, ...counts } = before as Record<string, unknown>;
    const after = (await statsOf()) as Record<string, unknown>;
    expect(after).toMatchObject(counts);
    expect(Object.values(after.messages as Record<string, number>).reduce((a, b) => a + b)).toBeGreaterThanOrEqual(4);
  });

  it("tells clients of the feed who was erased, only by id", async () => {
    await attend(slug, "kari");
    const { cursor, registrations } = await exported(slug);
    pass("2027-03-15T00:00:00Z");
    await tick();
    const { registrations: changed } = await exported(slug, `?since=${cursor}`);
    expect(changed).toEqual([{ id: registrations[0]?.id, status: "erased" }]);
  });

  it("promotes nobody and writes to nobody", async () => {
    await put({
      ...sample,
      slug,
      participation: { inPerson: { capacity: 1, waitlist: true } },
      mails: { reminder: null, thanks: null },
    });
    const { address } = await attend(slug, "a");
    const { address: waiting } = await attend(slug, "b");
    pass("2027-03-15T00:00:00Z");
    await tick();
    expect((await exported(slug)).registrations).toEqual([]);
    expect([await mailsTo(address), await mailsTo(waiting)].map(({ length }) => length)).toEqual([1, 1]);
    expect(await statsOf()).toMatchObject({ status: { confirmed: 1, waitlisted: 1, cancelled: 0 } });
  });

  it("follows the definition when that moves the event or shortens the time", async () => {
    await attend(slug, "kari", { needs });
    const later = { starts: "2027-01-15T09:00", ends: "2027-01-15T13:00" };
    await put({ ...sample, ...later, slug });
    pass("2026-12-30T00:00:00Z");
    await tick();
    expect(await dumpOf(["needs"])).toContain("glemmefisk");
    await put({ ...sample, ...later, slug, retention: { needsDays: 0, registrationsDays: 10 } });
    pass("2027-01-15T12:00:00Z");
    await tick();
    expect(await dumpOf(["needs"])).not.toContain("glemmefisk");
    pass("2027-01-24T23:00:00Z");
    await tick();
    expect((await exported(slug)).registrations).toEqual([]);
  });

  it("applies to attendees added afterwards: the list is checked again each day", async () => {
    pass("2027-03-15T00:00:00Z");
    await tick();
    await env.DB.prepare(
      `INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, changed_at)
       VALUES (?1, ?2, 'confirmed', 'in-person', 'Ola Nordmann', 'sein@example.no', 'sein@example.no', 'stad', 'nn', 0, 0)`,
    )
      .bind(`${slug}-sein`, slug)
      .run();
    await tick();
    expect(await dumpOf(["registration"])).toContain("sein@example.no");
    pass("2027-03-16T00:00:00Z");
    await tick();
    expect(await dumpOf(["registration"])).not.toContain("sein@example.no");
  });

  it("leaves rehearsals out of what is counted", async () => {
    const { address } = await attend(slug, "prove");
    await env.DB.prepare("UPDATE registration SET rehearsal = 1 WHERE email = ?").bind(address).run();
    pass("2027-03-15T00:00:00Z");
    await tick();
    expect((await exported(slug)).registrations).toEqual([]);
    expect(await statsOf()).toMatchObject({ status: { confirmed: 0 } });
  });
});

describe("a sweep", () => {
  const people = 2.5 * PEOPLE_PER_STEP;

  async function fill() {
    await env.DB.batch([
      env.DB.prepare(
        `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
         INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
           registered_at, changed_at)
         SELECT printf('%s-%06d', ?1, i), ?1, 'confirmed', 'digital', 'Ola Nordmann', ?1 || i || '@example.no',
           ?1 || i || '@example.no', 'stad', 'nn', 0, 0 FROM n`,
      ).bind(slug, people),
      env.DB.prepare(
        "INSERT INTO needs (registration, diet, consented_at, consent_wording) SELECT id, 'fisk', 0, 'ja' FROM registration WHERE event = ?",
      ).bind(slug),
    ]);
  }

  it.each([
    ["needs", forgetNeeds],
    ["registrations", (db, due, now) => forgetRegistrations(db, due, () => "1970-01-01", now)],
  ] as const satisfies [string, typeof forgetNeeds][])(
    "through many %s takes many steps of one size",
    async (what, step) => {
      await fill();
      const now = Date.parse("2027-03-15T00:00:00Z");
      await env.DB.prepare("DELETE FROM retention").run();
      await env.DB.prepare("INSERT INTO retention (event, what, due_at, at) VALUES (?, ?, 0, 0)")
        .bind(slug, what)
        .run();
      const sizes: number[] = [];
      for (let steps = 0; steps < 10; steps++) {
        const due = await retentionDue(env.DB, now);
        if (!due) break;
        const { forgotten } = await step(env.DB, due, now);
        sizes.push(forgotten.reduce((sum, { people }) => sum + people, 0));
      }
      expect(sizes).toEqual([PEOPLE_PER_STEP, PEOPLE_PER_STEP, PEOPLE_PER_STEP / 2]);
      const left = await env.DB.prepare(
        "SELECT (SELECT count(*) FROM needs WHERE registration LIKE ?1 || '-%') + (SELECT count(*) FROM registration WHERE event = ?1)",
      )
        .bind(slug)
        .raw();
      expect(left).toEqual([[what === "needs" ? people : 0]]);
    },
  );

  it("that dies halfway continues where it was, and counts nobody twice", async () => {
    await fill();
    pass("2027-03-15T00:00:00Z");
    await tick();
    const stats = () => statsOf() as Promise<{ status: { confirmed: number } }>;
    expect((await stats()).status.confirmed).toBe(people);
    const { results } = await env.DB.prepare("SELECT count(*) AS n FROM registration WHERE event = ?").bind(slug).all();
    expect(results).toEqual([{ n: people - PEOPLE_PER_STEP }]);
    for (let ticks = 0; ticks < 4; ticks++) await tick();
    expect((await stats()).status.confirmed).toBe(people);
    expect((await exported(slug)).registrations).toEqual([]);
  });
});

describe("with thousands of events", () => {
  /** Events that are over, each due for everything since long. Answers their slugs. */
  async function manyEvents(number: number): Promise<string[]> {
    const slugs = Array.from({ length: number }, (_, index) => `${slug}-${index}`);
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO event (slug, version, definition, scheduled, changed_at)
         SELECT value, 1, (SELECT definition FROM event WHERE slug = ?2), 1, 0 FROM json_each(?1)`,
      ).bind(JSON.stringify(slugs), slug),
      env.DB.prepare(
        `INSERT INTO capacity (event, event_version, waitlist, promotion_ends) SELECT value, 1, 0, 0 FROM json_each(?)`,
      ).bind(JSON.stringify(slugs)),
      env.DB.prepare(
        `INSERT INTO retention (event, what, due_at, at)
         SELECT value, what, 1, 2 FROM json_each(?1), (SELECT 'needs' AS what UNION ALL SELECT 'registrations')`,
      ).bind(JSON.stringify(slugs)),
    ]);
    return slugs;
  }

  const somebodyAt = (event: string, number = 1) =>
    env.DB.prepare(
      `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, changed_at)
       SELECT ?1 || '-' || i, ?1, 'confirmed', 'digital', 'Ola', i || ?1, i || ?1, 'stad', 'nn', 0, 0 FROM n`,
    )
      .bind(event, number)
      .run();
  const left = async (event: string) =>
    (await env.DB.prepare("SELECT count(*) AS n FROM registration WHERE event = ?").bind(event).first<{ n: number }>())
      ?.n;

  it("that are all due, other data is still deleted within three minutes", async () => {
    await manyEvents(1500);
    await env.DB.prepare("INSERT INTO suppression (hash, reason, at) VALUES (?, 'complained', 1)").bind(slug).run();
    await env.DB.prepare("INSERT INTO received_webhook (id, at) VALUES (?, 1)").bind(slug).run();
    await env.DB.prepare("UPDATE audit_log SET at = 1 WHERE event = ?").bind(slug).run();
    expect(await dumpOf(["audit_log"])).toContain(slug);
    await threeTicks();
    expect(await dumpOf(["suppression", "received_webhook", "audit_log"])).not.toContain(slug);
    expect(await retentionDue(env.DB, Date.now())).not.toBeNull();
  });

  it("one with many people does not delay others: they share steps, and it goes to the end of the queue", async () => {
    const slugs = await manyEvents(120);
    const [large = "", ...small] = slugs;
    await somebodyAt(large, 3 * PEOPLE_PER_STEP);
    for (const event of small.slice(-3)) await somebodyAt(event);
    // All at once: one step is full of the large one, then the small ones have theirs.
    await env.DB.prepare("UPDATE retention SET at = 1 WHERE event = ?").bind(large).run();
    const after: (number | undefined)[][] = [];
    for (let ticks = 0; ticks < 7; ticks++) {
      await tick();
      vi.setSystemTime(Date.now() + 60_000);
      after.push([await left(large), await left(small.at(-1) ?? "")]);
    }
    expect(after[0]).toEqual([2 * PEOPLE_PER_STEP, 1]);
    // 119 others at fifty per step; the rest of the last step is for the large one.
    expect(after[3]).toEqual([PEOPLE_PER_STEP, 0]);
    expect(after.at(-1)).toEqual([0, 0]);
  });
});

describe("what belongs to no registration", () => {
  it("is deleted after its own time: keys after a day, erasure notices after three, the audit log after a year", async () => {
    // The sweeps of the event would write to the audit log.
    await env.DB.exec("DELETE FROM retention");
    const { link, address } = await attend(slug, "kari");
    await call(`${link}/erase`, form({}));
    expect((await mailsTo(address)).at(-1)?.subject).toBe("Opplysningane dine er sletta");
    await exported(slug);
    const kept = async () => {
      await threeTicks();
      const rows = async (table: string) => (await dumpOf([table])).includes(slug);
      return { keys: await rows("submission"), erasureNotices: await rows("message"), access: await rows("audit_log") };
    };
    const start = Date.now();
    const keptAfter = async (days: number) => {
      vi.setSystemTime(start + days * 86_400_000 + 60_000);
      return kept();
    };
    expect(await kept()).toEqual({ keys: true, erasureNotices: true, access: true });
    expect(await keptAfter(1)).toEqual({ keys: false, erasureNotices: true, access: true });
    expect(await keptAfter(3)).toEqual({ keys: false, erasureNotices: false, access: true });
    expect(await keptAfter(364)).toMatchObject({ access: true });
    expect(await keptAfter(365)).toEqual({ keys: false, erasureNotices: false, access: false });
  });

  it("includes an address that could not be reached", async () => {
    const { link, address } = await attend(slug, "kari");
    await press({ link, address }, "erase");
    // The queue is never delivered, and the provider never reached.
    expect(await dumpOf()).toContain(address);
    await env.DB.prepare("UPDATE message SET due_at = ? WHERE event = ?")
      .bind(Date.now() * 2, slug)
      .run();
    vi.setSystemTime(Date.now() + 4 * 86_400_000);
    await threeTicks();
    expect(await dumpOf()).not.toContain(address);
  });
});

it("registering again after everything is erased counts as new", async () => {
  await attend(slug, "kari");
  pass("2027-03-15T00:00:00Z");
  await tick();
  const open = { registrationCloses: "2027-06-01T00:00", starts: "2027-06-02T09:00", ends: "2027-06-02T13:00" };
  await put({ ...sample, ...open, slug });
  expect((await register(slug, aBody(addressAt(slug, "kari")))).status).toBe(201);
  expect((await exported(slug)).registrations).toHaveLength(1);
});
