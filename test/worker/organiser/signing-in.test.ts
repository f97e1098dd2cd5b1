/** Organisers sign in with a link that only their mailbox gets, and stay in for as long as they use it. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
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
  threeTicks,
} from "../client.ts";
import { askForLink, cookieOf, newLinkFor, ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend, latestMessageTo } from "../people.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let slug: string;
let rebekka: string;

beforeEach(async () => {
  forgetQueued();
  slug = await aNewEvent("innlogging");
  rebekka = addressAt(slug, "rebekka");
  await list(rebekka);
});

/** Makes these the organisers of the event. */
const list = async (...organisers: string[]) => expect((await put({ ...sample, slug, organisers })).status).toBe(200);
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const overview = () => `/organiser/${slug}`;
const toSignIn = (path: string) => `/sign-in?${new URLSearchParams({ path })}`;

describe("asking for a link", () => {
  it("sends one to an organiser's mailbox, in the name of the requested event", async () => {
    await put({
      ...sample,
      slug: `${slug}-seinare`,
      title: { nb: "Seinare" },
      starts: "2026-12-20T09:00",
      ends: "2026-12-20T10:00",
      organisers: [rebekka],
    });
    await askForLink(rebekka, overview());
    const [mail] = await mailsTo(rebekka);
    expect(mail?.subject).toBe("Logg inn som arrangør: Samling om samskaping");
    expect(mail?.text).toContain("24. november 2026 kl. 13.15");
    expect(mail?.text).not.toMatch(/Kari|Hei Rebekka/);
    await askForLink(rebekka);
    expect((await mailsTo(rebekka)).at(-1)?.subject).toBe("Logg inn som arrangør: Seinare");
  });

  it("is the same for every address: answer, statements and messages to the queue", async () => {
    await attend(slug, "kari");
    const seen = async (email: string) => {
      const prepare = vi.spyOn(bindings.DB, "prepare");
      const send = vi.spyOn(bindings.MESSAGES, "sendBatch");
      const answer = await askForLink(email, overview());
      const statements = prepare.mock.calls.map(([sql]) => sql);
      const messages = send.mock.calls.length;
      vi.restoreAllMocks();
      const location = new URL(answer.headers.get("location") ?? "", "https://pamelding.example.no");
      const page = await (await call(location.pathname + location.search)).text();
      return [
        answer.status,
        [...answer.headers].filter(([name]) => name !== "location"),
        statements,
        messages,
        page.replaceAll(email, "ADDRESS").replaceAll(/sent=[\w-]+/g, "sent=SEALED"),
      ];
    };
    const known = await seen(rebekka);
    for (const other of ["ingen", "kari"]) expect(await seen(addressAt(slug, other))).toEqual(known);
    expect(known[0]).toBe(303);
    expect(await mailsTo(addressAt(slug, "ingen"))).toEqual([]);
    expect((await mailsTo(addressAt(slug, "kari"))).map(({ subject }) => subject)).not.toContain("Logg inn");
  });

  it("looks the address up only after the answer", async () => {
    const prepare = vi.spyOn(bindings.DB, "prepare");
    let during = -1;
    const later = globalThis.setTimeout;
    vi.spyOn(globalThis, "setTimeout").mockImplementation(((...args: Parameters<typeof setTimeout>) => {
      if (during < 0) during = prepare.mock.calls.length;
      return later(...args);
    }) as typeof setTimeout);
    await askForLink(rebekka);
    vi.restoreAllMocks();
    expect(during).toBe(0);
    expect(await mailsTo(rebekka)).toHaveLength(1);
  });

  it("writes to a mailbox three times an hour at most", async () => {
    for (let time = 0; time < 5; time++) expect((await askForLink(rebekka)).status).toBe(303);
    expect(await mailsTo(rebekka)).toHaveLength(3);
    pass(HOUR + MINUTE);
    await askForLink(rebekka);
    expect(await mailsTo(rebekka)).toHaveLength(4);
  });

  it("recognises the address in any spelling, and says what is wrong with a mistyped one", async () => {
    const typed = rebekka.replace("rebekka", "Rebekka");
    await askForLink(` ${typed} `);
    expect(await mailsTo(typed)).toHaveLength(1);
    const wrong = await askForLink("rebekka");
    const page = await wrong.text();
    expect([wrong.status, page.includes('aria-invalid="true"'), page.includes('value="rebekka"')]).toEqual([
      422,
      true,
      true,
    ]);
  });

  it("leads back to our own pages for organisers only", async () => {
    for (const path of [
      ...[
        "https://vond.example",
        "//vond.example",
        "/\\vond.example",
        "/organiser//vond.example",
        "/organiser@vond.example",
      ],
      ...[
        "/organisere",
        "javascript:alert(1)",
        "/organiser/\r\nset-cookie: a=b",
        "/organiser/../events/x",
        "/docs",
        "",
      ],
    ]) {
      pass(HOUR);
      const link = await newLinkFor(rebekka, path);
      const location = (await call(link, ownForm())).headers.get("location") ?? "";
      const { origin, pathname } = new URL(location, "https://pamelding.example.no");
      expect([path, origin, /^\/organiser(\/|$)/.test(pathname)]).toEqual([path, "https://pamelding.example.no", true]);
    }
  });

  it("has its answer in the reader's language, and the e-mail too", async () => {
    const answer = await call("/sign-in?lang=nn", ownForm({ email: rebekka }));
    expect(await (await call(answer.headers.get("location") ?? "")).text()).toContain("Sjå i innboksen din");
    expect((await mailsTo(rebekka)).at(-1)?.text).toContain("Trykk på knappen for å logge inn. Lenkja verkar");
  });
});

