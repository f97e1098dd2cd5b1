/** Check-ins from several doors: counted once, with the same result whatever is lost, repeated, late or taken back. */
import { env } from "cloudflare:test";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { countedCheckIn } from "../../../worker/registration/check-in.ts";
import { readCode } from "../../../worker/registration/ticket.ts";
import { codeHash, ticketOf } from "../../../worker/security/ticket.ts";
import { sample } from "../builders.ts";
import { asAdmin, call, exported, json, put } from "../client.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";
import { seeded } from "../random.ts";

let slug: string;
const seats = { inPerson: { capacity: 50, waitlist: true }, digital: { capacity: null, streamUrl: null } };

beforeEach(async () => {
  slug = await aNewEvent("dora", { participation: seats });
});

const keys = [{ id: 1, secret: "gUPEURf2gnXDP9X5Cl3L8d-H9h55BmH6475t0FCQpro" }];
const ticket = (id: string, version = 1) => ticketOf({ registration: id, version }, keys);
const nonce = () => crypto.randomUUID();

async function post(checkIns: object[], at = slug, sentAt = new Date().toISOString()) {
  const response = await call(`/api/events/${at}/check-ins`, asAdmin(json({ sentAt, checkIns })));
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
  const { results } = (await response.json()) as {
    results: { nonce: string; result: { verdict: string; by?: string; at?: string; event?: string } }[];
  };
  return results;
}

async function letIn(id: string, one = nonce()) {
  const [first] = await post([{ nonce: one, at: new Date().toISOString(), registration: id }]);
  return first?.result;
}

async function list(query = "") {
  const response = await call(`/api/events/${slug}/check-ins${query}`, asAdmin());
  expect(response.status).toBe(200);
  return (await response.json()) as {
    seq: number;
    keepUntil: string;
    people: { id: string; name: string; status: string; codes: string[]; checkedIn: { by: string } | null }[];
    gone: string[];
    next: string | null;
  };
}

async function rowOf(name: string) {
  const { registrations } = await exported(slug);
  const row = registrations.find(({ email }) => email === addressAt(slug, name));
  if (!row) throw new Error(`${name} is not registered`);
  return row;
}

async function present(name: string, changes: Record<string, unknown> = {}) {
  await attend(slug, name, changes);
  return (await rowOf(name)).id;
}

const changesOf = async (id: string) =>
  (await env.DB.prepare("SELECT type, reason FROM change WHERE registration = ? ORDER BY seq").bind(id).all()).results;

