import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Resend } from "resend";
import { afterEach, describe, expect, it } from "vitest";
import { close, listen, readBody } from "./http.ts";
import { type ResendStandIn, type StandInOptions, startResendStandIn } from "./resend.ts";

const secret = `whsec_${Buffer.from("a secret of 24 characters").toString("base64")}`;
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function aStandIn(options: StandInOptions = {}): Promise<{ standIn: ResendStandIn; resend: Resend }> {
  const standIn = await startResendStandIn({ requestsPerSecond: null, ...options });
  endings.push(() => standIn.stop());
  return { standIn, resend: new Resend("re_test", { baseUrl: standIn.url }) };
}

function aMail(changes: { to?: string; subject?: string } = {}) {
  return {
    from: "Påmelding <pamelding@example.no>",
    to: "kari@example.no",
    subject: "Du er påmeldt",
    html: "<p>Hei</p>",
    text: "Hei",
    ...changes,
  };
}

describe("The Resend stand-in, to the resend package", () => {
  it("accepts a complete mail, and returns it", async () => {
    const { standIn, resend } = await aStandIn();
    const { data, error } = await resend.emails.send({
      ...aMail(),
      replyTo: "post@example.no",
      headers: { "Auto-Submitted": "auto-generated" },
      tags: [{ name: "kind", value: "confirmation" }],
      attachments: [{ filename: "event.ics", content: Buffer.from("BEGIN:VCALENDAR"), contentType: "text/calendar" }],
    });
    expect(error).toBeNull();
    const [mail] = standIn.mails();
    expect(mail).toMatchObject({
      id: data?.id,
      to: ["kari@example.no"],
      replyTo: ["post@example.no"],
      headers: { "Auto-Submitted": "auto-generated" },
      attachments: [{ filename: "event.ics", contentType: "text/calendar" }],
    });
    expect(Buffer.from(mail?.attachments[0]?.content ?? "", "base64").toString()).toBe("BEGIN:VCALENDAR");
    const kept = await resend.emails.get(data?.id ?? "");
    expect(kept.data).toMatchObject({ object: "email", subject: "Du er påmeldt", to: ["kari@example.no"] });
    expect((await resend.emails.get("00000000-0000-0000-0000-000000000000")).error?.name).toBe("not_found");
  });

  it("refuses a wrong key and none at all", async () => {
    const { standIn, resend } = await aStandIn({ apiKey: "re_right" });
    expect((await resend.emails.send(aMail())).error).toMatchObject({ statusCode: 403, name: "invalid_api_key" });
    const answer = await fetch(`${standIn.url}/emails`, { method: "POST", body: "{}" });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ statusCode: 401, name: "missing_api_key" });
    expect(standIn.mails()).toHaveLength(0);
  });

  it("refuses missing and invalid fields with 422", async () => {
    const { standIn, resend } = await aStandIn();
    const refusal = async (changes: object) => (await resend.emails.send({ ...aMail(), ...changes })).error;
    expect(await refusal({ subject: "" })).toMatchObject({ statusCode: 422, name: "missing_required_field" });
    expect(await refusal({ to: "kari@" })).toMatchObject({ statusCode: 422, name: "validation_error" });
    expect(await refusal({ from: "Påmelding" })).toMatchObject({ statusCode: 422, name: "validation_error" });
    expect(await refusal({ html: undefined, text: undefined })).toMatchObject({ statusCode: 422 });
    expect(await refusal({ tags: [{ name: "kind", value: "på" }] })).toMatchObject({ statusCode: 422 });
    expect(standIn.mails()).toHaveLength(0);
  });

  it("gives the same answer to the same key, and sends once", async () => {
    const { standIn, resend } = await aStandIn();
    const first = await resend.emails.send(aMail(), { idempotencyKey: "m-1" });
    const second = await resend.emails.send(aMail(), { idempotencyKey: "m-1" });
    expect(second.data).toEqual(first.data);
    expect(standIn.mails()).toHaveLength(1);
  });

  it("refuses a key that comes again with another body, or too long", async () => {
    const { resend } = await aStandIn();
    await resend.emails.send(aMail(), { idempotencyKey: "m-1" });
    const other = await resend.emails.send(aMail({ subject: "Noe annet" }), { idempotencyKey: "m-1" });
    expect(other.error).toMatchObject({ statusCode: 409, name: "invalid_idempotent_request" });
    const long = await resend.emails.send(aMail(), { idempotencyKey: "x".repeat(257) });
    expect(long.error).toMatchObject({ statusCode: 400, name: "invalid_idempotency_key" });
  });

  it("refuses a key in flight", async () => {
    const { standIn, resend } = await aStandIn({ latencyMs: 100 });
    const answers = await Promise.all([1, 2].map(() => resend.emails.send(aMail(), { idempotencyKey: "m-1" })));
    const errors = answers.map((answer) => answer.error?.name ?? "accepted").sort();
    expect(errors).toEqual(["accepted", "concurrent_idempotent_requests"]);
    expect(standIn.mails()).toHaveLength(1);
  });

  it("forgets keys after 24 hours", async () => {
    const { standIn, resend } = await aStandIn();
    await resend.emails.send(aMail(), { idempotencyKey: "m-1" });
    standIn.moveClock(24 * 60 * 60 * 1000 - 1000);
    await resend.emails.send(aMail(), { idempotencyKey: "m-1" });
    expect(standIn.mails()).toHaveLength(1);
    standIn.moveClock(2000);
    await resend.emails.send(aMail(), { idempotencyKey: "m-1" });
    expect(standIn.mails()).toHaveLength(2);
  });

  it("remembers no refusals: the key may be used for the corrected mail", async () => {
    const { resend } = await aStandIn();
    await resend.emails.send(aMail({ to: "kari@" }), { idempotencyKey: "m-1" });
    expect((await resend.emails.send(aMail(), { idempotencyKey: "m-1" })).error).toBeNull();
  });

  it("accepts two requests a second, and says when to come again", async () => {
    const { standIn, resend } = await aStandIn({ requestsPerSecond: 2 });
    const answers = [];
    for (let nth = 1; nth <= 3; nth++) answers.push(await resend.emails.send(aMail()));
    expect(answers.map((answer) => answer.error?.name ?? "accepted")).toEqual([
      "accepted",
      "accepted",
      "rate_limit_exceeded",
    ]);
    expect(answers[0]?.headers).toMatchObject({ "ratelimit-limit": "2", "ratelimit-remaining": "1" });
    expect(answers[2]?.headers).toMatchObject({ "ratelimit-remaining": "0", "retry-after": "1" });
    standIn.moveClock(1000);
    expect((await resend.emails.send(aMail())).error).toBeNull();
    expect(standIn.mails()).toHaveLength(3);
  });

  it("accepts batches of up to 100, without attachments, once per key", async () => {
    const { standIn, resend } = await aStandIn();
    const mails = Array.from({ length: 100 }, (_, nth) => aMail({ to: `person${nth}@example.no` }));
    const { data } = await resend.batch.send(mails, { idempotencyKey: "b-1" });
    const again = await resend.batch.send(mails, { idempotencyKey: "b-1" });
    expect(data?.data).toHaveLength(100);
    expect(again.data).toEqual(data);
    expect(standIn.mails().map((mail) => mail.id)).toEqual(data?.data.map((mail) => mail.id));
    expect(standIn.mails()[99]).toMatchObject({ idempotencyKey: "b-1", batchIndex: 99, to: ["person99@example.no"] });
    expect((await resend.batch.send([...mails, aMail()])).error).toMatchObject({ statusCode: 422 });
    const withFile = [{ ...aMail(), attachments: [{ filename: "a.txt", content: "" }] }];
    expect((await resend.batch.send(withFile)).error).toMatchObject({ statusCode: 422 });
  });

  it("refuses a whole batch for one bad mail, unless asked to be permissive", async () => {
    const { standIn, resend } = await aStandIn();
    const mails = [aMail(), aMail({ to: "kari@" })];
    expect((await resend.batch.send(mails)).error).toMatchObject({ statusCode: 422, name: "validation_error" });
    expect(standIn.mails()).toHaveLength(0);
    const { data } = await resend.batch.send(mails, { batchValidation: "permissive" });
    expect(data).toMatchObject({ data: [{ id: expect.any(String) }], errors: [{ index: 1 }] });
  });
});

