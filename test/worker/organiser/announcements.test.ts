import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { duringRegistration, sample } from "../builders.ts";
import {
  aBody,
  asAdmin,
  call,
  deliverQueued,
  failNext,
  first,
  forgetQueued,
  form,
  json,
  mailsTo,
  put,
  register,
} from "../client.ts";

let events = 0;
let slug: string;

beforeEach(async () => {
  vi.setSystemTime(duringRegistration + ++events * 60_000);
  // Messages left by an earlier test must not use up the failure for this one.
  forgetQueued();
  slug = `kunngjering-${events}`;
  await put({ ...sample, slug, participation: { inPerson: { capacity: 1, waitlist: true }, digital: {} } });
  await first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'").run();
});

const addressOf = (name: string) => `${name}.${slug}@example.no`;

/** Kari has the seat and reads Nynorsk, Ola follows digitally in English, Per waits, Siri has left. */
async function fourPeople(): Promise<void> {
  const inPerson = (name: string, more = {}) => register(slug, aBody(addressOf(name), { waitlist: true, ...more }));
  await inPerson("kari");
  await register(slug, aBody(addressOf("ola"), { participation: "digital", language: "en", partner: "nordre-follo" }));
  await inPerson("per", { language: "nb" });
  await register(slug, aBody(addressOf("siri"), { participation: "digital" }));
  const [mail] = await mailsTo(addressOf("siri"));
  await call(`${/\/registrations\/[\w-]+/.exec(mail?.text ?? "")?.[0]}/cancel`, form({}));
  await deliverQueued();
}

const words = {
  subject: { nb: "Ny inngang", nn: "Ny inngang på baksida", en: "Another entrance" },
  text: { nb: "Første avsnitt.\n\nSe https://www.example.no/kart.", nn: "Bruk inngangen bak." },
};

const send = (body: unknown, key: string | null = crypto.randomUUID(), query = "") =>
  call(`/api/events/${slug}/announcements${query}`, asAdmin(json(body, key ? { "idempotency-key": key } : {})));

async function newsTo(name: string) {
  return (await mailsTo(addressOf(name))).filter(({ subject }) => /Ny inngang|Another entrance/.test(subject));
}

