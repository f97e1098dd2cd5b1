/**
 * Nothing in a row of the export changes without a row in the feed: after everything that the service can do, a copy kept
 * only with the feed equals the full export.
 */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { Participation } from "../../../worker/registration/capacity.ts";
import type { ErasedRow, ExportRow } from "../../../worker/registration/export-row.ts";
import type { DeliveryStatus } from "../../../worker/registration/message.ts";
import { announce } from "../../../worker/storage/announcements.ts";
import { resendMessage, sendLinkAgain } from "../../../worker/storage/attendee-mail.ts";
import { splitBatch } from "../../../worker/storage/batch-keys.ts";
import { changedSince } from "../../../worker/storage/change-feed.ts";
import { changeRegistration } from "../../../worker/storage/change-registration.ts";
import { recordDelivery } from "../../../worker/storage/delivery-status.ts";
import { type EventNotice, saveEvent } from "../../../worker/storage/events.ts";
import { exportPage } from "../../../worker/storage/export.ts";
import { newId } from "../../../worker/storage/ids.ts";
import { dropMessages, markFailed, markSent, postpone } from "../../../worker/storage/outbox.ts";
import {
  cancelRegistration,
  eraseRegistration,
  purgeRehearsals,
  restoreRegistration,
} from "../../../worker/storage/registration-updates.ts";
import { findRegistration, type Registration } from "../../../worker/storage/registrations.ts";
import { forgetRegistrations, type RetentionDue } from "../../../worker/storage/retention.ts";
import { queueDueMail, saveSchedule } from "../../../worker/storage/scheduled-mail.ts";
import { submit } from "../../../worker/storage/submissions.ts";
import { retryMessage } from "../../../worker/storage/undelivered.ts";
import { anEvent, aRequest, duringRegistration } from "../builders.ts";
import { leaseMessages } from "../leases.ts";

let slug: string;
let version: number;
let now: number;
let copy: Map<string, ExportRow>;
let cursor: number;

beforeEach(async () => {
  slug = `straum-${crypto.randomUUID().slice(0, 8)}`;
  [version, now, cursor] = [0, duringRegistration, 0];
  copy = new Map();
  await define({ capacity: 2 });
});

async function define({ capacity, notice = null }: { capacity: number; notice?: EventNotice }) {
  const participation = { inPerson: { capacity, waitlist: true }, digital: { capacity: null, streamUrl: null } };
  const before = version;
  version = Math.max(before + 1, ++now);
  return saveEvent(env.DB, anEvent({ slug, participation }), before, notice, now);
}

/** Returns the id of the e-mail. */
async function register(name: string, participation: Participation = "in-person", rehearsal = false): Promise<string> {
  const request = aRequest(`${name}@example.no`, { participation, waitlist: true });
  const key = crypto.randomUUID();
  const at = ++now;
  const submission = {
    event: slug,
    eventVersion: version,
    key,
    bodyHash: "",
    request,
    consentWording: "",
    rehearsal,
    now: at,
  };
  const outcome = await submit(env.DB, submission);
  if (outcome.outcome !== "stored") throw new Error(outcome.outcome);
  return outcome.messages[0] ?? "";
}

async function find(name: string): Promise<Registration> {
  const row = await env.DB.prepare("SELECT id FROM registration WHERE event = ? AND email = ? AND NOT rehearsal")
    .bind(slug, `${name}@example.no`)
    .first<{ id: string }>();
  const registration = row && (await findRegistration(env.DB, row.id));
  if (!registration) throw new Error(`${name} is not registered`);
  return registration;
}

/** Follows the feed, and compares the copy with the full list. */
async function follow(after: string): Promise<ExportRow[]> {
  const { rows, seq } = await changedSince(env.DB, slug, cursor, "include", 1000);
  cursor = seq;
  for (const row of rows as (ExportRow | ErasedRow)[]) {
    if (row.status === "erased") copy.delete(row.id);
    else copy.set(row.id, row);
  }
  const full = await exportPage(env.DB, slug, { rehearsals: "include" }, "", 1000);
  expect([after, [...copy.values()].sort((a, b) => (a.id < b.id ? -1 : 1))]).toEqual([after, full]);
  return full;
}

async function unsent(name: string): Promise<string> {
  const { id } = await find(name);
  const row = await env.DB.prepare(
    "SELECT id FROM message WHERE registration = ? AND status = 'queued' ORDER BY seq DESC",
  )
    .bind(id)
    .first<{ id: string }>();
  return row?.id ?? "";
}

const delivery = (message: string, status: DeliveryStatus | "delayed") =>
  recordDelivery(
    env.DB,
    { id: crypto.randomUUID(), message, providerId: null, status, reason: null, address: null },
    ++now,
  );

const send = async (message: string) => {
  await leaseMessages(env.DB, [message], ++now, now + 1000);
  await markSent(env.DB, [{ id: message, providerId: null }], ++now);
};