describe("the e-mail with the link", () => {
  it("is not in the change feed, the export, the stats or the list of undelivered e-mail", async () => {
    await attend(slug, "kari");
    const before = await exported(slug);
    const stats = async () => (await call(`/api/events/${slug}/stats`, asAdmin())).text();
    const counted = await stats();
    await newLinkFor(rebekka);
    await env.DB.prepare(
      "UPDATE message SET status = 'bounced', changed_at = changed_at + 1 WHERE kind = 'sign-in'",
    ).run();
    expect(await exported(slug)).toEqual({ ...before, generatedAt: expect.anything() });
    expect(await stats()).toBe(counted);
    expect(await (await call(`/api/events/${slug}/undelivered`, asAdmin())).json()).toMatchObject({ messages: [] });
  });

  it("goes to an address that has bounced or complained: its reader has asked for it", async () => {
    await attend(slug, "kari");
    await list(addressAt(slug, "kari"));
    for (const reason of ["bounced", "complained"]) {
      const { hash } = (await suppressionOf(addressAt(slug, "kari"), reason)) ?? {};
      expect(hash).toBeDefined();
      const mails = (await mailsTo(addressAt(slug, "kari"))).length;
      await askForLink(addressAt(slug, "kari"));
      expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(mails + 1);
    }
  });

  it("is not sent if its link no longer works, and does not stop other e-mails", async () => {
    await askForLink(rebekka);
    await list();
    await deliverQueued();
    expect(await mailsTo(rebekka)).toEqual([]);
    await list(rebekka);
    await askForLink(rebekka);
    forgetQueued();
    pass(16 * MINUTE);
    await threeTicks();
    expect(await mailsTo(rebekka)).toEqual([]);
  });

  it("is deleted with its event", async () => {
    await askForLink(rebekka);
    await call(`/api/events/${slug}?confirm-erasures=0`, { ...asAdmin(), method: "DELETE" });
    expect(await mailsTo(rebekka)).toEqual([]);
    const left = await env.DB.prepare("SELECT count(*) AS n FROM message WHERE event = ?").bind(slug).first("n");
    expect(left).toBe(0);
  });
});

/** Suppresses an address as the provider's webhook would. */
async function suppressionOf(address: string, reason: string) {
  const { addressHashes } = await import("../../../worker/security/address-hash.ts");
  const { settingsOf } = await import("../../../worker/environment.ts");
  const [hash] = await addressHashes(address, settingsOf(bindings).LINK_KEYS);
  await env.DB.prepare(
    "INSERT INTO suppression (hash, reason, at) VALUES (?1, ?2, 0) ON CONFLICT DO UPDATE SET reason = ?2",
  )
    .bind(hash, reason)
    .run();
  return { hash };
}

/** A secret with one letter of its signature changed. */
const otherwise = (secret: string) => `${secret.slice(0, 40)}${secret[40] === "A" ? "B" : "A"}${secret.slice(41)}`;

