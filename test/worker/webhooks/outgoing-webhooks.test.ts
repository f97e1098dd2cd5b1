/** Webhooks to organisers' systems, over HTTP to one that fails on command. */
import { env } from "cloudflare:test";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, inject, it, vi } from "vitest";
import type { Bindings } from "../../../worker/environment.ts";
import { webhookTypes } from "../../../worker/registration/change.ts";
import { webhookRefusal } from "../../../worker/webhooks/allowed-address.ts";
import { webhookPayload } from "../../../worker/webhooks/deliver.ts";
import type { Received } from "../../local/receiver.ts";
import { duringRegistration, sample } from "../builders.ts";
import {
  aBody,
  asAdmin,
  bindings,
  call,
  deliverQueued,
  exported,
  forgetQueued,
  form,
  json,
  mailsTo,
  register,
  tellWebhooks,
  tick,
} from "../client.ts";
import { addressAt, aNewEvent, attend, latestMessageTo, press } from "../people.ts";

/** A service on this machine: only such a service may send webhooks to it. */
const local: Bindings = { ...bindings, PUBLIC_URL: "http://127.0.0.1:8787" };

const receiver = inject("receiver");

let slug: string;
let hook: string;

const define = (webhooks: { url: string; types?: string[] }[], env = local) =>
  call(`/api/events/${slug}`, { ...asAdmin(json({ ...sample, slug, webhooks })), method: "PUT" }, env);

/** Endpoints that receive everything, including e-mail status. */
const put = (webhooks: string[], env = local) =>
  define(
    webhooks.map((url) => ({ url, types: [...webhookTypes] })),
    env,
  );

beforeEach(async () => {
  slug = await aNewEvent("krok");
  // The tests of a file share a database.
  await env.DB.prepare("DELETE FROM webhook_endpoint").run();
  hook = slug;
  expect((await put([`${receiver}/hook/${hook}`])).status).toBe(200);
});

async function received(name = hook): Promise<Received[]> {
  return (await fetch(`${receiver}/received/${name}`)).json();
}

/** Until the queues are empty. */
async function deliverChanges(): Promise<void> {
  await deliverQueued();
  await tick();
  await tellWebhooks(local);
}

async function answerWith(
  ...statuses: (number | { status: number; headers: Record<string, string> })[]
): Promise<void> {
  await (await fetch(`${receiver}/answers/${hook}`, { method: "POST", body: JSON.stringify(statuses) })).arrayBuffer();
}

interface State {
  id: string;
  url: string;
  secret: string;
  status: string;
  failure: string | null;
  waiting: number;
}

async function states(): Promise<State[]> {
  const response = await call(`/api/events/${slug}/webhooks`, asAdmin(), local);
  return ((await response.json()) as { webhooks: State[] }).webhooks;
}

const typesOf = (all: Received[]) =>
  all.map(({ body }) => webhookPayload.parse(JSON.parse(body)).type).filter((type) => type !== "registration.mail");

/** The feed since the endpoint was added, without e-mail status, of which only the newest is sent. */
async function feed(): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "SELECT type FROM change WHERE event = ?1 AND NOT rehearsal AND reason IS NOT 'message' AND seq > (SELECT max(seq) FROM change WHERE event = ?1 AND type = 'event.changed') ORDER BY seq",
  )
    .bind(slug)
    .all<{ type: string }>();
  return results.map(({ type }) => type);
}

