import { beforeEach, describe, expect, it } from "vitest";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, form, json, mailsTo, put, sendForm } from "../client.ts";
import { addressAt, aNewEvent, attend, calendarAddressIn } from "../people.ts";

let slug: string;
let link: string;
let address: string;

beforeEach(async () => {
  slug = await aNewEvent("hovud");
  ({ link, address } = await attend(slug, "kari"));
});

const aForm = () => ({ "idempotency-key": crypto.randomUUID(), name: "Kari", participation: "digital" });

/** One of each kind of answer, by what it is. */
const answers: [string, () => Promise<Response>][] = [
  ["the embed script", () => call(`/embed/${slug}/stad.js`)],
  ["the snippet", () => call(`/embed/${slug}/stad.html`)],
  ["the public event", () => call(`/api/events/${slug}`)],
  ["the hosted page", () => call(`/events/${slug}`)],
  ["the page in a frame", () => call(`/events/${slug}/frame`)],
  ["the preview", () => call(`/embed/${slug}/stad/preview`)],
  ["the accessibility statement", () => call(`/events/${slug}/accessibility`)],
  ["the description", () => call("/docs")],
  ["the privacy notice", () => call(`/events/${slug}/privacy`)],
  ["the calendar file", () => call(`/events/${slug}.ics`)],
  ["the manage page", () => call(link)],
  ["the attendee's own calendar file", async () => call(calendarAddressIn((await mailsTo(address)).at(-1)))],
  ["a question of it", () => call(`${link}/erase`)],
  ["the data to take along", () => call(`${link}/data.json`)],
  ["an action", () => call(`${link}/cancel`, form({}))],
  ["a lost link", () => sendForm(`/events/${slug}/lost-link`, { email: "kari@example.no" })],
  ["a receipt of the hosted page", () => sendForm(`/events/${slug}`, { ...aForm(), email: address })],
  ["mistakes on the hosted page", () => sendForm(`/events/${slug}`, { ...aForm(), email: "x" })],
  ["a registration", () => call(`/api/events/${slug}/registrations`, json(aBody("x")))],
  ["the export", () => call(`/api/events/${slug}/export`, asAdmin())],
  ["the definition", () => call(`/api/events/${slug}/definition`, asAdmin())],
  ["health", () => call("/health")],
  ["a refusal", () => call(`/api/events/${slug}/export`)],
  ["nothing", () => call("/finst-ikkje")],
  ["nothing, as a page", () => call("/finst-ikkje", { headers: { accept: "text/html" } })],
];
const personal =
  /manage|own calendar|question|take along|action|lost link|receipt|mistakes|registration|export|definition|refusal/;

describe.each(answers)("%s", (what, ask) => {
  it("is not sniffed as another type, sends no referrer, and stays with TLS", async () => {
    const { headers } = await ask();
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}$/);
    expect(headers.get("set-cookie")).toBeNull();
  });

  it("runs only our scripts, and is framed only by pages that the event knows", async () => {
    const policy = (await ask()).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-|\*|data:|https?:(?!\/\/(stad|nordre-follo)\.example\.no)/);
    const framed = /the hosted page|a lost link|in a frame/.test(what);
    const ours = what === "the preview" ? "'self'" : "'none'";
    expect(policy).toMatch(
      framed ? "frame-ancestors 'self' https://stad.example.no https://nordre-follo" : `frame-ancestors ${ours}`,
    );
    // Scripts of ours copy, show the form and tell the height of a frame; an attendee's pages have none.
    const scripted = /the snippet|in a frame|the preview|the description/.test(what);
    expect(/script-src ([^;]+)/.exec(policy)?.[1]).toBe(scripted ? "'self'" : undefined);
  });

  it("may be loaded by others only if it is the embed script, and a window that opened it has no hold of it", async () => {
    const { headers } = await ask();
    expect(headers.get("cross-origin-resource-policy")).toBe(
      what === "the embed script" ? "cross-origin" : "same-origin",
    );
    // Browsers obey it only for pages.
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
  });

  it("is not cached if it is personal", async () => {
    const control = (await ask()).headers.get("cache-control") ?? "";
    if (personal.test(what)) expect(control).toContain("no-store");
    else expect(control).not.toBe("");
  });
});

