import {
  createExecutionContext,
  createMessageBatch,
  env,
  getQueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { expectedMailNow } from "../../../worker/attendee/mail-wait.ts";
import document from "../../../worker/GROWTH.md?raw";
import worker from "../../../worker/index.ts";
import { serviceOf } from "../../../worker/service.ts";
import { type Definition, duringRegistration } from "../builders.ts";
import { aBody, asAdmin, call, deliverQueued, form, home, json, mailsTo, put, tick } from "../client.ts";
import type { Cost } from "../counted.ts";
import { metered } from "../metered.ts";
import { signIn, visit } from "../organisers.ts";
import { type Attendee, addressAt, aNewEvent, attend, deliveredTo, latestMessageTo } from "../people.ts";

const { bindings, cost } = metered();
/** More people than on a page of the list. */
const FEW = 60;
const MANY = 100_000;
/** The sample begins at 9 in Oslo. */
const whileStreaming = Date.parse("2026-12-15T08:00:00Z");

/** What each operation costs at a small and a large event: round trips, statements, rows read and written. */
const costs = { few: new Map<string, Cost>(), many: new Map<string, Cost>() };

async function fill(slug: string, people: number): Promise<void> {
  const numbers = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)";
  await env.DB.batch([
    env.DB.prepare(
      `${numbers} INSERT INTO message (id, event, registration, seq, kind, status, with_change, created_at, changed_at, due_at)
       SELECT ?1 || printf('%08d', i), ?1, ?1 || printf('%08d', i), 1, 'confirmation', 'delivered', 1, i, i, i FROM n`,
    ).bind(slug, people),
    env.DB.prepare(
      `${numbers} INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, changed_at)
       SELECT ?1 || printf('%08d', i), ?1, 'confirmed', 'digital', 'Ola Nordmann', 'ola' || i || '@example.no',
         'ola' || i || '@example.no', 'stad', 'nn', i, i FROM n`,
    ).bind(slug, people),
    // As many people as at a large event.
    env.DB.prepare(
      `${numbers} INSERT INTO check_in (event, nonce, registration, at, by)
       SELECT ?1, 'nonce-' || i, ?1 || printf('%08d', i), i, 'Dør A' FROM n`,
    ).bind(slug, Math.min(people, 5_000)),
  ]);
}

