/** Moves an event from one database to another during its traffic. */
import { env } from "cloudflare:test";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openEvents } from "../../../worker/storage/closed-events.ts";
import { readPage } from "../../../worker/storage/table-rows.ts";
import { eventTables, staying } from "../../../worker/storage/table-schema.ts";
import { sample } from "../builders.ts";
import {
  aBody,
  acceptedFor,
  asAdmin,
  bindings,
  call,
  deliverQueued,
  exported,
  first,
  forgetQueued,
  json,
  register,
  tick,
} from "../client.ts";
import { addressAt, aNewEvent, attend, latestMessageTo, press } from "../people.ts";
import { bindBoth, here, moveStep, type Step, tell, there } from "./two-databases.ts";

beforeAll(bindBoth);

let slug: string;

beforeEach(async () => {
  await tick(env.DB, here);
  slug = await aNewEvent("flytting", { webhooks: [{ url: "https://crm.example.no/hook" }] });
});

/** A test may leave a move unfinished. */
afterEach(async () => {
  await first.prepare("DELETE FROM event_move").run();
  for (const db of [env.DB, env.SECOND]) await openEvents(db);
});

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** Takes steps until the phase changes, and returns the last answer. */
async function until(phase: string, to = there): Promise<Step> {
  for (let steps = 0; steps < 200; steps++) {
    const step = await moveStep(slug, to);
    if (step.phase === phase) return step;
    pass(step.retryAfterSeconds * 1000);
  }
  throw new Error(`The move does not come to ${phase}`);
}

/** Every row of the event in a database, table by table. */
async function rowsIn(db: D1Database): Promise<Record<string, string[]>> {
  const rows: Record<string, string[]> = {};
  for (const table of await eventTables(db)) rows[table.name] = (await readPage(db, table, slug, null, 100_000)).rows;
  return rows;
}

const countOf = (rows: Record<string, string[]>) => Object.values(rows).reduce((sum, { length }) => sum + length, 0);

/** What a client sees of the event, without the log entries of reading it here. */
async function seen() {
  const read = async (path: string) => {
    const response = await call(`/api/events/${slug}/${path}`, asAdmin());
    return {
      status: response.status,
      etag: response.headers.get("etag"),
      body: (await response.text()).replace(/"generatedAt":"[^"]*"/, ""),
    };
  };
  const answers: Record<string, unknown> = {};
  for (const path of [
    "export",
    "export/needs",
    "stats",
    "tokens",
    "definition",
    "announcements",
    "undelivered",
    "webhooks",
  ])
    answers[path] = await read(path);
  return answers;
}

