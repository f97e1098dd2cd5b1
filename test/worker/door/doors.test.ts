/** Doors that organisers hand over to helpers, and what such a door allows. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, forgetQueued, json, put } from "../client.ts";
import { cookieOf, ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

const MINUTE = 60_000;

let slug: string;
let rebekka: string;
let cookie: string;
const seats = { inPerson: { capacity: 2, waitlist: true }, digital: { capacity: null, streamUrl: null } };

beforeEach(async () => {
  forgetQueued();
  slug = await aNewEvent("dorer");
  rebekka = addressAt(slug, "rebekka");
  await define([rebekka]);
  cookie = await signIn(rebekka);
});

const define = async (organisers: string[]) =>
  expect((await put({ ...sample, slug, organisers, participation: seats })).status).toBe(200);
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const door = (rest = "") => `/organiser/${slug}/door${rest}`;

/** Hands over a door as the organiser's page does. Returns the link in the QR code. */
async function handOver(name: string): Promise<string> {
  const answer = await call(door("/helpers"), ownForm({ name }, cookie));
  expect(answer.status).toBe(303);
  const id = /show=([0-9a-f]{32})$/.exec(answer.headers.get("location") ?? "")?.[1] ?? "";
  const { doorSecret } = await import("../../../worker/security/manage-link.ts");
  const keys = [{ id: 1, secret: "gUPEURf2gnXDP9X5Cl3L8d-H9h55BmH6475t0FCQpro" }];
  return `/door/${await doorSecret(id, keys)}`;
}

