/** E-mails to thousands are queued in steps, and a kill between two steps loses and repeats nothing. */
import { createExecutionContext, env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { prepare } from "../../../worker/mail/send.ts";
import type { EventDefinition } from "../../../worker/registration/event-definition.ts";
import { toldEvent } from "../../../worker/registration/told-event.ts";
import { announcementsOf } from "../../../worker/storage/announcement-list.ts";
import { announce, continueAnnouncement, type UnfinishedAnnouncement } from "../../../worker/storage/announcements.ts";
import { continueNotice, noticesOf, type UnfinishedNotice } from "../../../worker/storage/event-notices.ts";
import { type EventNotice, findEvent, saveEvent } from "../../../worker/storage/events.ts";
import { mailToQueue, queueDueMail, saveSchedule } from "../../../worker/storage/scheduled-mail.ts";
import { anEvent, duringRegistration, sample } from "../builders.ts";
import { asAdmin, bindings, call, forgetQueued, placeHere, put, serviceAtHome, tick } from "../client.ts";
import { counted, QUERIES_MAX } from "../counted.ts";
import { leaseMessages } from "../leases.ts";

const PEOPLE = 12_000;
/** Rows that a step of a notice reads for each e-mail. */
const READ_EACH = 20;
let slug: string;
let version: number;
let prefix: string;

/** The id of a registration, by its number from 1: steps follow this order. */
const person = (number: number) => prefix + number.toString(16).padStart(16, "0");

beforeEach(async () => {
  vi.setSystemTime(duringRegistration);
  const event = anEvent();
  slug = event.slug;
  prefix = crypto.getRandomValues(new Uint8Array(8)).toHex();
  await placeHere(slug);
  await saveEvent(env.DB, event, 0, null, duringRegistration);
  version = (await env.DB.prepare("SELECT version FROM event WHERE slug = ?").bind(slug).first<number>("version")) ?? 0;
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
       registered_at, changed_at)
     SELECT ?3 || printf('%016x', i), ?1, iif(i % 10, 'confirmed', 'cancelled'), 'digital', 'Ola Nordmann',
       'ola' || i || '@example.no', 'ola' || i || '@example.no', 'stad', 'nn', 0, 0 FROM n`,
  )
    .bind(slug, PEOPLE, prefix)
    .run();
});

const each = () =>
  env.DB.prepare(
    "SELECT count(*) AS messages, count(DISTINCT registration) AS people FROM message WHERE event = ? AND bulk",
  )
    .bind(slug)
    .first();

const words = {
  subject: { nb: "Hei" },
  text: { nb: "Hei" },
  key: "key",
  bodyHash: "hash",
  by: "admin",
  confirmed: null,
};
const atOnce = { hold: 0 };
const recipients = PEOPLE * 0.9;

describe("an announcement to thousands", () => {
  /** The state that the next step begins from, as the cron reads it. */
  async function unfinished(): Promise<UnfinishedAnnouncement> {
    const due = (await mailToQueue(env.DB, duringRegistration, 1000)).find(({ event }) => event === slug);
    if (due?.kind !== "announcement") throw new Error("Nothing is unfinished");
    return due;
  }

  it("is queued by 5,000 registrations in a step, and reaches each once, however often a step is tried", async () => {
    const now = duringRegistration;
    const announced = await announce(env.DB, slug, {}, words, atOnce, now);
    expect(announced).toMatchObject({ outcome: "announced", recipients });
    expect(await each()).toEqual({ messages: 4500, people: 4500 });
    expect(await announcementsOf(env.DB, slug, 1)).toMatchObject([{ recipients, queued: 4500 }]);
    // Its key again queues nothing more.
    expect(await announce(env.DB, slug, {}, words, atOnce, now)).toMatchObject({ outcome: "repeated", recipients });
    const step = (due: UnfinishedAnnouncement) => continueAnnouncement(env.DB, due, now);
    const first = await unfinished();
    expect((await Promise.all([step(first), step(first)])).toSorted((a, b) => a - b)).toEqual([0, 4500]);
    const second = await unfinished();
    expect([await step(second), await step(second), await step(first)]).toEqual([1800, 0, 0]);
    await expect(unfinished()).rejects.toThrow("Nothing is unfinished");
    expect(await each()).toEqual({ messages: recipients, people: recipients });
    expect(await announcementsOf(env.DB, slug, 1)).toMatchObject([{ recipients, queued: recipients }]);
  });

  it("is continued by the cron, and the organiser sees how far it has come", async () => {
    await announce(env.DB, slug, {}, words, atOnce, Date.now());
    for (const queued of [9000, recipients, recipients]) {
      await tick();
      forgetQueued();
      const answer = await (await call(`/api/events/${slug}/announcements`, asAdmin())).json();
      expect(answer).toMatchObject({ announcements: [{ recipients, queued }] });
    }
  });

  it("reaches everybody it counts, even a person whose request began later and was stored earlier", async () => {
    await env.DB.prepare(
      "UPDATE registration SET registered_at = ?2 WHERE id IN (?1 || '-00000001', ?1 || '-00011999')",
    )
      .bind(slug, duringRegistration + 1)
      .run();
    const announced = await announce(env.DB, slug, {}, words, atOnce, duringRegistration);
    expect(announced).toMatchObject({ outcome: "announced", recipients });
    for (let steps = 0; steps < 2; steps++) await continueAnnouncement(env.DB, await unfinished(), duringRegistration);
    expect(await each()).toEqual({ messages: recipients, people: recipients });
  });

  it("does not go to people who register while it is queued", async () => {
    await announce(env.DB, slug, {}, words, atOnce, duringRegistration);
    await env.DB.prepare("UPDATE registration SET registered_at = ?2 WHERE id = ?1")
      .bind(person(11_999), duringRegistration + 1)
      .run();
    for (let steps = 0; steps < 2; steps++) await continueAnnouncement(env.DB, await unfinished(), duringRegistration);
    expect(await each()).toMatchObject({ people: recipients - 1 });
  });
});

describe("a reminder to thousands", () => {
  it("is due until its last step, and reaches each once", async () => {
    const now = duringRegistration;
    const mail = { kind: "reminder", contentKey: "2026-12-15", at: now, expiresAt: now + 1000 } as const;
    await saveSchedule(env.DB, slug, version, [mail], now);
    const step = () => queueDueMail(env.DB, { event: slug, kind: "reminder" }, now);
    expect([await step(), await step()]).toEqual([4500, 4500]);
    // Planning the same again restarts nothing.
    await saveSchedule(env.DB, slug, version, [mail], now);
    expect([await step(), await step()]).toEqual([1800, 0]);
    expect(await each()).toEqual({ messages: recipients, people: recipients });
  });
});

describe("the notice of a changed event to thousands", () => {
  const now = duringRegistration;
  const at = (day: number) => anEvent({ slug, starts: `2026-12-${day}T09:00`, ends: `2026-12-${day}T13:00` });

  /** Stores a definition, as `PUT` does. */
  async function change(from: EventDefinition, to: EventDefinition, notice: EventNotice = "event-changed") {
    const saved = await saveEvent(env.DB, to, version, notice, now, { told: toldEvent(from) });
    version = (await findEvent(env.DB, slug))?.version ?? 0;
    return saved;
  }

  /** The state that the next step begins from, as read by a cron after a kill. */
  async function unfinished(): Promise<UnfinishedNotice> {
    const due = (await mailToQueue(env.DB, now, 1000)).find(({ event }) => event === slug);
    if (due?.kind !== "event-changed" && due?.kind !== "event-cancelled") throw new Error("Nothing is unfinished");
    return due;
  }
  const step = async () => continueNotice(env.DB, await unfinished(), now);

  /** Runs the remaining steps: an event of 12,000 has three. */
  async function finish() {
    for (let steps = 0; (await noticesOf(env.DB, slug, 1))[0]?.status === "queuing"; steps++) {
      if (steps === 3) throw new Error("Steps without end");
      await step();
    }
  }

  /** How many e-mails of each kind wait, by what their readers were told before. */
  async function waiting() {
    const { results } = await env.DB.prepare(
      `SELECT kind, substr(previous ->> 'starts', 9, 2) AS told, count(*) AS messages, count(DISTINCT registration) AS people
       FROM message WHERE event = ? AND status = 'queued' GROUP BY 1, 2 ORDER BY 1, 2`,
    )
      .bind(slug)
      .all<{ kind: string; told: string; messages: number; people: number }>();
    for (const { messages, people } of results) expect(messages).toBe(people);
    return results.map(({ kind, told, people }) => [kind, told, people]);
  }

  let first: EventDefinition;
  let second: EventDefinition;
  let third: EventDefinition;
  beforeEach(() => {
    first = at(15);
    second = at(16);
    third = at(17);
  });

  it("is queued in steps, reaches each once however often a step is tried, and says how far it has come", async () => {
    expect(await change(first, second)).toMatchObject({ outcome: "saved", notified: recipients });
    expect(await each()).toEqual({ messages: 4500, people: 4500 });
    const next = await unfinished();
    const { db, cost } = counted(env.DB);
    const both = await Promise.all([continueNotice(db, next, now), continueNotice(env.DB, next, now)]);
    // The cost per attendee does not depend on how many wait.
    expect(cost.read / 4500).toBeLessThan(READ_EACH);
    expect(both.toSorted((a, b) => a - b)).toEqual([0, 4500]);
    expect(await noticesOf(env.DB, slug, 9)).toEqual([
      { kind: "event-changed", at: now, status: "queuing", recipients, queued: 9000 },
    ]);
    expect(await step()).toBe(1800);
    await expect(step()).rejects.toThrow("Nothing is unfinished");
    expect(await each()).toEqual({ messages: recipients, people: recipients });
    expect(await noticesOf(env.DB, slug, 9)).toMatchObject([{ status: "queued", recipients, queued: recipients }]);
  });

  it("is continued by the cron, and the organiser sees how far it has come", async () => {
    await put({ ...sample, slug, venue: { name: "Rådhuset", city: "Oslo" } });
    for (const queued of [9000, recipients]) {
      const { db, queries } = counted(env.DB);
      await tick(db);
      expect(queries()).toBeLessThanOrEqual(QUERIES_MAX);
      forgetQueued();
      const answer = await (await call(`/api/events/${slug}/announcements`, asAdmin())).json();
      const status = queued < recipients ? "queuing" : "queued";
      expect(answer).toMatchObject({ notices: [{ kind: "event-changed", recipients, queued, status }] });
    }
  });

  it("is replaced by a later change: each attendee is told once, compared with what they know", async () => {
    await change(first, second);
    await step();
    expect(await waiting()).toEqual([["event-changed", "15", 9000]]);
    // Some have received the first: people in the first step know the 16th, everybody else the 15th.
    await env.DB.prepare(
      `UPDATE message SET status = 'sent', due_at = NULL, event_version = ?2, unconfirmed_since = 1
       WHERE event = ?1 AND registration < ?3`,
    )
      .bind(slug, version, person(101))
      .run();
    await change(second, third);
    await finish();
    expect(await waiting()).toEqual([
      ["event-changed", "15", recipients - 90],
      ["event-changed", "16", 90],
    ]);
    expect(await noticesOf(env.DB, slug, 9)).toMatchObject([
      { status: "queued", queued: recipients },
      { status: "superseded", queued: 9000 },
    ]);
  });

  it("three times before one is completely queued is told once, compared with the first", async () => {
    await change(first, second);
    await step();
    await change(second, third);
    await change(third, at(18));
    await finish();
    expect(await waiting()).toEqual([["event-changed", "15", recipients]]);
  });

  it("that a cancellation replaces is told only as the cancellation", async () => {
    await change(first, second);
    await change(second, { ...second, cancelled: { reason: { nb: "Sykdom" } } }, "event-cancelled");
    await finish();
    expect(await waiting()).toEqual([["event-cancelled", "15", recipients]]);
  });

  it("does not go to people who register meanwhile, or were told in another e-mail since", async () => {
    await change(first, second);
    // The last person registers again; an earlier e-mail to the one before is sent with the present definition.
    await env.DB.batch([
      env.DB.prepare(
        "INSERT INTO change (event, type, registration, at) VALUES (?, 'registration.confirmed', ?, 1)",
      ).bind(slug, person(11_999)),
      env.DB.prepare(
        `INSERT INTO message (id, event, registration, seq, kind, status, created_at, changed_at, bulk, event_version)
         VALUES (?2 || 'x', ?1, ?2, 1, 'event-changed', 'sent', 1, 1, 1, ?3)`,
      ).bind(slug, person(11_998), version),
    ]);
    await finish();
    expect(await waiting()).toEqual([["event-changed", "15", recipients - 2]]);
  });

  it("changed back while it is queued is news to nobody, whenever their e-mail is leased", async () => {
    await change(first, second);
    await step();
    await change(second, first);
    // An earlier e-mail is due before the later notice has reached its reader: it stays until then, and is deleted only
    // then.
    const { id, registration } = (await env.DB.prepare(
      "SELECT id, registration FROM message WHERE event = ? ORDER BY registration DESC LIMIT 1",
    )
      .bind(slug)
      .first<{ id: string; registration: string }>()) ?? { id: "", registration: "" };
    const service = serviceAtHome(bindings, createExecutionContext());
    const take = async (message: string, time: number) =>
      prepare(service, await leaseMessages(env.DB, [message], time, time + 1));
    expect(await take(id, now)).toEqual([]);
    const ofReader = () =>
      env.DB.prepare("SELECT id, previous ->> 'starts' AS told FROM message WHERE registration = ?")
        .bind(registration)
        .all<{ id: string; told: string }>();
    expect((await ofReader()).results).toEqual([{ id, told: first.starts }]);
    await finish();
    const { results } = await ofReader();
    expect(results).toMatchObject([{ told: first.starts }]);
    expect(await take(results[0]?.id ?? "", now)).toEqual([]);
    expect((await ofReader()).results).toEqual([]);
  });
});
