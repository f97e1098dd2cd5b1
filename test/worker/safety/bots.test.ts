import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import messages from "../../../worker/i18n/texts.json";
import { anotherLinkKey, bindings, call, exported, form } from "../client.ts";
import { addressAt, aNewEvent } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("robot");
});

/** The fields of the page as a program finds them, and as a browser sends them. */
async function opened(event = slug): Promise<Record<string, string>> {
  const page = await (await call(`/events/${event}?partner=stad&lang=nn`)).text();
  const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, value]));
}
const typed = () => ({ name: "Kari Nordmann", email: addressAt(slug, "kari"), participation: "in-person" });
const post = (fields: Record<string, string>) => call(`/events/${slug}`, form(fields));
const wait = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe("a page that was filled in by", () => {
  it("a person is accepted, even after an hour, and after a mistake", async () => {
    const fields = await opened();
    wait(2_000);
    const wrong = await post({ ...fields, ...typed(), name: "" });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain(messages["error.name.required"].nn);
    // The returned page remembers when the person first opened it.
    expect((await post({ ...fields, ...typed() })).status).toBe(303);
    wait(3_600_000);
    expect((await post({ ...fields, ...typed(), "idempotency-key": `${slug}-igjen` })).status).toBe(303);
  });

  it("a person is accepted although the link key was replaced meanwhile", async () => {
    const fields = await opened();
    wait(2_000);
    const both = { ...bindings, LINK_KEYS: `${env.LINK_KEYS},2:${anotherLinkKey}` };
    expect((await call(`/events/${slug}`, form({ ...fields, ...typed() }), both)).status).toBe(303);
  });

  type Fields = Record<string, string>;
  it.each<[who: string, seconds: number, change: (fields: Fields) => Fields | Promise<Fields>]>([
    ["a client that fills in what nobody sees", 10, (fields) => ({ ...fields, reference: "https://vinn.example" })],
    ["a client that makes up the time", 10, (fields) => ({ ...fields, opened: `1.${"0".repeat(32)}` })],
    ["a client that writes nonsense there", 10, (fields) => ({ ...fields, opened: "x" })],
    ["a client with the time of another event", 10, async () => opened(await aNewEvent("robot"))],
  ])("%s is asked again, keeps what was typed, and is told where to write", async (_, seconds, change) => {
    const fields = await change(await opened());
    wait(seconds * 1000);
    const response = await post({ ...fields, ...typed(), partner: "stad", language: "nn" });
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page).toContain("Prøv igjen, eller meld deg på med ein e-post til kari@example.no.");
    expect(page).toContain(typed().email);
    expect(page).not.toContain("vinn.example");
    expect((await exported(slug)).registrations).toEqual([]);
    // And is registered then, with the returned page.
    const again = Object.fromEntries(
      [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [
        name,
        value,
      ]),
    );
    wait(2_000);
    expect((await post({ ...again, ...typed() })).status).toBe(303);
  });
});

it("a client faster than any person waits for the rest of the time, and is then registered", async () => {
  const fields = await opened();
  wait(1_700);
  const started = vi.getRealSystemTime();
  expect((await post({ ...fields, ...typed() })).status).toBe(303);
  expect(vi.getRealSystemTime() - started).toBeGreaterThanOrEqual(290);
});

it("the invisible field is hidden from everybody: keyboard, screen reader and autofill", async () => {
  const page = await (await call(`/events/${slug}?lang=nb`)).text();
  const trap = /<label class="trap"[^>]*>.*?<\/label>/s.exec(page)?.[0] ?? "";
  expect(trap).toContain('aria-hidden="true"');
  expect(trap).toMatch(/tabindex="-1"/i);
  expect(trap).toMatch(/autocomplete="off"/i);
  expect(trap).toContain(messages["form.trap"].nb);
  // The script that partners embed does not contain it.
  expect(await (await call(`/embed/${slug}/stad.js`)).text()).not.toMatch(/["'`]reference["'`]/);
});
