import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { deleteEvent as deleteStored } from "../../../worker/storage/event-deletion.ts";
import { sample } from "../builders.ts";
import {
  aBody,
  acceptedFor,
  adminToken,
  asAdmin,
  bindings,
  call,
  deliverQueued,
  form,
  json,
  put,
  register,
  tellWebhooks,
  tick,
} from "../client.ts";
import { dumpOf } from "../dump.ts";
import { type Attendee, addressAt, aNewEvent, attend, press } from "../people.ts";

let slug: string;
let kari: Attendee;

beforeEach(async () => {
  slug = await aNewEvent("slettes");
  await put({ ...sample, slug, webhooks: [{ url: `https://hook.example.no/${slug}` }] });
  kari = await attend(slug, "kari", { needs: { diet: `Nøtter ${slug}`, access: "", consent: true } });
});

const remove = (query = "", event = slug) => call(`/api/events/${event}${query}`, asAdmin({ method: "DELETE" }));
const confirm = (people: number) => remove(`?confirm-erasures=${people}`);

async function outcome(response: Response) {
  return [response.status, (await response.json()) as Record<string, unknown>] as const;
}

async function makeToken(scopes: string[]): Promise<string> {
  const made = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Per Nes", scopes })));
  return ((await made.json()) as { token: string }).token;
}

/** The tables with one of these words in a row. */
async function traces(...words: string[]): Promise<string[]> {
  const lines = (await dumpOf()).split("\n");
  return lines
    .filter((line) => words.some((word) => line.includes(word)))
    .map((line) => line.split(":")[0] ?? "")
    .sort();
}