/** Opens a door on a helper's phone. Returns the cookie of its browser. */
async function opened(name = "Dør A, Kari"): Promise<string> {
  const answer = await call(await handOver(name), ownForm());
  expect([answer.status, answer.headers.get("location")]).toEqual([303, door()]);
  expect(answer.headers.get("set-cookie")).toMatch(
    /^__Host-door=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  return cookieOf(answer);
}

const statusOf = async (path: string, from: string) => (await visit(path, from)).status;

function sends(what: string, body: object, from: string): Promise<Response> {
  const init = json(body);
  return call(door(`/${what}`), { ...init, headers: { ...init.headers, cookie: from, accept: "application/json" } });
}

describe("a door that is handed over", () => {
  it("opens once, with a press, and never just by opening the link", async () => {
    const link = await handOver("Dør A, Kari");
    for (let look = 0; look < 3; look++) {
      const page = await call(link, { headers: { accept: "text/html" } });
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Dør A, Kari")]);
    }
    const helper = cookieOf(await call(link, ownForm()));
    expect(await statusOf(door(), helper)).toBe(200);
    for (const init of [ownForm(), { headers: { accept: "text/html" } }]) {
      const again = await call(link, init);
      expect([again.status, await again.text()]).toEqual([410, expect.stringContaining("brukt eller for gammel")]);
    }
  });

  it("opens once when two phones press at the same time", async () => {
    const link = await handOver("Dør A");
    const answers = await Promise.all([call(link, ownForm()), call(link, ownForm()), call(link, ownForm())]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
  });

  it("opens for a quarter of an hour, only from our own page, and not with a forged link", async () => {
    const link = await handOver("Dør A");
    const foreign = {
      ...ownForm(),
      headers: { ...ownForm().headers, "sec-fetch-site": "cross-site", origin: "https://x.example.no" },
    };
    expect((await call(link, foreign)).status).toBe(403);
    expect((await call(`/door/${"A".repeat(47)}`, ownForm())).status).toBe(410);
    pass(15 * MINUTE + 1);
    expect((await call(link, ownForm())).status).toBe(410);
  });

  it("checks in under its name, which the other doors and the log show", async () => {
    await attend(slug, "kari");
    const [row] = (await exported(slug)).registrations;
    const helper = await opened();
    const at = new Date().toISOString();
    const body = { sentAt: at, checkIns: [{ nonce: crypto.randomUUID(), at, registration: row?.id }] };
    const answer = await sends("check-ins", body, helper);
    expect(await answer.json()).toMatchObject({
      results: [{ result: { verdict: "welcome" }, attendee: { checkedIn: { by: "Dør A, Kari" } } }],
    });
    const { entries } = (await (await call(`/api/events/${slug}/audit-log`, asAdmin())).json()) as {
      entries: { who: string; action: string }[];
    };
    expect(entries.slice(0, 3).map(({ who, action }) => [who, action])).toEqual([
      ["door Dør A, Kari", "checked in"],
      ["door Dør A, Kari", "door opened"],
      [rebekka, "door handed over"],
    ]);
  });

  it("opens nothing else: the helper reads what to do instead, in their language", async () => {
    const helper = await opened();
    const elsewhere = await aNewEvent("andre");
    const closed = ["", "/undelivered", "/registrations", "/door/helpers"].map((rest) => `/organiser/${slug}${rest}`);
    for (const path of [...closed, "/organiser", `/organiser/${elsewhere}/door`]) {
      const answer = await visit(`${path}?lang=nn`, helper);
      const html = await answer.text();
      expect([path, answer.status, html]).toEqual([path, 403, expect.stringContaining("opna for døra")]);
      expect(html).toContain(`href="${door()}">Tilbake til døra</a>`);
    }
    expect((await call(door("/helpers"), ownForm({ name: "Dør B" }, helper))).status).toBe(403);
    expect((await call(`/api/events/${slug}/export`, { headers: { cookie: helper } })).status).toBe(401);
  });

  it("closes at once when the organiser closes it, after twelve hours, and with the organiser's own address", async () => {
    const helper = await opened();
    const page = await (await visit(door("/helpers"), cookie)).text();
    const [, hash = ""] = /name="door" value="(\w+)"/.exec(page) ?? [];
    await call(door("/helpers/close"), ownForm({ door: hash }, cookie));
    const answer = await visit(`${door()}?lang=nb`, helper);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("Døra er stengt")]);
    expect((await sends("check-ins", {}, helper)).status).toBe(403);

    const second = await opened("Dør B");
    pass(11 * 60 * MINUTE);
    expect(await statusOf(door(), second)).toBe(200);
    pass(61 * MINUTE);
    expect(await statusOf(door(), second)).toBe(403);

    cookie = await signIn(rebekka);
    const third = await opened("Dør C");
    await define([addressAt(slug, "other")]);
    expect(await statusOf(door(), third)).toBe(403);
  });

  it("needs a name, and twenty are enough", async () => {
    for (const name of ["", "  ", "x".repeat(61)])
      expect((await call(door("/helpers"), ownForm({ name }, cookie))).headers.get("location")).toContain(
        "outcome=name",
      );
    await handOver("  Dør\u202e  A\n");
    expect(await (await visit(door("/helpers"), cookie)).text()).toContain("<b>Dør A</b>");
    for (let nth = 1; nth < 20; nth++) await handOver(`Dør ${nth}`);
    expect((await call(door("/helpers"), ownForm({ name: "Dør 21" }, cookie))).headers.get("location")).toContain(
      "too-many",
    );
  });

  it("is finished without signing out the organiser on the same phone, and the other way round", async () => {
    const both = `${cookie}; ${await opened()}`;
    const [finished, out] = [await opened("Dør B"), await opened("Dør C")].map((one) => `${cookie}; ${one}`) as [
      string,
      string,
    ];
    await call("/sign-out?door&lang=nb", ownForm({}, finished));
    expect(await statusOf(door(), finished.split("; ")[1] ?? "")).not.toBe(200);
    expect(await statusOf(`/organiser/${slug}`, finished)).toBe(200);
    await call("/sign-out?lang=nb", ownForm({}, out));
    expect(await statusOf(door(), out.split("; ")[1] ?? "")).toBe(200);
    expect(await statusOf(`/organiser/${slug}`, both)).not.toBe(200);
  });

  it("is not a session of an organiser, and an organiser's is not a door", async () => {
    const helper = await opened();
    const secret = helper.replace("__Host-door=", "");
    expect(await statusOf(`/organiser/${slug}`, `__Host-organiser=${secret}`)).toBe(303);
    const organiser = cookie.replace("__Host-organiser=", "");
    expect(await statusOf(door(), `__Host-door=${organiser}`)).toBe(403);
  });
});

