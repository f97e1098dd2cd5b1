import { env } from "cloudflare:test";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { messageTags } from "../../../worker/mail/message-tags.ts";
import { serviceOf } from "../../../worker/service.ts";
import { aBody, asAdmin, bindings, call, deliverQueued, exported, form, json, mailsTo, register } from "../client.ts";
import { addressAt, aNewEvent, attend, deliveredTo, latestMessageTo, press, subjectsTo } from "../people.ts";

let slug: string;
let kari: string;

beforeEach(async () => {
  slug = await aNewEvent("sprett", {
    participation: { inPerson: { capacity: 1, waitlist: true }, digital: {} },
  });
  kari = addressAt(slug, "kari");
});

interface Told {
  message?: string | null;
  bounce?: string;
  id?: string | undefined;
  type?: string;
}

const linkKeys = () => serviceOf(bindings, { waitUntil() {} }).settings.LINK_KEYS;

/** Sends Resend's report about the latest e-mail to an address. */
async function tell(address: string, { message, bounce = "Permanent", id, type = "email.bounced" }: Told = {}) {
  const body = JSON.stringify({
    type,
    data: {
      to: [address],
      tags: await messageTags(message ?? (await latestMessageTo(address)) ?? "", address, linkKeys()),
      bounce: { type: bounce, subType: "General" },
    },
  });
  const webhook = id ?? crypto.randomUUID();
  const now = new Date();
  const signature = new Webhook(btoa("new-secret-of-24-octets!")).sign(webhook, now, body);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = { "svix-id": webhook, "svix-timestamp": timestamp, "svix-signature": signature };
  expect((await call("/webhooks/resend", { method: "POST", headers, body })).status).toBe(204);
}

const statusOf = async (address: string) =>
  (await exported(slug)).registrations.find(({ email }) => email === address)?.status;
const idOf = async (address: string) =>
  (await exported(slug)).registrations.find(({ email }) => email === address)?.id ?? "";
const asOrganiser = (path: string, body?: object, method = "POST") =>
  call(`/api/events/${slug}/${path}`, asAdmin({ ...(body ? json(body) : {}), method }));

/** Causes one more e-mail to an address. */
async function loseLink(address: string) {
  await call(`/events/${slug}/lost-link`, form({ email: address }));
  await mailsTo(address);
}

async function cancellations(address: string) {
  const { results } = await env.DB.prepare(
    `SELECT reason FROM change WHERE type = 'registration.cancelled'
       AND registration = (SELECT id FROM registration WHERE email = ? AND event = ?)`,
  )
    .bind(address, slug)
    .all();
  return results.map(({ reason }) => reason);
}

describe("an address that does not exist", () => {
  it("gives its seat to the next on the waiting list, who is told, and the organiser sees it", async () => {
    await attend(slug, "kari");
    const ola = await attend(slug, "ola");
    const { cursor } = await exported(slug);
    await tell(kari);
    expect([await statusOf(kari), await statusOf(ola.address)]).toEqual(["cancelled", "confirmed"]);
    await deliverQueued();
    expect(await subjectsTo(ola.address)).toContain("Du har fått plass");
    // No e-mail goes to the address that does not exist.
    expect(await mailsTo(kari)).toHaveLength(1);
    expect(await cancellations(kari)).toEqual(["bounced"]);
    expect((await exported(slug, `?since=${cursor}`)).registrations).toContainEqual(
      expect.objectContaining({
        email: kari,
        status: "cancelled",
        mail: expect.objectContaining({ status: "bounced" }),
      }),
    );
    const undelivered = await (await call(`/api/events/${slug}/undelivered`, asAdmin())).json();
    expect(undelivered).toMatchObject({ messages: [{ status: "bounced", registrationStatus: "cancelled" }] });
    const csv = `/api/events/${slug}/export.csv?status=cancelled&mail=bounced&lang=nb`;
    const list = await (await call(csv, asAdmin())).text();
    expect(list).toContain("Avmeldt");
    expect(list).toContain("Kom ikke fram");
  });

  it("counts once, however often it is reported, and again only when the address registers again", async () => {
    await attend(slug, "kari");
    const message = await latestMessageTo(kari);
    for (const id of ["same", "same", undefined]) await tell(kari, { id: id && `${slug}-${id}`, message });
    expect(await cancellations(kari)).toEqual(["bounced"]);
    vi.setSystemTime(Date.now() + 1_000);
    await register(slug, aBody(kari));
    await mailsTo(kari);
    // A report about the first registration's e-mail says nothing about the second.
    await tell(kari, { message });
    expect(await statusOf(kari)).toBe("confirmed");
    await tell(kari);
    expect(await statusOf(kari)).toBe("cancelled");
  });

  it("leaves the waiting list, and the digital places too", async () => {
    await attend(slug, "ola");
    await attend(slug, "kari");
    await tell(kari);
    expect(await statusOf(kari)).toBe("cancelled");
    const digital = (await attend(slug, "digital", { participation: "digital" })).address;
    await tell(digital, { type: "email.suppressed" });
    expect(await statusOf(digital)).toBe("cancelled");
  });

  it("of a colleague gives back only the colleague's seat", async () => {
    const colleague = addressAt(slug, "kollega");
    await attend(slug, "kari", { participation: "digital", colleagues: [{ name: "Ola Nordmann", email: colleague }] });
    await mailsTo(colleague);
    await tell(colleague);
    expect([await statusOf(kari), await statusOf(colleague)]).toEqual(["confirmed", "cancelled"]);
  });

  it("may have had several e-mails, and loses its seat when all have bounced, in any order", async () => {
    for (const [name, order] of [
      ["kari", [0, 1]],
      ["ola", [1, 0]],
    ] as const) {
      const { address } = await attend(slug, name, { participation: "digital" });
      await loseLink(address);
      const { results } = await env.DB.prepare(
        "SELECT message.id FROM message JOIN registration ON registration.id = registration WHERE email = ? ORDER BY seq",
      )
        .bind(address)
        .all<{ id: string }>();
      expect(results).toHaveLength(2);
      for (const index of order) await tell(address, { message: results[index]?.id ?? null });
      expect([name, await statusOf(address)]).toEqual([name, "cancelled"]);
    }
  });
});

