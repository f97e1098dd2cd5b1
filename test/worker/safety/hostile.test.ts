import { beforeEach, describe, expect, it } from "vitest";
import type { AcceptedMail } from "../../local/mail.ts";
import { aBody, asAdmin, call, exported, form, json, mailsTo, register } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { addressAt, aNewEvent } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("fiendsleg");
});

const path = () => `/api/events/${slug}/registrations`;
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  call(path(), {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `"${crypto.randomUUID()}"`, ...headers },
    body,
  });

describe("a hostile body", () => {
  const gzip = async (text: string) =>
    new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  const kari = (more = "") => JSON.stringify(aBody(addressAt(slug, "kari"))).replace(/}$/, `${more}}`);

  it.each<[string, () => Promise<Response>, number, string]>([
    ["of ten megabytes", () => post("x".repeat(10 * 1024 * 1024)), 413, "too-large"],
    [
      "of ten megabytes that says it is small",
      () => post(endless(10 * 1024 * 1024), { "content-length": "10" }),
      413,
      "too-large",
    ],
    ["that never ends", () => post(endless(Number.POSITIVE_INFINITY)), 413, "too-large"],
    [
      "that unpacks to ten megabytes",
      async () => post(await gzip(" ".repeat(10 * 1024 * 1024)), { "content-encoding": "gzip" }),
      415,
      "content-encoding",
    ],
    [
      "that is packed and honest",
      async () => post(await gzip(kari()), { "content-encoding": "gzip" }),
      415,
      "content-encoding",
    ],
    ["nested without end", () => post("[".repeat(16_000)), 400, "not-json"],
    ["nested as deep as fits", () => post(`${"[".repeat(8_000)}${"]".repeat(8_000)}`), 422, "invalid"],
    [
      "with a field nested as deep as fits",
      () => post(kari(`,"needs":${"[".repeat(7_000)}${"]".repeat(7_000)}`)),
      422,
      "invalid",
    ],
    [
      "with a lone surrogate in its octets",
      () => post(new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])),
      400,
      "not-utf8",
    ],
    ["with a NUL before it", () => post(`\u0000${kari()}`), 400, "not-json"],
    ["that ends too early", () => post(kari().slice(0, -1)), 400, "not-json"],
    ["that is a list", () => post(`[${kari()}]`), 422, "invalid"],
    ["that is nothing", () => post("null"), 422, "invalid"],
    ["that says it is text", () => post(kari(), { "content-type": "text/plain" }), 415, "media-type"],
    ["with a list as a name", () => post(kari(',"name":["Kari"]')), 422, "invalid"],
    ["with an object as an address", () => post(kari(',"email":{"toString":"kari@example.no"}')), 422, "invalid"],
    ["with a partner that every object has", () => post(kari(',"partner":"constructor"')), 422, "invalid"],
    ["with a partner that is a prototype", () => post(kari(',"partner":"__proto__"')), 422, "invalid"],
    [
      "with a thousand colleagues",
      () => post(kari(`,"colleagues":${JSON.stringify(Array(250).fill({ name: "O", email: "o@x.no" }))}`)),
      422,
      "invalid",
    ],
  ])("%s is refused, and nothing is stored", async (_, send, status, type) => {
    const before = await dumpOf();
    const response = await send();
    const text = await response.text();
    expect([response.status, JSON.parse(text).type]).toEqual([status, `/problems/${type}`]);
    expect(text.length).toBeLessThan(1_000);
    expect(await dumpOf()).toBe(before);
  });

  it.each([
    ["a key twice: the last one counts, once", ',"name":"Ola Nordmann"', { name: "Ola Nordmann" }],
    [
      "a prototype",
      ',"__proto__":{"name":"Ola","status":"waitlisted"}',
      { name: "Kari Nordmann", status: "confirmed" },
    ],
    ["a constructor", ',"constructor":{"prototype":{"rehearsal":true}}', { rehearsal: false }],
    [
      "columns of ours",
      ',"status":"waitlisted","checkedInAt":"2026-01-01T00:00:00Z","id":"1"',
      { status: "confirmed", checkedInAt: null },
    ],
  ])("with %s, registers what was meant and nothing else", async (_, more, expected) => {
    expect((await post(kari(more))).status).toBe(201);
    const { registrations } = await exported(slug);
    expect(registrations).toHaveLength(1);
    expect(registrations[0]).toMatchObject(expected);
    expect(({} as Record<string, unknown>).status).toBeUndefined();
  });

  /** A stream of this many octets, in pieces, without a length. */
  function endless(octets: number): ReadableStream<Uint8Array> {
    let sent = 0;
    return new ReadableStream({
      pull(controller) {
        if (sent >= octets) return controller.close();
        sent += 4096;
        controller.enqueue(new Uint8Array(4096).fill(0x20));
      },
    });
  }
});