describe("The Resend stand-in, told to fail", () => {
  it.each([
    ["500", 500, "application_error"],
    ["502", 502, "application_error"],
    ["429", 429, "rate_limit_exceeded"],
    ["422", 422, "validation_error"],
    ["401", 401, "missing_api_key"],
    ["403", 403, "validation_error"],
    ["busy", 429, "rate_limit_exceeded"],
    ["daily-quota", 429, "daily_quota_exceeded"],
    ["monthly-quota", 429, "monthly_quota_exceeded"],
    ["reset", null, "application_error"],
  ] as const)("fails with %s, once, and takes the mail after", async (kind, statusCode, name) => {
    const { standIn, resend } = await aStandIn();
    standIn.failNext(kind);
    const failed = await resend.emails.send(aMail(), { idempotencyKey: "m-1" });
    expect(failed.error).toMatchObject({ statusCode, name });
    if (kind === "429") expect(failed.headers).toMatchObject({ "retry-after": "1" });
    expect(standIn.mails()).toHaveLength(0);
    expect((await resend.emails.send(aMail(), { idempotencyKey: "m-1" })).error).toBeNull();
  });

  it.each(["accept-then-drop", "accept-then-timeout", "accept-then-500"] as const)(
    "with %s the mail is sent anyway, and the same key gets its answer",
    async (kind) => {
      const { standIn, resend } = await aStandIn();
      standIn.failNext(kind);
      const patience = { idempotencyKey: "m-1", signal: AbortSignal.timeout(300) };
      expect((await resend.emails.send(aMail(), patience)).error?.name).toBe("application_error");
      expect(standIn.mails()).toHaveLength(1);
      const again = await resend.emails.send(aMail(), { idempotencyKey: "m-1" });
      expect(again.data?.id).toBe(standIn.mails()[0]?.id);
      expect(standIn.mails()).toHaveLength(1);
    },
  );

  it("never answers when told to time out", async () => {
    const { standIn, resend } = await aStandIn();
    standIn.failNext("timeout");
    const answer = await resend.emails.send(aMail(), { signal: AbortSignal.timeout(300) });
    expect(answer.error?.statusCode).toBeNull();
    expect(standIn.mails()).toHaveLength(0);
  });

  it("fails a share of requests until told to stop, by HTTP as by method", async () => {
    const { standIn, resend } = await aStandIn();
    const control = (asked: object) =>
      fetch(`${standIn.url}/control/failures`, { method: "POST", body: JSON.stringify(asked) });
    await control({ kind: "500", rate: 1 });
    expect((await resend.emails.send(aMail())).error?.statusCode).toBe(500);
    await control({ kind: "none" });
    expect((await resend.emails.send(aMail())).error).toBeNull();
    expect((await control({ kind: "fire" })).status).toBe(400);
    const elsewhere = { method: "POST", body: "{}", headers: { origin: "https://elsewhere.example" } };
    expect((await fetch(`${standIn.url}/control/clear`, elsewhere)).status).toBe(403);
  });
});

