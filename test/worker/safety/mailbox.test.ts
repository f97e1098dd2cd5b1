/** A bully tries to fill another person's mailbox with everything that a stranger can make the service send. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  aBody,
  acceptedFor,
  asAdmin,
  call,
  deliverQueued,
  exported,
  form,
  json,
  register,
  threeTicks,
  tick,
} from "../client.ts";
import { dumpOf } from "../dump.ts";
import { addressAt, aNewEvent, linkIn } from "../people.ts";

const HOUR = 3_600_000;

let slug: string;
let start: number;

beforeEach(async () => {
  slug = await aNewEvent("postkasse");
  start = Date.now();
});

const type = (address: string, event = slug, changes: Record<string, unknown> = {}) =>
  register(event, aBody(address, { participation: "digital", ...changes }));

/** All e-mails to the mailbox, in any spelling. */
async function mailsTo(mailbox: string) {
  await deliverQueued();
  return acceptedFor(mailbox);
}

/** The most e-mails sent or waiting to be sent within any hour. */
async function mostInAnHour(event: string): Promise<number> {
  const { results } = await env.DB.prepare(
    "SELECT coalesce(due_at, created_at) AS at FROM message WHERE event = ? AND status <> 'failed' ORDER BY at",
  )
    .bind(event)
    .all<{ at: number }>();
  return Math.max(...results.map(({ at }) => results.filter((other) => other.at >= at && other.at < at + HOUR).length));
}

describe("one mailbox", () => {
  it("with 90 tags gets three e-mails an hour; everybody is registered, and no e-mail is lost silently", async () => {
    const answers = new Set<string>();
    for (let n = 0; n < 90; n++) {
      const [local, host] = addressAt(slug, "Kari").split("@");
      const response = await type(`${local}+${n}@${host}`);
      answers.add(`${response.status} ${await response.text()}`);
    }
    expect(answers.size).toBe(1);
    expect(await mailsTo(`Kari.${slug}`)).toHaveLength(3);
    expect(await mostInAnHour(slug)).toBe(3);
    const { registrations } = await exported(slug);
    expect(registrations).toHaveLength(90);
    // The e-mails of a day wait; for the rest the organiser sees the reason.
    const of = (status: string) => registrations.filter(({ mail }) => mail?.status === status).length;
    expect([of("queued"), of("failed")]).toEqual([66, 21]);
    expect(await dumpOf(["message"])).toContain("too many e-mails to this mailbox");
    vi.setSystemTime(start + HOUR);
    await tick();
    expect(await mailsTo(`Kari.${slug}`)).toHaveLength(6);
  }, 60_000);

  it("at eight events gets three, and the confirmations of the others in the hours after", async () => {
    const address = addressAt(slug, "ola");
    for (let n = 0; n < 8; n++) {
      const event = await aNewEvent("postkasse");
      expect((await type(n % 2 ? address : address.toUpperCase(), event)).status).toBe(201);
    }
    const counts = [];
    for (const hours of [0, 1, 2]) {
      vi.setSystemTime(start + hours * HOUR);
      await tick();
      counts.push((await mailsTo(address)).length + (await mailsTo(address.split("@")[0]?.toUpperCase() ?? "")).length);
    }
    expect(counts).toEqual([3, 6, 8]);
  });

  it("gets three of all kinds together, and erasing does not reset the count", async () => {
    const address = addressAt(slug, "per");
    for (let n = 0; n < 4; n++) {
      await type(address);
      await call(`/events/${slug}/lost-link`, form({ email: address }));
      await type(addressAt(slug, `leiar${n}`), slug, { colleagues: [{ name: "Per Nes", email: address }] });
      await deliverQueued();
      await env.DB.prepare("DELETE FROM registration WHERE email_key = ?").bind(address).run();
    }
    await type(address);
    expect(await mailsTo(address)).toHaveLength(3);
    // The owner registers last, and is told after the waiting e-mails.
    vi.setSystemTime(start + 2 * HOUR);
    await tick();
    expect(await mailsTo(address)).toHaveLength(4);
  });

  it("does not reset its count at midnight", async () => {
    const [local, host] = addressAt(slug, "mona").split("@");
    vi.setSystemTime(Date.parse("2026-11-24T23:50:00Z"));
    for (let n = 0; n < 3; n++) await type(`${local}+${n}@${host}`);
    vi.setSystemTime(Date.parse("2026-11-25T00:10:00Z"));
    await type(`${local}+3@${host}`);
    expect(await mailsTo(`mona.${slug}`)).toHaveLength(3);
    vi.setSystemTime(Date.parse("2026-11-25T00:50:00Z"));
    await tick();
    expect(await mailsTo(`mona.${slug}`)).toHaveLength(4);
  });

  it("is not counted for e-mails caused by an organiser", async () => {
    for (let n = 0; n < 5; n++) {
      const [local, host] = addressAt(slug, "li").split("@");
      const body = aBody(`${local}+${n}@${host}`, { participation: "digital" });
      const init = asAdmin(json(body, { "idempotency-key": crypto.randomUUID() }));
      expect((await call(`/api/events/${slug}/registrations`, init)).status).toBe(201);
    }
    expect(await mailsTo(`li.${slug}`)).toHaveLength(5);
  });
});

