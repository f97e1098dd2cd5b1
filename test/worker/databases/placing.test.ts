/** Two events of one service, each in its own database. */
import { env } from "cloudflare:test";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { addressHashes } from "../../../worker/security/address-hash.ts";
import { serviceOf } from "../../../worker/service.ts";
import { suppressedAmong } from "../../../worker/storage/delivery-status.ts";
import { sample } from "../builders.ts";
import {
  acceptedFor,
  asAdmin,
  bindings,
  call,
  deliverQueued,
  exported,
  first,
  forgetQueued,
  form,
  json,
  mailsTo,
  tick,
} from "../client.ts";
import { counted, QUERIES_MAX } from "../counted.ts";
import { askForLink, cookieOf, newLinkFor, ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend, latestMessageTo, linkIn, press } from "../people.ts";
import { bindBoth, here, tell, there } from "./two-databases.ts";

beforeAll(bindBoth);

/** The event in `env.DB`, and the one in `env.SECOND`. */
let mine: string;
let other: string;

beforeEach(async () => {
  forgetQueued();
  mine = await aNewEvent("hjemme");
  other = `${mine}-borte`;
  const rebekka = addressAt(mine, "rebekka");
  const elsewhere = { ...bindings, NEW_EVENTS_DATABASE: there };
  for (const [slug, bound] of [
    [mine, bindings],
    [other, elsewhere],
  ] as const) {
    const put = { ...asAdmin(json({ ...sample, slug, organisers: [rebekka] })), method: "PUT" };
    expect((await call(`/api/events/${slug}`, put, bound)).status).toBeLessThan(300);
  }
});

const slugsIn = async (db: D1Database) =>
  (await db.prepare("SELECT slug FROM event").all<{ slug: string }>()).results.map(({ slug }) => slug);

const read = async <T>(path: string, init = asAdmin()): Promise<T> => (await call(path, init)).json();

describe("an organiser whom no event lists, and who may create events", () => {
  it("signs in from any page, and continues in the database for new events", async () => {
    const ola = addressAt(mine, "ola");
    const allowing = { ...bindings, EVENT_CREATORS: ola };
    for (const path of ["/organiser", `/organiser/${mine}`, `/organiser/${other}`]) {
      const opened = await call(await newLinkFor(ola, path, allowing), ownForm(), allowing);
      expect([path, opened.status]).toEqual([path, 303]);
      const cookie = cookieOf(opened);
      expect([path, (await visit("/organiser/new", cookie, allowing)).status]).toEqual([path, 200]);
      for (const slug of [mine, other]) expect((await visit(`/organiser/${slug}`, cookie, allowing)).status).toBe(403);
      expect((await visit("/organiser", cookie)).status).toBe(303);
    }
  });
});

