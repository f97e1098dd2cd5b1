/** An announcement that is taken back: e-mails that are not sent yet are dropped, at any moment. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { sendBulk } from "../../../worker/mail/bulk-consumer.ts";
import { attempt, prepare } from "../../../worker/mail/send.ts";
import { continueAnnouncement } from "../../../worker/storage/announcements.ts";
import { releaseLease } from "../../../worker/storage/outbox.ts";
import { mailToQueue } from "../../../worker/storage/scheduled-mail.ts";
import { duringRegistration } from "../builders.ts";
import {
  aBody,
  acceptedFor,
  asAdmin,
  bindings,
  call,
  deliverQueued,
  exported,
  failNext,
  forgetQueued,
  form,
  json,
  mailsTo,
  register,
  serviceAtHome,
  tick,
} from "../client.ts";
import { leaseMessages } from "../leases.ts";
import { addressAt, aNewEvent, deliveredTo, linkIn } from "../people.ts";

let slug: string;
let clock = duringRegistration;

function pass(seconds: number): void {
  clock += seconds * 1000;
  vi.setSystemTime(clock);
}

beforeEach(async () => {
  slug = await aNewEvent("angre", { participation: { digital: {} } });
  clock += 3_600_000;
  vi.setSystemTime(clock);
});

/** Attendees who have their confirmations. */
async function people(...names: string[]): Promise<void> {
  for (const name of names) await register(slug, aBody(addressAt(slug, name), { participation: "digital" }));
  await deliverQueued();
}