describe("who says that they did not register", () => {
  const notMe = async (address: string) => {
    const [mail] = await mailsTo(address);
    expect((await call(`${linkIn(mail)}/not-me`, form({}))).status).toBe(200);
  };
  const people = async (event = slug) => (await exported(event)).registrations.map(({ email }) => email);

  it("is not registered for the event again for a day, under no tag, and the answer does not tell", async () => {
    const address = addressAt(slug, "kari");
    await type(address);
    await notMe(address);
    const [local, host] = address.split("@");
    for (const again of [address, address.toUpperCase(), `${local}+x@${host}`]) {
      const [known, unknown] = [await type(again), await type(addressAt(slug, crypto.randomUUID()))];
      expect([known.status, [...known.headers], await known.text()]).toEqual([
        unknown.status,
        [...unknown.headers],
        await unknown.text(),
      ]);
    }
    await type(addressAt(slug, "leiar"), slug, { colleagues: [{ name: "Kari Nes", email: address }] });
    await call(`/events/${slug}/lost-link`, form({ email: address }));
    expect(await mailsTo(`kari.${slug}`)).toHaveLength(1);
    expect((await people()).filter((email) => email.toLowerCase().startsWith("kari"))).toEqual([]);
    vi.setSystemTime(start + 24 * HOUR + 1);
    await type(address);
    expect(await people()).toContain(address);
    expect(await mailsTo(address)).toHaveLength(2);
  });

  it("can be registered for other events, and by the organiser at once", async () => {
    const address = addressAt(slug, "kari");
    const other = await aNewEvent("postkasse");
    await type(address);
    await notMe(address);
    await type(address, other);
    expect(await people(other)).toEqual([address]);
    const body = aBody(address, { participation: "digital" });
    const init = asAdmin(json(body, { "idempotency-key": crypto.randomUUID() }));
    expect((await call(`/api/events/${slug}/registrations`, init)).status).toBe(201);
    expect(await people()).toEqual([address]);
    expect(await mailsTo(address)).toHaveLength(3);
  });

  it("stops all waiting e-mails with one press", async () => {
    const [local, host] = addressAt(slug, "kari").split("@");
    for (let n = 0; n < 9; n++) await type(`${local}+${n}@${host}`);
    await notMe(`${local}+0@${host}`);
    for (const hours of [1, 2, 3]) {
      vi.setSystemTime(start + hours * HOUR);
      await tick();
    }
    expect(await mailsTo(`kari.${slug}`)).toHaveLength(3);
  });

  it("gets no link that a stranger requests for another tag", async () => {
    const [local, host] = addressAt(slug, "kari").split("@");
    for (const tag of ["a", "b"]) await type(`${local}+${tag}@${host}`);
    await notMe(`${local}+a@${host}`);
    expect(await people()).toEqual([`${local}+b@${host}`]);
    await call(`/events/${slug}/lost-link`, form({ email: `${local}+b@${host}` }));
    expect(await mailsTo(`kari.${slug}`)).toHaveLength(2);
  });
});

describe("what is kept of it", () => {
  const kept = () => dumpOf(["typed_mail", "not_me"]);

  it("names nobody, and is deleted after two days", async () => {
    for (const table of ["retention", "typed_mail", "not_me"]) await env.DB.prepare(`DELETE FROM ${table}`).run();
    const address = addressAt(slug, "kari");
    await type(address);
    const [mail] = await mailsTo(address);
    await call(`${linkIn(mail)}/not-me`, form({}));
    expect(await kept()).not.toMatch(/kari|@/);
    expect(await kept()).toMatch(/not_me: \[\{.*typed_mail: \[\{/s);
    vi.setSystemTime(start + 48 * HOUR);
    await threeTicks();
    expect(await kept()).toBe("not_me: []\ntyped_mail: []");
  });
});