describe("an event", () => {
  it("is stored with everything only in the database for new events", async () => {
    expect(await slugsIn(env.DB)).toContain(mine);
    expect(await slugsIn(env.DB)).not.toContain(other);
    expect(await slugsIn(env.SECOND)).toContain(other);
    const kari = await attend(other, "kari", { needs: { diet: "fisk", access: "", consent: true } });
    await press(kari, "cancel");
    await deliverQueued();
    expect((await exported(other)).registrations).toMatchObject([{ status: "cancelled", mail: { status: "sent" } }]);
    for (const table of ["registration", "message", "change", "audit_log"] as const) {
      const count = (db: D1Database) =>
        db.prepare(`SELECT count(*) AS n FROM ${table} WHERE event = ?`).bind(other).first<number>("n");
      expect([table, await count(env.DB)]).toEqual([table, 0]);
      expect([table, await count(env.SECOND)]).not.toEqual([table, 0]);
    }
    for (const path of ["", "/privacy", "/lost-link", ".ics"])
      expect([path, (await call(`/events/${other}${path}`)).status]).toEqual([path, 200]);
    expect((await call(`/embed/${other}/stad.js`)).status).toBe(200);
    // Also if the address is encoded differently.
    expect((await call(`/api/events/%${other.charCodeAt(0).toString(16)}${other.slice(1)}`)).status).toBe(200);
  });

  it("is found by the links in its e-mails, which name no event", async () => {
    const kari = await attend(other, "kari");
    expect((await call(kari.link)).status).toBe(200);
    const [mail] = await mailsTo(kari.address);
    for (const [, path = ""] of mail?.text?.matchAll(/https:\/\/pamelding\.example\.no(\/(?:calendar|s)\/[\w.-]+)/g) ??
      [])
      expect([path, (await call(path)).status]).toEqual([path, 200]);
    await press(kari, "hand-over", { name: "Siv Dahl", email: addressAt(other, "siv"), checked: "yes" });
    const offer = /\.no(\/offers\/[\w-]+)/.exec((await mailsTo(addressAt(other, "siv")))[0]?.text ?? "")?.[1] ?? "";
    expect((await call(offer)).status).toBe(200);
    await call(`/events/${other}/lost-link`, form({ email: kari.address }));
    expect((await call(linkIn((await mailsTo(kari.address)).at(-1)))).status).toBe(200);
    // Invalid links get the usual answer.
    expect((await call(`/registrations/${"A".repeat(47)}`)).status).toBe(404);
    expect((await call(`/registrations/${"_".repeat(47)}`)).status).toBe(404);
  });

  it("has tokens that open only it, and are recognised as another event's elsewhere", async () => {
    const made = await read<{ token: string }>(`/api/events/${other}/tokens`, asAdmin(json({ name: "Kari" })));
    const bearer = { headers: { authorization: `Bearer ${made.token}` } };
    expect((await call(`/api/events/${other}/stats`, bearer)).status).toBe(200);
    expect((await call(`/api/events/${mine}/stats`, bearer)).status).toBe(404);
    expect((await call("/api/events", bearer)).status).toBe(403);
  });
});