describe("a check-in", () => {
  it("is in the list, the counts and the feed, and the audit log names the door", async () => {
    const id = await present("kari");
    const { seq } = await list();
    expect(await letIn(id)).toMatchObject({ verdict: "welcome" });
    expect((await rowOf("kari")).checkedInAt).toBe(new Date().toISOString());
    expect((await changesOf(id)).at(-1)).toEqual({ type: "registration.changed", reason: "checked-in" });
    const stats = await (await call(`/api/events/${slug}/stats`, asAdmin())).json();
    expect(stats).toMatchObject({ checkedIn: 1 });
    const { people } = await list(`?since=${seq}`);
    expect(people).toMatchObject([{ id, name: "Kari Nordmann", checkedIn: { by: "admin" } }]);
    const { entries } = (await (await call(`/api/events/${slug}/audit-log`, asAdmin())).json()) as {
      entries: { action: string; detail: string }[];
    };
    expect(entries).toContainEqual(expect.objectContaining({ action: "checked in", detail: id, who: "admin" }));
  });

  it("sent again counts once, and has the same answer", async () => {
    const id = await present("ola");
    const one = nonce();
    const first = await letIn(id, one);
    expect(await letIn(id, one)).toEqual(first);
    expect(await changesOf(id)).toHaveLength(3);
  });

  it("at a second door says where and when the attendee came in", async () => {
    const id = await present("mari");
    await letIn(id);
    vi.setSystemTime(Date.now() + 1);
    expect(await letIn(id)).toMatchObject({ verdict: "already-in", by: "admin" });
  });

  it("taken back does not count, even if taking back arrives first", async () => {
    const id = await present("per");
    const one = nonce();
    await post([{ undo: one }]);
    await letIn(id, one);
    expect((await rowOf("per")).checkedInAt).toBeNull();
    const another = nonce();
    await letIn(id, another);
    await post([{ undo: another }, { undo: another }]);
    expect((await rowOf("per")).checkedInAt).toBeNull();
    expect((await changesOf(id)).slice(-2).map(({ reason }) => reason)).toEqual(["checked-in", "check-in-undone"]);
  });

  it("of a genuine ticket lets in; of a forged ticket, of another event's, or of older links it does not", async () => {
    const id = await present("ida");
    const { secret } = await ticket(id);
    const forged = secret.slice(0, -1) + (secret.endsWith("A") ? "B" : "A");
    const first = slug;
    slug = await aNewEvent("dora", { participation: seats, title: { nb: "Frokostseminar" } });
    const elsewhere = (await ticket(await present("ida"))).secret;
    const at = new Date().toISOString();
    const scanned = (text: string) => ({ nonce: nonce(), at, ticket: text });
    const results = await post(
      [
        scanned(`HTTPS://X.NO/T/${secret}`),
        scanned(forged),
        scanned(elsewhere),
        scanned("hei"),
        scanned((await ticket(id, 2)).secret),
      ],
      first,
    );
    expect(results.map(({ result }) => result)).toMatchObject([
      { verdict: "welcome" },
      { verdict: "unknown" },
      { verdict: "other-event", event: "Frokostseminar" },
      { verdict: "unknown" },
      { verdict: "unknown" },
    ]);
  });

  it("of a person without a place in the room says why, and is not counted", async () => {
    const [digital, gone] = [await present("dina", { participation: "digital" }), await present("gro")];
    await call(`/api/events/${slug}/registrations/${gone}/cancel`, asAdmin({ method: "POST" }));
    const kari = await present("kari");
    await put({ ...sample, slug, participation: { ...seats, inPerson: { capacity: 1, waitlist: true } } });
    const waiting = await present("vera");
    const at = new Date().toISOString();
    const ids = [digital, gone, waiting, "0".repeat(32), kari];
    const results = await post(ids.map((registration) => ({ nonce: nonce(), at, registration })));
    expect(results.map(({ result }) => result.verdict)).toEqual([
      "digital",
      "cancelled",
      "waiting",
      "unknown",
      "welcome",
    ]);
    const { registrations } = await exported(slug);
    expect(registrations.filter(({ checkedInAt }) => checkedInAt).map(({ id }) => id)).toEqual([kari]);
  });

  it("of another event's registration is refused as unknown", async () => {
    const id = await present("eva");
    slug = await aNewEvent("dora", { participation: seats });
    expect(await letIn(id)).toEqual({ verdict: "unknown" });
    expect((await changesOf(id)).map(({ reason }) => reason)).not.toContain("checked-in");
  });

  it("ends when the person registers again after cancelling, and is deleted with the registration", async () => {
    const attendee = await attend(slug, "siv");
    const { id } = await rowOf("siv");
    await letIn(id);
    await press(attendee, "cancel");
    await attend(slug, "siv");
    expect((await rowOf("siv")).checkedInAt).toBeNull();
    expect(await letIn(id)).toMatchObject({ verdict: "welcome" });
    await press(attendee, "erase");
    const left = await env.DB.prepare("SELECT count(*) AS n FROM check_in WHERE event = ?").bind(slug).first("n");
    expect(left).toBe(0);
  });

  it.each([
    [{ sentAt: "now", checkIns: [] }],
    [{ sentAt: "2026-12-15T08:00:00Z", checkIns: [] }],
    [
      {
        sentAt: "2026-12-15T08:00:00Z",
        checkIns: [{ nonce: "short", at: "2026-12-15T08:00:00Z", registration: "0".repeat(32) }],
      },
    ],
    [{ sentAt: "2026-12-15T08:00:00Z", checkIns: [{ nonce: "long-enough", at: "2026-12-15T08:00:00Z" }] }],
    [{ sentAt: "2026-12-15T08:00:00Z", checkIns: Array.from({ length: 101 }, () => ({ undo: "long-enough" })) }],
  ])("is refused where the request is not one: %#", async (body) => {
    expect((await call(`/api/events/${slug}/check-ins`, asAdmin(json(body)))).status).toBe(422);
  });

  it("needs the scope check-in or manage, and check-in opens nothing else", async () => {
    const token = async (scopes: string[]) => {
      const made = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Dør A", scopes })));
      return ((await made.json()) as { token: string }).token;
    };
    const [door, reader] = [await token(["check-in"]), await token(["read", "read:needs"])];
    const as = (bearer: string) => ({ headers: { authorization: `Bearer ${bearer}` } });
    const statusOf = async (path: string, bearer: string) =>
      (await call(`/api/events/${slug}/${path}`, as(bearer))).status;
    expect(await statusOf("check-ins", door)).toBe(200);
    expect(await statusOf("check-ins", reader)).toBe(403);
    for (const path of ["export", "export/needs", "stats", "definition", "audit-log"])
      expect([path, await statusOf(path, door)]).toEqual([path, 403]);
  });
});

