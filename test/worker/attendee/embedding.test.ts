import { beforeEach, describe, expect, it, vi } from "vitest";
import type { EmbedConfig } from "../../../widget/embed-config.ts";
import messages from "../../../worker/i18n/texts.json";
import { turnstileKeys } from "../../local/turnstile.ts";
import { type Definition, sample } from "../builders.ts";
import { aBody, bindings, call, exported, first, form, put, register, tick } from "../client.ts";
import { addressAt, aNewEvent, readCalendar } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("side");
});

const textOf = async (path: string, init?: RequestInit) => (await call(path, init)).text();

/** The configuration in the script. */
function configIn(script: string): EmbedConfig {
  const config = /^\{const __SCRIPT__=document\.currentScript,__CONFIG__=(.*?\}\});[!(]/ms.exec(script)?.[1];
  if (!config) throw new Error(`No configuration in ${script.slice(0, 200)}`);
  return JSON.parse(config);
}

const unescaped = (html: string) =>
  html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

describe("the embed script", () => {
  it("is one classic script in a block, which any page may load and keep for a moment", async () => {
    const response = await call(`/embed/${slug}/stad.js`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=5",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
      etag: expect.stringMatching(/^"[0-9a-f]{40}"$/),
    });
    const script = await response.text();
    // The hint works only at the beginning.
    expect(script).toMatch(/^\/\/# allFunctionsCalledOnLoad\n\{const __SCRIPT__=document\.currentScript,__CONFIG__=\{/);
    expect(script.trimEnd().endsWith("}")).toBe(true);
    expect(script).not.toMatch(/<\/script|\bimport[ "']|\bexport[ {]|\beval\(|new Function/i);
  });

  it("is not sent again to a browser that has it", async () => {
    const path = `/embed/${slug}/stad.js`;
    const etag = (await call(path)).headers.get("etag") ?? "";
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await call(path, { headers: { "if-none-match": known } });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
      expect(again.headers.get("access-control-allow-origin")).toBe("*");
    }
    expect((await call(path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    await put({ ...sample, slug, title: { nb: "Ny tittel" } });
    expect((await call(path, { headers: { "if-none-match": etag } })).status).toBe(200);
  });

  it.each([
    ["stad.js", "nn", "Meld deg på"],
    ["nordre-follo.js", "nb", "Meld deg på"],
    ["stad.js?lang=en", "en", "Register"],
    ["stad.js?lang=de", "nn", "Meld deg på"],
  ])("%s speaks %s", async (file, language, heading) => {
    const config = configIn(await textOf(`/embed/${slug}/${file}`));
    expect(config.language).toBe(language);
    expect(config.event).toMatchObject({ slug, language });
    expect(config.texts["form.heading"]).toBe(heading);
  });

  it("contains the texts and fields that the form of its event may use, and no others", async () => {
    const keysOf = async () => Object.keys(configIn(await textOf(`/embed/${slug}/stad.js`)).texts);
    const all = await keysOf();
    expect(all).toContain("form.colleagues.add");
    expect(all).not.toContain("state.past");
    await put({ ...sample, slug, questions: ["role"], participation: { digital: {} } });
    const few = await keysOf();
    expect(few).toContain("form.role.label");
    expect(few.filter((key) => /colleague|needs|diet|inPerson|charsLeft|organisation/.test(key))).toEqual([]);
    await put({ ...sample, slug, cancelled: { reason: { nb: "Sykdom" } } });
    const none = await keysOf();
    expect(none).toContain("state.cancelledHeading");
    expect(none.filter((key) => /^(error|success|form\.name)/.test(key))).toEqual([]);
    const { event } = configIn(await textOf(`/embed/${slug}/stad.js`));
    expect(event).not.toHaveProperty("summary");
    expect(event?.organiser).toEqual({ name: sample.organiser.name });
  });

  it.each([
    ["an unknown event", "/embed/finst-ikkje/stad.js"],
    ["an unknown partner", "/embed/{slug}/ukjend.js"],
    ["a partner that every object has", "/embed/{slug}/constructor.js"],
    ["a partner in capitals", "/embed/{slug}/Stad.js"],
    ["an address that was never right", "/embed/%3C%2Fscript%3E/%C3%A6_%C3%B8.js"],
  ])("for %s still comes as a script, since browsers run nothing that comes with 404", async (_, path) => {
    const response = await call(path.replace("{slug}", slug));
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
    const script = await response.text();
    expect(configIn(script)).toMatchObject({ event: null, language: "nb" });
    expect(script).toContain(messages["state.notFound"].nb);
    expect(script).not.toMatch(/<\/script/i);
  });

  it("can't be broken by what an organiser writes", async () => {
    const title = "</script><!--\u2028`\\u003c";
    await put({ ...sample, slug, title: { nb: title } });
    const script = await textOf(`/embed/${slug}/stad.js`);
    expect(configIn(script).event).toMatchObject({ title: { text: title } });
    expect(script).not.toMatch(/<\/script|<!--/i);
  });
});

describe("the public event", () => {
  const streamUrl = "https://stream.example.no/hemmelig";
  const withStream: Partial<Definition> = {
    participation: { inPerson: { capacity: 30, waitlist: true }, digital: { capacity: 7, streamUrl } },
  };

  it("says whether there is room, never who or how many come", async () => {
    await put({ ...sample, slug, ...withStream });
    const path = `/api/events/${slug}?partner=stad`;
    const empty = await textOf(path);
    for (let n = 0; n < 19; n++) await register(slug, aBody(addressAt(slug, `gjest${n}`)));
    await register(slug, aBody(addressAt(slug, "heime"), { participation: "digital" }));
    expect(await textOf(path)).toBe(empty);
    for (const page of [empty, await textOf(`/embed/${slug}/stad.js`), await textOf(`/events/${slug}`)])
      expect(page).not.toMatch(/hemmelig|gjest\d|heime|capacity|[tT]aken|"waiting"/);
    expect(JSON.parse(empty)).toMatchObject({
      phase: "open",
      availability: { "in-person": "open", digital: "open" },
      fewLeft: false,
      language: "nn",
    });
  });

  it("says that few seats are left, never how many, and when there is only the waiting list, or nothing", async () => {
    const event = async () => JSON.parse(await textOf(`/api/events/${slug}`));
    expect(await event()).toMatchObject({ fewLeft: true, availability: { "in-person": "open" } });
    for (const name of ["a", "b"]) await register(slug, aBody(addressAt(slug, name)));
    expect(await event()).toMatchObject({ fewLeft: false, availability: { "in-person": "waitlist" } });
    await put({ ...sample, slug, participation: { inPerson: { capacity: 2, waitlist: false } } });
    expect(await event()).toMatchObject({ availability: { "in-person": "full" } });
    expect((await event()).availability).not.toHaveProperty("digital");
  });

  it("shows only the waiting list while people wait, even if seats have become free since promotion ended", async () => {
    const promotionEnds = "2026-11-20T00:00";
    for (const name of ["a", "b", "c"]) await register(slug, aBody(addressAt(slug, name), { waitlist: true }));
    await put({ ...sample, slug, promotionEnds, participation: { inPerson: { capacity: 5, waitlist: true } } });
    const event = JSON.parse(await textOf(`/api/events/${slug}`));
    expect(event).toMatchObject({ fewLeft: false, availability: { "in-person": "waitlist" } });
    const answer = await register(slug, aBody(addressAt(slug, "d"), { waitlist: true }));
    expect(await answer.json()).toMatchObject({ status: "waitlisted", position: "first-10" });
  });

  it("is kept for a moment and not sent twice", async () => {
    const response = await call(`/api/events/${slug}`);
    expect(response.headers.get("cache-control")).toBe("public, max-age=5");
    const known = { headers: { "if-none-match": response.headers.get("etag") ?? "" } };
    expect((await call(`/api/events/${slug}`, known)).status).toBe(304);
    vi.setSystemTime(Date.parse("2026-12-10T00:00:00Z"));
    expect((await call(`/api/events/${slug}`, known)).status).toBe(200);
  });
});

describe("another site's page", () => {
  it("may ask first whether it may register, and need not ask again for a day", async () => {
    const preflight = await call(`/api/events/${slug}/registrations`, {
      method: "OPTIONS",
      headers: {
        origin: "https://stad.example.no",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,idempotency-key",
      },
    });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": expect.stringContaining("POST"),
      "access-control-allow-headers": expect.stringMatching(/content-type.*idempotency-key/),
      "access-control-max-age": "86400",
    });
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
  });

  it("may read the answer and when to come back", async () => {
    const response = await register(slug, aBody(addressAt(slug, "kari")));
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-expose-headers")?.toLowerCase()).toContain("retry-after");
  });

  it("may not read what is for organisers or for one person", async () => {
    for (const path of [`/api/events/${slug}/export`, `/api/events/${slug}/definition`, "/registrations/x"]) {
      const response = await call(path, { headers: { origin: "https://stad.example.no" } });
      expect([path, response.headers.get("access-control-allow-origin")]).toEqual([path, null]);
    }
  });
});

describe("the hosted page", () => {
  it.each([
    ["nb", "Meld deg på", "Navn"],
    ["nn", "Meld deg på", "Namn"],
    ["en", "Register", "Name"],
  ])("holds the same form in %s, for browsers without scripts", async (language, heading, label) => {
    const response = await call(`/events/${slug}?partner=stad&lang=${language}`);
    const page = await response.text();
    expect(response.headers.get("content-language")).toBe(language);
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(heading);
    expect(page).toContain(label);
    expect(page).toContain(`action="/events/${slug}?partner=stad&amp;lang=${language}"`);
    // The description for search engines is data.
    const withoutData = page.replace(/<script type="application\/ld\+json">.*?<\/script>/s, "");
    expect(withoutData).not.toMatch(/<script|\son\w+=|style="|[{}]/);
  });

  it("may stand in a frame of the partners' sites and of no others, and runs nothing", async () => {
    const policy = (await call(`/events/${slug}`)).headers.get("content-security-policy");
    expect(policy).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; " +
        "frame-ancestors 'self' https://stad.example.no https://nordre-follo.example.no",
    );
    const privacy = (await call(`/events/${slug}/privacy`)).headers.get("content-security-policy");
    expect(privacy).toContain("frame-ancestors 'none'");
  });

  it("contains nothing personal, so caches may keep it for a moment", async () => {
    const [one, two] = [await call(`/events/${slug}`), await call(`/events/${slug}`)];
    expect(await one.text()).toBe(await two.text());
    expect(one.headers.get("cache-control")).toBe("public, max-age=5");
  });

  it("registers, keeps what was typed when something is wrong, and says what follows", async () => {
    const fields = {
      partner: "stad",
      language: "nn",
      name: "",
      email: addressAt(slug, "kari"),
      participation: "in-person",
    };
    const post = (changes: Record<string, string>) =>
      call(`/events/${slug}`, form({ ...fields, "idempotency-key": crypto.randomUUID(), ...changes }));
    const wrong = await post({});
    const page = await wrong.text();
    expect([wrong.status, wrong.headers.get("cache-control")]).toEqual([422, "private, no-store"]);
    expect(page).toContain(messages["error.name.required"].nn);
    expect(page).toContain(`value="${fields.email}"`);
    const right = await post({ name: "Kari <b>Nordmann" });
    expect(right.status).toBe(303);
    expect(await textOf(right.headers.get("location") ?? "")).toContain(messages["success.receivedHeading"].nn);
    const marked = await (await post({ name: "<i>", email: "x" })).text();
    expect(marked).not.toContain("<i>");
  });

  it("accepts filled-in colleagues, and ignores empty rows", async () => {
    const row = (index: number, name: string, email: string) => ({
      [`colleagues.${index}.name`]: name,
      [`colleagues.${index}.email`]: email,
    });
    const post = (name: string, rows: Record<string, string>) => {
      const fields = { partner: "stad", language: "nn", name: "Kari", participation: "digital" };
      const key = { "idempotency-key": crypto.randomUUID(), email: addressAt(slug, name) };
      return call(`/events/${slug}`, form({ ...fields, ...key, ...rows }));
    };
    expect((await post("kari", { ...row(0, "", ""), ...row(1, " ", "") })).status).toBe(303);
    const rows = { ...row(0, "", ""), ...row(1, "Ola Nordmann", addressAt(slug, "ola")), ...row(2, "", "") };
    expect((await post("siri", rows)).status).toBe(303);
    expect((await exported(slug)).registrations.map(({ email }) => email)).toEqual(
      ["kari", "siri", "ola"].map((name) => addressAt(slug, name)),
    );
    // An error is at its own row, even after an empty one.
    const page = await (await post("per", { ...row(0, "", ""), ...row(1, "Bo Berg", "bo@") })).text();
    const inputs = page.match(/<input[^>]*name="colleagues\.\d\.email"[^>]*>/g) ?? [];
    expect(inputs.map((input) => input.includes('aria-invalid="true"'))).toEqual([false, true, false, false, false]);
  });

  it("has styles that may be kept for ever, with a name that changes with them", async () => {
    const styles = /href="(\/styles-[0-9a-f]+\.css)"/.exec(await textOf(`/events/${slug}`))?.[1] ?? "";
    const response = await call(styles);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(await response.text()).not.toMatch(/@import|url\(/);
  });
});

describe("the snippet", () => {
  it("is ready to copy: a link that works without scripts, and a script that blocks what follows it", async () => {
    const response = await call(`/embed/${slug}/stad.html`);
    expect(response.headers.get("content-language")).toBe("nn");
    const page = unescaped(await response.text());
    expect(page).toContain(
      `<a href="https://pamelding.example.no/events/${slug}?partner=stad">Meld deg på</a>\n` +
        `<script src="https://pamelding.example.no/embed/${slug}/stad.js"></script>`,
    );
    expect(page).toContain(
      `?partner=stad">Meld deg på</a>\n` +
        `<script src="https://pamelding.example.no/embed/${slug}/stad.js" data-mode="button"></script>`,
    );
    expect(page).toContain("script-src https://pamelding.example.no;\nconnect-src https://pamelding.example.no;");
    expect((await call(`/embed/${slug}/constructor.html`)).status).toBe(404);
  });

  it("has a frame for systems that strip scripts, a script for its height, and the policy for a strict site", async () => {
    const page = unescaped(await textOf(`/embed/${slug}/stad.html?lang=en`));
    expect(page).toContain(
      `<iframe src="https://pamelding.example.no/events/${slug}/frame?partner=stad&amp;lang=en" ` +
        `title="Registration: Samling om samskaping" width="100%" height="1400"></iframe>`,
    );
    expect(page).toContain(`origin !== "https://pamelding.example.no" || data.type !== "pamelding:height"`);
    expect(page).toContain("frame-src https://pamelding.example.no;");
    expect(page).toContain('data-facts="off"');
  });

  it("allows Turnstile too, if the service uses it", async () => {
    const turnstile = { TURNSTILE_SITE_KEY: turnstileKeys.site, TURNSTILE_SECRET_KEY: turnstileKeys.secret };
    const page = unescaped(await (await call(`/embed/${slug}/stad.html`, {}, { ...bindings, ...turnstile })).text());
    expect(page).toContain("script-src https://pamelding.example.no https://challenges.cloudflare.com;");
    expect(page).toContain("frame-src https://challenges.cloudflare.com;");
    const frame = await call(`/events/${slug}/frame`, {}, { ...bindings, ...turnstile });
    expect(frame.headers.get("content-security-policy")).toContain(
      "script-src 'self' https://challenges.cloudflare.com; connect-src 'self'; frame-src https://challenges.cloudflare.com;",
    );
  });

  it("shows the resulting form as a picture that only our own page may frame", async () => {
    expect(await textOf(`/embed/${slug}/stad.html?lang=en`)).toContain(`src="/embed/${slug}/stad/preview?lang=en"`);
    const preview = await call(`/embed/${slug}/stad/preview?lang=en`);
    const policy = preview.headers.get("content-security-policy");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain("stad.example.no");
    expect(await preview.text()).toMatch(
      /<div inert>.*<script src="\/embed\/[\w-]+\/stad\.js\?lang=en" data-draft="off">/,
    );
    expect((await call(`/embed/${slug}/constructor/preview`)).status).toBe(404);
  });

  it("exists in the other languages too, and an address with two question marks is understood", async () => {
    const page = unescaped(await textOf(`/embed/${slug}/stad.html?lang=en`));
    expect(page).toContain(
      `<a href="https://pamelding.example.no/events/${slug}?partner=stad&amp;lang=en">Register</a>\n` +
        `<script src="https://pamelding.example.no/embed/${slug}/stad.js?lang=en"></script>`,
    );
    for (const query of [
      "?partner=nordre-follo&lang=en",
      "?partner=nordre-follo?lang=en",
      "?lang=en?partner=nordre-follo",
    ]) {
      const hosted = await textOf(`/events/${slug}${query}`);
      expect(hosted).toContain('<html lang="en">');
      expect(hosted).toContain('name="partner" value="nordre-follo"');
    }
  });
});

describe("the page in a frame", () => {
  it("may be framed only by the partners' pages, runs only our scripts, and has no header", async () => {
    const response = await call(`/events/${slug}/frame?partner=stad`);
    expect(response.headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; " +
        "frame-ancestors 'self' https://stad.example.no https://nordre-follo.example.no",
    );
    const page = await response.text();
    expect(page).toContain(`data-hosts="https://stad.example.no https://nordre-follo.example.no"`);
    expect(page).not.toContain('<header class="top"');
    expect(page).toContain(`action="/events/${slug}/frame?partner=stad&amp;lang=nn"`);
  });

  it("accepts a plain form, and shows its errors or the receipt in the frame", async () => {
    const fields = { partner: "stad", language: "nn", name: "Kari", participation: "digital", waitlist: "false" };
    const send = (email: string) =>
      call(`/events/${slug}/frame`, form({ ...fields, email, "idempotency-key": crypto.randomUUID() }));
    const wrong = await send("utan-at");
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain(`action="/events/${slug}/frame?partner=stad&amp;lang=nn"`);
    const sent = await send(addressAt(slug, "ramme"));
    expect(sent.status).toBe(303);
    const receipt = sent.headers.get("location") ?? "";
    expect(receipt).toMatch(/^\/events\/[\w-]+\/frame\/receipt\//);
    const page = await call(receipt);
    expect(await page.text()).toContain(addressAt(slug, "ramme"));
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'self' https://stad.example.no");
    expect(page.headers.get("cache-control")).toContain("no-store");
    // The script does not replace the answer to a form sent without it.
    expect(await (await call(receipt)).text()).not.toContain("data-form");
  });

  it("has scripts and styles that a frame without an origin may load, and may keep", async () => {
    const page = await textOf(`/events/${slug}/frame`);
    for (const pattern of [/href="(\/styles-[^"]+)"/, /src="(\/frame-[^"]+)"/]) {
      const file = await call(pattern.exec(page)?.[1] ?? "");
      expect(file.status).toBe(200);
      expect(file.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
      expect(file.headers.get("cache-control")).toContain("immutable");
    }
  });
});

describe("the immutable script", () => {
  const pinned = async () => {
    const page = unescaped(await textOf(`/embed/${slug}/stad.html`));
    const { path = "", integrity } =
      /src="https:\/\/pamelding.example.no(?<path>\/embed\/[^"]+\/[0-9a-f]{16}\.js)" integrity="(?<integrity>[^"]+)" crossorigin/.exec(
        page,
      )?.groups ?? {};
    return { path, integrity };
  };

  it("matches its integrity, may be kept for ever, and contains no event", async () => {
    const { path, integrity } = await pinned();
    const response = await call(path);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    });
    const bytes = await response.arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-384", bytes)).toBase64();
    expect(integrity).toBe(`sha384-${digest}`);
    expect(new TextDecoder().decode(bytes)).not.toContain("Samling om samskaping");
  });

  it("does not change with the event, only with the language", async () => {
    const { path, integrity } = await pinned();
    await put({ ...sample, slug, title: { nb: "Ny tittel" } });
    expect(await pinned()).toEqual({ path, integrity });
    const other = unescaped(await textOf(`/embed/${slug}/nordre-follo.html`));
    expect(other).not.toContain(integrity);
  });

  it("is still there after the next deployment, if the cron has run once", async () => {
    const { path } = await pinned();
    await tick();
    const version = /([0-9a-f]{16})\.js/.exec(path)?.[1];
    const kept = await first
      .prepare("SELECT script FROM pinned_script WHERE version = ?")
      .bind(version)
      .first("script");
    expect(kept).toBe(await textOf(path));
    await first
      .prepare("INSERT INTO pinned_script (version, script, stored_at) VALUES (?, ?, 0)")
      .bind("0123456789abcdef", "{earlier}")
      .run();
    expect(await textOf(`/embed/${slug}/stad/0123456789abcdef.js`)).toBe("{earlier}");
    await tick();
    const { results } = await first.prepare("SELECT version FROM pinned_script").all();
    expect(results.length).toBe(4);
  });

  it("that never existed is not found", async () => {
    expect((await call(`/embed/${slug}/stad/fedcba9876543210.js`)).status).toBe(404);
  });
});

describe("the calendar file", () => {
  it("can be read by other programs, in the reader's language", async () => {
    const response = await call(`/events/${slug}.ics?lang=nn`);
    expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8; method=PUBLISH");
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${slug}.ics"`);
    expect(readCalendar(await response.text())).toEqual({
      method: "PUBLISH",
      status: "CONFIRMED",
      starts: "2026-12-15T08:00:00Z",
      uid: `${slug}@pamelding.example.no`,
      sequence: 0,
      summary: "Samling om samskaping",
      location: "Oslo Kongressenter, Oslo",
    });
  });

  it("of a digital event names no venue", async () => {
    await put({ ...sample, slug, participation: { digital: {} } });
    const { location } = readCalendar(await textOf(`/events/${slug}.ics?lang=nb`));
    expect(location).toBe(messages["calendar.digitalLocation"].nb);
  });

  it("follows the event: moved, then cancelled", async () => {
    const moved = { ...sample, slug, starts: "2026-12-16T09:00", ends: "2026-12-16T13:00" };
    await put(moved);
    expect(readCalendar(await textOf(`/events/${slug}.ics`))).toMatchObject({
      sequence: 1,
      starts: "2026-12-16T08:00:00Z",
    });
    await put({ ...moved, cancelled: { reason: { nb: "Sykdom" } } });
    expect(readCalendar(await textOf(`/events/${slug}.ics?lang=en`))).toMatchObject({
      sequence: 2,
      status: "CANCELLED",
      summary: "Cancelled: Samling om samskaping",
    });
  });
});