/** Runs every operation once, in an order in which each finds what it needs. */
async function measure(people: number, into: Map<string, Cost>): Promise<void> {
  const slug = await aNewEvent("rekneskap", {
    participation: {
      inPerson: { capacity: 3, waitlist: true },
      digital: { capacity: null, streamUrl: "https://strom.example.no" },
    },
  });
  await fill(slug, people);
  const organiser = addressAt(slug, "rebekka");
  const definition = await (await call(`/api/events/${slug}/definition?lang=nb`, asAdmin())).json();
  await put({ ...(definition as Definition), organisers: [organiser] });
  const cookie = await signIn(organiser);
  const measured = async (what: string, run: () => Promise<Response | unknown>, status = 200) => {
    Object.assign(cost, { roundTrips: 0, queries: 0, read: 0, written: 0 });
    const answer = await run();
    if (answer instanceof Response) expect([what, answer.status]).toEqual([what, status]);
    into.set(what, { ...cost });
  };
  const get =
    (path: string, init: RequestInit = {}) =>
    () =>
      call(path, init, bindings);
  const register = (name: string, changes: Record<string, unknown> = {}) =>
    get(
      `/api/events/${slug}/registrations`,
      json(aBody(addressAt(slug, name), changes), { "idempotency-key": `"${crypto.randomUUID()}"` }),
    );
  const pressed = (attendee: Attendee, action: string, fields: Record<string, string> = {}) =>
    get(`${attendee.link}/${action}`, form(fields));
  const kari = await attend(slug, "kari", { participation: "digital" });
  const ola = await attend(slug, "ola");

  await measured("three ticks of the cron with nothing to do", async () => {
    for (let minute = 0; minute < 3; minute++) {
      vi.setSystemTime(duringRegistration + minute * 60_000);
      await tick(bindings.DB);
    }
  });
  await measured("when an e-mail comes, read once a minute", () =>
    expectedMailNow(serviceOf(bindings, createExecutionContext())),
  );
  await measured("embed script", get(`/embed/${slug}/stad.js`));
  await measured("public event", get(`/api/events/${slug}`));
  await measured("hosted page", get(`/events/${slug}`));
  await measured("registering, digital", register("siri", { participation: "digital" }), 201);
  await measured("registering, in person", register("berit"), 201);
  await deliverQueued();
  await measured("registering, with needs", register("anne", { needs: { diet: "nøtter", consent: true } }), 201);
  await measured("registering, waiting list", register("per", { waitlist: true }), 201);
  await measured("registering, refused since it is full", register("liv"), 409);
  await measured("registering, registered already", register("kari", { participation: "digital" }), 201);
  await measured(
    "registering, with one colleague",
    register("jon", { participation: "digital", colleagues: [{ name: "Eva", email: addressAt(slug, "eva") }] }),
    201,
  );
  await deliverQueued();
  await measured("manage page", get(kari.link));
  const seen = /name="seen" value="(\d+)"/.exec(await (await call(kari.link)).text())?.[1] ?? "";
  await measured(
    "changing",
    pressed(kari, "change", { seen, name: "Kari Nordmann", role: "rådgjevar", participation: "digital" }),
    303,
  );
  await measured("cancelling, and the next is promoted", pressed(ola, "cancel"), 303);
  await measured("restoring, digital", pressed(ola, "restore"), 303);
  await deliverQueued();
  await measured("lost link", get(`/events/${slug}/lost-link`, form({ email: addressAt(slug, "siri") })), 303);
  await measured("an e-mail, leased and sent", () => consume(slug));
  await measured("what became of an e-mail, from Resend", () =>
    deliveredTo(addressAt(slug, "siri"), "delivered", bindings.DB),
  );
  await measured("erasing", pressed(kari, "erase"));
  await deliverQueued();
  const list = (query: string) =>
    get(`/organiser/${slug}/registrations${query}`, { headers: { cookie, accept: "text/html" } });
  await measured("the list, a page", list(""));
  await measured("the list, a page by name", list("?sort=name&letter=O"));
  const siri = (await env.DB.prepare("SELECT id FROM registration WHERE email = ?")
    .bind(addressAt(slug, "siri"))
    .first<{ id: string }>()) ?? { id: "" };
  await measured("one registration, for an organiser", () =>
    call(`/api/events/${slug}/registrations/${siri.id}`, asAdmin(), bindings),
  );
  await measured("a person, on the organiser's pages", list(`/${siri.id}`));
  await measured("a person beside the list", list(`?person=${siri.id}`));
  const overview = `/organiser/${slug}`;
  const tag = (await visit(overview, cookie)).headers.get("etag") ?? "";
  await measured(
    "the overview, asked again while nothing has changed",
    get(overview, { headers: { cookie, "if-none-match": tag } }),
    304,
  );
  const atDoor = { cookie, accept: "application/json" };
  const position = await env.DB.prepare("SELECT max(seq) AS seq FROM change WHERE event = ?").bind(slug).first("seq");
  await measured(
    "the door, while nothing changes",
    get(`/organiser/${slug}/door/list?since=${position}`, { headers: atDoor }),
  );
  const berit = await env.DB.prepare("SELECT id FROM registration WHERE email = ?")
    .bind(addressAt(slug, "berit"))
    .first("id");
  const at = new Date().toISOString();
  const checkIns = [{ nonce: crypto.randomUUID(), at, registration: berit }];
  await measured("a check-in", get(`/organiser/${slug}/door/check-ins`, json({ sentAt: at, checkIns }, atDoor)));
  const [confirmation] = await mailsTo(addressAt(slug, "siri"));
  const stream = /\/s\/[\w-]+/.exec(confirmation?.text ?? "")?.[0] ?? "";
  vi.setSystemTime(whileStreaming);
  await measured("the page of the stream", get(stream));
  await measured("going to the stream", get(stream, form({})), 303);
  await measured("going to the stream again", get(stream, form({})), 303);
}

/** One message, as the queue hands it over. */
async function consume(slug: string): Promise<void> {
  const id = (await latestMessageTo(addressAt(slug, "siri"))) ?? "";
  const batch = createMessageBatch<{ id: string }>("messages", [
    { id: "1", timestamp: new Date(), attempts: 1, body: { id } },
  ]);
  const context = createExecutionContext();
  await worker.queue(batch, bindings, context);
  await getQueueResult(batch, context);
  await waitOnExecutionContext(context);
}

const row = (what: string, { roundTrips, queries, read, written }: Cost) =>
  `| ${what} | ${roundTrips} | ${queries} | ${read} | ${written} |`;

describe("what operations cost", () => {
  beforeAll(async () => {
    vi.setSystemTime(duringRegistration);
    // The first run stores the pinned scripts.
    await tick();
    await measure(FEW, costs.few);
    await measure(MANY, costs.many);
  }, 120_000);

  it(`is the same with ${FEW} people in the event and with ${MANY}`, () => {
    expect(Object.fromEntries(costs.many)).toEqual(Object.fromEntries(costs.few));
  });

  it("is at most 60 rows read for a page of the list", () => {
    for (const what of ["the list, a page", "the list, a page by name"])
      expect(costs.many.get(what)?.read).toBeLessThanOrEqual(60);
  });

  // With one database; GROWTH.md has the cost of a second one beside it.
  it.runIf(home === "DB")("is what worker/GROWTH.md says", () => {
    const said = document.split("\n").filter((line) => /^\| .*\d/.test(line) && line.split("|").length === 7);
    expect(said).toEqual([...costs.few].map(([what, each]) => row(what, each)));
  });
});