describe("the link", () => {
  it("opens with a press, and leads to the requested page", async () => {
    const asked = await visit(`${overview()}?lang=nn`, "");
    expect(asked.headers.get("location")).toBe(toSignIn(`${overview()}?lang=nn`));
    const link = await newLinkFor(rebekka, `${overview()}?lang=nn`);
    const opened = await call(link, ownForm());
    expect([opened.status, opened.headers.get("location")]).toEqual([303, `${overview()}?lang=nn`]);
    const page = await visit(`${overview()}?lang=nn`, cookieOf(opened));
    expect([page.status, (await page.text()).includes("Samling om samskaping")]).toEqual([200, true]);
  });

  it("that is used or has expired leads on who is signed in, and nobody else", async () => {
    const link = await newLinkFor(rebekka);
    const cookie = cookieOf(await call(link, ownForm()));
    for (const again of [visit(link, cookie), call(link, ownForm({}, cookie))]) {
      const answer = await again;
      expect([answer.status, answer.headers.get("location")]).toEqual([303, "/organiser"]);
    }
    pass(HOUR);
    expect((await visit(link, cookie)).status).toBe(303);
    expect((await visit(link, "")).status).toBe(410);
  });

  it("is followed by mail scanners without being used up", async () => {
    const link = await newLinkFor(rebekka);
    for (const method of ["GET", "HEAD", "GET"]) {
      const looked = await call(link, { method });
      expect([looked.status, looked.headers.get("set-cookie")]).toEqual([200, null]);
    }
    expect((await call(link, ownForm())).status).toBe(303);
  });

  it("works once, also when it is pressed twice at once", async () => {
    const link = await newLinkFor(rebekka);
    const answers = await Promise.all(Array.from({ length: 5 }, () => call(link, ownForm())));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410, 410, 410]);
    expect(answers.filter((answer) => answer.headers.has("set-cookie"))).toHaveLength(1);
    const again = await call(`${link}?lang=nb`);
    expect([again.status, (await again.text()).includes("Lenken er brukt")]).toEqual([410, true]);
  });

  it("works for 15 minutes, and then says how to get another", async () => {
    const link = await newLinkFor(rebekka);
    pass(15 * MINUTE);
    expect((await call(link)).status).toBe(200);
    pass(1);
    for (const init of [{ headers: { accept: "text/html" } }, ownForm()]) {
      const late = await call(`${link}?lang=nb`, init);
      const page = await late.text();
      expect([late.status, page.includes("Lenken er gått ut"), page.includes('href="/sign-in?')]).toEqual([
        410,
        true,
        true,
      ]);
    }
  });

  it("does not work for an address that was removed from the list meanwhile", async () => {
    const link = await newLinkFor(rebekka);
    await list();
    const answer = await call(`${link}?lang=nb`, ownForm());
    expect([answer.status, (await answer.text()).includes("ikke lenger arrangør")]).toEqual([410, true]);
    expect(answer.headers.get("set-cookie")).toBeNull();
  });

  it("of another purpose, or made up, does not work", async () => {
    const { link: manage } = await attend(slug, "kari");
    const signInLink = await newLinkFor(rebekka);
    for (const secret of [manage.split("/").at(-1), "x", otherwise(signInLink.slice("/sign-in/".length)), "%00"])
      expect((await call(`/sign-in/${secret}`, ownForm())).status).toBe(410);
    expect((await call(signInLink.replace("sign-in", "registrations"))).status).toBe(404);
  });
});