describe("a change", () => {
  it("is sent once, in order, signed, with the person's export row", async () => {
    const kari = await attend(slug, "kari");
    await attend(slug, "ola");
    await press(kari, "cancel");
    await deliverChanges();
    await deliverChanges();
    const all = await received();
    expect(typesOf(all)).toEqual(await feed());
    expect(typesOf(all).slice(0, 1)).toEqual(["registration.confirmed"]);
    const [state] = await states();
    expect(state).toMatchObject({ status: "active", failure: null, waiting: 0 });
    const { cursor, registrations } = await exported(slug);
    for (const { headers, body } of all) {
      const { data } = webhookPayload.parse(new Webhook(state?.secret ?? "").verify(body, headers));
      expect(headers["webhook-id"]).toBe(data.cursor);
      expect(registrations).toContainEqual(data.registration);
    }
    expect(webhookPayload.parse(JSON.parse(all.at(-1)?.body ?? "")).data.cursor).toBe(cursor);
    expect(new Set(all.map(({ headers }) => headers["webhook-id"])).size).toBe(all.length);
  });

  it("fails verification with another address's secret, or after a changed byte", async () => {
    await attend(slug, "kari");
    await deliverChanges();
    await put([`${receiver}/hook/${hook}`, `${receiver}/hook/${hook}-b`]);
    const all = await states();
    const [mine, other] = [`${receiver}/hook/${hook}`, `${receiver}/hook/${hook}-b`].map((address) =>
      all.find(({ url }) => url === address),
    );
    const [first] = await received();
    if (!first) throw new Error("Nothing was told");
    expect(() => new Webhook(other?.secret ?? "").verify(first.body, first.headers)).toThrow();
    expect(() => new Webhook(mine?.secret ?? "").verify(first.body.replace("Kari", "Kara"), first.headers)).toThrow();
  });

  it("is signed with the old link key as well, while one replaces the other", async () => {
    const [before] = await states();
    const fresh = crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url", omitPadding: true });
    const rotated = { ...local, LINK_KEYS: `${local.LINK_KEYS},2:${fresh}` };
    await attend(slug, "kari");
    await deliverQueued();
    await tellWebhooks(rotated);
    const [first] = await received();
    expect(first?.headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    expect(() => new Webhook(before?.secret ?? "").verify(first?.body ?? "", first?.headers ?? {})).not.toThrow();
  });

  it("has only the id for erased people, nobody for the event, and is not sent for rehearsals", async () => {
    const kari = await attend(slug, "kari");
    const id = (await exported(slug)).registrations[0]?.id;
    await press(kari, "not-me");
    await call(
      `/api/events/${slug}/registrations`,
      asAdmin(json(aBody(addressAt(slug, "p"), { rehearsal: true }), { "idempotency-key": "12345678" })),
    );
    await call(`/api/events/${slug}/rehearsals`, asAdmin({ method: "DELETE" }));
    await put([`${receiver}/hook/${hook}`]);
    await deliverChanges();
    const all = (await received()).map(({ body }) => webhookPayload.parse(JSON.parse(body)));
    expect(all.at(-1)).toMatchObject({ type: "event.changed", data: { event: slug, registration: null } });
    for (const { data } of all.slice(0, -1)) expect(data.registration).toEqual({ id, status: "erased" });
    expect(all.map(({ type }) => type)).toContain("registration.erased");
  });

  it("from before an endpoint was added, or after it was removed, is not sent to it", async () => {
    await attend(slug, "kari");
    await put([`${receiver}/hook/${hook}-ny`]);
    await attend(slug, "ola");
    await deliverChanges();
    expect(await received()).toEqual([]);
    expect(JSON.stringify(await received(`${hook}-ny`))).not.toContain(addressAt(slug, "kari"));
    expect(JSON.stringify(await received(`${hook}-ny`))).toContain(addressAt(slug, "ola"));
  });

  it("is sent even if the queue lost its message", async () => {
    await register(slug, aBody(addressAt(slug, "kari")));
    forgetQueued();
    await tick();
    await tellWebhooks(local);
    expect(typesOf(await received())[0]).toBe("registration.confirmed");
  });

  it("is sent once by many consumers at once", async () => {
    for (const name of ["a", "b", "c"]) await attend(slug, name, { participation: "digital" });
    await tick();
    await Promise.all(Array.from({ length: 5 }, () => tellWebhooks(local)));
    await deliverChanges();
    expect(typesOf(await received())).toEqual(await feed());
  });

  it("is sent to all endpoints, more than one invocation can serve", async () => {
    for (let round = 0; round < 5; round++)
      await env.DB.batch(
        [
          `INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
             registered_at, changed_at)
           SELECT printf('%s%020d', ?1, value), ?1, 'confirmed', 'digital', 'Ola Nordmann', value, value, 'stad', 'nn', 0, 0
           FROM json_each(?2)`,
          `INSERT INTO change (event, type, registration, at)
           SELECT ?1, 'registration.confirmed', printf('%s%020d', ?1, value), 0 FROM json_each(?2)`,
        ].map((sql) =>
          env.DB.prepare(sql).bind(slug, JSON.stringify(Array.from({ length: 10 }, (_, index) => round * 10 + index))),
        ),
      );
    await deliverChanges();
    expect(await received()).toHaveLength(50);
  });
});

describe("an endpoint that chooses", () => {
  const url = () => `${receiver}/hook/${hook}`;
  const told = async () =>
    (await received()).map(({ body }) => {
      const { type, data } = webhookPayload.parse(JSON.parse(body));
      return [type, data.registration && "mail" in data.registration ? data.registration.mail?.status : null].join(" ");
    });
  const announce = () =>
    call(
      `/api/events/${slug}/announcements`,
      asAdmin(json({ subject: { nb: "Hei" }, text: { nb: "Hei" } }, { "idempotency-key": crypto.randomUUID() })),
    );

  it("no types receives everything except e-mail status: fifty announcements cause no webhook", async () => {
    await define([{ url: url() }]);
    for (const name of ["kari", "ola"]) await attend(slug, name);
    await deliverChanges();
    const before = (await told()).length;
    for (let round = 0; round < 25; round++) await announce();
    await deliverChanges();
    await deliverChanges();
    expect((await told()).slice(before)).toEqual([]);
    expect((await states())[0]).toMatchObject({ waiting: 0, types: webhookTypes.slice(0, -1) });
    // Its position has passed those changes, so nothing is read again.
    const { position, newest } = (await env.DB.prepare(
      "SELECT position, (SELECT max(seq) FROM change WHERE event = ?1) AS newest FROM webhook_endpoint WHERE event = ?1",
    )
      .bind(slug)
      .first<{ position: number; newest: number }>()) ?? { position: 0, newest: 1 };
    expect(position).toBe(newest);
  });

  it("e-mail status receives the newest of each attendee, once", async () => {
    await define([{ url: url(), types: ["registration.mail"] }]);
    await attend(slug, "kari");
    await attend(slug, "ola");
    await deliverChanges();
    const before = (await told()).length;
    await announce();
    await deliverQueued();
    await deliverChanges();
    expect((await told()).slice(before)).toEqual(["registration.mail sent", "registration.mail sent"]);
    expect((await states())[0]).toMatchObject({ waiting: 0, types: ["registration.mail"] });
  });

  it("some types receives those, even with hundreds of others between, and other types after the next PUT", async () => {
    await define([{ url: url(), types: ["registration.cancelled"] }]);
    const kari = await attend(slug, "kari");
    await env.DB.prepare(
      `INSERT INTO change (event, type, registration, reason, at)
       SELECT ?1, 'registration.changed', 'x', 'answers', 0 FROM json_each(?2)`,
    )
      .bind(slug, JSON.stringify(Array.from({ length: 450 })))
      .run();
    await press(kari, "cancel");
    await deliverChanges();
    expect(await told()).toEqual(["registration.cancelled sent"]);
    await define([{ url: url(), types: ["registration.confirmed"] }]);
    await attend(slug, "ola");
    await deliverChanges();
    expect((await told()).slice(1)).toEqual(["registration.confirmed sent"]);
  });

  it.each([[[]], [["registration.unheard-of"]], [["event.changed", "event.changed"]], ["event.changed"]])(
    "%j is refused at its field",
    async (types) => {
      const refused = await define([{ url: url(), types: types as string[] }]);
      const { errors } = (await refused.json()) as { errors: { field: string }[] };
      expect([refused.status, errors[0]?.field]).toEqual([422, expect.stringMatching(/^webhooks\.0\.types/)]);
    },
  );
});

describe("a change without an e-mail", () => {
  /** Without the cron. */
  const toldAtOnce = async () => {
    await tellWebhooks(local);
    return typesOf(await received());
  };

  it("of the event is sent at once", async () => {
    await put([`${receiver}/hook/${hook}`]);
    expect(await toldAtOnce()).toEqual(["event.changed"]);
  });

  it.each(["not-me", "erase"])("is sent at once: %s", async (what) => {
    const kari = await attend(slug, "kari");
    await toldAtOnce();
    await press(kari, what);
    expect((await toldAtOnce()).at(-1)).toBe("registration.erased");
  });

  it("by an organiser is sent at once: another partner", async () => {
    await attend(slug, "kari");
    const [row] = (await exported(slug)).registrations;
    await toldAtOnce();
    const init = asAdmin({ ...json({ partner: "nordre-follo" }), method: "PATCH" });
    expect((await call(`/api/events/${slug}/registrations/${row?.id}`, init)).status).toBe(200);
    expect((await toldAtOnce()).at(-1)).toBe("registration.changed");
  });

  it("by the first press that leads to the stream is sent at once, with the time, and a second press is not", async () => {
    const streamed = { ...sample, participation: { digital: { streamUrl: "https://strom.example.no" } } };
    const webhooks = [{ url: `${receiver}/hook/${hook}` }];
    await call(`/api/events/${slug}`, { ...asAdmin(json({ ...streamed, slug, webhooks })), method: "PUT" }, local);
    const { address } = await attend(slug, "ola", { participation: "digital" });
    const link = /\/s\/[\w-]+/.exec((await mailsTo(address)).at(-1)?.text ?? "")?.[0] ?? "";
    await deliverChanges();
    const before = (await received()).length;
    vi.setSystemTime(Date.parse("2026-12-15T08:00:00Z"));
    for (let press = 0; press < 2; press++) await call(link, form({}), local);
    await tellWebhooks(local);
    const told = (await received()).slice(before).map(({ body }) => JSON.parse(body));
    expect(told).toMatchObject([
      {
        type: "registration.changed",
        data: { reason: "joined", registration: { joinedAt: "2026-12-15T08:00:00.000Z" } },
      },
    ]);
  });

  it("by the provider's report about an e-mail is sent at once, and so is mail to many", async () => {
    await attend(slug, "kari");
    await toldAtOnce();
    const before = (await received()).length;
    const announcement = json({ subject: { nb: "Hei" }, text: { nb: "Hei" } }, { "idempotency-key": "12345678" });
    await call(`/api/events/${slug}/announcements`, asAdmin(announcement));
    await deliverQueued();
    await toldAtOnce();
    const after = await received();
    expect(after.length).toBeGreaterThan(before);
    expect(JSON.parse(after.at(-1)?.body ?? "")).toMatchObject({
      type: "registration.mail",
      data: { registration: { mail: { kind: "announcement", status: "sent" } } },
    });
    const message = String(await latestMessageTo(addressAt(slug, "kari")));
    const text = JSON.stringify({ type: "email.delivered", data: { tags: { message } } });
    const [id, at] = [crypto.randomUUID(), new Date()];
    const signature = new Webhook(`whsec_${btoa("old-secret-of-24-octets!")}`).sign(id, at, text);
    const told = await call("/webhooks/resend", {
      method: "POST",
      body: text,
      headers: {
        "svix-id": id,
        "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
        "svix-signature": signature,
      },
    });
    expect(told.status).toBe(204);
    await toldAtOnce();
    expect(JSON.parse((await received()).at(-1)?.body ?? "")).toMatchObject({
      data: { registration: { mail: { status: "delivered" } } },
    });
  });
});

describe("an endpoint that fails", () => {
  it("is tried again with the same id, later and later, and receives changes in order", async () => {
    await attend(slug, "kari");
    await attend(slug, "ola");
    await answerWith(204, 503, 500, 502);
    const delays: number[] = [];
    for (let round = 0; round < 3; round++) {
      await deliverChanges();
      const row = await env.DB.prepare("SELECT due_at, attempts FROM webhook_endpoint WHERE event = ?")
        .bind(slug)
        .first<{ due_at: number; attempts: number }>();
      expect(row?.attempts).toBe(round + 1);
      delays.push((row?.due_at ?? 0) - Date.now());
      // Not before its time.
      await deliverChanges();
      expect(await received()).toHaveLength(2 + round);
      vi.setSystemTime(row?.due_at ?? 0);
    }
    expect(delays[0]).toBeGreaterThanOrEqual(5_000);
    expect((delays[1] ?? 0) / (delays[0] ?? 1)).toBeGreaterThan(1.5);
    expect((delays[2] ?? 0) / (delays[1] ?? 1)).toBeGreaterThan(1.5);
    expect((await states())[0]).toMatchObject({ status: "failing", failure: "answered 502" });
    await deliverChanges();
    const all = await received();
    const ids = all.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids.slice(1, 5)).size).toBe(1);
    expect(typesOf(all.filter(({ status }) => status === 204))).toEqual(await feed());
    expect((await states())[0]).toMatchObject({ status: "active", failure: null, waiting: 0 });
  });

  it("for a day is paused and shown, and continues where it stopped when the organiser resumes it", async () => {
    await attend(slug, "kari");
    await answerWith(...Array.from({ length: 100 }, () => 503));
    let tries = 0;
    for (; tries < 60 && (await states())[0]?.status !== "paused"; tries++) {
      await deliverChanges();
      const due = await env.DB.prepare("SELECT due_at FROM webhook_endpoint WHERE event = ?")
        .bind(slug)
        .first<number>("due_at");
      vi.setSystemTime(due ?? 0);
    }
    expect(Date.now() - duringRegistration).toBeGreaterThan(24 * 3_600_000);
    expect(Date.now() - duringRegistration).toBeLessThan(36 * 3_600_000);
    const [paused] = await states();
    expect(paused).toMatchObject({ status: "paused", failure: "answered 503" });
    vi.setSystemTime(Date.now() + 48 * 3_600_000);
    const before = (await received()).length;
    await deliverChanges();
    expect(await received()).toHaveLength(before);

    await answerWith();
    const resumed = await call(`/api/events/${slug}/webhooks/${paused?.id}/resume`, asAdmin({ method: "POST" }), local);
    expect(resumed.status).toBe(202);
    await deliverChanges();
    expect(typesOf((await received()).slice(before))).toEqual(await feed());
    expect((await states())[0]).toMatchObject({ status: "active", waiting: 0 });
  });

  it("and says when to come again is not called before", async () => {
    await attend(slug, "kari");
    await answerWith(429);
    await deliverChanges();
    vi.setSystemTime(Date.now() + 599_000);
    await deliverChanges();
    expect(await received()).toHaveLength(1);
    vi.setSystemTime(Date.now() + 1_000);
    await deliverChanges();
    expect(typesOf((await received()).slice(1))).toEqual(await feed());
  });

  it.each([
    ["1000000000", 3 * 3_600_000],
    ["Fri, 24 Nov 2058 12:00:00 GMT", 3 * 3_600_000],
    ["Tue, 24 Nov 2026 12:10:00 GMT", 600_000],
    ["-1000000000", 0],
    ["soon", 0],
  ])("and says to come again at %j waits no longer than the longest of our own waits", async (retryAfter, ms) => {
    await attend(slug, "kari");
    await answerWith({ status: 503, headers: { "retry-after": retryAfter } });
    await deliverChanges();
    const wait = "SELECT due_at - ?2 AS wait FROM webhook_endpoint WHERE event = ?1";
    const due = Number(await env.DB.prepare(wait).bind(slug, Date.now()).first("wait"));
    expect(due).toBeGreaterThanOrEqual(Math.max(ms, 5_000));
    expect(due).toBeLessThanOrEqual(Math.max(ms, 6_000));
    vi.setSystemTime(Date.now() + due);
    await deliverChanges();
    expect((await states())[0]).toMatchObject({ status: "active", waiting: 0 });
  });

  it("and was leased or postponed by an isolate with a fast clock is still served", async () => {
    await attend(slug, "kari");
    await env.DB.prepare("UPDATE webhook_endpoint SET due_at = ?")
      .bind(Date.now() + 5 * 3_600_000)
      .run();
    await deliverChanges();
    expect(typesOf(await received())).toEqual(await feed());
  });

  it("now and then does not count as failing for a day, and is tried again as soon as the first time", async () => {
    await attend(slug, "kari");
    await answerWith(503, 503, 503);
    const dueIn = async () => {
      const due = "SELECT due_at FROM webhook_endpoint WHERE event = ?";
      return Number(await env.DB.prepare(due).bind(slug).first("due_at")) - Date.now();
    };
    for (let failure = 0; failure < 3; failure++) {
      await deliverChanges();
      vi.setSystemTime(Date.now() + (await dueIn()));
    }
    vi.setSystemTime(duringRegistration + 25 * 3_600_000);
    await answerWith(204, 503);
    await deliverChanges();
    expect((await states())[0]).toMatchObject({ status: "failing", failure: "answered 503" });
    expect(await dueIn()).toBeLessThanOrEqual(6_000);
    vi.setSystemTime(Date.now() + (await dueIn()));
    await deliverChanges();
    expect((await states())[0]).toMatchObject({ status: "active", waiting: 0 });
    await attend(slug, "ola");
    await answerWith(503);
    await deliverChanges();
    expect(await dueIn()).toBeLessThanOrEqual(6_000);
  });

  it("cannot be resumed by another event, and an unknown one cannot be resumed", async () => {
    await attend(slug, "kari");
    await answerWith(410);
    await deliverChanges();
    const [paused] = await states();
    expect(paused?.status).toBe("paused");
    const mine = slug;
    const other = await aNewEvent("krok");
    for (const [event, id] of [
      [other, paused?.id],
      [mine, "0".repeat(32)],
    ]) {
      const response = await call(`/api/events/${event}/webhooks/${id}/resume`, asAdmin({ method: "POST" }), local);
      expect(response.status).toBe(404);
    }
    expect(await states()).toEqual([paused]);
  });

  it("that answers 410 is paused at once; redirects are not followed", async () => {
    await attend(slug, "kari");
    await answerWith(302);
    await deliverChanges();
    expect((await states())[0]).toMatchObject({ status: "failing", failure: "answered 302" });
    expect(await received(`${hook}-elsewhere`)).toEqual([]);
    vi.setSystemTime(Date.now() + 60_000);
    await answerWith(410);
    await deliverChanges();
    expect((await states())[0]).toMatchObject({ status: "paused", failure: "answered 410" });
  });

  it("does not delay others", async () => {
    await put([`${receiver}/hook/${hook}`, `${receiver}/hook/${hook}-b`, "http://127.0.0.1:1/dead"]);
    await answerWith(503, 503, 503, 503);
    await attend(slug, "kari");
    await deliverChanges();
    expect(typesOf(await received(`${hook}-b`))).toEqual(await feed());
    expect((await states()).map(({ status, failure }) => [status, failure])).toContainEqual([
      "failing",
      "not reachable",
    ]);
  });
});