it("a 304 repeats the headers for reading and embedding, since they replace those of the browser's copy", async () => {
  for (const path of [`/embed/${slug}/stad.js`, "/proof.js"]) {
    const { status, headers } = await call(path, { headers: { "if-none-match": "*" } });
    expect([status, headers.get("access-control-allow-origin")]).toEqual([304, "*"]);
    expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  }
});

describe("a page of another origin", () => {
  const preflight = (origin: string) =>
    call(`/api/events/${slug}/registrations`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
    });
  const registerFrom = (origin: string | null, name = "kari") =>
    call(`/api/events/${slug}/registrations`, {
      ...json(aBody(addressAt(slug, name)), { "idempotency-key": `"${slug}-${name}"`, ...(origin ? { origin } : {}) }),
    });
  /** Who may read the answer, and whether caches must know who asked. */
  const allowed = ({ headers }: Response) => [
    headers.get("access-control-allow-origin"),
    /\borigin\b/i.test(headers.get("vary") ?? "") ? "origin" : null,
  ];

  it("may register from any origin if the event names none; caches need not distinguish origins", async () => {
    for (const origin of ["https://stad.example.no", "https://nokon-annan.example"]) {
      expect(allowed(await preflight(origin))).toEqual(["*", null]);
      expect(allowed(await registerFrom(origin, "ola"))).toEqual(["*", null]);
    }
    expect(allowed(await call(`/api/events/${slug}`))).toEqual(["*", null]);
  });

  describe("of an event that names its origins", () => {
    beforeEach(async () => {
      const { stad, "nordre-follo": other } = sample.partners as Record<string, (typeof sample.partners)[string]>;
      if (!stad || !other) throw new Error("The sample has two partners");
      const origins = ["https://www.stad.example.no", "https://intranett.stad.example.no"];
      await put({ ...sample, slug, partners: { stad: { ...stad, origins }, "nordre-follo": other } });
    });

    it.each([
      ["https://www.stad.example.no", true],
      ["https://intranett.stad.example.no", true],
      // Lists none, so its site counts.
      ["https://nordre-follo.example.no", true],
      ["https://pamelding.example.no", true],
      ["https://stad.example.no", false],
      ["http://www.stad.example.no", false],
      ["https://www.stad.example.no.vond.example", false],
      ["https://www.stad.example.no:8443", false],
      ["https://vond.example", false],
      ["null", false],
    ])("%s: %s", async (origin, welcome) => {
      const asked = await preflight(origin);
      expect(allowed(asked)).toEqual([welcome ? origin : null, "origin"]);
      const answer = await registerFrom(origin, "ola");
      expect([answer.status, ...allowed(answer)]).toEqual(welcome ? [201, origin, "origin"] : [403, null, "origin"]);
      expect((await exported(slug)).registrations.some(({ email }) => email === addressAt(slug, "ola"))).toBe(welcome);
    });

    it("cannot register with a plain form either; our own page, which sends no referrer, can", async () => {
      const fields = { ...aBody(addressAt(slug, "ola")), waitlist: "false", "idempotency-key": `${slug}-form` };
      const post = (origin: string) => {
        // `colleagues` is not a string and is not sent by this form.
        const init = form(fields as unknown as Record<string, string>);
        return call(`/events/${slug}`, { ...init, headers: { origin } });
      };
      expect((await post("https://vond.example")).status).toBe(403);
      expect((await post("null")).status).toBe(303);
    });

    it("may be named in a frame's permission, and no other", async () => {
      const policy = (await call(`/events/${slug}`)).headers.get("content-security-policy");
      expect(policy).toContain(
        "frame-ancestors 'self' https://www.stad.example.no https://intranett.stad.example.no https://nordre-follo.example.no",
      );
      expect(policy).not.toContain("https://stad.example.no");
    });

    it("still registers requests without a browser: CORS is not authentication", async () => {
      expect((await registerFrom(null, "curl")).status).toBe(201);
    });
  });

  it("gets no credentials, and no access to organisers' routes", async () => {
    const origin = "https://stad.example.no";
    for (const path of ["registrations", "export", "definition", "tokens", "announcements"]) {
      const { headers } = await call(`/api/events/${slug}/${path}`, { ...asAdmin(), headers: { origin } });
      expect(headers.get("access-control-allow-credentials")).toBeNull();
      if (path !== "registrations") expect(headers.get("access-control-allow-origin")).toBeNull();
    }
    const asked = await preflight(origin);
    expect(asked.headers.get("access-control-allow-headers")).not.toContain("authorization");
  });
});