describe("an announcement", () => {
  it("is listed with its text and number of recipients, newest first", async () => {
    await fourPeople();
    expect((await call(`/api/events/${slug}/announcements`)).status).toBe(401);
    const { id } = (await (await send(words)).json()) as { id: string };
    vi.setSystemTime(Date.now() + 1000);
    await send({ subject: { nb: "Til alle" }, text: { nb: "Takk." }, to: { participation: "digital" } });
    const { announcements } = (await (await call(`/api/events/${slug}/announcements`, asAdmin())).json()) as {
      announcements: { id: string; at: string; recipients: number; queued: number }[];
    };
    expect(announcements.map(({ recipients }) => recipients)).toEqual([1, 3]);
    expect(announcements[1]).toEqual({
      id,
      at: expect.stringMatching(/Z$/),
      by: "admin",
      ...words,
      to: "",
      status: "sent",
      dueAt: expect.stringMatching(/Z$/),
      recipients: 3,
      queued: 3,
      gone: 0,
      arrived: 0,
      undelivered: 0,
    });
  });

  it("reaches everybody who takes part or waits, once, in their language or the nearest one", async () => {
    await fourPeople();
    const response = await send(words);
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), recipients: 3 });
    const [[toKari], [toOla], [toPer]] = [await newsTo("kari"), await newsTo("ola"), await newsTo("per")];
    expect(toKari?.subject).toBe("Ny inngang på baksida: Samling om samskaping");
    expect(toKari?.text).toContain("Bruk inngangen bak.");
    expect(toOla?.subject).toBe("Another entrance: Samling om samskaping");
    // There is no English text, and Norwegians' Bokmål is marked as such.
    expect(toOla?.html).toContain('<span lang="nb">Første avsnitt.</span>');
    expect(toPer?.html).toContain('href="https://www.example.no/kart"');
    expect(toPer?.text).toContain("Se https://www.example.no/kart.\n");
    expect(toPer?.replyTo).toEqual(["konferanse@example.no"]);
    expect(await newsTo("siri")).toEqual([]);
    for (const name of ["kari", "ola", "per"]) expect(await newsTo(name)).toHaveLength(1);
  });

  it.each([
    [{ status: "confirmed" }, ["kari", "ola"]],
    [{ status: "waitlisted" }, ["per"]],
    [{ participation: "in-person" }, ["kari", "per"]],
    [{ participation: "digital" }, ["ola"]],
    [{ partner: "nordre-follo" }, ["ola"]],
    [{ partner: "stad", status: "confirmed" }, ["kari"]],
  ])("to %j reaches %j", async (to, names) => {
    await fourPeople();
    expect(await (await send({ ...words, to })).json()).toMatchObject({ recipients: names.length });
    for (const name of ["kari", "ola", "per", "siri"])
      expect(await newsTo(name)).toHaveLength(names.includes(name) ? 1 : 0);
  });

  it("counts an attendee who follows digitally while waiting among the digital participants", async () => {
    await fourPeople();
    await env.DB.prepare("UPDATE registration SET digital_meanwhile = 1 WHERE event = ? AND status = 'waitlisted'")
      .bind(slug)
      .run();
    expect(await (await send({ ...words, to: { participation: "digital" } })).json()).toMatchObject({ recipients: 2 });
  });

  it("is sent once, however often the same key comes, and together", async () => {
    await fourPeople();
    const key = crypto.randomUUID();
    const answers = await Promise.all([send(words, key), send(words, key), send(words, key)]);
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expect(await newsTo("kari")).toHaveLength(1);
    const other = await send({ ...words, to: { status: "confirmed" } }, key);
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ type: "/problems/idempotency-key-reused" });
  });

  it("is not sent without a key", async () => {
    await fourPeople();
    const response = await send(words, null);
    expect(response.status).toBe(400);
    expect(await newsTo("kari")).toEqual([]);
  });

  it("can be previewed: how many, in which language, which text; and nothing happens", async () => {
    await fourPeople();
    const before = await env.DB.prepare("SELECT count(*) AS n FROM message").first();
    const response = await send(words, null, "?dry-run");
    expect(response.status).toBe(200);
    const { recipients, byLanguage, mails } = (await response.json()) as {
      recipients: number;
      byLanguage: object;
      mails: { language: string; subject: string; text: string; html: string }[];
    };
    expect({ recipients, byLanguage }).toEqual({ recipients: 3, byLanguage: { nb: 1, nn: 1, en: 1 } });
    expect(mails.map(({ language, subject }) => [language, subject])).toEqual([
      ["nb", "Ny inngang: Samling om samskaping"],
      ["nn", "Ny inngang på baksida: Samling om samskaping"],
      ["en", "Another entrance: Samling om samskaping"],
    ]);
    expect(mails[0]?.text).toContain("Første avsnitt.");
    expect(mails[0]?.html).toContain("<!doctype html>");
    expect(await env.DB.prepare("SELECT count(*) AS n FROM message").first()).toEqual(before);
    expect(await newsTo("kari")).toEqual([]);
  });

  it("shows markup as the organiser typed it, and links only web addresses", async () => {
    await fourPeople();
    await send({ subject: { nb: "<b>Ny inngang</b>" }, text: { nb: "<img src=x> javascript:alert(1) {manageUrl}" } });
    const [mail] = await newsTo("per");
    expect(mail?.subject).toBe("<b>Ny inngang</b>: Samling om samskaping");
    expect(mail?.html).toContain("&lt;img src=x> javascript:alert(1) {manageUrl}");
    expect(mail?.html).not.toMatch(/<img|href="javascript/);
  });

  it.each([
    ["no words", {}, ["subject", "text"]],
    ["no language", { subject: {}, text: { nb: "x" } }, ["subject"]],
    ["an unknown language", { subject: { nb: "x", se: "x" }, text: { nb: "x" } }, ["subject.se"]],
    ["a subject that is too long", { subject: { nb: "x".repeat(151) }, text: { nb: "x" } }, ["subject.nb"]],
    ["an unknown filter", { ...words, to: { name: "Kari" } }, ["to.name"]],
    ["those who have left", { ...words, to: { status: "cancelled" } }, ["to.status"]],
    ["an unknown partner", { ...words, to: { partner: "nowhere" } }, ["to.partner"]],
    [
      "a question that there is not",
      { ...words, to: { answer: { question: "x", option: "y" } } },
      ["to.answer.question"],
    ],
    ["a negation of nothing", { ...words, to: { not: ["partner"] } }, ["to.not.0"]],
  ])("with %s is refused, by field", async (_, body, fields) => {
    const response = await send(body);
    expect(response.status).toBe(422);
    const { errors } = (await response.json()) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field)).toEqual(fields);
  });

  it("is only for organisers", async () => {
    expect((await call(`/api/events/${slug}/announcements`, json(words))).status).toBe(401);
    const stranger = json(words, { authorization: "Bearer none-of-ours" });
    expect((await call(`/api/events/${slug}/announcements`, stranger)).status).toBe(401);
    expect((await call(`/api/events/${slug}/undelivered`)).status).toBe(401);
    expect((await call(`/api/events/${slug}/stats`)).status).toBe(401);
    expect((await call(`/api/events/${slug}/messages/x/retry`, { method: "POST" })).status).toBe(401);
  });
});