describe("where webhooks may go", () => {
  const service = "https://pamelding.example.no";

  it.each([
    "https://system.kommune.example/hook?key=1",
    "https://system.kommune.example:8443/",
    "https://123.kommune.example/",
  ])("%s: yes", (address) => {
    expect(webhookRefusal(address, service)).toBeNull();
  });

  it.each([
    "http://system.kommune.example/hook",
    "https://localhost/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f.0.0.1/",
    "https://2130706433/",
    "https://0/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://[fd00::1]/",
    "https://8.8.8.8/",
    "https://intranett/",
    "https://db.internal/",
    "https://printer.local/",
    "https://app.localhost/",
    "https://app.localhost./",
    "https://kari:hemmelig@system.kommune.example/",
    "https://pamelding.example.no/api",
    "https://PAMELDING.example.no./api",
    "ftp://system.kommune.example/",
    "no address",
  ])("%s: no", (address) => {
    expect(webhookRefusal(address, service)).not.toBeNull();
  });

  it("is refused in a definition at its field, and a loopback address is not called by a service that runs elsewhere", async () => {
    const refused = await put(["https://system.kommune.example/", "https://127.0.0.1/"], bindings);
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { errors: [{ field: "webhooks.1.url", code: "a public host name" }] },
    ]);
    await attend(slug, "kari");
    await deliverQueued();
    await tellWebhooks(bindings);
    expect(await received()).toEqual([]);
    expect((await states())[0]).toMatchObject({ status: "paused", failure: "must be an https address" });
  });

  it.each([
    [["https://a.example/", "https://a.example/"], "webhooks"],
    [Array.from({ length: 6 }, (_, index) => `https://a${index}.example/`), "webhooks"],
    [["javascript:alert(1)"], "webhooks.0.url"],
  ])("is not %j", async (urls, field) => {
    const refused = await put(urls);
    expect([refused.status, await refused.json()]).toMatchObject([422, { errors: [{ field }] }]);
  });
});