describe("deleting an event", () => {
  it("says first how much there is, and changes nothing", async () => {
    await attend(slug, "ola");
    await register(slug, aBody(addressAt(slug, "per"), { waitlist: true }));
    await call(
      `/api/events/${slug}/registrations`,
      asAdmin(
        json(aBody(addressAt(slug, "oving"), { participation: "digital", rehearsal: true }), {
          "idempotency-key": "12345678",
        }),
      ),
    );
    await makeToken(["read"]);
    const before = await dumpOf();
    expect(await outcome(await remove("?dry-run"))).toEqual([
      200,
      { dryRun: true, people: 3, rehearsals: 1, unsent: 2, tokens: 1, webhooks: 1 },
    ]);
    expect(await outcome(await remove())).toMatchObject([
      409,
      {
        type: "/problems/deletion-unconfirmed",
        detail: expect.stringContaining("?confirm-erasures=3"),
        erases: { people: 3, what: [{ what: "registrations", people: 3 }] },
      },
    ]);
    expect(await outcome(await confirm(2))).toMatchObject([409, { erases: { people: 3 } }]);
    expect(await outcome(await confirm(4))).toMatchObject([409, { erases: { people: 3 } }]);
    expect(await dumpOf()).toBe(before);
    await deliverQueued();
  });

  it("erases everything of it: people, needs, e-mails sent and unsent, tokens, webhooks, announcements, counts", async () => {
    const ola = await attend(slug, "ola");
    await press(ola, "not-me");
    const per = await attend(slug, "per");
    await press(per, "erase");
    const webhooks = [{ url: `https://hook.example.no/${slug}` }];
    const words = { subject: { nb: `Ny inngang ${slug}` }, text: { nb: "Bruk inngangen bak." } };
    await call(`/api/events/${slug}/announcements`, asAdmin(json(words, { "idempotency-key": "12345678" })));
    await makeToken(["read", "manage"]);
    await put({ ...sample, slug, webhooks, organiser: { ...sample.organiser, name: "Stad kommune" } });
    await tick();
    const gone = [`Nøtter ${slug}`, `Ny inngang ${slug}`, `hook.example.no/${slug}`, kari.address, per.address];
    for (const word of gone.slice(0, 4)) expect([word, await traces(word)]).not.toEqual([word, []]);
    const other = await aNewEvent("blir");
    const siri = await attend(other, "siri", { name: "Siri Nes" });
    expect((await confirm(1)).status).toBe(200);
    // The feed has the id, the log the action: neither has a person.
    expect(await traces(slug)).toEqual(["audit_log", "change"]);
    for (const word of gone) expect([word, await traces(word)]).toEqual([word, []]);
    expect(await dumpOf(["registration"])).toContain(siri.address);
    expect((await call(siri.link)).status).toBe(200);
    const { results } = await env.DB.prepare("PRAGMA foreign_key_check").all();
    expect(results).toEqual([]);
  });

  it("ends everything: pages, links, tokens, the script, and the cache of an isolate", async () => {
    const token = await makeToken(["read"]);
    const organiser = { headers: { authorization: `Bearer ${token}` } };
    expect((await call(`/api/events/${slug}/stats`, organiser)).status).toBe(200);
    expect((await confirm(1)).status).toBe(200);
    const late = await register(slug, aBody(addressAt(slug, "sein"), { participation: "digital" }));
    expect(await outcome(late)).toMatchObject([404, { type: "/problems/no-such-event" }]);
    expect(await dumpOf(["registration", "message", "submission"])).not.toContain(slug);
    for (const path of [`/events/${slug}`, `/api/events/${slug}`, kari.link, `/events/${slug}.ics`])
      expect([path, (await call(path)).status]).toEqual([path, 404]);
    expect((await call(`/events/${slug}`, form({ "idempotency-key": "12345678" }))).status).toBe(404);
    expect((await call(`/api/events/${slug}/stats`, organiser)).status).toBe(401);
    expect((await call(`/api/events/${slug}/stats`, asAdmin())).status).toBe(404);
    expect(await outcome(await confirm(0))).toMatchObject([404, { type: "/problems/no-such-event" }]);
    expect(await (await call(`/embed/${slug}/stad.js`)).text()).not.toContain("Samling om");
  });

  it("sends nothing any more: not what was queued, no reminder, no webhook, no last e-mail", async () => {
    await register(slug, aBody(addressAt(slug, "vil-ikkje"), { waitlist: true }));
    const before = (await acceptedFor(slug)).length;
    const fetched = vi.spyOn(globalThis, "fetch");
    expect((await confirm(2)).status).toBe(200);
    await deliverQueued();
    await tellWebhooks();
    for (const at of ["2026-12-14T12:00:00Z", "2026-12-16T12:00:00Z", "2027-04-01T12:00:00Z"]) {
      vi.setSystemTime(Date.parse(at));
      await tick();
      await deliverQueued();
    }
    expect(fetched.mock.calls.map(([request]) => String(request)).filter((url) => url.endsWith(slug))).toEqual([]);
    vi.restoreAllMocks();
    expect(await acceptedFor(slug)).toHaveLength(before);
  });

  it("is only for the admin, whatever the scopes of an organiser token", async () => {
    const manage = { authorization: `Bearer ${await makeToken(["read", "read:needs", "manage"])}` };
    for (const query of ["", "?dry-run", "?confirm-erasures=1"]) {
      const path = `/api/events/${slug}${query}`;
      expect((await call(path, { method: "DELETE" })).status).toBe(401);
      expect((await call(path, { method: "DELETE", headers: manage })).status).toBe(403);
    }
    for (const path of ["/api/events", "/api/audit-log"]) {
      expect((await call(path)).status).toBe(401);
      expect((await call(path, { headers: manage })).status).toBe(403);
    }
    expect((await call(kari.link)).status).toBe(200);
  });

  it("is in the service's log, with the admin and the number; a new event with the slug has a log of its own", async () => {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(adminToken))).toHex();
    const named = { ...bindings, ADMIN_TOKEN_SHA256: `Ola Nordmann:${hash}` };
    await call(`/api/events/${slug}/export`, asAdmin());
    vi.setSystemTime(Date.now() + 1000);
    const path = `/api/events/${slug}?confirm-erasures=1`;
    expect((await call(path, asAdmin({ method: "DELETE" }), named)).status).toBe(200);
    const log = async (at: string) =>
      ((await (await call(at, asAdmin())).json()) as { entries: Record<string, unknown>[] }).entries;
    const mine = (await log("/api/audit-log")).filter(({ event }) => event === slug);
    expect(mine[0]).toMatchObject({ who: "admin Ola Nordmann", action: "event deleted", count: 1 });
    expect(mine.map(({ action }) => action)).toContain("export");
    vi.setSystemTime(Date.now() + 1000);
    expect((await put({ ...sample, slug })).status).toBe(201);
    expect((await log(`/api/events/${slug}/audit-log`)).map(({ action }) => action)).toEqual(["definition"]);
  });

  it("keeps the ids of the erased for restoring a backup", async () => {
    const id = await env.DB.prepare("SELECT id FROM registration WHERE event = ?").bind(slug).first<string>("id");
    expect((await confirm(1)).status).toBe(200);
    const { erasures } = (await (await call("/api/erasures", asAdmin())).json()) as { erasures: object[] };
    expect(erasures).toContainEqual(expect.objectContaining({ event: slug, registration: id, reason: "request" }));
  });

  it("erases nobody who was not counted: a registration between counting and deleting stops it", async () => {
    const ask = remove();
    await ask;
    await attend(slug, "ola");
    expect(await outcome(await confirm(1))).toMatchObject([409, { erases: { people: 2 } }]);
    expect((await call(kari.link)).status).toBe(200);
    expect((await confirm(2)).status).toBe(200);
  });

  it("erases nobody if somebody registers at the last moment", async () => {
    const late = new Proxy(env.DB, {
      get(db, name) {
        if (name === "batch")
          return async (statements: D1PreparedStatement[]) => {
            await attend(slug, "ola");
            return db.batch(statements);
          };
        const value = Reflect.get(db, name);
        return typeof value === "function" ? value.bind(db) : value;
      },
    });
    const refused = await deleteStored(late, slug, 1, { who: "admin", now: Date.now() });
    expect(refused).toEqual({ outcome: "refused", reason: "unconfirmed", people: 2 });
    expect((await call(kari.link)).status).toBe(200);
  });

  it("of 12,000 people runs in steps, none longer than the database allows", async () => {
    await env.DB.prepare(
      `INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language, registered_at,
         changed_at)
       WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 12000)
       SELECT printf('%032x', n), ?, 'confirmed', 'digital', 'Ola', n || '@x.example.no', n || '@x.example.no', 'stad', 'nn',
         0, 0 FROM number`,
    )
      .bind(slug)
      .run();
    const rows: number[] = [];
    const counting = new Proxy(env.DB, {
      get(db, name) {
        if (name === "prepare")
          return (sql: string) => {
            if (sql.startsWith("DELETE FROM registration")) rows.push(1);
            return db.prepare(sql);
          };
        const value = Reflect.get(db, name);
        return typeof value === "function" ? value.bind(db) : value;
      },
    });
    const done = await deleteStored(counting, slug, 12_001, { who: "admin", now: Date.now() });
    expect([done, rows.length]).toEqual([{ outcome: "deleted" }, 4]);
    expect(await dumpOf(["registration", "capacity"])).not.toContain(slug);
  });
});