describe("a session", () => {
  it("is a cookie that no script reads, no other host gets, and no other site sends with a form", async () => {
    const opened = await call(await newLinkFor(rebekka), ownForm());
    const [cookie, ...attributes] = (opened.headers.get("set-cookie") ?? "").split("; ");
    expect(cookie).toMatch(/^__Host-organiser=[\w-]{32,}$/);
    expect(attributes.sort()).toEqual(["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Lax", "Secure"]);
  });

  it("is stored as a hash, and so is nothing else that opens it", async () => {
    const link = await newLinkFor(rebekka);
    const cookie = cookieOf(await call(link, ownForm()));
    const rows = await Promise.all(
      ["sign_in", "organiser_session", "message", "organiser", "typed_mail"].map((table) =>
        env.DB.prepare(`SELECT * FROM ${table}`).all(),
      ),
    );
    const stored = JSON.stringify(rows.map(({ results }) => results));
    expect(stored).not.toContain(cookie.split("=")[1]);
    expect(stored).not.toContain(link.split("/").at(-1));
  });

  it.each([
    ["nothing", ""],
    ["a made-up secret", "__Host-organiser=gjetning"],
    ["a cookie that another subdomain could set", "organiser=SECRET"],
  ])("is asked for where there is %s", async (_, given) => {
    const secret = (await signIn(rebekka)).split("=")[1] ?? "";
    for (const path of ["/organiser", overview(), `${overview()}/undelivered?after=x`]) {
      const answer = await visit(path, given.replace("SECRET", secret));
      expect([answer.status, answer.headers.get("location")]).toEqual([303, toSignIn(path)]);
      expect(answer.headers.get("cache-control")).toContain("no-store");
    }
  });

  it("ends with signing out, also in another window", async () => {
    const cookie = await signIn(rebekka);
    const other = await signIn(rebekka);
    const out = await call("/sign-out?lang=nb", ownForm({}, cookie));
    expect([out.status, (await out.text()).includes("Du er logget ut")]).toEqual([200, true]);
    expect(out.headers.get("set-cookie")).toMatch(/^__Host-organiser=;.*Max-Age=0/);
    expect((await visit(overview(), cookie)).status).toBe(303);
    expect((await visit(overview(), other)).status).toBe(200);
  });

  it("ends after twelve hours without use, and is prolonged by use", async () => {
    const cookie = await signIn(rebekka);
    pass(11 * HOUR);
    expect((await visit(overview(), cookie)).status).toBe(200);
    pass(11 * HOUR);
    const kept = await visit(overview(), cookie);
    expect([kept.status, kept.headers.get("set-cookie")]).toEqual([200, expect.stringContaining("Max-Age=43200")]);
    pass(12 * HOUR + MINUTE);
    expect((await visit(overview(), cookie)).status).toBe(303);
  });

  it("is not prolonged by a page that asks by itself", async () => {
    const cookie = await signIn(rebekka);
    pass(11 * HOUR);
    const bySelf = { headers: { cookie, accept: "text/html", "sec-fetch-dest": "empty" } };
    const fresh = await call(overview(), bySelf);
    expect([fresh.status, fresh.headers.get("set-cookie")]).toEqual([200, null]);
    pass(HOUR + MINUTE);
    expect((await visit(overview(), cookie)).status).toBe(303);
    // A choice of language counts all the same, since the door's service worker asks in the page's name; but not as a use.
    const again = await signIn(rebekka);
    pass(11 * HOUR);
    await call(`${overview()}?lang=nn`, { headers: { ...bySelf.headers, cookie: again } });
    pass(HOUR - MINUTE);
    expect(await (await visit(overview(), again)).text()).toContain('<html lang="nn"');
    const last = await signIn(rebekka);
    pass(11 * HOUR);
    await call(`${overview()}?lang=nn`, { headers: { ...bySelf.headers, cookie: last } });
    pass(HOUR + MINUTE);
    expect((await visit(overview(), last)).status).toBe(303);
  });

  it("ends for an event when the address leaves its definition, and altogether with the last", async () => {
    const other = await aNewEvent("innlogging");
    await put({ ...sample, slug: other, organisers: [rebekka] });
    const cookie = await signIn(rebekka);
    await list();
    const refused = await visit(`${overview()}?lang=nb`, cookie);
    const page = await refused.text();
    expect([refused.status, page.includes("Du er ikke arrangør her")]).toEqual([403, true]);
    expect(page).not.toContain("Samling om samskaping");
    expect((await visit(`/organiser/${other}`, cookie)).status).toBe(200);
    await put({ ...sample, slug: other, organisers: [] });
    expect((await visit(`/organiser/${other}`, cookie)).status).toBe(303);
  });

  it("gets refusals in the organiser's language", async () => {
    const other = await aNewEvent("innlogging");
    const cookie = await signIn(rebekka);
    await visit(`${overview()}?lang=nn`, cookie);
    const refused = await visit(`/organiser/${other}`, cookie);
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("Du er ikkje arrangør her")]);
  });

  it("leads on from an address that was mistyped", async () => {
    const cookie = await signIn(rebekka);
    const gone = await visit(`${overview()}/nope`, cookie);
    expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('href="/organiser"')]);
    const slash = await visit(`${overview()}/?lang=nn`, cookie);
    const host = "https://pamelding.example.no";
    expect([slash.status, slash.headers.get("location")]).toEqual([301, `${host}${overview()}?lang=nn`]);
    // Never to another host.
    expect((await visit("//x.example.no/", cookie)).headers.get("location")).toBe(`${host}//x.example.no`);
  });

  it("opens no other event, and does not show whether it exists", async () => {
    const other = await aNewEvent("innlogging");
    const cookie = await signIn(rebekka);
    const answers = await Promise.all([other, "ingen-slik"].map((event) => visit(`/organiser/${event}`, cookie)));
    const pages = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(pages[0]).toBe(pages[1]);
  });

  it("is not a token: the API does not accept it", async () => {
    const cookie = await signIn(rebekka);
    expect((await call(`/api/events/${slug}/export`, { headers: { cookie } })).status).toBe(401);
  });

  it("lists every event of the organiser, and goes straight to the only one", async () => {
    const cookie = await signIn(rebekka);
    expect((await visit("/organiser", cookie)).headers.get("location")).toBe(overview());
    const other = await aNewEvent("innlogging", { title: { nb: "Ei anna samling" } });
    await put({ ...sample, slug: other, title: { nb: "Ei anna samling" }, organisers: [rebekka] });
    const page = await (await visit("/organiser", cookie)).text();
    for (const words of [`href="${overview()}"`, `href="/organiser/${other}"`, "Ei anna samling"])
      expect(page).toContain(words);
  });
});