describe("the page of the door", () => {
  it("names no attendee, and runs only its own script and the reader", async () => {
    await attend(slug, "kari");
    const page = await visit(door(), await opened());
    expect(page.headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src data:; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get("cache-control")).toBe("private, no-store");
    expect(await page.text()).not.toMatch(/Kari Nordmann|@example\.no/);
    const overview = await visit(`/organiser/${slug}`, cookie);
    expect(overview.headers.get("content-security-policy")).not.toContain("wasm");
  });

  it("refuses a program without a session, and sends a browser to sign in", async () => {
    expect((await call(door("/list"), { headers: { accept: "application/json" } })).status).toBe(401);
    expect((await call(door(), { headers: { accept: "text/html" } })).status).toBe(303);
  });
});

describe("a person who is not registered", () => {
  const add = async (name: string, from: string, key: string = crypto.randomUUID()) =>
    (await (await sends("walk-in", { name, email: addressAt(slug, name), key }, from)).json()) as {
      outcome: string;
      person: { name: string; status: string } | null;
    };

  it("gets a place at once, once, and the e-mail that says who did it", async () => {
    const helper = await opened();
    const key = crypto.randomUUID();
    expect(await add("ola", helper, key)).toMatchObject({
      outcome: "done",
      person: { name: "ola", status: "confirmed" },
    });
    expect(await add("ola", helper, key)).toMatchObject({ outcome: "done" });
    expect(await add("ola", helper)).toEqual({ outcome: "taken", person: null });
    const kinds = await env.DB.prepare("SELECT kind FROM message WHERE event = ?").bind(slug).all();
    expect(kinds.results).toEqual([{ kind: "sign-in" }, { kind: "added" }]);
  });

  it("gets a free seat before the waiting list, and waits if there is none", async () => {
    const helper = await opened();
    for (const name of ["a", "b", "waits"]) await attend(slug, name);
    expect(await add("late", helper)).toMatchObject({ outcome: "full", person: { status: "waitlisted" } });
    // Promotion has ended: the seat stays free for newcomers.
    vi.setSystemTime("2026-12-15T08:01:00Z");
    const { registrations } = await exported(slug);
    await call(`/api/events/${slug}/registrations/${registrations[0]?.id}/cancel`, asAdmin({ method: "POST" }));
    cookie = await signIn(rebekka);
    const again = await opened("Dør B");
    expect(await add("later", again)).toMatchObject({ outcome: "done", person: { status: "confirmed" } });
  });

  it("is let in although the event has required questions: the door does not ask them", async () => {
    const option = { key: "lek", label: { nb: "Lekeplasser" } };
    const workshop = {
      key: "verksted",
      type: "choice" as const,
      required: true,
      label: { nb: "Verksted" },
      options: [option],
    };
    const asking = { ...sample, slug, organisers: [rebekka], participation: seats, questions: [workshop] };
    expect((await put(asking)).status).toBe(200);
    expect(await add("uanmeldt", await opened())).toMatchObject({ outcome: "done", person: { status: "confirmed" } });
    const request = aBody(addressAt(slug, "ola"), { answers: {}, partner: "stad" });
    const byHand = json(request, { "idempotency-key": crypto.randomUUID() });
    expect((await call(`/api/events/${slug}/registrations`, asAdmin(byHand))).status).toBe(422);
  });

  it("is refused if the name or address is invalid, and the form is shown again", async () => {
    const answer = await sends("walk-in", { name: "", email: "nobody", key: crypto.randomUUID() }, await opened());
    expect(await answer.json()).toEqual({ outcome: "invalid", person: null });
  });
});
