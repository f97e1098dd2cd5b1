import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { messageTags } from "../../../worker/mail/message-tags.ts";
import { serviceOf } from "../../../worker/service.ts";
import { sample } from "../builders.ts";
import {
  asAdmin,
  bindings,
  call,
  deliverQueued,
  exported,
  forgetQueued,
  form,
  json,
  mailsTo,
  put,
  tick,
} from "../client.ts";
import { dumpOf } from "../dump.ts";
import { type Attendee, addressAt, aNewEvent, attend, latestMessageTo, press } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("sletting");
});

/** An attendee with every field filled in, in words that no other test uses. */
async function anAttendeeWithEverything(name = "kari"): Promise<Attendee & { traces: string[] }> {
  const attendee = await attend(slug, name, {
    name: "Slettina Nordmann",
    organisation: "Slettestova AS",
    role: "slettesjef",
    question: "Er det slettemat?",
    needs: { diet: "slettefisk", access: "slettestol", consent: true },
    colleagues: [{ name: "Ola Nordmann", email: addressAt(slug, "kollega") }],
  });
  const { address } = attendee;
  return {
    ...attendee,
    traces: [address, "Slettina", "Slettestova", "slettesjef", "slettemat", "slettefisk", "slettestol"],
  };
}

async function idOf(address: string): Promise<string> {
  const { registrations } = await exported(slug);
  const row = registrations.find(({ email }) => email === address);
  if (!row) throw new Error(`${address} is not in the export`);
  return row.id;
}

async function expectNothingLeftOf(traces: string[]) {
  const dump = await dumpOf();
  for (const trace of traces) expect(dump).not.toContain(trace);
}

