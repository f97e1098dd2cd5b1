/**
 * Answers that a provider should not give. Only an id for each e-mail is acceptance; nothing is lost and nothing is sent
 * twice.
 */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { outcomeOf } from "../../../worker/mail/provider-answer.ts";
import { duringRegistration } from "../builders.ts";
import {
  aBody,
  acceptedFor,
  asAdmin,
  call,
  deliverQueued,
  exported,
  failNext,
  forgetQueued,
  json,
  register,
  tick,
} from "../client.ts";
import { addressAt, aNewEvent } from "../people.ts";

const ids = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `id-${index}` }));
const error = (statusCode: unknown, name: unknown) => ({ statusCode, name, message: "…" });

describe("what an answer means", () => {
  const meaning = (data: unknown, refusal: unknown = null, mails = 1, together = mails > 1) =>
    outcomeOf({ data, error: refusal, headers: null }, { mails, together, attempts: 1 }, duringRegistration);

  it("is acceptance if each e-mail has its own id", () => {
    expect(meaning({ id: "id-0" })).toEqual({ outcome: "accepted", providerIds: ["id-0"] });
    expect(meaning({ data: ids(2) }, null, 2)).toEqual({ outcome: "accepted", providerIds: ["id-0", "id-1"] });
    // The rest of a batch.
    expect(meaning({ data: ids(1) }, null, 1, true)).toEqual({ outcome: "accepted", providerIds: ["id-0"] });
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["true", true],
    ["a text", "id-0"],
    ["a list", [{ id: "id-0" }]],
    ["an empty object", {}],
    ["an error with status 200", error(422, "validation_error")],
    ["an empty id", { id: "" }],
    ["an id of spaces", { id: "  " }],
    ["a number as id", { id: 7 }],
    ["a list as id", { id: ["id-0"] }],
    ["an id without end", { id: "x".repeat(201) }],
    ["the answer to a batch", { data: ids(1) }],
  ])("is no acceptance of one e-mail: %s", (_, data) => {
    expect(meaning(data)).toMatchObject({ outcome: "later", unconfirmed: true, reason: "no id for each e-mail" });
  });

  it.each([
    ["half of them", { data: ids(20) }],
    ["one too many", { data: ids(41) }],
    ["none", { data: [] }],
    ["one id for all", { data: ids(40).map(() => ({ id: "id-0" })) }],
    ["one id twice", { data: [...ids(39), { id: "id-0" }] }],
    ["one without", { data: [...ids(39), {}] }],
    ["one empty", { data: [...ids(39), { id: "" }] }],
    ["one null", { data: [...ids(39), null] }],
    ["null", { data: null }],
    ["an object", { data: { 0: { id: "id-0" } } }],
    ["the answer to one", { id: "id-0" }],
    ["an error", error(500, "application_error")],
  ])("is no acceptance of forty: %s", (_, data) => {
    expect(meaning(data, null, 40)).toMatchObject({ outcome: "later", unconfirmed: true });
  });

  it.each([
    ["no status", error(undefined, "validation_error")],
    ["a status in words", error("422", "validation_error")],
    ["a status that is no refusal", error(200, "strange")],
    ["no name", error(422, undefined)],
    ["a name of markup", error(422, "<b>kari@example.no</b>")],
    ["a text", "Service Unavailable"],
    ["a list", []],
    ["a broken service that blames the e-mail", error(500, "validation_error")],
    ["a broken service that says it was accepted before", error(502, "invalid_idempotent_request")],
  ])("is no clear refusal: %s", (_, refusal) => {
    const outcome = meaning(null, refusal);
    expect(outcome).toMatchObject({ outcome: "later", unconfirmed: true });
    expect(JSON.stringify(outcome)).not.toContain("kari");
  });
});

describe("a provider that lies", () => {
  let slug: string;

  beforeEach(async () => {
    slug = await aNewEvent("lygn", { participation: { digital: {} } });
  });

  const enter = (name: string) => register(slug, aBody(addressAt(slug, name), { participation: "digital" }));
  const accepted = () => acceptedFor(`.${slug}@example.no`);
  const statuses = async () => (await exported(slug)).registrations.map(({ mail }) => `${mail?.kind} ${mail?.status}`);
  const row = () =>
    env.DB.prepare("SELECT status, failure, unconfirmed_since AS since FROM message WHERE event = ? LIMIT 1")
      .bind(slug)
      .first();

  const lie = (body: string, accepts: boolean, type = "application/json") =>
    failNext(`.${slug}@`, { answer: { status: 200, headers: { "content-type": type }, body }, accepts });

  async function later(): Promise<void> {
    vi.setSystemTime(Date.now() + 61_000);
    await tick();
    await deliverQueued();
  }

  const lies: [string, string, string?][] = [
    ["an error", JSON.stringify(error(422, "validation_error"))],
    ["null", "null"],
    ["no id", "{}"],
    ["an empty id", '{"id":""}'],
    ["half an answer", '{"id":"49a3999c-0ce1'],
    ["nothing at all", ""],
    ["a page of HTML", "<html><h1>Welcome to our hotel</h1></html>", "text/html"],
  ];
  it.each(lies.flatMap((one) => [true, false].map((accepts) => [...one.slice(0, 2), accepts, one[2]] as const)))(
    "with status 200 and %s (%j, taken: %j) is asked again, and there is one e-mail",
    async (_, body, accepts, type) => {
      await enter("kari");
      await lie(String(body), accepts === true, type as string | undefined);
      await deliverQueued();
      expect(await row()).toMatchObject({ status: "queued", since: duringRegistration });
      await later();
      expect(await row()).toMatchObject({ status: "sent", failure: null });
      expect(await accepted()).toHaveLength(1);
    },
  );

  it.each([
    ["half of the ids", 20, true],
    ["half of the ids, and has taken nothing", 20, false],
    ["too many ids", 41, true],
  ])(
    "with %s for forty e-mails has accepted none: they are sent again under the same key, once each",
    async (_, count, accepts) => {
      const names = Array.from({ length: 40 }, (_, index) => `nr${index}`);
      for (let start = 0; start < 40; start += 10) await Promise.all(names.slice(start, start + 10).map(enter));
      forgetQueued();
      await env.DB.prepare("UPDATE message SET status = 'sent', due_at = NULL WHERE event = ?").bind(slug).run();
      const words = { subject: { nb: "Ny inngang" }, text: { nb: "Bruk inngangen fra Storgata 2." } };
      await call(`/api/events/${slug}/announcements`, asAdmin(json(words, { "idempotency-key": crypto.randomUUID() })));
      await lie(JSON.stringify({ data: ids(count) }), accepts);
      await deliverQueued();
      expect(new Set(await statuses())).toEqual(new Set(["announcement queued"]));
      await later();
      expect(new Set(await statuses())).toEqual(new Set(["announcement sent"]));
      const mails = await accepted();
      expect(mails).toHaveLength(40);
      expect(new Set(mails.flatMap(({ to }) => to)).size).toBe(40);
      expect(new Set(mails.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    },
  );
});
