import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { duringRegistration, sample } from "../builders.ts";
import { aBody, call, deliverQueued, exported, put, register } from "../client.ts";

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

async function tell(type: string, message: string, options: Parameters<typeof signed>[1] = {}): Promise<Response> {
  const body = JSON.stringify({
    type,
    data: { email_id: "x", tags: { message }, bounce: { type: "Permanent", subType: "General" } },
  });
  return call("/webhooks/resend", { method: "POST", headers: await signed(body, options), body });
}

let events = 0;
let slug: string;
let message: string;

beforeEach(async () => {
  vi.setSystemTime(duringRegistration);
  slug = `webhooks-${++events}`;
  await put({ ...sample, slug });
  await register(slug, aBody("kari@example.no"));
  await deliverQueued();
  const row = await env.DB.prepare("SELECT id FROM message WHERE event = ?").bind(slug).first<{ id: string }>();
  message = row?.id ?? "";
});

const mailStatus = async () => (await exported(slug)).registrations[0]?.mail?.status;

describe("what Resend tells of an e-mail", () => {
  it("shows in the export, and is a change that `?since=` brings", async () => {
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
    [["opened"], "sent"],
  ])("in the order %j ends as %s: never backwards", async (types, status) => {
    for (const type of types) expect((await tell(`email.${type}`, message)).status).toBe(204);
    expect(await mailStatus()).toBe(status);
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

  it("is told from one that either of two secrets has signed, or one of several signatures", async () => {
    expect((await tell("email.sent", message, { secret: "new-secret-of-24-octets!" })).status).toBe(204);
    const body = JSON.stringify({ type: "email.delivered", data: { tags: { message } } });
    const headers = await signed(body);
    headers["svix-signature"] = `v1,${btoa("x".repeat(32))} ${headers["svix-signature"]}`;
    expect((await call("/webhooks/resend", { method: "POST", headers, body })).status).toBe(204);
    expect(await mailStatus()).toBe("delivered");
  });
});