/** A webhook as Resend signs it. */
async function webhook(type: string, message: string, to: string): Promise<void> {
  const linkKeys = serviceOf(bindings, { waitUntil() {} }).settings.LINK_KEYS;
  const body = JSON.stringify({
    type,
    data: { to: [to], tags: await messageTags(message, to, linkKeys), bounce: { type: "Permanent", subType: to } },
  });
  const [id, timestamp] = [crypto.randomUUID(), String(Math.floor(Date.now() / 1000))];
  const secret = String((bindings.RESEND_WEBHOOK_SECRET as string).split(",")[0]).slice("whsec_".length);
  const key = await crypto.subtle.importKey(
    "raw",
    Uint8Array.from(atob(secret), (octet) => octet.charCodeAt(0)),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${id}.${timestamp}.${body}`));
  const signature = `v1,${btoa(String.fromCharCode(...new Uint8Array(mac)))}`;
  const headers = { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": signature };
  const response = await call("/webhooks/resend", { method: "POST", headers, body });
  expect(response.status).toBe(204);
}

describe("an attendee with every kind of data stored", () => {
  /** Makes every possible table have a row about the attendee. */
  async function environment() {
    const person = await anAttendeeWithEverything();
    const id = await idOf(person.address);
    await call(person.link);
    await press(person, "change", {
      name: "Slettina Nordmann",
      organisation: "Slettestova AS",
      role: "slettesjef",
      question: "Er det slettemat? Ja?",
      "needs.diet": "slettefisk",
      "needs.access": "slettestol",
      "needs.consent": "true",
      participation: "in-person",
      seen: String(Date.parse((await exported(slug)).registrations.find((row) => row.id === id)?.changedAt as string)),
    });
    await call(`/events/${slug}/lost-link`, form({ email: person.address }));
    const announcement = json(
      { subject: { nb: "Hei" }, text: { nb: "Hei alle" } },
      { "idempotency-key": `"${slug}-1"` },
    );
    await call(`/api/events/${slug}/announcements`, asAdmin(announcement));
    await deliverQueued();
    const message = await latestMessageTo(person.address);
    await webhook("email.bounced", message ?? "", person.address);
    const dump = await dumpOf();
    for (const trace of person.traces) expect(dump).toContain(trace);
    return { ...person, id };
  }

  it("is in no row of any table after erasing themselves, except for an id in the feed", async () => {
    const { id, link, address, traces } = await environment();
    expect((await press({ link, address }, "erase")).status).toBe(200);
    await mailsTo(address);
    await expectNothingLeftOf(traces);
    expect(await dumpOf(["change"])).toContain(id);
    // The colleague stays, and no longer leads back to anybody.
    expect((await exported(slug)).registrations.map(({ email }) => email)).toEqual([addressAt(slug, "kollega")]);
  });

  it("is gone the same way when the organiser does it for them", async () => {
    const { id, address, traces } = await environment();
    const { cursor } = await exported(slug);
    const response = await call(`/api/events/${slug}/registrations/${id}`, asAdmin({ method: "DELETE" }));
    expect([response.status, await response.text()]).toEqual([204, ""]);
    // The address has bounced: nothing more goes there, not even this.
    await deliverQueued();
    await expectNothingLeftOf(traces);
    expect((await exported(slug, `?since=${cursor}`)).registrations).toContainEqual({ id, status: "erased" });
    expect(await dumpOf(["audit_log"])).toContain('"action":"registration erased"');
    expect((await call(`/api/events/${slug}/registrations/${id}`, asAdmin({ method: "DELETE" }))).status).toBe(404);
    expect(address).toContain(slug);
  });

  it("is gone at once, before anything is sent, when another person typed the address", async () => {
    const { link, address, traces } = await environment();
    expect((await press({ link, address }, "not-me")).status).toBe(200);
    await expectNothingLeftOf(traces);
    const before = (await mailsTo(address)).length;
    await tick();
    expect(await mailsTo(address)).toHaveLength(before);
  });

  it("keeps a suppressed address, as a hash that does not reveal it", async () => {
    const { link, address } = await environment();
    await press({ link, address }, "not-me");
    await expectNothingLeftOf([address, address.toUpperCase(), btoa(address)]);
    const plain = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(address))).toHex();
    await expectNothingLeftOf([plain]);
    vi.setSystemTime(Date.now() + 86_400_001);
    const again = await attend(slug, "kari");
    expect(again.address).toBe(address);
    const data = await (await call(`${again.link}/data.json`)).json();
    expect(data).toMatchObject({ suppressed: [{ reason: "bounced" }] });
  });
});

describe("mail that waits when an attendee erases themselves", () => {
  it("is never sent", async () => {
    const { link, address } = await attend(slug, "kari");
    const sent = (await mailsTo(address)).length;
    await call(`/events/${slug}/lost-link`, form({ email: address }));
    forgetQueued();
    await press({ link, address }, "not-me");
    vi.setSystemTime(Date.now() + 3_600_000);
    await tick();
    expect(await mailsTo(address)).toHaveLength(sent);
  });
});

describe("erasing by the organiser", () => {
  it("gives the place to the next on the waiting list and tells the person once", async () => {
    await put({ ...sample, slug, participation: { inPerson: { capacity: 1, waitlist: true } } });
    const { address } = await attend(slug, "a");
    const { address: next } = await attend(slug, "b");
    await call(`/api/events/${slug}/registrations/${await idOf(address)}`, asAdmin({ method: "DELETE" }));
    expect((await mailsTo(next)).at(-1)?.subject).toContain("Du har fått plass");
    expect((await mailsTo(address)).at(-1)?.subject).toBe("Opplysningane dine er sletta");
    expect(await mailsTo(address)).toHaveLength(2);
  });

  it("reaches nobody at another event, and nobody without a token", async () => {
    const other = await aNewEvent("sletting");
    const { address } = await attend(slug, "kari");
    const id = await idOf(address);
    expect((await call(`/api/events/${other}/registrations/${id}`, asAdmin({ method: "DELETE" }))).status).toBe(404);
    expect((await call(`/api/events/${slug}/registrations/${id}`, { method: "DELETE" })).status).toBe(401);
    expect(await idOf(address)).toBe(id);
  });
});

describe("an erasure that is repeated after a backup was restored", () => {
  it("sends an e-mail only to the next on the waiting list, who gets the seat", async () => {
    await put({ ...sample, slug, participation: { inPerson: { capacity: 1, waitlist: true } } });
    const { address } = await attend(slug, "a");
    const { address: next } = await attend(slug, "b");
    const registrations = [await idOf(address), "0".repeat(32)];
    const replay = async () => (await call("/api/erasures", asAdmin(json({ registrations })))).json();
    expect(await replay()).toEqual({ erased: 1 });
    expect((await mailsTo(next)).at(-1)?.subject).toContain("Du har fått plass");
    expect(await mailsTo(address)).toHaveLength(1);
    await expectNothingLeftOf([address]);
    expect(await replay()).toEqual({ erased: 0 });
    expect(await mailsTo(next)).toHaveLength(2);
  });
});

describe("the attendee's own download", () => {
  it("contains every value about the attendee in any table", async () => {
    const { link, address } = await anAttendeeWithEverything();
    await call(`/events/${slug}/lost-link`, form({ email: address }));
    await deliverQueued();
    await env.DB.prepare("UPDATE registration SET checked_in_at = 1797000000000, digital_meanwhile = 0 WHERE email = ?")
      .bind(address)
      .run();
    const id = await idOf(address);
    await env.DB.prepare("UPDATE message SET failure = '422 to: ugyldig' WHERE registration = ?").bind(id).run();
    await env.DB.prepare("INSERT INTO note (registration, text, written_by, written_at) VALUES (?, ?, ?, ?)")
      .bind(id, "Ringte: plass foran", "rebekka@example.no", 1_797_000_000_123)
      .run();
    const text = await (await call(`${link}/data.json`)).text();
    const owned = await env.DB.batch<Record<string, unknown>>([
      env.DB.prepare("SELECT * FROM registration WHERE id = ?").bind(id),
      env.DB.prepare("SELECT * FROM needs WHERE registration = ?").bind(id),
      env.DB.prepare("SELECT * FROM message WHERE registration = ?").bind(id),
      // The writer is the organiser's data.
      env.DB.prepare("SELECT registration, text, written_at FROM note WHERE registration = ?").bind(id),
    ]);
    // Technical values that say nothing about the person.
    const machinery = new Set([
      ...["email_key", "seq", "link_version", "calendar_changes", "rehearsal", "with_change", "own_request", "mailbox"],
      ...["due_at", "unconfirmed_since", "batch", "bulk", "announcement", "former_addressee", "changed_at"],
      // Made from name, address and organisation.
      ...["search_text", "name_key"],
    ]);
    for (const [name, value] of owned.flatMap(({ results }) => results.flatMap((row) => Object.entries(row)))) {
      if (value === null || machinery.has(name) || (name === "id" && value !== id)) continue;
      const shown = /_at$/.test(name) ? new Date(Number(value)).toISOString() : String(value).replaceAll("\n", "\\n");
      const isFlag = name === "digital_meanwhile";
      expect([name, text.includes(isFlag ? String(value === 1) : shown)]).toEqual([name, true]);
    }
  });
});