describe("the list of events", () => {
  it("gives the admin for each event: title, start, phase, and counts", async () => {
    const full = await aNewEvent("liste", {
      participation: { inPerson: { capacity: 1, waitlist: true }, digital: {} },
    });
    await attend(full, "a");
    await attend(full, "b");
    await attend(full, "c", { participation: "digital" });
    const cancelled = await aNewEvent("liste", { cancelled: { reason: { nb: "Sykdom" } } });
    const past = await aNewEvent("liste", { retention: { needsDays: 7, registrationsDays: 900 } });
    const find = async (event: string) => {
      let after = "";
      for (;;) {
        const response = await call(`/api/events${after && `?after=${after}`}`, asAdmin());
        const page = (await response.json()) as { events: { slug: string }[]; next: string | null };
        const found = page.events.find(({ slug }) => slug === event);
        if (found || !page.next) return found;
        after = page.next;
      }
    };
    expect(await find(full)).toEqual({
      slug: full,
      title: sample.title,
      starts: "2026-12-15T09:00",
      timeZone: "Europe/Oslo",
      phase: "open",
      counts: { inPerson: 1, digital: 1, waitlisted: 1 },
    });
    expect(await find(cancelled)).toMatchObject({ phase: "cancelled" });
    vi.setSystemTime(Date.parse("2027-01-01T00:00:00Z"));
    expect(await find(past)).toMatchObject({ phase: "past" });
  });

  it("comes in pages that have each event once", async () => {
    const definition = await env.DB.prepare("SELECT definition FROM event WHERE slug = ?")
      .bind(slug)
      .first("definition");
    const slugs = Array.from({ length: 150 }, (_, number) => `mange-${number}`);
    await env.DB.batch(
      slugs.flatMap((one) => [
        env.DB.prepare("INSERT INTO event (slug, version, definition, changed_at) VALUES (?, 1, ?, 0)").bind(
          one,
          definition,
        ),
        env.DB.prepare(
          "INSERT INTO capacity (event, event_version, waitlist, promotion_ends) VALUES (?, 1, 0, 0)",
        ).bind(one),
      ]),
    );
    const seen: string[] = [];
    for (let after: string | null = ""; after !== null; ) {
      const response = await call(`/api/events${after && `?after=${after}`}`, asAdmin());
      const page = (await response.json()) as { events: { slug: string }[]; next: string | null };
      expect(page.events.length).toBeLessThanOrEqual(100);
      seen.push(...page.events.map((event) => event.slug));
      after = page.next;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining([slug, ...slugs]));
    expect(seen).toEqual([...seen].sort());
    await env.DB.prepare("DELETE FROM event WHERE slug LIKE 'mange-%'").run();
  });
});
