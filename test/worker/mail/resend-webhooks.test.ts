import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { messageTags } from "../../../worker/mail/message-tags.ts";
import { deliver } from "../../../worker/mail/outbox-consumer.ts";
import { addressHashes } from "../../../worker/security/address-hash.ts";
import { serviceOf } from "../../../worker/service.ts";
import { NO_CLEAR_ANSWER } from "../../../worker/storage/outbox.ts";
import { duringRegistration, sample } from "../builders.ts";
import {
  aBody,
  anotherLinkKey,
  asAdmin,
  bindings,
  call,
  deliverQueued,
  exported,
  first,
  form,
  json,
  mailsTo,
  put,
  register,
  serviceAtHome,
  tick,
} from "../client.ts";

/** As Svix signs: HMAC-SHA256 over `{id}.{timestamp}.{body}` with the decoded part after `whsec_`. */
async function signed(
  body: string,
  { secret = "old-secret-of-24-octets!", at = Date.now(), id = crypto.randomUUID() as string } = {},
) {
  const timestamp = String(Math.floor(at / 1000));
  const text = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", text.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, text.encode(`${id}.${timestamp}.${body}`)));
  return { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${mac.toBase64()}` };
}

/** The recipient of a webhook's e-mail, and the message and address in its proof if they differ. */
interface Addressed {
  to?: string;
  sent?: string;
  sentTo?: string;
}

const linkKeys = () => serviceOf(bindings, { waitUntil() {} }).settings.LINK_KEYS;

async function tell(
  type: string,
  message: string,
  options: Parameters<typeof signed>[1] & { emailId?: string; bounce?: string; more?: object } = {},
): Promise<Response> {
  const body = JSON.stringify({
    type,
    data: {
      email_id: options.emailId ?? (await providerId(message)),
      to: [kari()],
      tags: await messageTags(message, kari(), linkKeys()),
      bounce: { type: options.bounce ?? "Permanent", subType: "General" },
      ...options.more,
    },
  });
  return call("/webhooks/resend", { method: "POST", headers: await signed(body, options), body });
}

/** The provider's id of a message's last accepted attempt. */
async function providerId(id: string): Promise<string> {
  const row = await env.DB.prepare("SELECT provider_id FROM message WHERE id = ?").bind(id).first();
  return String(row?.provider_id ?? "not-told-yet");
}

let events = 0;
let slug: string;
let message: string;

/** An address that only this test uses: all tests share one provider. */
const kari = () => `kari.${slug}@example.no`;

beforeEach(async () => {
  vi.setSystemTime(duringRegistration);
  await first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'").run();
  slug = `webhooks-${++events}`;
  await put({ ...sample, slug });
  await register(slug, aBody(kari()));
  await deliverQueued();
  const row = await env.DB.prepare("SELECT id FROM message WHERE event = ?").bind(slug).first<{ id: string }>();
  message = row?.id ?? "";
});

const bounce = { type: "Permanent", subType: "General" };

const mailStatus = async () => (await exported(slug)).registrations[0]?.mail?.status;

describe("Resend's report about an e-mail", () => {
  it("is shown in the export, and is a change in `?since=`", async () => {
    const { cursor } = await exported(slug);
    expect(await mailStatus()).toBe("sent");
    expect((await tell("email.delivered", message)).status).toBe(204);
    expect(await mailStatus()).toBe("delivered");
    const later = await exported(slug, `?since=${cursor}`);
    expect(later.registrations).toMatchObject([{ mail: { kind: "confirmation", status: "delivered" } }]);
  });

  it.each([
    [["delivered", "sent"], "delivered"],
    [["bounced", "delivered", "sent"], "bounced"],
    [["delivered", "complained", "delivered", "bounced"], "complained"],
    [["delivered", "bounced"], "bounced"],
    [["delivery_delayed", "delivered"], "delivered"],
    [["delivered", "delivery_delayed"], "delivered"],
    [["delivery_delayed"], "delayed"],
    [["delivery_delayed", "sent", "bounced"], "bounced"],
    [["opened"], "sent"],
  ])("in the order %j ends as %s: never backwards", async (types, status) => {
    for (const type of types) expect((await tell(`email.${type}`, message)).status).toBe(204);
    expect(await mailStatus()).toBe(status);
  });

  it("shows a delay, also in the stats and as a change", async () => {
    const { cursor } = await exported(slug);
    await tell("email.delivery_delayed", message);
    const later = await exported(slug, `?since=${cursor}`);
    expect(later.registrations).toMatchObject([{ mail: { kind: "confirmation", status: "delayed" } }]);
    const stats = await call(`/api/events/${slug}/stats`, asAdmin());
    expect(await stats.json()).toMatchObject({ messages: { sent: 0, delayed: 1 } });
  });

  it.each([
    ["email.failed", { failed: { reason: "x".repeat(2000) } }, "failed"],
    ["email.failed", { failed: "unheard of" }, "failed"],
    ["email.bounced", { bounce: { type: "Permanent" } }, "bounced"],
    ["email.bounced", { bounce: null }, "bounced"],
  ])("counts though it is told otherwise than documented: %s %j", async (type, more, status) => {
    await tell(type, message, { more });
    expect(await mailStatus()).toBe(status);
  });

  it.each([
    ["email.failed", { failed: { reason: "x".repeat(2000) } }],
    ["email.bounced", { bounce: { type: "y".repeat(1000), subType: "x".repeat(1000) } }],
  ])("is kept in short, however long its reason: %s", async (type, more) => {
    await tell(type, message, { more });
    const list = (await (await call(`/api/events/${slug}/undelivered`, asAdmin())).json()) as {
      messages: { reason: string }[];
    };
    expect(list.messages[0]?.reason).toMatch(/^[xy ]{200}$/);
  });

  it("corrects a failure for lack of a clear answer, and no other", async () => {
    await env.DB.prepare("UPDATE message SET status = 'failed', failure = ?2, provider_id = NULL WHERE id = ?1")
      .bind(message, NO_CLEAR_ANSWER)
      .run();
    await tell("email.sent", message);
    expect(await mailStatus()).toBe("sent");
    await tell("email.failed", message);
    await tell("email.sent", message);
    expect(await mailStatus()).toBe("failed");
  });

  it("repeated, changes nothing and adds no change to the feed", async () => {
    await tell("email.delivered", message);
    const { cursor } = await exported(slug);
    await tell("email.delivered", message);
    expect((await exported(slug)).cursor).toBe(cursor);
  });

  it("may come before the answer to the request that sent it", async () => {
    await register(slug, aBody("ola@example.no"));
    const queued = await env.DB.prepare("SELECT id FROM message WHERE event = ? AND status = 'queued'")
      .bind(slug)
      .first<{ id: string }>();
    await tell("email.delivered", queued?.id ?? "");
    await deliverQueued();
    const { registrations } = await exported(slug);
    expect(registrations.find(({ email }) => email === "ola@example.no")?.mail?.status).toBe("delivered");
  });
});

describe("an e-mail that is sent again", () => {
  const retry = () => call(`/api/events/${slug}/messages/${message}/retry`, asAdmin({ method: "POST" }));

  beforeEach(async () => {
    await env.DB.prepare("DELETE FROM suppression").run();
    await tell("email.bounced", message);
  });

  it.each(["email.sent", "email.bounced", "email.failed", "email.delivered"])(
    "is sent although %s about the first one comes late",
    async (type) => {
      const first = await providerId(message);
      expect((await retry()).status).toBe(202);
      await tell(type, message, { emailId: first });
      expect(await mailStatus()).toBe("queued");
      expect(await mailsTo(kari())).toHaveLength(2);
      await tell("email.bounced", message, { emailId: first });
      expect(await mailStatus()).toBe("sent");
      await tell("email.delivered", message);
      expect(await mailStatus()).toBe("delivered");
    },
  );

  it("ends the suppression: an organiser who sends again vouches for the address, and the next bounce shows if it is wrong", async () => {
    const suppressed = () => env.DB.prepare("SELECT reason FROM suppression").first();
    expect(await suppressed()).toEqual({ reason: "bounced" });
    await retry();
    expect(await suppressed()).toBeNull();
    await deliverQueued();
    await tell("email.bounced", message);
    expect(await suppressed()).toEqual({ reason: "bounced" });
  });

  it("is not sent after a complaint", async () => {
    await env.DB.prepare("UPDATE suppression SET reason = 'complained'").run();
    const refused = await retry();
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { type: "/problems/complained", detail: expect.stringContaining("søppelpost") },
    ]);
    expect(await mailStatus()).toBe("bounced");
  });
});

describe("a webhook that nobody signed", () => {
  it.each([
    ["with another secret", { secret: "none-of-ours-24-octets!!" }],
    ["five minutes and a second old", { at: duringRegistration - 301_000 }],
    ["five minutes and a second early", { at: duringRegistration + 301_000 }],
  ])("%s is refused", async (_, options) => {
    const response = await tell("email.delivered", message, options);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ type: "/problems/bad-signature" });
    expect(await mailStatus()).toBe("sent");
  });

  it("with one octet changed, or without its headers, is refused", async () => {
    const body = JSON.stringify({ type: "email.delivered", data: { tags: { message } } });
    const headers = await signed(body);
    expect((await call("/webhooks/resend", { method: "POST", headers, body: `${body} ` })).status).toBe(401);
    expect((await call("/webhooks/resend", { method: "POST", body })).status).toBe(401);
  });

  it("differs from one signed with either of two secrets, or with one valid signature of several", async () => {
    expect((await tell("email.sent", message, { secret: "new-secret-of-24-octets!" })).status).toBe(204);
    const body = JSON.stringify({ type: "email.delivered", data: { tags: { message } } });
    const headers = await signed(body);
    headers["svix-signature"] = `v1,${btoa("x".repeat(32))} ${headers["svix-signature"]}`;
    expect((await call("/webhooks/resend", { method: "POST", headers, body })).status).toBe(204);
    expect(await mailStatus()).toBe("delivered");
  });
});

describe("an address that has bounced or been complained about", () => {
  const suppressed = async () => {
    const { results } = await env.DB.prepare("SELECT reason FROM suppression").all<{ reason: string }>();
    return results.map(({ reason }) => reason);
  };
  const mails = async () => (await mailsTo(kari())).length;
  const askForLink = () => call(`/events/${slug}/lost-link`, form({ email: kari().toUpperCase() }));
  const latest = async () => (await exported(slug)).registrations[0]?.mail;

  beforeEach(async () => {
    await env.DB.prepare("DELETE FROM suppression").run();
  });

  it.each([
    ["email.bounced", {}, ["bounced"]],
    ["email.bounced", { bounce: "Transient" }, []],
    ["email.bounced", { bounce: "Undetermined" }, []],
    ["email.suppressed", {}, ["bounced"]],
    ["email.complained", {}, ["complained"]],
    ["email.failed", {}, []],
  ])("by %s %j is remembered as %j, and not in clear", async (type, options, reasons) => {
    await tell(type, message, options);
    expect(await suppressed()).toEqual(reasons);
    const { results } = await env.DB.prepare("SELECT * FROM suppression").all();
    expect(JSON.stringify(results)).not.toContain("kari");
  });

  it("gets no more mail, and the organiser sees it", async () => {
    await tell("email.bounced", message);
    const before = await mails();
    await askForLink();
    expect(await mails()).toBe(before);
    expect(await latest()).toMatchObject({ kind: "lost-link", status: "failed" });
    const undelivered = await call(`/api/events/${slug}/undelivered`, asAdmin());
    expect(await undelivered.json()).toMatchObject({
      messages: [
        { kind: "confirmation", status: "bounced" },
        { kind: "lost-link", reason: "suppressed" },
      ],
    });
  });

  it("still gets the answer to the person's own registration, here and at other events", async () => {
    await tell("email.complained", message);
    const before = await mails();
    await register(slug, aBody(kari()));
    expect(await mails()).toBe(before + 1);
    await put({ ...sample, slug: `${slug}-anna` });
    await register(`${slug}-anna`, aBody(kari()));
    expect(await mails()).toBe(before + 2);
    const byAnother = aBody("ola@example.no", {
      colleagues: [{ name: "Kari Nordmann", email: kari() }],
    });
    await put({ ...sample, slug: `${slug}-tredje` });
    await register(`${slug}-tredje`, byAnother);
    expect(await mails()).toBe(before + 2);
  });

  describe("whose reader has complained", () => {
    const failures = async () => {
      const { results } = await env.DB.prepare("SELECT kind, status, failure FROM message WHERE event = ? ORDER BY seq")
        .bind(slug)
        .all<{ kind: string; status: string; failure: string | null }>();
      return results.map(({ kind, status, failure }) => `${kind} ${failure ?? status}`);
    };
    const idOfKari = async () => (await exported(slug)).registrations[0]?.id;
    const byOrganiser = (path: string, body: unknown = {}, method = "POST") =>
      call(`/api/events/${slug}/${path}`, {
        ...asAdmin(json(body, { "idempotency-key": crypto.randomUUID() })),
        method,
      });
    let before: number;

    beforeEach(async () => {
      before = await mails();
      await tell("email.complained", message);
    });

    it.each(["resend", "retry"])(
      "is refused by name when the organiser asks for %s, in every language",
      async (what) => {
        for (const [language, words] of [
          ["nb", "søppelpost"],
          ["nn", "søppelpost"],
          ["en", "spam"],
        ] as const) {
          const init = asAdmin({ method: "POST", headers: { "accept-language": language } });
          const refused = await call(`/api/events/${slug}/messages/${message}/${what}`, init);
          expect([refused.status, await refused.json()]).toMatchObject([
            409,
            { type: "/problems/complained", detail: expect.stringContaining(words) },
          ]);
        }
        expect(await mails()).toBe(before);
        expect(await suppressed()).toEqual(["complained"]);
      },
    );

    it("gets nothing by being added, restored or corrected by an organiser, or by another person's request", async () => {
      const id = await idOfKari();
      await byOrganiser(`registrations/${id}/cancel`);
      await byOrganiser(`registrations/${id}/restore`);
      await byOrganiser(`registrations/${id}`, { email: `ola.${slug}@example.no` }, "PATCH");
      await byOrganiser(`registrations/${id}`, { email: kari() }, "PATCH");
      await deliverQueued();
      expect(await mails()).toBe(before);
      await put({ ...sample, slug: `${slug}-anna` });
      const added = await call(
        `/api/events/${slug}-anna/registrations`,
        asAdmin(json(aBody(kari()), { "idempotency-key": crypto.randomUUID() })),
      );
      expect(added.status).toBe(201);
      const words = { subject: { nb: "Hei" }, text: { nb: "Hei" } };
      expect((await byOrganiser("announcements", words)).status).toBe(202);
      await askForLink();
      await deliverQueued();
      expect(await mails()).toBe(before);
      expect((await failures()).filter((line) => line.startsWith("announcement"))).toEqual(["announcement suppressed"]);
    });

    it("gets nothing from a retry that the organiser asked for before the complaint came", async () => {
      await env.DB.prepare("DELETE FROM suppression").run();
      await env.DB.prepare("UPDATE message SET status = 'bounced' WHERE id = ?").bind(message).run();
      expect((await byOrganiser(`messages/${message}/retry`)).status).toBe(202);
      await tell("email.complained", message);
      await deliverQueued();
      expect(await mails()).toBe(before);
      expect(await failures()).toEqual(["confirmation suppressed"]);
    });
  });

  it("that bounced is tried when the organiser sends an e-mail to it again", async () => {
    await tell("email.bounced", message);
    const before = await mails();
    await askForLink();
    const link = await env.DB.prepare("SELECT id FROM message WHERE event = ? AND kind = 'lost-link'")
      .bind(slug)
      .first<string>("id");
    await deliverQueued();
    expect(await mails()).toBe(before);
    expect((await call(`/api/events/${slug}/messages/${link}/resend`, asAdmin({ method: "POST" }))).status).toBe(202);
    expect(await mails()).toBe(before + 1);
    expect(await suppressed()).toEqual([]);
  });

  it("that complained under an older link key counts as complained, even if it has bounced since", async () => {
    const both = serviceAtHome({ ...bindings, LINK_KEYS: `${env.LINK_KEYS},2:${anotherLinkKey}` }, { waitUntil() {} });
    const hashes = await addressHashes(kari(), both.settings.LINK_KEYS);
    for (const [index, reason] of ["bounced", "complained"].entries())
      await env.DB.prepare("INSERT INTO suppression (hash, reason, at) VALUES (?, ?, 0)")
        .bind(hashes[index], reason)
        .run();
    const [row] = (await exported(slug)).registrations;
    for (const action of ["cancel", "restore"])
      await call(`/api/events/${slug}/registrations/${row?.id}/${action}`, asAdmin({ method: "POST" }));
    // A bounce would let this one through.
    const latest =
      "SELECT id, failure FROM message WHERE event = ? AND kind = 'confirmation' ORDER BY seq DESC LIMIT 1";
    const written = env.DB.prepare(latest).bind(slug);
    await deliver(both, [(await written.first<string>("id")) ?? ""]);
    expect(await written.first("failure")).toBe("suppressed");
  });

  it("gets mail again after an e-mail sent since the bounce has arrived, but not after a complaint", async () => {
    await tell("email.bounced", message);
    vi.setSystemTime(duringRegistration + 1000);
    // A report about an e-mail sent before says nothing about now.
    await tell("email.delivered", message);
    expect(await suppressed()).toEqual(["bounced"]);
    await register(slug, aBody(kari()));
    const { results } = await env.DB.prepare("SELECT id FROM message WHERE event = ? ORDER BY id").bind(slug).all();
    const newer = String(results.at(-1)?.id);
    await tell("email.delivered", newer);
    expect(await suppressed()).toEqual([]);
    await tell("email.complained", newer);
    await tell("email.bounced", newer);
    vi.setSystemTime(duringRegistration + 2000);
    await tell("email.delivered", newer);
    expect(await suppressed()).toEqual(["complained"]);
  });

  it.each<[string, { tags: object } | object, Addressed]>([
    ["of a message that we never sent", { tags: { message: "0".repeat(32) } }, {}],
    ["of another service's message, without our proof", { tags: { message: "01a20d6d5a008fa1bc756ff1d94610a1" } }, {}],
    ["without any tags", { tags: {} }, {}],
    ["with the proof of another message", {}, { sent: "0".repeat(32) }],
    ["of our message to another address", {}, { sentTo: "ola@example.no" }],
    ["of our message, but about another address", {}, { to: "ola@example.no", sentTo: "kari@example.no" }],
  ])("is not suppressed by a signed webhook %s", async (_, more, addressed) => {
    for (const type of ["email.bounced", "email.complained", "email.suppressed"]) {
      const { sent = message } = addressed;
      const tags = await messageTags(sent, addressed.sentTo ?? kari(), linkKeys());
      const body = { type, data: { to: [addressed.to ?? kari()], tags: { ...tags, message }, bounce, ...more } };
      const text = JSON.stringify(body);
      const told = await call("/webhooks/resend", { method: "POST", headers: await signed(text), body: text });
      expect(told.status).toBe(204);
    }
    expect(await suppressed()).toEqual([]);
  });

  it("is suppressed by a complaint about our e-mail, even after the person is erased", async () => {
    const [mail] = await mailsTo(kari());
    const tags = Object.fromEntries((mail?.tags ?? []).map(({ name, value }) => [name, value]));
    await env.DB.prepare("DELETE FROM registration WHERE event = ?").bind(slug).run();
    const text = JSON.stringify({ type: "email.complained", data: { to: [kari().toUpperCase()], tags } });
    await call("/webhooks/resend", { method: "POST", headers: await signed(text), body: text });
    expect(await suppressed()).toEqual(["complained"]);
  });

  it("is not suppressed again by a webhook that comes twice", async () => {
    await tell("email.bounced", message, { id: "msg_twice" });
    await env.DB.prepare("DELETE FROM suppression").run();
    await tell("email.bounced", message, { id: "msg_twice" });
    expect(await suppressed()).toEqual([]);
  });

  it("stays suppressed when the person is erased", async () => {
    await tell("email.bounced", message);
    await env.DB.prepare("DELETE FROM registration WHERE event = ?").bind(slug).run();
    expect(await suppressed()).toEqual(["bounced"]);
    expect(await addressHashes(kari(), linkKeys())).toEqual([
      (await env.DB.prepare("SELECT hash FROM suppression").first<{ hash: string }>())?.hash,
    ]);
  });
});

describe("webhooks", () => {
  it("are deleted after three days", async () => {
    await tell("email.delivered", message, { id: "msg_old" });
    const known = () => env.DB.prepare("SELECT count(*) AS n FROM received_webhook WHERE id = 'msg_old'").first();
    vi.setSystemTime(duringRegistration + 3 * 86_400_000);
    await tick();
    expect(await known()).toEqual({ n: 1 });
    vi.setSystemTime(duringRegistration + 3 * 86_400_000 + 1);
    await tick();
    expect(await known()).toEqual({ n: 0 });
  });
});
