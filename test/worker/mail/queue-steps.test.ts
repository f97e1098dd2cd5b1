/** E-mails to thousands are queued in steps, and a kill between two loses and repeats nothing. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { announce, announcementsOf, continueAnnouncement } from "../../../worker/storage/announcements.ts";
import { saveEvent } from "../../../worker/storage/events.ts";
import { queueDueMail, saveSchedule } from "../../../worker/storage/scheduled-mail.ts";
import { anEvent, duringRegistration } from "../builders.ts";
import { asAdmin, call, forgetQueued, tick } from "../client.ts";

const PEOPLE = 12_000;
let slug: string;
let version: number;

beforeEach(async () => {
  vi.setSystemTime(duringRegistration);
  const event = anEvent();
  slug = event.slug;
  await saveEvent(env.DB, event, 0, null, duringRegistration);
  version = (await env.DB.prepare("SELECT version FROM event WHERE slug = ?").bind(slug).first<number>("version")) ?? 0;
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
       registered_at, changed_at)
     SELECT printf('%s-%08d', ?1, i), ?1, iif(i % 10, 'confirmed', 'cancelled'), 'digital', 'Ola Nordmann',
       'ola' || i || '@example.no', 'ola' || i || '@example.no', 'stad', 'nn', 0, 0 FROM n`,
  )
    .bind(slug, PEOPLE)
    .run();
});

const each = () =>
  env.DB.prepare(
    "SELECT count(*) AS messages, count(DISTINCT registration) AS people FROM message WHERE event = ? AND bulk",
  )
    .bind(slug)
    .first();

const words = { subject: { nb: "Hei" }, text: { nb: "Hei" }, key: "key", bodyHash: "hash" };
const recipients = PEOPLE * 0.9;

describe("an announcement to thousands", () => {
  it("is queued by 5,000 registrations in a step, and reaches each once, however often a step is tried", async () => {
    const now = duringRegistration;
    const announced = await announce(env.DB, slug, {}, words, now);
    expect(announced).toMatchObject({ outcome: "announced", recipients });
    expect(await each()).toEqual({ messages: 4500, people: 4500 });
    expect(await announcementsOf(env.DB, slug, 1)).toMatchObject([{ recipients, queued: 4500 }]);
    // Its key again queues nothing more.
    expect(await announce(env.DB, slug, {}, words, now)).toMatchObject({ outcome: "repeated", recipients });
    const id = announced.outcome === "refused" ? "" : announced.id;
    const step = () => continueAnnouncement(env.DB, { event: slug, id }, now);
    expect((await Promise.all([step(), step()])).toSorted((a, b) => a - b)).toEqual([0, 4500]);
    expect([await step(), await step()]).toEqual([1800, 0]);
    expect(await each()).toEqual({ messages: recipients, people: recipients });
    expect(await announcementsOf(env.DB, slug, 1)).toMatchObject([{ recipients, queued: recipients }]);
  });

  it("goes on by the cron, and the organiser sees how far it has come", async () => {
    await announce(env.DB, slug, {}, words, Date.now());
    for (const queued of [9000, recipients, recipients]) {
      await tick();
      forgetQueued();
      const answer = await (await call(`/api/events/${slug}/announcements`, asAdmin())).json();
      expect(answer).toMatchObject({ announcements: [{ recipients, queued }] });
    }
  });

  it("reaches all whom it counts, also one whose request began later and was stored sooner", async () => {
    await env.DB.prepare(
      "UPDATE registration SET registered_at = ?2 WHERE id IN (?1 || '-00000001', ?1 || '-00011999')",
    )
      .bind(slug, duringRegistration + 1)
      .run();
    const announced = await announce(env.DB, slug, {}, words, duringRegistration);
    expect(announced).toMatchObject({ outcome: "announced", recipients });
    const id = announced.outcome === "refused" ? "" : announced.id;
    for (let steps = 0; steps < 3; steps++) await continueAnnouncement(env.DB, { event: slug, id }, duringRegistration);
    expect(await each()).toEqual({ messages: recipients, people: recipients });
  });

  it("is not for those who register while it is queued", async () => {
    const announced = await announce(env.DB, slug, {}, words, duringRegistration);
    await env.DB.prepare("UPDATE registration SET registered_at = ?2 WHERE id = printf('%s-%08d', ?1, 11999)")
      .bind(slug, duringRegistration + 1)
      .run();
    const id = announced.outcome === "refused" ? "" : announced.id;
    for (let steps = 0; steps < 3; steps++) await continueAnnouncement(env.DB, { event: slug, id }, duringRegistration);
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
    // Planning the same again begins nothing anew.
    await saveSchedule(env.DB, slug, version, [mail], now);
    expect([await step(), await step()]).toEqual([1800, 0]);
    expect(await each()).toEqual({ messages: recipients, people: recipients });
  });
});