/** Registers `count` attendees without following their confirmations. */
async function crowd(count: number): Promise<void> {
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
       registered_at, changed_at)
     SELECT ?3 || printf('%016x', i), ?1, 'confirmed', 'digital', 'Ola Nordmann',
       'ola' || i || '.' || ?1 || '@example.no', 'ola' || i || '.' || ?1 || '@example.no', 'stad', 'nn', 0, 0 FROM n`,
  )
    .bind(slug, count, crypto.getRandomValues(new Uint8Array(8)).toHex())
    .run();
}

const words = { subject: { nb: "Ta med egen kopp" }, text: { nb: "Det er kaffe fra kl. 08.30." } };

async function send(more: object = { undoSeconds: 10 }, key: string = crypto.randomUUID()) {
  const init = asAdmin(json({ ...words, ...more }, { "idempotency-key": key }));
  const answer = await call(`/api/events/${slug}/announcements`, init);
  return { status: answer.status, ...((await answer.json()) as { id: string; recipients: number; detail: string }) };
}

async function takeBack(id: string, at = slug) {
  const answer = await call(`/api/events/${at}/announcements/${id}`, asAdmin({ method: "DELETE" }));
  return { status: answer.status, ...((await answer.json()) as { type?: string; recipients?: number; gone?: number }) };
}

async function listed() {
  const answer = await call(`/api/events/${slug}/announcements`, asAdmin());
  return ((await answer.json()) as { announcements: Record<string, unknown>[] }).announcements;
}

/** Who has got the announcement, in the order of their addresses. */
async function readers(): Promise<string[]> {
  const mails = (await acceptedFor(`.${slug}@example.no`)).filter(({ subject }) => subject.startsWith("Ta med"));
  return mails.map(({ to }) => to[0]?.split(".")[0] ?? "").sort();
}

/** Minutes of cron and queue. */
async function later(minutes = 4): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    pass(61);
    await tick();
    await deliverQueued();
  }
}

const unsent = async () =>
  env.DB.prepare("SELECT id FROM message WHERE event = ? AND kind = 'announcement' AND status = 'queued' ORDER BY id")
    .bind(slug)
    .all<{ id: string }>()
    .then(({ results }) => results.map(({ id }) => id));

const service = () => serviceAtHome(bindings, { waitUntil() {} });

describe("the ten seconds", () => {
  it("delay every e-mail, from the queue and from the cron, and then each is sent once", async () => {
    await people("kari", "ola");
    expect(await send()).toMatchObject({ status: 202, recipients: 2 });
    await deliverQueued();
    await tick();
    pass(9);
    await tick();
    await sendBulk(service());
    await deliverQueued();
    expect(await readers()).toEqual([]);
    pass(1);
    await tick();
    await deliverQueued();
    expect(await readers()).toEqual(["kari", "ola"]);
    await later();
    expect(await readers()).toEqual(["kari", "ola"]);
  });

  it("apply only if requested", async () => {
    await people("kari");
    await send({});
    await deliverQueued();
    expect(await readers()).toEqual(["kari"]);
  });

  it("are time for people to cancel, who then get nothing", async () => {
    await people("kari", "ola");
    await send();
    const [mail] = await mailsTo(addressAt(slug, "ola"));
    await call(`${linkIn(mail)}/cancel`, form({}));
    await later();
    expect(await readers()).toEqual(["kari"]);
    expect(await listed()).toMatchObject([{ recipients: 2, gone: 1 }]);
  });
});

describe("taking back", () => {
  it("before anything is sent: nobody gets it, and the list shows the previous e-mail", async () => {
    await people("kari", "ola");
    const { id } = await send();
    expect((await exported(slug)).registrations.map(({ mail }) => mail?.kind)).toEqual(Array(2).fill("announcement"));
    const { cursor } = await exported(slug);
    expect(await takeBack(id)).toEqual({ status: 200, id, recipients: 2, gone: 0 });
    await later();
    expect(await readers()).toEqual([]);
    // Whoever follows the feed learns it.
    const changed = await exported(slug, `?since=${cursor}`);
    expect(changed.registrations.map(({ mail }) => mail?.kind)).toEqual(Array(2).fill("confirmation"));
    expect(await listed()).toMatchObject([{ id, status: "taken-back", recipients: 2, gone: 0 }]);
    const log = await (await call(`/api/events/${slug}/audit-log`, asAdmin())).json();
    expect(log).toMatchObject({ entries: expect.arrayContaining([expect.objectContaining({ detail: id, count: 2 })]) });
  });

  it("again gives the same answer, and its key sends nothing more", async () => {
    await people("kari");
    const key = crypto.randomUUID();
    const { id } = await send({ undoSeconds: 10 }, key);
    const answers = await Promise.all([takeBack(id), takeBack(id)]);
    expect(answers).toEqual(Array(2).fill({ status: 200, id, recipients: 1, gone: 0 }));
    expect(await send({ undoSeconds: 10 }, key)).toMatchObject({ status: 202, id });
    await later();
    expect(await readers()).toEqual([]);
  });

  it("while thousands are being queued in steps stops the steps", async () => {
    await crowd(6000);
    const { id, recipients } = await send();
    expect(recipients).toBe(6000);
    expect(await unsent()).toHaveLength(5000);
    const [first] = await Promise.all([takeBack(id), tick()]);
    expect(first).toMatchObject({ status: 200, recipients: 6000, gone: 0 });
    expect(await unsent()).toEqual([]);
    await later(3);
    expect(await unsent()).toEqual([]);
    expect(await readers()).toEqual([]);
    expect(await listed()).toMatchObject([{ status: "taken-back", gone: 0 }]);
    forgetQueued();
  });

  it("of more than one step's e-mails removes them all", async () => {
    await crowd(6000);
    const { id } = await send({ undoSeconds: 600 });
    // The cron goes on when the time is over, and a tick may have read so just before.
    const [due] = (await mailToQueue(env.DB, clock + 600_000, 100)).filter(({ event }) => event === slug);
    if (due?.kind === "announcement") await continueAnnouncement(env.DB, due, clock);
    expect(await unsent()).toHaveLength(6000);
    expect(await takeBack(id)).toMatchObject({ status: 200, recipients: 6000, gone: 0 });
    expect(await unsent()).toEqual([]);
  });

  it("when a kill has left e-mails in the outbox: no consumer sends them", async () => {
    await people("kari", "ola");
    const { id } = await send();
    await env.DB.prepare("UPDATE announcement SET taken_back_at = 1, queued_to = NULL WHERE id = ?").bind(id).run();
    await later();
    expect(await readers()).toEqual([]);
    expect(await unsent()).toEqual([]);
  });

  it("while a consumer has leased some counts these as gone: only their recipients get one", async () => {
    await people("anne", "berit", "kari", "ola");
    const { id } = await send();
    pass(10);
    const mine = (await unsent()).slice(0, 2);
    const leased = await prepare(service(), await leaseMessages(env.DB, mine, clock, clock + 60_000));
    expect(leased).toHaveLength(2);
    expect(await takeBack(id)).toMatchObject({ recipients: 4, gone: 2 });
    for (const one of leased) await attempt(service(), [one]);
    await later();
    expect(await readers()).toHaveLength(2);
    expect(await listed()).toMatchObject([{ status: "taken-back", gone: 2 }]);
  });

  it("drops messages that a consumer releases without trying", async () => {
    await people("kari", "ola");
    const { id } = await send();
    pass(10);
    const [mine = ""] = await unsent();
    await prepare(service(), await leaseMessages(env.DB, [mine], clock, clock + 60_000));
    expect(await takeBack(id)).toMatchObject({ gone: 1 });
    await releaseLease(env.DB, [mine], { leasedAt: clock, dueAt: clock });
    await later();
    expect(await readers()).toEqual([]);
    expect(await unsent()).toEqual([]);
    expect(await listed()).toMatchObject([{ gone: 0 }]);
  });

  it("leaves messages that may have been accepted, so that nobody gets two", async () => {
    await people("kari", "ola");
    const { id } = await send();
    await failNext(`.${slug}@`, "accept-then-drop");
    pass(10);
    await tick();
    await deliverQueued();
    expect(await takeBack(id)).toMatchObject({ status: 409 });
    await later();
    expect(await readers()).toEqual(["kari", "ola"]);
    expect(await listed()).toMatchObject([{ status: "sent", gone: 2 }]);
  });

  it("at the same moment as consumers and the cron: the reported number is what people got", async () => {
    await people(...Array.from({ length: 30 }, (_, n) => `nr${n}`));
    const { id } = await send();
    pass(10);
    const [, answer] = await Promise.all([tick(), takeBack(id), deliverQueued(), sendBulk(service())]);
    await later();
    const got = await readers();
    expect(new Set(got).size).toBe(got.length);
    if (answer.status === 200) expect(answer.gone).toBe(got.length);
    else expect(got).toHaveLength(30);
    expect(await listed()).toMatchObject([{ gone: got.length }]);
  });

  it("after the last one was sent is refused, and says how many there were", async () => {
    await people("kari", "ola");
    const { id } = await send({});
    await deliverQueued();
    expect(await takeBack(id)).toMatchObject({ status: 409, type: "/problems/already-sent" });
    expect(await listed()).toMatchObject([{ status: "sent", gone: 2 }]);
  });

  it("is for the organisers of its event alone", async () => {
    await people("kari");
    const { id } = await send();
    expect((await call(`/api/events/${slug}/announcements/${id}`, { method: "DELETE" })).status).toBe(401);
    const other = await aNewEvent("angre");
    vi.setSystemTime(clock);
    expect(await takeBack(id, other)).toMatchObject({ status: 404 });
    expect(await takeBack("0".repeat(32))).toMatchObject({ status: 404 });
    await later();
    expect(await readers()).toEqual(["kari"]);
  });
});

describe("the number that was confirmed", () => {
  it("must still be the size of the audience, or nothing is sent", async () => {
    await people("kari");
    const key = crypto.randomUUID();
    await people("ola");
    expect(await send({ recipients: 1 }, key)).toMatchObject({ status: 409, detail: expect.stringContaining("2") });
    expect(await unsent()).toEqual([]);
    expect(await listed()).toEqual([]);
    expect(await send({ recipients: 2 }, key)).toMatchObject({ status: 202, recipients: 2 });
    // The answer to a repeated key does not depend on who has come since.
    await people("per");
    expect(await send({ recipients: 2 }, key)).toMatchObject({ status: 202, recipients: 2 });
    await later();
    expect(await readers()).toEqual(["kari", "ola"]);
  });
});

describe("an announcement for later", () => {
  const at = (minutes: number) => new Date(clock + 3_600_000 + minutes * 60_000).toISOString().slice(0, 16);

  it("waits for its time on the clock at the venue, and goes to people registered by then", async () => {
    await people("kari", "siri");
    expect(await send({ sendAt: at(30) })).toMatchObject({ status: 202, recipients: 2 });
    await later();
    expect(await listed()).toMatchObject([{ status: "planned", queued: 0, recipients: 2 }]);
    await people("ola");
    const [mail] = await mailsTo(addressAt(slug, "siri"));
    await call(`${linkIn(mail)}/cancel`, form({}));
    await deliverQueued();
    pass(20 * 60);
    await tick();
    expect(await unsent()).toEqual([]);
    pass(7 * 60);
    await tick();
    await deliverQueued();
    await later();
    expect(await readers()).toEqual(["kari", "ola"]);
    expect(await listed()).toMatchObject([{ status: "sent", queued: 2, recipients: 2, gone: 2 }]);
  });

  it("can be taken back until then", async () => {
    await people("kari");
    const { id } = await send({ sendAt: at(30) });
    expect(await takeBack(id)).toMatchObject({ status: 200, gone: 0 });
    pass(40 * 60);
    await later();
    expect(await readers()).toEqual([]);
    expect(await listed()).toMatchObject([{ status: "taken-back" }]);
  });

  it.each([
    ["a time that is over", () => at(-1)],
    ["an hour that the clock skips", () => "2027-03-28T02:30"],
    ["no time", () => "2026-11-31T09:00"],
  ])("is refused for %s", async (_, sendAt) => {
    expect(await send({ sendAt: sendAt() })).toMatchObject({ status: 422, errors: [{ field: "sendAt" }] });
  });
});

describe("the outcome of an announcement", () => {
  it("equals the rows, whatever the provider reports, even if an attendee is erased", async () => {
    await people("anne", "berit", "kari", "ola");
    await send({});
    await deliverQueued();
    await deliveredTo(addressAt(slug, "anne"));
    await deliveredTo(addressAt(slug, "berit"));
    await deliveredTo(addressAt(slug, "berit"), "complained");
    const [mail] = await mailsTo(addressAt(slug, "kari"));
    await deliveredTo(addressAt(slug, "kari"));
    await call(`${linkIn(mail)}/erase`, form({}));
    expect(await listed()).toMatchObject([{ recipients: 4, gone: 4, arrived: 2, undelivered: 1 }]);
  });

  it("counts one that failed, and no longer once it was sent again and arrived", async () => {
    await people("kari");
    await failNext(`.${slug}@`, "422");
    await send({});
    await deliverQueued();
    expect(await listed()).toMatchObject([{ gone: 0, arrived: 0, undelivered: 1 }]);
    const { messages } = (await (await call(`/api/events/${slug}/undelivered`, asAdmin())).json()) as {
      messages: { id: string }[];
    };
    await call(`/api/events/${slug}/messages/${messages[0]?.id}/retry`, asAdmin({ method: "POST" }));
    await deliverQueued();
    await deliveredTo(addressAt(slug, "kari"));
    expect(await listed()).toMatchObject([{ gone: 1, arrived: 1, undelivered: 0 }]);
  });
});