describe("The Resend stand-in's webhooks", () => {
  const timing = { delayMs: 5, retryMs: [10, 10] };

  it("tell what became of a mail, signed so that the package's verifier accepts them", async () => {
    const receiver = await aReceiver();
    const { resend } = await aStandIn({ webhook: { url: receiver.url, secret }, webhookTiming: timing });
    const { data } = await resend.emails.send(aMail({ to: "bounce@example.no" }));
    const [sent, bounced] = await receiver.events(2);
    expect(sent).toMatchObject({ type: "email.sent", data: { email_id: data?.id, to: ["bounce@example.no"] } });
    expect(bounced).toMatchObject({ type: "email.bounced", data: { bounce: { type: "Permanent" } } });
  });

  it("report delivery and complaints", async () => {
    const receiver = await aReceiver();
    const { resend } = await aStandIn({ webhook: { url: receiver.url, secret }, webhookTiming: timing });
    await resend.emails.send(aMail({ to: "complain@example.no" }));
    const types = (await receiver.events(3)).map((event) => event.type);
    expect(types).toEqual(["email.sent", "email.delivered", "email.complained"]);
  });

  it("come again with the same id when the receiver fails", async () => {
    const receiver = await aReceiver({ failures: 2 });
    const { resend } = await aStandIn({ webhook: { url: receiver.url, secret }, webhookTiming: timing });
    await resend.emails.send(aMail());
    await receiver.events(2);
    expect(receiver.ids).toHaveLength(4);
    expect(new Set(receiver.ids).size).toBe(2);
  });
});