describe("an address keeps its seat", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["when its mailbox is full", () => tell(kari, { bounce: "Transient" })],
    ["when the provider can't tell", () => tell(kari, { bounce: "Undetermined" })],
    ["when it complains", () => tell(kari, { type: "email.complained" })],
    [
      "once an e-mail has arrived",
      async () => {
        await deliveredTo(kari);
        await loseLink(kari);
        await tell(kari);
      },
    ],
    [
      "while what became of an earlier e-mail is unknown",
      async () => {
        await loseLink(kari);
        await tell(kari);
      },
    ],
    ["when another address bounces", () => tell("ein.annan@example.no", { message: null })],
    [
      "when nobody could take the seat any more",
      async () => {
        vi.setSystemTime(Date.parse("2026-12-15T12:00:00Z"));
        await env.DB.prepare("UPDATE capacity SET promotion_ends = ?2 WHERE event = ?1").bind(slug, Date.now()).run();
        await tell(kari);
      },
    ],
    [
      "once the attendee was checked in",
      async () => {
        await env.DB.prepare("UPDATE registration SET checked_in_at = 1 WHERE email = ?").bind(kari).run();
        await tell(kari);
      },
    ],
  ])("%s", async (_, happens) => {
    await attend(slug, "kari");
    await happens();
    expect(await statusOf(kari)).toBe("confirmed");
    expect(await cancellations(kari)).toEqual([]);
  });

  it("when it is a rehearsal's", async () => {
    const key = { "idempotency-key": `${slug}-rehearsal` };
    const { headers, ...request } = asAdmin(json({ ...aBody(kari), rehearsal: true }, key));
    await call(`/api/events/${slug}/registrations`, { ...request, headers: headers ?? {} });
    await mailsTo(kari);
    await tell(kari);
    const { registrations } = await exported(slug, "?rehearsals=only");
    expect(registrations).toMatchObject([{ status: "confirmed", mail: { status: "bounced" } }]);
  });

  it("once an organiser has corrected the address: it was the wrong one that bounced", async () => {
    await attend(slug, "kari");
    const message = await latestMessageTo(kari);
    const right = addressAt(slug, "rett");
    const corrected = await asOrganiser(`registrations/${await idOf(kari)}`, { email: right }, "PATCH");
    expect(corrected.status).toBe(200);
    await tell(kari, { message });
    expect(await statusOf(right)).toBe("confirmed");
  });

  it("once the attendee has verified it, whatever the provider says of the e-mail that asked for that", async () => {
    slug = await aNewEvent("sprett", { verification: { holdHours: 24 } });
    const attendee = await attend(slug, "kari");
    const message = await latestMessageTo(attendee.address);
    expect((await press(attendee, "verify")).status).toBe(303);
    await tell(attendee.address, { message });
    expect(await statusOf(attendee.address)).toBe("confirmed");
  });

  it("once an organiser has brought the attendee back, and corrected the address", async () => {
    await attend(slug, "kari");
    await tell(kari);
    const id = await idOf(kari);
    expect((await asOrganiser(`registrations/${id}/restore`)).status).toBe(200);
    const right = addressAt(slug, "rett");
    expect((await asOrganiser(`registrations/${id}`, { email: right }, "PATCH")).status).toBe(200);
    expect(await subjectsTo(right)).toContain("Du har plass");
    await tell(right);
    expect(await statusOf(right)).toBe("confirmed");
  });
});