describe("an e-mail that did not arrive", () => {
  const list = async () => {
    const response = await call(`/api/events/${slug}/undelivered`, asAdmin());
    return ((await response.json()) as { messages: Record<string, unknown>[] }).messages;
  };
  const retry = (id: unknown) => call(`/api/events/${slug}/messages/${id}/retry`, asAdmin({ method: "POST" }));
  const fail = (kind: string) => failNext(`.${slug}@`, kind);

  it("is listed with its reason, and sent again when asked, once", async () => {
    await register(slug, aBody(addressOf("kari")));
    await fail("422");
    await deliverQueued();
    const [failed] = await list();
    expect(failed).toEqual({
      id: expect.any(String),
      registration: expect.any(String),
      kind: "confirmation",
      status: "failed",
      reason: "422 validation_error",
      attempts: 1,
      at: expect.stringMatching(/Z$/),
      rehearsal: false,
      registrationStatus: "confirmed",
    });
    expect(JSON.stringify(failed)).not.toContain("kari");
    const response = await retry(failed?.id);
    expect([response.status, await response.json()]).toEqual([202, { id: failed?.id, status: "queued" }]);
    expect(await mailsTo(addressOf("kari"))).toHaveLength(1);
    expect(await list()).toEqual([]);
    const again = await retry(failed?.id);
    expect([again.status, await again.json()]).toMatchObject([409, { type: "/problems/not-undelivered" }]);
  });

  it("is sent again with a new key: with the old one the provider would repeat its answer", async () => {
    await register(slug, aBody(addressOf("kari")));
    const [first] = await mailsTo(addressOf("kari"));
    await env.DB.prepare("UPDATE message SET status = 'bounced' WHERE event = ?").bind(slug).run();
    const [bounced] = await list();
    expect(bounced?.status).toBe("bounced");
    expect((await retry(bounced?.id)).status).toBe(202);
    const [, second] = await mailsTo(addressOf("kari"));
    expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey);
  });

  it("of another event, or none, is not found", async () => {
    expect((await retry("0".repeat(32))).status).toBe(404);
    await register(slug, aBody(addressOf("kari")));
    const row = await env.DB.prepare("SELECT id FROM message WHERE event = ?").bind(slug).first<{ id: string }>();
    await put({ ...sample, slug: `${slug}-anna` });
    const elsewhere = await call(`/api/events/${slug}-anna/messages/${row?.id}/retry`, asAdmin({ method: "POST" }));
    expect(elsewhere.status).toBe(404);
  });

  it("of a rehearsal is marked, and not counted", async () => {
    const failed = async () => {
      const health = (await (await call("/health")).json()) as { messages: { failed: number } };
      return health.messages.failed;
    };
    const before = await failed();
    const body = { ...aBody(addressOf("prove")), rehearsal: true };
    const init = asAdmin(json(body, { "idempotency-key": crypto.randomUUID() }));
    expect((await call(`/api/events/${slug}/registrations`, init)).status).toBe(201);
    await fail("422");
    await deliverQueued();
    expect(await list()).toMatchObject([{ status: "failed", rehearsal: true }]);
    expect(await failed()).toBe(before);
  });

  it("is listed page by page", async () => {
    expect((await call(`/api/events/${slug}/undelivered?after=x`, asAdmin())).status).toBe(400);
    expect((await call(`/api/events/${slug}/undelivered?status=failed`, asAdmin())).status).toBe(400);
  });
});

describe("the stats", () => {
  it("count people by status, participation, partner and day, and e-mails by status", async () => {
    await fourPeople();
    const response = await call(`/api/events/${slug}/stats`, asAdmin());
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      event: slug,
      status: { confirmed: 2, waitlisted: 1, cancelled: 1 },
      held: 0,
      checkedIn: 0,
      joined: 0,
      participation: { "in-person": 2, digital: 1 },
      partner: { stad: 2, "nordre-follo": 1 },
      day: {
        ...Object.fromEntries(
          Array.from({ length: 23 }, (_, day) => [`2026-11-${String(day + 1).padStart(2, "0")}`, 0]),
        ),
        "2026-11-24": 3,
      },
      messages: { queued: 0, sent: 5, delayed: 0, delivered: 0, bounced: 0, complained: 0, failed: 0 },
      answers: {},
    });
  });

  it("count a day as the calendar at the venue does", async () => {
    vi.setSystemTime(Date.parse("2026-11-24T23:30:00Z"));
    await register(slug, aBody(addressOf("kari")));
    const response = await call(`/api/events/${slug}/stats`, asAdmin());
    expect(await response.json()).toMatchObject({ day: { "2026-11-25": 1 } });
    await first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'").run();
    await deliverQueued();
  });
});