describe("what concerns all events", () => {
  it("is in one list: events, and who did what", async () => {
    const { events } = await read<{ events: { slug: string }[] }>("/api/events");
    const slugs = events.map(({ slug }) => slug);
    expect(slugs).toEqual(expect.arrayContaining([mine, other]));
    expect(slugs).toEqual([...slugs].sort());
    const { entries } = await read<{ entries: { event: string; at: string }[] }>("/api/audit-log");
    expect(new Set(entries.map(({ event }) => event))).toEqual(
      new Set([...entries.map(({ event }) => event), mine, other]),
    );
    const times = entries.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
  });

  it("has one list of erasures, which continues from its cursor", async () => {
    const erased = async () => {
      for (const slug of [mine, other]) await press(await attend(slug, crypto.randomUUID().slice(0, 8)), "erase");
    };
    const all = async (since: string) => {
      const events: string[] = [];
      for (let cursor = since; ; ) {
        const page = await read<{ cursor: string; erasures: { event: string }[] }>(`/api/erasures?since=${cursor}`);
        events.push(...page.erasures.map(({ event }) => event));
        if (page.cursor === cursor || page.erasures.length === 0) return { cursor: page.cursor, events };
        cursor = page.cursor;
      }
    };
    await erased();
    const { cursor, events } = await all("0");
    expect(events).toEqual(expect.arrayContaining([mine, other]));
    await erased();
    expect((await all(cursor)).events.sort()).toEqual([mine, other].sort());
  });

  it("has one session for an organiser of both, with one e-mail, and signing out ends it in both", async () => {
    const rebekka = addressAt(mine, "rebekka");
    await askForLink(rebekka, `/organiser/${other}`);
    expect(await mailsTo(rebekka)).toHaveLength(1);
    const cookie = await signIn(rebekka);
    for (const slug of [mine, other])
      expect([slug, (await visit(`/organiser/${slug}`, cookie)).status]).toEqual([slug, 200]);
    const list = await (await visit("/organiser", cookie)).text();
    expect([mine, other].every((slug) => list.includes(`/organiser/${slug}`))).toBe(true);
    await call("/sign-out", ownForm({}, cookie));
    for (const slug of [mine, other])
      expect([slug, (await visit(`/organiser/${slug}`, cookie)).status]).toEqual([slug, 303]);
  });

  it("has one send rate: a pause caused by one database's e-mail stops the other's", async () => {
    await attend(other, "kari");
    const until = Date.now() + 600_000;
    await first.prepare("UPDATE send_rate SET paused_until = ?").bind(until).run();
    await call(`/events/${other}/lost-link`, form({ email: addressAt(other, "kari") }));
    await deliverQueued();
    expect(await acceptedFor(addressAt(other, "kari"))).toHaveLength(1);
    const { provider } = await read<{ provider: unknown }>("/health");
    expect(provider).toBeNull();
    vi.setSystemTime(until + 1000);
    await tick(env.SECOND, there);
    await deliverQueued();
    expect(await acceptedFor(addressAt(other, "kari"))).toHaveLength(2);
  });

  it("has one list of suppressed addresses, from complaints about any event", async () => {
    const kari = await attend(other, "kari");
    const message = (await env.SECOND.prepare(
      "SELECT message.id FROM message JOIN registration ON registration.id = message.registration WHERE email = ?",
    )
      .bind(kari.address)
      .first<string>("id")) as string;
    expect(await tell("email.complained", message, kari.address)).toBe(204);
    const { LINK_KEYS } = serviceOf(bindings, { waitUntil() {} }).settings;
    const hashes = await addressHashes(kari.address, LINK_KEYS);
    for (const db of [env.DB, env.SECOND])
      expect([...(await suppressedAmong(db, hashes)).values()]).toEqual(["complained"]);
    expect((await exported(other)).registrations).toMatchObject([{ mail: { status: "complained" } }]);
    expect(await latestMessageTo(kari.address)).toBeNull();
  });

  it("has one /health, which shows what waits in either database", async () => {
    await tick();
    await attend(other, "kari");
    await env.SECOND.prepare("UPDATE message SET status = 'failed', failure = 'x', due_at = NULL WHERE event = ?")
      .bind(other)
      .run();
    const { troubles, messages } = await read<{ troubles: string[]; messages: { failed: number } }>("/health");
    expect(troubles).toContain("mail-failed");
    expect(messages.failed).toBeGreaterThan(0);
    await env.SECOND.prepare("DELETE FROM message WHERE event = ?").bind(other).run();
  });
});

describe("the cron", () => {
  it("serves each database in its own minute, with no more queries than an invocation may make", async () => {
    for (const slug of [mine, other])
      for (const name of ["kari", "ola", "siv", "nina"]) await attend(slug, name, { participation: "digital" });
    for (const db of [env.DB, env.SECOND])
      await db.prepare("UPDATE message SET status = 'queued', due_at = 0, attempts = 0 WHERE bulk = 0").run();
    forgetQueued();
    const [one, two] = [counted(env.DB), counted(env.SECOND)];
    Object.assign(bindings, { [here]: one.db, [there]: two.db });
    try {
      await tick(one.db, there);
      expect(two.queries()).toBeGreaterThan(10);
      expect(one.queries() + two.queries()).toBeLessThanOrEqual(QUERIES_MAX);
    } finally {
      await bindBoth();
    }
  });
});

describe("a service with one database", () => {
  it("makes no query about others", async () => {
    const { [there]: _, [here]: __, ...rest } = bindings;
    const { db, queries } = counted(env.DB);
    // Without the second database, which the type of the bindings requires.
    const alone = { ...rest, DB: db, NEW_EVENTS_DATABASE: "DB" } as unknown as typeof bindings;
    await call(`/api/events/${mine}`, {}, alone);
    expect(queries()).toBe(1);
  });

  it("reports the fault if new events are to be stored in a database that is not bound", async () => {
    const wrong = { ...bindings, NEW_EVENTS_DATABASE: "DB_9" };
    const { faults } = (await (await call("/health", asAdmin(), wrong)).json()) as { faults: string[] };
    expect(faults.join()).toContain("NEW_EVENTS_DATABASE");
    expect((await call(`/events/${mine}`, {}, wrong)).status).toBe(503);
  });
});