describe("the feed", () => {
  it("has everything that attendees and organisers do", async () => {
    for (const name of ["ada", "bo", "cai"]) await register(name);
    await register("dag", "digital");
    await register("ada", "in-person", true);
    await follow("registering");
    await register("ada");
    await follow("registering again");
    await sendLinkAgain(env.DB, slug, { emailKey: "bo@example.no", mailbox: "bo" }, newId(now), ++now);
    await follow("asking for the link");

    const answers = { name: "Ada Hansen", organisation: "Stad", role: null, question: null };
    await changeRegistration(env.DB, await find("ada"), { ...answers, participation: "digital" }, "", version, ++now);
    const promoted = await follow("moving, which promotes");
    expect(promoted.filter(({ rehearsal }) => !rehearsal).map(({ status }) => status)).not.toContain("waitlisted");
    await changeRegistration(env.DB, await find("dag"), { ...answers, participation: "in-person" }, "", version, ++now);
    await follow("moving to the waiting list");
    await changeRegistration(env.DB, await find("dag"), { ...answers, digitalMeanwhile: false }, "", version, ++now);
    await follow("no longer following meanwhile");
    await cancelRegistration(env.DB, await find("bo"), ++now);
    await follow("cancelling");
    await restoreRegistration(env.DB, await find("bo"), version, ++now);
    await follow("coming back");
    await eraseRegistration(env.DB, await find("cai"), { notify: true }, ++now);
    await follow("erasing");
    await define({ capacity: 9 });
    await follow("raising the capacity");
    await purgeRehearsals(env.DB, slug);
    await follow("purging rehearsals");
  });

  it("has every e-mail, and its status", async () => {
    const confirmation = await register("ada");
    await register("bo");
    const words = {
      subject: { nb: "Hei" },
      text: { nb: "Hei" },
      key: "k",
      bodyHash: "b",
      by: "admin",
      confirmed: null,
    };
    await leaseMessages(env.DB, [confirmation], ++now, now + 10);
    await postpone(env.DB, [confirmation], { reason: "500", unconfirmed: true, leasedAt: now, dueAt: ++now });
    await splitBatch(env.DB, [confirmation], ++now);
    await follow("an attempt that failed");
    await send(confirmation);
    await follow("sent");
    await delivery(confirmation, "delayed");
    await follow("delayed");
    await delivery(confirmation, "bounced");
    await follow("bounced");
    await retryMessage(env.DB, slug, { id: confirmation, key: "again", hashes: [] }, ++now);
    await follow("tried again");
    await markFailed(env.DB, [confirmation], "no", ++now);
    await follow("failed");
    await resendMessage(env.DB, slug, { id: confirmation, copy: crypto.randomUUID(), hashes: [] }, ++now);
    await follow("sent once more");

    await announce(env.DB, slug, {}, words, { hold: 0 }, ++now);
    await follow("an announcement");
    await dropMessages(env.DB, [await unsent("ada")]);
    await follow("dropped");
    await send(await unsent("bo"));
    await delivery(confirmation, "delivered");
    await follow("delivered, though it is not the latest");

    const mail = { kind: "reminder", contentKey: "day", at: now + 1, expiresAt: now + 1000 } as const;
    await saveSchedule(env.DB, slug, version, [mail], now);
    now += 10;
    expect(await queueDueMail(env.DB, { event: slug, kind: "reminder" }, now)).toBe(2);
    await follow("a reminder");

    expect(await define({ capacity: 2, notice: "event-changed" })).toMatchObject({ notified: 2 });
    await follow("a changed event");
    await cancelRegistration(env.DB, await find("bo"), ++now);
    expect(await define({ capacity: 2, notice: "event-cancelled" })).toMatchObject({ notified: 1 });
    const rows = await follow("changed again before anything was sent");
    expect(rows.map(({ mail }) => mail?.kind)).toEqual(["event-cancelled", "cancelled"]);

    await env.DB.prepare("UPDATE retention SET due_at = 0, at = 0 WHERE event = ?").bind(slug).run();
    const sweep: RetentionDue = { what: "registrations", events: [{ slug, timeZone: "Europe/Oslo" }] };
    await forgetRegistrations(env.DB, sweep, () => "2026-11-24", ++now);
    expect(await follow("retention")).toEqual([]);
  });

  it("does not change while the export stays the same", async () => {
    const confirmation = await register("ada");
    const before = await follow("registering");
    await leaseMessages(env.DB, [confirmation], ++now, now + 10);
    await postpone(env.DB, [confirmation], { reason: "500", unconfirmed: false, leasedAt: now, dueAt: ++now });
    // Resend's webhook may come before its answer to the request is handled.
    await delivery(confirmation, "delayed");
    const { rows } = await changedSince(env.DB, slug, cursor, "include", 10);
    expect(rows).toEqual([]);
    expect(await follow("delayed before it is known to be sent")).toEqual(before);
    await send(confirmation);
    expect((await follow("sent"))[0]?.mail?.status).toBe("delayed");
  });
});

describe("the latest e-mail", () => {
  it("is the promotion, if one PUT raises the capacity and tells everybody about a new time", async () => {
    for (const name of ["ada", "bo", "cai", "dag"]) await register(name);
    const saved = await define({ capacity: 3, notice: "event-changed" });
    if (saved.outcome !== "saved") throw new Error(saved.reason);
    expect([saved.promotions.length, saved.notified]).toEqual([1, 4]);
    const rows = await follow("one PUT");
    expect(rows.map(({ mail }) => mail?.kind)).toEqual(["event-changed", "event-changed", "promoted", "event-changed"]);
  });
});