describe("a name that wants to be more than a name", () => {
  type Case = [what: string, name: string, stored: string | null];
  it.each<Case>([
    ["a header", "Kari\r\nBcc: alle", "Kari Bcc: alle"],
    ["a header with an address", "Kari\r\nBcc: alle@example.no", null],
    ["a folded header", "Kari\n Subject: Vinn", "Kari Subject: Vinn"],
    ["a line, as Unicode has it", "Kari\u2028Bcc: x\u2029y\u0085z", "Kari Bcc: x y z"],
    ["NUL", "Ka\u0000ri", "Ka ri"],
    ["an escape sequence", "\u001b[2JKari", "[2JKari"],
    ["half a character", "Kari \ud83d", "Kari"],
    ["the other half", "\udc00Kari", "Kari"],
    ["the other direction", "Kari \u202egpj.exe", "Kari gpj.exe"],
    ["a web address", "Vinn på https://vinn.example", null],
    ["a bare web address", "Besøk www.vinn.example", null],
    ["a domain", "gratis-penger.com", null],
    ["a domain with a path", "t.me/gratis", null],
    ["a domain in full-width letters", "ｗｗｗ．vinn．ｃｏｍ", null],
    ["a domain with an invisible letter in it", "vinn.\u200bcom", null],
    ["a domain with a Chinese full stop", "vinn。com", null],
    ["a link in Markdown", "[Kari](https://vinn.example)", null],
    ["an image in Markdown", "![x](//vinn.example/x.png)", null],
    ["markup", '<b class="x">Kari</b>', '<b class="x">Kari</b>'],
    ["a link in markup", '<a href="//vinn.example">Kari</a>', null],
    ["a script", "<script>alert(1)</script>", "<script>alert(1)</script>"],
    ["a formula", '=HYPERLINK("x")', '=HYPERLINK("x")'],
    ["another alphabet that looks like ours", "Каri Nоrdmann", "Каri Nоrdmann"],
    ["SQL", "'); DROP TABLE registration; --", "'); DROP TABLE registration; --"],
  ])("as %s: stays one line of text, in the list and in the e-mail, or is refused", async (_, name, stored) => {
    const address = addressAt(slug, "kari");
    const response = await register(slug, aBody(address, { name }));
    if (stored === null) {
      expect(await response.json()).toMatchObject({ status: 422, errors: [{ field: "name", code: "name.link" }] });
      return;
    }
    expect(response.status).toBe(201);
    expect((await exported(slug)).registrations).toMatchObject([{ name: stored }]);
    const [mail] = await mailsTo(address);
    if (!mail) throw new Error("no e-mail");
    expectHarmless(mail, address);
  });

  /** The e-mail goes to one address, with the service's text, and has no element or link from the name. */
  function expectHarmless(mail: AcceptedMail, address: string) {
    expect(mail.to).toEqual([address]);
    for (const line of [mail.subject, mail.from, ...Object.values(mail.headers ?? {})])
      expect(String(line)).not.toMatch(/\p{Cc}/u);
    expect(mail.html).not.toMatch(/<script|<a [^>]*vinn|href="[^"]*vinn/);
    const links = [...(mail.html ?? "").matchAll(/href="(?:https?:)?\/\/([^/"]+)/g)].map(([, host]) => host);
    for (const host of links) expect(host).toBe("pamelding.example.no");
    expect(mail.text?.replaceAll("\n", " ")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(mail.text).not.toMatch(/^Bcc:/m);
  }
});

describe("an address that wants to be more than an address", () => {
  it.each([
    ["two", "kari@example.no,ola@example.no"],
    ["two with a line between", "kari@example.no\nola@example.no"],
    ["a header", "kari@example.no\r\nBcc: ola@example.no"],
    ["a name with it", "Ola <ola@example.no>"],
    ["a quoted one", '"ola nordmann"@example.no'],
    ["an IP address", "ola@[127.0.0.1]"],
    ["a host without a dot", "ola@localhost"],
    ["NUL", "ola\u0000@example.no"],
    ["half a character", "ola\ud800@example.no"],
    ["a comment", "ola(hei)@example.no"],
    ["a path", "ola@example.no/../x"],
  ])("as %s is refused", async (_, email) => {
    const response = await register(slug, aBody(email));
    expect([response.status, ((await response.json()) as { errors: { field: string }[] }).errors[0]?.field]).toEqual([
      422,
      "email",
    ]);
  });

  it("in letters that look like others' goes to the domain that they spell, in ASCII for all to see", async () => {
    const email = `kari.${slug}@еxample.no`;
    expect((await register(slug, aBody(email))).status).toBe(201);
    const { registrations } = await exported(slug);
    expect(registrations).toMatchObject([{ email: `kari.${slug}@xn--xample-2of.no` }]);
  });
});

describe("what others wrote", () => {
  it("cannot become markup in any page", async () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
    const address = addressAt(slug, "kari");
    await register(slug, aBody(address, { name: evil, organisation: evil, role: evil, question: evil }));
    const [mail] = await mailsTo(address);
    const link = /https:\/\/pamelding\.example\.no(\/registrations\/[\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "";
    const pages = await Promise.all([
      call(link),
      call(`${link}/not-me`),
      call(`/events/${slug}?partner=${encodeURIComponent(evil)}&lang=${encodeURIComponent(evil)}`),
      call(`${link}?done=${encodeURIComponent(evil)}`),
      call(path(), form({ name: evil, email: evil, partner: evil, language: evil, "colleagues.0.name": evil })),
      call(`/events/${slug}/lost-link`, form({ email: `${evil}@example.no`, partner: evil })),
    ]);
    // The page's own script is the event's description for search engines, which contains none of these.
    for (const page of pages) expect(await page.text()).not.toMatch(/<script(?! type="application\/ld\+json">\{)|<img/);
  });

  it("of an event's definition cannot become a script, a style or a frame of others", async () => {
    const evil = "</script><script>alert(1)</script>\u2028";
    const sample = (await (await call(`/api/events/${slug}/definition`, asAdmin())).json()) as Record<string, unknown>;
    const definition = { ...sample, title: { nb: evil }, summary: { nb: evil }, programme: [{ nb: evil }] };
    const saved = await call(`/api/events/${slug}`, { ...asAdmin(json(definition)), method: "PUT" });
    expect(saved.status).toBe(200);
    for (const where of [
      `/events/${slug}`,
      `/events/${slug}/privacy`,
      `/embed/${slug}/stad.js`,
      `/embed/${slug}/stad.html`,
    ]) {
      const text = await (await call(where)).text();
      expect(text).not.toMatch(/<\/script><script>|<script>alert/);
    }
  });
});