describe("the list of a door", () => {
  it("has the people and their rooms, with hashes of codes, and nothing that a door does not need", async () => {
    const id = await present("kari", {
      organisation: "Stad kommune",
      needs: { diet: "nøtter", access: "", consent: true },
    });
    const { people, keepUntil } = await list();
    const { code } = await ticket(id);
    expect(people).toEqual([
      {
        id,
        name: "Kari Nordmann",
        organisation: "Stad kommune",
        status: "confirmed",
        participation: "in-person",
        position: null,
        rehearsal: false,
        goesTo: [],
        codes: [await codeHash(slug, readCode(code.toLowerCase()) ?? "")],
        checkedIn: null,
      },
    ]);
    expect(keepUntil).toBe("2026-11-25T03:00:00.000Z");
  });

  it("says who was erased meanwhile, and stops when everything is reported", async () => {
    const attendee = await attend(slug, "nils");
    const { id } = await rowOf("nils");
    const { seq } = await list();
    await press(attendee, "erase");
    const later = await list(`?since=${seq}`);
    expect(later.gone).toEqual([id]);
    expect(await list(`?since=${later.seq}`)).toMatchObject({ people: [], gone: [], next: null, seq: later.seq });
  });
});

describe("admitting at the door", () => {
  const admit = async (id: string) => {
    const response = await call(`/api/events/${slug}/registrations/${id}/admit`, asAdmin({ method: "POST" }));
    return {
      status: response.status,
      body: (await response.json()) as { type?: string; registration: { status: string } },
    };
  };
  const room = (capacity: number) =>
    put({ ...sample, slug, participation: { ...seats, inPerson: { capacity, waitlist: true } } });

  it("gives a free seat out of turn, without an e-mail, and never one too many", async () => {
    await room(1);
    await present("kari");
    const [first, second, digital] = [
      await present("a"),
      await present("b"),
      await present("c", { participation: "digital" }),
    ];
    expect((await admit(second)).body.type).toBe("/problems/full");
    // After promotion has ended, the seat stays free.
    vi.setSystemTime("2026-12-15T08:01:00Z");
    await call(`/api/events/${slug}/registrations/${(await rowOf("kari")).id}/cancel`, asAdmin({ method: "POST" }));
    const before = await env.DB.prepare("SELECT count(*) AS n FROM message WHERE event = ?").bind(slug).first("n");
    const outcomes = await Promise.all([admit(second), admit(digital), admit(first)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM message WHERE event = ?").bind(slug).first("n")).toBe(
      before,
    );
    const taken = await env.DB.prepare("SELECT in_person_taken FROM capacity WHERE event = ?").bind(slug).first();
    expect(taken).toEqual({ in_person_taken: 1 });
  });

  it("has its own reason in the feed, and is refused if there is nothing to give", async () => {
    await room(3);
    const digital = await present("c", { participation: "digital" });
    expect((await admit(digital)).body.registration).toMatchObject({ status: "confirmed", participation: "in-person" });
    expect((await changesOf(digital)).at(-1)).toEqual({ type: "registration.changed", reason: "at-the-door" });
    expect((await admit(digital)).body.type).toBe("/problems/wrong-state");
    expect((await admit("0".repeat(32))).body.type).toBe("/problems/not-found");
    vi.setSystemTime("2026-12-16T08:00:00Z");
    expect((await admit(digital)).body.type).toBe("/problems/past");
  });
});

/** What doors do, each with its own clock; requests are also split, lost, repeated and mixed at random. */
const anAct = fc.record({
  door: fc.nat(2),
  person: fc.nat(2),
  undo: fc.boolean(),
  /** Milliseconds until the next act. */
  pause: fc.nat(5),
});

describe("several doors", () => {
  it("give the same result as in order, whatever is lost, repeated, late, taken back or dated by a wrong clock", async () => {
    const ids = [await present("a"), await present("b"), await present("c")];
    const begin = Date.now();
    const skews = [0, -3_600_000, 86_400_000];
    await fc.assert(
      fc.asyncProperty(
        fc.array(anAct, { minLength: 1, maxLength: 14 }),
        fc.infiniteStream(fc.nat(1_000_000)),
        async (acts, random) => {
          await env.DB.prepare("DELETE FROM check_in WHERE event = ?").bind(slug).run();
          await env.DB.prepare("UPDATE registration SET checked_in_at = NULL WHERE event = ?").bind(slug).run();
          const next = () => random.next().value ?? 0;
          const presses: { nonce: string; at: number; by: string; person: number; door: number }[] = [];
          const undone = new Set<string>();
          const sent: { door: number; at: number; entry: Record<string, unknown> }[] = [];
          let at = begin;
          for (const act of acts) {
            at += act.pause;
            const mine = presses.filter(({ door, nonce: one }) => door === act.door && !undone.has(one)).at(-1);
            if (act.undo && mine) {
              undone.add(mine.nonce);
              sent.push({ door: act.door, at, entry: { undo: mine.nonce } });
              continue;
            }
            const one = { nonce: nonce(), at, by: "admin", person: act.person, door: act.door };
            presses.push(one);
            sent.push({ door: act.door, at, entry: { nonce: one.nonce, registration: ids[act.person] } });
          }
          const end = at + 10;
          // Some are sent twice, because the answer was lost. In any order, some together.
          const mixed = [...sent, ...sent.filter(() => next() % 3 === 0)]
            .map((one) => [next(), one] as const)
            .sort(([a], [b]) => a - b)
            .map(([, one]) => one);
          for (let index = 0; index < mixed.length; ) {
            const door = mixed[index]?.door ?? 0;
            const others = mixed.findIndex((one, at) => at > index && one.door !== door);
            const together = mixed.slice(index, others < 0 ? undefined : others).slice(0, 1 + (next() % 3));
            const skew = skews[door] ?? 0;
            vi.setSystemTime(end);
            await post(
              together.map(({ at, entry }) =>
                "undo" in entry ? entry : { ...entry, at: new Date(at + skew).toISOString() },
              ),
              slug,
              new Date(end + skew).toISOString(),
            );
            index += together.length;
          }
          for (const [person, id] of ids.entries()) {
            const counted = countedCheckIn(
              presses.filter((one) => one.person === person),
              undone,
            );
            const stored = await env.DB.prepare("SELECT checked_in_at AS at FROM registration WHERE id = ?")
              .bind(id)
              .first("at");
            expect(stored).toBe(counted?.at ?? null);
          }
        },
      ),
      { numRuns: 40, ...seeded },
    );
    const { people } = await list();
    expect(people).toHaveLength(3);
  });
});
