import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { addressHashes } from "../../../worker/security/address-hash.ts";
import { serviceOf } from "../../../worker/service.ts";
import { aBody, asAdmin, bindings, call, exported, json, mailsTo } from "../client.ts";
import { type Attendee, addressAt, aNewEvent, attend } from "../people.ts";

let slug: string;
let nora: Attendee;
let id: string;

beforeEach(async () => {
  slug = await aNewEvent("former-address");
  nora = await attend(slug, "nora", { name: "Nora Nes" });
  id = (await exported(slug)).registrations[0]?.id ?? "";
});

const correct = (changes: object) =>
  call(`/api/events/${slug}/registrations/${id}`, { ...asAdmin(json(changes)), method: "PATCH" });

const words = { nb: "byttet e-postadressen", nn: "bytt e-postadressa", en: "changed the email address" };

describe("an organiser who corrects an address", () => {
  it.each(["nb", "nn", "en"] as const)("tells the former one as well (%s)", async (language) => {
    await correct({ language });
    const moved = addressAt(slug, "ny");
    const changes = { email: moved, name: "Gratis Gull", organisation: "Gull AS", question: "Gull?" };
    expect((await correct(changes)).status).toBe(200);
    const mails = await mailsTo(nora.address);
    expect(mails).toHaveLength(2);
    const [, notice] = mails;
    expect(notice?.text).toContain(words[language]);
    // Nothing that the new owner typed, and nothing that opens or names the registration.
    for (const part of [notice?.subject, notice?.text, notice?.html])
      expect(part).not.toMatch(/Gull|Nora|\/registrations\/|ny\.former|null|undefined/);
    expect(notice?.attachments ?? []).toEqual([]);
    // The list shows the e-mail to the new address.
    expect((await exported(slug)).registrations).toMatchObject([{ email: moved, mail: { kind: "confirmation" } }]);
    expect(await mailsTo(moved)).toHaveLength(1);
    expect((await call(nora.link)).status).toBe(404);
    const stored = "SELECT count(*) AS n FROM message WHERE former_addressee IS NOT NULL AND event = ?";
    expect(await env.DB.prepare(stored).bind(slug).first("n")).toBe(0);
  });

  it("sends no notice if the address is the same in another spelling", async () => {
    expect((await correct({ name: "Kari Åsen", email: nora.address.toUpperCase() })).status).toBe(200);
    expect(await mailsTo(nora.address)).toHaveLength(1);
  });

  it("sends no notice for a rehearsal, whose addresses are made up", async () => {
    const made = addressAt(slug, "prova");
    const init = asAdmin(json({ ...aBody(made), rehearsal: true }, { "idempotency-key": `${slug}-prova` }));
    await call(`/api/events/${slug}/registrations`, init);
    await mailsTo(made);
    id = (await exported(slug, "?rehearsals=only")).registrations[0]?.id ?? "";
    expect((await correct({ email: addressAt(slug, "ny") })).status).toBe(200);
    expect(await mailsTo(made)).toHaveLength(1);
  });

  it("writes to no address that is known to be wrong, and leaves no undelivered e-mail", async () => {
    const { settings } = serviceOf(bindings, { waitUntil: () => undefined });
    const [hash] = await addressHashes(nora.address, settings.LINK_KEYS);
    await env.DB.prepare("INSERT INTO suppression (hash, reason, at) VALUES (?, 'bounced', 0)").bind(hash).run();
    await correct({ email: addressAt(slug, "ny") });
    expect(await mailsTo(nora.address)).toHaveLength(1);
    const undelivered = await (await call(`/api/events/${slug}/undelivered`, asAdmin())).json();
    expect(undelivered).toMatchObject({ messages: [] });
  });

  it("cannot make the notice reach the new one instead", async () => {
    const moved = addressAt(slug, "ny");
    await correct({ email: moved });
    const before = (await mailsTo(moved)).length;
    const notice = await env.DB.prepare("SELECT id FROM message WHERE kind = 'address-changed' AND event = ?")
      .bind(slug)
      .first<string>("id");
    expect(notice).not.toBeNull();
    for (const action of ["retry", "resend"])
      await call(`/api/events/${slug}/messages/${notice}/${action}`, asAdmin({ method: "POST" }));
    expect(await mailsTo(moved)).toHaveLength(before);
  });

  it("leaves the list of changes as it is when the notice bounces", async () => {
    await correct({ email: addressAt(slug, "ny") });
    await mailsTo(nora.address);
    const { cursor } = await exported(slug);
    await env.DB.prepare(
      "UPDATE message SET status = 'bounced', changed_at = changed_at + 1 WHERE kind = 'address-changed'",
    ).run();
    expect((await exported(slug)).cursor).toBe(cursor);
  });
});
