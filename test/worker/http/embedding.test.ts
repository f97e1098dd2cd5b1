import ICAL from "ical.js";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { duringRegistration, sample } from "../builders.ts";
import { aBody, call, put, register } from "../client.ts";

let events = 0;
let slug: string;

beforeEach(async () => {
  vi.setSystemTime(duringRegistration);
  slug = `innbygg-${++events}`;
  await put({ ...sample, slug });
});

/** What the script holds beside its code. */
async function configOf(
  path: string,
): Promise<{ event: Record<string, unknown> | null; language: string; messages: string[] }> {
  const script = await (await call(path)).text();
  const json = /^\{const __CONFIG__=(.*);\(function\(\)|^\{const __CONFIG__=(.*?);\(\(\)=>/s.exec(script);
  return JSON.parse(json?.[1] ?? json?.[2] ?? "null");
}

describe("the embed script", () => {
  it("is one classic script that any site may load and keep for a moment", async () => {
    const response = await call(`/embed/${slug}/stad.js`);
    const script = await response.text();
    expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("public, max-age=15, stale-while-revalidate=60");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(script.startsWith("{const __CONFIG__=")).toBe(true);
    expect(script.endsWith("}")).toBe(true);
    expect(script).not.toMatch(/^\s*(import|export)\b/m);
  });

  it("answers 304 to whoever has it, until the event changes", async () => {
    const etag = (await call(`/embed/${slug}/stad.js`)).headers.get("etag") ?? "";
    const headers = { "if-none-match": `W/${etag}` };
    const same = await call(`/embed/${slug}/stad.js`, { headers });
    expect([same.status, await same.text(), same.headers.get("etag")]).toEqual([304, "", etag]);
    for (const email of ["a@example.no", "b@example.no"]) await register(slug, aBody(email));
    expect((await call(`/embed/${slug}/stad.js`, { headers })).status).toBe(200);
  });

  it("speaks the partner's language, or the one asked for", async () => {
    expect((await configOf(`/embed/${slug}/stad.js`)).language).toBe("nn");
    expect((await configOf(`/embed/${slug}/nordre-follo.js`)).language).toBe("nb");
    const english = await configOf(`/embed/${slug}/stad.js?lang=en`);
    expect(english.event).toMatchObject({
      title: { text: "Samling om samskaping", lang: "nb" },
      when: "Tuesday 15 December 2026, 09:00–13:00",
      deadline: "Wednesday 9 December 2026",
    });
    expect((await configOf(`/embed/${slug}/stad.js?lang=klingon`)).language).toBe("nn");
  });

  it.each(["ingen/stad", "SLUG/ukjent", "SLUG/constructor"])(
    "for %s is a script all the same, which says so",
    async (path) => {
      const address = `/embed/${path.replace("SLUG", slug)}.js`;
      expect((await call(address)).status).toBe(200);
      const config = await configOf(address);
      expect(config.event).toBeNull();
      expect(config.messages).toContain("Vi finner ikke arrangementet. Sjekk at adressen er riktig.");
    },
  );

  it("says in-person is full before anybody types", async () => {
    expect((await configOf(`/embed/${slug}/stad.js`)).event).toMatchObject({
      availability: { "in-person": "open", digital: "open" },
      placesLeft: 2,
    });
    for (const email of ["a@example.no", "b@example.no"]) await register(slug, aBody(email));
    expect((await configOf(`/embed/${slug}/stad.js`)).event).toMatchObject({
      availability: { "in-person": "waitlist", digital: "open" },
      placesLeft: null,
    });
  });
});

describe("the public event", () => {
  it("tells no count that identifies, no person, and no stream link", async () => {
    await put({
      ...sample,
      slug: `${slug}-s`,
      participation: { inPerson: { capacity: 500 }, digital: { streamUrl: "https://stream.example.no/hemmelig" } },
    });
    await register(`${slug}-s`, aBody("gjest@example.no"));
    const text = await (await call(`/api/events/${slug}-s?lang=nn`)).text();
    expect(JSON.parse(text)).toMatchObject({ language: "nn", phase: "open", placesLeft: null });
    for (const secret of ["hemmelig", "gjest", "499", "taken"]) expect(text).not.toContain(secret);
  });

  it("may be asked for and answered from any site, without credentials", async () => {
    const preflight = await call(`/api/events/${slug}/registrations`, {
      method: "OPTIONS",
      headers: {
        origin: "https://stad.example.no",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,idempotency-key",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
    expect(preflight.headers.get("access-control-allow-headers")).toContain("idempotency-key");
    const refused = await register(slug, {});
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("the pages beside the form", () => {
  it("are there in three languages, and only partners may frame them", async () => {
    for (const [lang, heading] of [
      ["nb", "Meld deg på"],
      ["nn", "Påmeldingsfrist"],
      ["en", "Registration deadline"],
    ]) {
      const response = await call(`/events/${slug}?partner=stad&lang=${lang}`);
      const page = await response.text();
      expect(page).toContain(`<html lang="${lang}">`);
      expect(page).toContain(heading);
      expect(page).toContain('method="post"');
      expect(page).not.toContain("<script");
      expect(response.headers.get("content-security-policy")).toContain(
        "frame-ancestors 'self' https://stad.example.no https://nordre-follo.example.no",
      );
    }
  });

  it("have their styles, which may be kept for ever", async () => {
    const page = await (await call(`/events/${slug}`)).text();
    const href = /<link rel="stylesheet" href="([^"]+)"/.exec(page)?.[1] ?? "";
    const styles = await call(href);
    expect(styles.headers.get("content-type")).toContain("text/css");
    expect(styles.headers.get("cache-control")).toContain("immutable");
    expect(await styles.text()).toContain(".pamelding");
  });

  it("tell how data is used, with every blank filled", async () => {
    for (const lang of ["nb", "nn", "en"]) {
      const page = await (await call(`/events/${slug}/privacy?lang=${lang}`)).text();
      for (const fact of ["Telemarksforsking", "Cloudflare", "Resend", "Datatilsynet", "90", "7", "30"])
        expect(page).toContain(fact);
      expect(page).not.toMatch(/\{\w+\}|undefined|null/);
    }
  });

  it("give the editor the snippet", async () => {
    const page = await (await call(`/embed/${slug}/stad.html`)).text();
    expect(page).toContain(
      `&lt;script async src=&quot;https://pamelding.example.no/embed/${slug}/stad.js&quot;>&lt;/script>`,
    );
    expect((await call(`/embed/${slug}/ukjent.html`)).status).toBe(404);
  });

  it("give a calendar file that another program reads", async () => {
    const response = await call(`/events/${slug}.ics?lang=en`);
    expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8; method=PUBLISH");
    const entry = new ICAL.Component(ICAL.parse(await response.text())).getFirstSubcomponent("vevent");
    expect(entry?.getFirstPropertyValue("summary")).toBe("Samling om samskaping");
    expect(String(entry?.getFirstPropertyValue("dtstart"))).toBe("2026-12-15T08:00:00Z");
  });
});
