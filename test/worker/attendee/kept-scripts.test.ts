/** The embed script is made once for everybody, and again when its content changes. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { keptScript } from "../../../worker/attendee/kept-scripts.ts";
import { latestEvent } from "../../../worker/storage/event-cache.ts";
import { type Definition, sample } from "../builders.ts";
import { bindings, call, put } from "../client.ts";
import { aNewEvent, attend } from "../people.ts";

const participation = { inPerson: { capacity: 12, waitlist: true } } as const;
let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("goymt", { participation });
});

/** The script and its tag, as a browser gets them. */
async function scriptOf(file = "stad.js", service = bindings) {
  const response = await call(`/embed/${slug}/${file}`, {}, service);
  const text = await response.text();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  expect(response.headers.get("etag")).toBe(`"${new Uint8Array(digest).toHex().slice(0, 40)}"`);
  return text;
}

describe("the embed script", () => {
  it("is the same for everybody, before and after a registration that changes no words", async () => {
    const before = await scriptOf();
    await attend(slug, "kari");
    expect(await scriptOf()).toBe(before);
    await attend(slug, "ola");
    expect(await scriptOf()).not.toBe(before);
  });

  it.each<[string, (before: string) => Promise<string>]>([
    ["the partner", () => scriptOf("nordre-follo.js?lang=nn")],
    ["the language", () => scriptOf("stad.js?lang=en")],
    ["the address of the service", () => scriptOf("stad.js", { ...bindings, PUBLIC_URL: "https://ny.example.no" })],
    ["the definition", () => saved({ title: { nb: "Ny tittel" } })],
    ["the deadline, once it has passed", () => later("2026-12-11T12:00:00Z")],
    ["the end of the event", () => later("2027-06-01T12:00:00Z")],
  ])("follows %s", async (_, change) => {
    const before = await scriptOf();
    expect(await change(before)).not.toBe(before);
  });

  it("follows the places in an option of the organiser's own question", async () => {
    const options = [{ key: "lek", label: { nb: "Lek" }, capacity: 1 }];
    await saved({ questions: [{ key: "verksted", type: "choice", label: { nb: "Verksted" }, options }] });
    expect(await scriptOf()).not.toContain('"places":"full"');
    await attend(slug, "kari", { answers: { verksted: "lek" } });
    expect(await scriptOf()).toContain('"places":"full"');
  });

  it("is the earlier script again when seats are free again", async () => {
    const many = await scriptOf();
    await saved({ participation: { inPerson: { capacity: 5, waitlist: true } } });
    const few = await scriptOf();
    expect(few).toContain('"fewLeft":true');
    await saved({ participation });
    expect(await scriptOf()).toBe(many);
  });

  it("for an unknown partner is made each time, so that nobody can fill the memory with names", async () => {
    expect(await scriptOf("ukjend.js")).toContain('"event":null');
    expect(await scriptOf("ukjend-2.js")).toContain('"partner":"ukjend-2"');
  });
});

async function saved(changes: Partial<Definition>): Promise<string> {
  await put({ ...sample, participation, ...changes, slug });
  return scriptOf();
}

function later(time: string): Promise<string> {
  vi.setSystemTime(new Date(time));
  return scriptOf();
}

describe("what an isolate keeps", () => {
  it("is the last 64 requested scripts, and no more", async () => {
    let made = 0;
    const ask = (key: string) => keptScript(`prøve ${key}`, () => `script ${++made}`);
    await ask("first");
    for (let n = 0; n < 63; n++) await ask(`${n}`);
    await ask("first");
    expect(made).toBe(64);
    await ask("one more");
    await ask("first");
    expect(made).toBe(65);
    await ask("0");
    expect(made).toBe(66);
  });

  it("of a definition is one object while the version is the same", async () => {
    const [one, again] = [await latestEvent(env.DB, slug), await latestEvent(env.DB, slug)];
    expect(again?.definition).toBe(one?.definition);
    await attend(slug, "kari");
    const later = await latestEvent(env.DB, slug);
    expect([later?.definition === one?.definition, later?.capacity.inPersonTaken]).toEqual([true, 1]);
    await put({ ...sample, participation, slug });
    expect((await latestEvent(env.DB, slug))?.definition).not.toBe(one?.definition);
  });
});