/** More rows than one step copies, like an event after some weeks. */
async function fill(count: number): Promise<void> {
  await env.DB.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)
     INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language, registered_at, changed_at)
     SELECT lower(hex(randomblob(16))), ?1, 'confirmed', 'digital', 'Kari Nordmann', n || '@' || ?1 || '.example.no', n || '@' || ?1 || '.example.no',
       'stad', 'nn', 1795600000000, 1795600000000 FROM numbers`,
  )
    .bind(slug, count)
    .run();
}

describe("an event that is moved", () => {
  it("keeps everything, and every link, token, cursor and key still works", { timeout: 120_000 }, async () => {
    const kari = await attend(slug, "kari", { needs: { diet: "fisk", access: "", consent: true } });
    const ola = await attend(slug, "ola");
    await press(await attend(slug, "per"), "erase");
    await press(await attend(slug, "pia"), "cancel");
    await press(ola, "hand-over", { name: "Siv Dahl", email: addressAt(slug, "siv"), checked: "yes" });
    const made = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Kari", scopes: ["read", "manage"] })));
    const { token } = (await made.json()) as { token: string };
    await call(
      `/api/events/${slug}/announcements`,
      asAdmin(
        json({ subject: { nb: "Parkering" }, text: { nb: "Bak huset." } }, { "idempotency-key": '"parkering-1"' }),
      ),
    );
    await deliverQueued();
    await fill(1200);
    // One e-mail waits for its turn while the event is moved.
    const key = crypto.randomUUID();
    const late = aBody(addressAt(slug, "sen"), { waitlist: true });
    const registered = await register(slug, late, key);
    expect(registered.status).toBe(201);
    const { cursor } = await exported(slug);
    const before = await seen();
    // Includes the log entries of reading it.
    const rows = await rowsIn(env.DB);

    const preview = await call(`/api/events/${slug}/move?to=${there}&dry-run`, asAdmin({ method: "POST" }));
    expect(await preview.json()).toEqual({ dryRun: true, from: here, to: there, people: 1204, rows: countOf(rows) });

    expect((await moveStep(slug, there)).phase).toBe("copying");
    // Reading works, writing waits, and so do its queue messages.
    expect((await call(`/events/${slug}`)).status).toBe(200);
    expect((await call(kari.link)).status).toBe(200);
    const refused = await register(slug, aBody(addressAt(slug, "nina"), { waitlist: true }));
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await refused.json()) as object).toMatchObject({ type: expect.stringMatching(/overloaded$/) });
    expect((await press(kari, "cancel")).status).toBe(503);
    await deliverQueued();
    expect(await acceptedFor(addressAt(slug, "sen"))).toEqual([]);

    const settling = await until("settling");
    expect(settling.copied).toBe(countOf(rows));
    expect(await rowsIn(env.DB)).toEqual(rows);
    expect(await rowsIn(env.SECOND)).toEqual(rows);
    await until("clearing");

    expect(await seen()).toEqual(before);
    expect(await exported(slug, `?since=${cursor}`)).toMatchObject({ cursor, registrations: [] });
    expect((await call(kari.link)).status).toBe(200);
    const bearer = { headers: { authorization: `Bearer ${token}` } };
    expect((await call(`/api/events/${slug}/stats`, bearer)).status).toBe(200);
    const again = await register(slug, late, key);
    expect([again.status, await again.json()]).toEqual([201, await registered.json()]);
    // The waiting e-mail is sent from the new database, once.
    await deliverQueued();
    await tick(env.SECOND, there);
    await deliverQueued();
    expect(await acceptedFor(addressAt(slug, "sen"))).toHaveLength(1);
    // Changes are possible again, and appear in the feed.
    await press(kari, "cancel");
    const news = await exported(slug, `?since=${cursor}`);
    expect(news.registrations.map(({ email }) => email)).toContain(kari.address);

    await until("done");
    const left = await rowsIn(env.DB);
    expect(
      Object.entries(left)
        .filter(([, { length }]) => length > 0)
        .map(([name]) => name),
    ).toEqual(["change"]);
    expect(left.change).toHaveLength(1);
    expect(left.change?.[0]).toContain("registration.erased");
    const { results } = await env.DB.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'closed_event:%'").all();
    expect(results).toEqual([]);
    const log = await call(`/api/events/${slug}/audit-log`, asAdmin());
    expect(((await log.json()) as { entries: object[] }).entries[0]).toMatchObject({
      action: "event moved",
      detail: `${here} ${there}`,
    });
    expect((await moveStep(slug, there)).phase).toBe("done");
  });

  it("accepts no write from an isolate that does not know of the move yet, and none in the new database before all know", async () => {
    const kari = await attend(slug, "kari");
    // The isolate remembers the event's database.
    await call(`/events/${slug}`);
    const started = Date.now();
    await until("settling");
    vi.setSystemTime(started);
    const rows = await rowsIn(env.DB);
    expect((await register(slug, aBody(addressAt(slug, "ola")))).status).toBe(503);
    expect((await press(kari, "cancel")).status).toBe(503);
    // Now it reads the database again. The new one accepts no writes either: another isolate may still read the old one.
    pass(11_000);
    expect((await register(slug, aBody(addressAt(slug, "ola")))).status).toBe(503);
    expect(await rowsIn(env.DB)).toEqual(rows);
    expect(await rowsIn(env.SECOND)).toEqual(rows);
    await until("clearing");
    expect((await register(slug, aBody(addressAt(slug, "ola")))).status).toBe(201);
    expect(await rowsIn(env.DB)).toEqual(rows);
  });

  it("is back after a move was undone, with all its data, and can be moved again", async () => {
    const kari = await attend(slug, "kari");
    await fill(600);
    const rows = await rowsIn(env.DB);
    for (let steps = 0; steps < 6; steps++) await moveStep(slug, there);
    let back: Step;
    do back = await moveStep(slug, there, "DELETE");
    while (back.phase === "undoing");
    expect(back.phase).toBe("done");
    expect(await rowsIn(env.DB)).toEqual(rows);
    expect(countOf(await rowsIn(env.SECOND))).toBe(0);
    expect((await press(kari, "cancel")).status).toBeLessThan(400);
    await until("done");
    expect((await exported(slug)).registrations).toHaveLength(601);
  });

  it("cannot be moved back after its new database is stored, until the move is done", async () => {
    await until("settling");
    expect((await moveStep(slug, there, "DELETE")).phase).toBe("settling");
    await until("done");
    await until("done", here);
    expect((await register(slug, aBody(addressAt(slug, "ola")))).status).toBe(201);
  });

  it("continues after any lost step", async () => {
    await attend(slug, "kari");
    await fill(600);
    const rows = await rowsIn(env.DB);
    // Each database fails at each of its batches in turn: before it, and after it with the answer lost.
    let deaths = 0;
    const dying = (db: D1Database, at: number, after: boolean): D1Database => {
      let batches = 0;
      return new Proxy(db, {
        get: (real, name: keyof D1Database) => {
          const method = real[name] as (() => unknown) | undefined;
          if (name !== "batch") return method?.bind(real);
          return async (statements: D1PreparedStatement[]) => {
            const dies = batches++ === at;
            if (dies && !after) {
              deaths++;
              throw new Error("Network connection lost.");
            }
            const results = await real.batch(statements);
            if (!dies) return results;
            deaths++;
            throw new Error("Network connection lost.");
          };
        },
      });
    };
    for (let round = 0; ; round++) {
      const [at, after, second] = [Math.floor(round / 4) % 2, round % 2 === 1, Math.floor(round / 2) % 2 === 1];
      const dead = second ? { [there]: dying(env.SECOND, at, after) } : { [here]: dying(env.DB, at, after) };
      const path = `/api/events/${slug}/move?to=${there}`;
      const response = await call(path, asAdmin({ method: "POST" }), { ...bindings, ...dead });
      expect([200, 503]).toContain(response.status);
      const { phase, retryAfterSeconds } = await moveStep(slug, there);
      if (phase === "done") break;
      if (phase === "settling") {
        expect(await rowsIn(env.DB)).toEqual(rows);
        expect(await rowsIn(env.SECOND)).toEqual(rows);
      }
      pass(retryAfterSeconds * 1000);
    }
    expect(deaths).toBeGreaterThan(5);
    const { registrations } = await exported(slug);
    expect(registrations).toHaveLength(601);
    expect((await register(slug, aBody(addressAt(slug, "ola")))).status).toBe(201);
  });

  it("loses no report of the provider meanwhile: it is refused, and repeated", async () => {
    const kari = await attend(slug, "kari");
    const id = String(await latestMessageTo(kari.address));
    const webhook = crypto.randomUUID();
    await moveStep(slug, there);
    // Nothing of the event is in the other database yet, so that one must not accept the report.
    expect(await tell("email.delivered", id, kari.address, webhook)).toBe(503);
    await until("settling");
    expect(await tell("email.delivered", id, kari.address, webhook)).toBe(503);
    await until("clearing");
    expect(await tell("email.delivered", id, kari.address, webhook)).toBe(204);
    expect((await exported(slug)).registrations).toMatchObject([{ mail: { status: "delivered" } }]);
    await until("done");
  });

  it("does not block the e-mails of other events, or their attendees", async () => {
    const other = await aNewEvent("nabo");
    await register(slug, aBody(addressAt(slug, "kari")));
    await register(other, aBody(addressAt(other, "ola")));
    await moveStep(slug, there);
    await deliverQueued();
    expect(await acceptedFor(addressAt(other, "ola"))).toHaveLength(1);
    expect(await acceptedFor(addressAt(slug, "kari"))).toEqual([]);
    expect((await register(other, aBody(addressAt(other, "nina")))).status).toBe(201);
    forgetQueued();
    await until("clearing");
    await deliverQueued();
    expect(await acceptedFor(addressAt(slug, "kari"))).toHaveLength(1);
    await until("done");
  });
});

describe("a move", () => {
  const move = (query: string) => call(`/api/events/${slug}/move${query}`, asAdmin({ method: "POST" }));

  it("is one at a time, and only to a database that is bound", async () => {
    expect((await move("?to=DB_9")).status).toBe(400);
    expect((await move("?to=elsewhere")).status).toBe(400);
    expect((await move("")).status).toBe(400);
    expect((await moveStep(slug, here)).phase).toBe("done");
    const mine = slug;
    await moveStep(mine, there);
    slug = await aNewEvent("neste");
    expect((await move(`?to=${there}`)).status).toBe(400);
    slug = mine;
    await until("done");
  });

  it("is only for the admin", async () => {
    expect((await call(`/api/events/${slug}/move?to=${there}`, { method: "POST" })).status).toBe(401);
  });

  it("moves every table, or says why it stays", async () => {
    const { results } = await env.DB.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*'",
    ).all<{ name: string }>();
    const moved = (await eventTables(env.DB)).map(({ name }) => name);
    const named = Object.keys(staying);
    expect([...moved, ...named].sort()).toEqual(results.map(({ name }) => name).sort());
    // Generated columns are not written.
    const message = (await eventTables(env.DB)).find(({ name }) => name === "message");
    expect(message?.columns).toContain("status");
    expect(message?.columns).not.toContain("display_status");
  });

  it("refuses a table if the schema does not show which event its rows belong to", async () => {
    await env.DB.prepare("CREATE TABLE forgotten (id TEXT PRIMARY KEY) STRICT").run();
    await expect(eventTables(env.DB)).rejects.toThrow("forgotten");
    await env.DB.prepare("DROP TABLE forgotten").run();
  });

  it("gives no number of the feed twice, however often events are moved", async () => {
    const events = [slug, await aNewEvent("frem"), await aNewEvent("tilbake")];
    const homes = new Map(events.map((event) => [event, here]));
    for (let round = 0; round < 4; round++) {
      for (const event of events) await register(event, aBody(addressAt(event, `gjest${round}`)));
      slug = events[round % 3] ?? slug;
      const to = homes.get(slug) === here ? there : here;
      homes.set(slug, to);
      await until("done", to);
    }
    const numbers: number[] = [];
    for (const event of events) {
      const db = homes.get(event) === here ? env.DB : env.SECOND;
      const { results } = await db.prepare("SELECT seq FROM change WHERE event = ?").bind(event).all<{ seq: number }>();
      numbers.push(...results.map(({ seq }) => seq));
    }
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(sample.slug).not.toBe(slug);
  });
});