describe("a form of another site", () => {
  it.each<[string, Record<string, string>]>([
    ["says so", { "sec-fetch-site": "cross-site", origin: "https://vond.example" }],
    ["is of a neighbour", { "sec-fetch-site": "same-site", origin: "https://vond.example.no" }],
    ["hides where it is from", { origin: "null" }],
    ["says nothing", {}],
  ])("is refused where the browser %s", async (_, headers) => {
    const cookie = await signIn(rebekka);
    await attend(slug, "kari");
    const id = await latestMessageTo(addressAt(slug, "kari"));
    await env.DB.prepare("UPDATE message SET status = 'failed' WHERE id = ?").bind(id).run();
    const link = await newLinkFor(rebekka);
    const foreign = (fields: Record<string, string>) => ({ ...form(fields), headers: { ...headers, cookie } });
    for (const [path, fields] of [
      ["/sign-out", {}],
      [`${overview()}/undelivered`, { message: id ?? "" }],
      [link, {}],
      ["/sign-in", { email: rebekka }],
    ] as const)
      expect([path, (await call(path, foreign(fields))).status]).toEqual([path, 403]);
    expect((await visit(overview(), cookie)).status).toBe(200);
    expect((await call(link)).status).toBe(200);
    expect(await env.DB.prepare("SELECT status FROM message WHERE id = ?").bind(id).first("status")).toBe("failed");
  });
});

describe("what is stored of signing in", () => {
  it("is deleted within minutes of its time, even if nobody signs in again", async () => {
    for (const table of ["sign_in", "organiser_session"]) await env.DB.prepare(`DELETE FROM ${table}`).run();
    await signIn(rebekka);
    const left = async () =>
      Promise.all(
        [
          "SELECT count(*) AS n FROM sign_in",
          "SELECT count(*) AS n FROM organiser_session",
          "SELECT count(*) AS n FROM message WHERE kind = 'sign-in'",
        ].map((sql) => env.DB.prepare(sql).first("n")),
      );
    pass(16 * MINUTE);
    await threeTicks();
    const [links, sessions, mails] = await left();
    expect([links, Number(sessions) > 0, mails]).toEqual([0, true, 0]);
    pass(12 * HOUR);
    await threeTicks();
    expect(await left()).toEqual([0, 0, 0]);
  });
});

describe("the organisers of a definition", () => {
  it("are readable only for organisers who may change it", async () => {
    const tokenWith = async (scopes: string[]) => {
      const made = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Ola Nordmann", scopes })));
      return ((await made.json()) as { token: string }).token;
    };
    const read = async (path: string, token?: string) =>
      (await call(path, token ? { headers: { authorization: `Bearer ${token}` } } : {})).text();
    expect(await read(`/api/events/${slug}/definition`, await tokenWith(["manage", "read"]))).toContain(rebekka);
    expect(await read(`/api/events/${slug}/definition`, await tokenWith(["read", "read:needs"]))).not.toContain(
      rebekka,
    );
    for (const path of [`/api/events/${slug}`, `/events/${slug}`, `/embed/${slug}/stad.js`, `/events/${slug}/privacy`])
      expect(await read(path)).not.toContain(rebekka);
  });

  it.each([["not-an-address"], ["a@b"], [""]])("are addresses: %j is refused at its field", async (address) => {
    const answer = await put({ ...sample, slug, organisers: [address] });
    expect([answer.status, await answer.json()]).toMatchObject([422, { errors: [{ field: "organisers.0" }] }]);
  });

  it("count as one, however they are written", async () => {
    const twice = await put({ ...sample, slug, organisers: [rebekka, rebekka.toUpperCase()] });
    expect([twice.status, await twice.json()]).toMatchObject([422, { errors: [{ field: "organisers" }] }]);
    await list(rebekka.toUpperCase());
    expect(await visitAfterSigningIn()).toBe(200);
  });
});

const visitAfterSigningIn = async () => (await visit(overview(), await signIn(rebekka))).status;