describe("The Resend stand-in's memory", () => {
  it("survives a restart: mails, keys, and webhooks that were not sent yet", async () => {
    const directory = mkdtempSync(join(tmpdir(), "stand-in-"));
    endings.push(() => rmSync(directory, { recursive: true }));
    const before = await startResendStandIn({ requestsPerSecond: null, directory, webhookTiming: { delayMs: 60_000 } });
    const sender = new Resend("re_test", { baseUrl: before.url });
    const first = await sender.emails.send(aMail(), { idempotencyKey: "m-1" });
    await before.stop();

    const receiver = await aReceiver();
    const webhook = { url: receiver.url, secret };
    const { standIn, resend } = await aStandIn({ directory, webhook, webhookTiming: { delayMs: 5 } });
    expect((await resend.emails.send(aMail(), { idempotencyKey: "m-1" })).data).toEqual(first.data);
    expect(standIn.mails()).toHaveLength(1);
    expect((await receiver.events(2)).map((event) => event.type)).toEqual(["email.sent", "email.delivered"]);
  });
});

describe("The inbox", () => {
  it("shows mails, their parts and attachments, and runs nothing of theirs", async () => {
    const { standIn, resend } = await aStandIn();
    const attachments = [{ filename: "påmelding.ics", content: "QkVHSU4=" }];
    await resend.emails.send({ ...aMail({ subject: "<b>Hei</b>" }), html: '<p title="x">Hei</p>', attachments });
    const id = standIn.mails()[0]?.id;
    const list = await (await fetch(standIn.url)).text();
    expect(list).toContain("&lt;b&gt;Hei&lt;/b&gt;");
    const view = await (await fetch(`${standIn.url}/inbox/${id}`)).text();
    expect(view).toContain("&lt;p title=&quot;x&quot;&gt;Hei&lt;/p&gt;");
    expect(view).toMatch(/<iframe[^>]* sandbox="[^"]*"/);
    const file = await fetch(`${standIn.url}/inbox/${id}/attachments/0`);
    expect(file.headers.get("content-disposition")).toContain("p%C3%A5melding.ics");
    expect(await file.text()).toBe("BEGIN");
    expect(await (await fetch(`${standIn.url}/inbox.json`)).json()).toMatchObject({ mails: [{ id }] });
  });

  it("shows scripts only the mails to some addresses, if they ask for that", async () => {
    const { standIn, resend } = await aStandIn();
    for (const to of ["kari@example.no", "Ola <ola@example.no>"]) await resend.emails.send(aMail({ to }));
    const mailsTo = async (part: string) => {
      const answer = await fetch(`${standIn.url}/inbox.json?to=${encodeURIComponent(part)}`);
      return ((await answer.json()) as { mails: { to: string[] }[] }).mails.flatMap(({ to }) => to);
    };
    expect(await mailsTo("ola@example.no")).toEqual(["Ola <ola@example.no>"]);
    expect(await mailsTo("@example.no")).toHaveLength(2);
  });
});

interface WebhookEvent {
  type: string;
  data: Record<string, unknown>;
}

/** A service's webhook endpoint: after `failures` failures it accepts what the package's own verifier accepts. */
async function aReceiver({ failures = 0 } = {}) {
  const received: WebhookEvent[] = [];
  const ids: string[] = [];
  const verifier = new Resend("re_test");
  const server = createServer(async (request, response) => {
    const header = (name: string) => String(request.headers[name]);
    ids.push(header("svix-id"));
    try {
      if (ids.length <= failures) throw new Error("not yet");
      const payload = await readBody(request);
      const headers = {
        id: header("svix-id"),
        timestamp: header("svix-timestamp"),
        signature: header("svix-signature"),
      };
      // The package types every kind of event; the stand-in sends only those of e-mails.
      received.push(verifier.webhooks.verify({ payload, headers, webhookSecret: secret }) as unknown as WebhookEvent);
      response.writeHead(200).end();
    } catch {
      response.writeHead(400).end();
    }
  });
  const url = await listen(server, 0);
  endings.push(() => close(server));
  const events = async (count: number): Promise<WebhookEvent[]> => {
    await expect.poll(() => received.length, { timeout: 2000 }).toBe(count);
    return received;
  };
  return { url, ids, events };
}
