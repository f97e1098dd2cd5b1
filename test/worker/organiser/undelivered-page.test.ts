/** Undelivered e-mails on the organiser's pages. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, deliverQueued, failNext, json, mailsTo, put, register } from "../client.ts";
import { ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent } from "../people.ts";

let slug: string;
let cookie: string;

beforeEach(async () => {
  slug = await aNewEvent("ulevert");
  await put({ ...sample, slug, organisers: [addressAt(slug, "rebekka")] });
  cookie = await signIn(addressAt(slug, "rebekka"));
});

const page = () => `/organiser/${slug}/undelivered`;
const shown = async (query = "") => (await visit(page() + query, cookie)).text();
const pressed = (fields: Record<string, string>) => call(page(), ownForm(fields, cookie));

/** Registers an attendee whose first e-mail the provider refuses. Answers with its id. */
async function undelivered(name: string, changes: Record<string, unknown> = {}): Promise<string> {
  await failNext(slug, "422");
  const body = aBody(addressAt(slug, name), changes);
  const init = json(body, { "idempotency-key": crypto.randomUUID() });
  expect((await call(`/api/events/${slug}/registrations`, changes.rehearsal ? asAdmin(init) : init)).status).toBe(201);
  await deliverQueued();
  const answer = await call(`/api/events/${slug}/undelivered`, asAdmin());
  const { messages } = (await answer.json()) as { messages: { id: string }[] };
  return messages.at(-1)?.id ?? "";
}

describe("undelivered e-mails", () => {
  it("are shown with name, address, kind and reason, and sent again by a button", async () => {
    const id = await undelivered("kari", { name: "Kari & <i>" });
    const answer = await visit(`${page()}?lang=nn`, cookie);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    const html = await answer.text();
    for (const words of ["Kari &amp; &lt;i>", addressAt(slug, "kari"), "Stadfesting", "422 validation_error", id])
      expect(html).toContain(words);
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(0);

    const first = await pressed({ message: id });
    expect([first.status, first.headers.get("location")]).toEqual([303, `${page()}?outcome=retried`]);
    expect(await shown("?outcome=retried")).toContain("E-posten ligg i køen igjen");
    const second = await pressed({ message: id });
    expect(second.headers.get("location")).toBe(`${page()}?outcome=not-undelivered`);
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
  });

  it("stand in the audit log with the organiser's address: who has seen them, and who has sent one again", async () => {
    const id = await undelivered("kari");
    await shown();
    await pressed({ message: id });
    const answer = await call(`/api/events/${slug}/audit-log`, asAdmin());
    expect(await answer.json()).toMatchObject({
      entries: expect.arrayContaining([
        expect.objectContaining({ who: addressAt(slug, "rebekka"), action: "retry", count: 1, detail: id }),
        expect.objectContaining({ who: addressAt(slug, "rebekka"), action: "undelivered", count: 1 }),
      ]),
    });
  });

  it("of a rehearsal are marked", async () => {
    await undelivered("prove", { rehearsal: true });
    expect(await shown()).toContain("Test: ");
  });

  it("that were reported as spam have no button: that person gets no more e-mail", async () => {
    const id = await undelivered("kari");
    await env.DB.prepare("UPDATE message SET status = 'complained' WHERE id = ?").bind(id).run();
    const html = await shown();
    expect(html).toContain(addressAt(slug, "kari"));
    expect(html).not.toContain('name="message"');
  });

  it("of another event are neither seen nor sent again by its organisers", async () => {
    const other = await aNewEvent("ulevert");
    await put({ ...sample, slug: other, organisers: [addressAt(other, "anna")] });
    const anna = await signIn(addressAt(other, "anna"));
    const id = await undelivered("kari");
    expect((await visit(page(), anna)).status).toBe(403);
    expect((await call(page(), ownForm({ message: id }, anna))).status).toBe(403);
    const foreign = await call(`/organiser/${other}/undelivered`, ownForm({ message: id }, anna));
    expect(foreign.headers.get("location")).toContain("outcome=not-undelivered");
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(0);
  });

  it("are not sent again once the session has ended: the organiser signs in, and is back on the page", async () => {
    const id = await undelivered("kari");
    await call("/sign-out", ownForm({}, cookie));
    const answer = await pressed({ message: id });
    expect(answer.headers.get("location")).toBe(`/sign-in?${new URLSearchParams({ path: page() })}`);
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(0);
  });

  it("come a hundred to a page", async () => {
    await register(slug, aBody(addressAt(slug, "kari")));
    const number = (n: number) => String(n).padStart(32, "0");
    await env.DB.prepare(
      `INSERT INTO message (id, event, registration, seq, kind, status, created_at, changed_at, with_change)
       SELECT printf('%032d', value), ?1, registration.id, value + 1, 'lost-link', 'failed', 0, 0, 1
       FROM registration, json_each(?2) WHERE registration.event = ?1`,
    )
      .bind(slug, JSON.stringify(Array.from({ length: 101 }, (_, index) => index + 1)))
      .run();
    const first = await shown();
    expect(first).toContain(`href="${page()}?after=${number(100)}"`);
    const second = await shown(`?after=${number(100)}`);
    expect([second.includes(number(101)), second.includes(number(100)), second.includes("?after=")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("of an empty list are reported as none, whatever the address says", async () => {
    for (const query of ["", "?after=%00", "?outcome=x&after=<i>"])
      expect(await shown(query)).toContain("All e-post som er sendt ut");
  });
});
