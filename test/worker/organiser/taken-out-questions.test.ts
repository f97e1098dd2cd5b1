/** Answers to a question that the definition no longer asks: reported, no longer exported, and erased after confirmation. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { asAdmin, call, json, tick } from "../client.ts";
import { aNewEvent, attend, press } from "../people.ts";

const HOUR = 3_600_000;

let slug: string;

beforeEach(async () => {
  // Everything in the database of this file belongs to the test that runs.
  await env.DB.exec("DELETE FROM retention");
  slug = await aNewEvent("tatt-ut");
  await attend(slug, "kari", { needs: { diet: "nøtter", access: "rullestol", consent: true } });
  await attend(slug, "ola", { needs: { diet: "fisk", access: "", consent: true } });
  await attend(slug, "per", { participation: "digital", needs: { diet: "", access: "tolk", consent: true } });
  await attend(slug, "siri");
});

const without = (...questions: string[]) =>
  sample.questions?.filter((each) => typeof each === "string" && !questions.includes(each));

function put(changes: Partial<Definition>, query = ""): Promise<Response> {
  return call(`/api/events/${slug}${query}`, { ...asAdmin(json({ ...sample, slug, ...changes })), method: "PUT" });
}

async function kept(): Promise<unknown> {
  const { results } = await env.DB.prepare(
    "SELECT diet, access FROM needs JOIN registration ON registration.id = registration WHERE event = ? ORDER BY email",
  )
    .bind(slug)
    .all();
  return results;
}

async function inExports(): Promise<{ counted: string[]; named: string[] }> {
  const read = async (query: string) =>
    ((await (await call(`/api/events/${slug}/export/needs${query}`, asAdmin())).json()) as { needs: unknown[] }).needs;
  const counted = (await read("")) as { text: string }[];
  const named = (await read("?names=true")) as { diet: string | null; access: string | null }[];
  return {
    counted: counted.map(({ text }) => text).sort(),
    named: named.map(({ diet, access }) => `${diet} ${access}`),
  };
}

async function ticks() {
  for (let each = 0; each < 3; each++) await tick();
}

const everything = [
  { diet: "nøtter", access: "rullestol" },
  { diet: "fisk", access: null },
  { diet: null, access: "tolk" },
];

describe("a question about needs that is taken out", () => {
  it.each([
    [
      "diet",
      ["diet"],
      2,
      [
        { diet: null, access: "rullestol" },
        { diet: null, access: "tolk" },
      ],
    ],
    [
      "access",
      ["access"],
      2,
      [
        { diet: "nøtter", access: null },
        { diet: "fisk", access: null },
      ],
    ],
    ["both", ["diet", "access"], 3, []],
  ])("(%s) asks for the number first, then lets go after 48 hours", async (_, gone, people, then) => {
    const dry = (await (await put({ questions: without(...gone) }, "?dry-run")).json()) as { erases: unknown };
    const at = new Date(Date.now() + 48 * HOUR).toISOString();
    expect(dry.erases).toEqual({ people, what: gone.map((what) => ({ what, people: 2, at })) });
    const refused = await put({ questions: without(...gone) });
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { type: "/problems/erasures-unconfirmed", erases: { people } },
    ]);
    const start = Date.now();
    expect((await put({ questions: without(...gone) }, `?confirm-erasures=${people}`)).status).toBe(200);
    vi.setSystemTime(start + 48 * HOUR - 1000);
    await ticks();
    expect(await kept()).toEqual(everything);
    vi.setSystemTime(start + 48 * HOUR);
    await ticks();
    expect(await kept()).toEqual(then);
    // Nothing is left to look for.
    const { results } = await env.DB.prepare("SELECT what FROM retention WHERE event = ? ORDER BY what")
      .bind(slug)
      .all();
    expect(results.map(({ what }) => what)).toEqual(["needs", "registrations"]);
  });

  it("is not in the exports from then on, but returns if it is asked again within 48 hours", async () => {
    expect(await inExports()).toEqual({
      counted: ["fisk", "nøtter", "rullestol", "tolk"],
      named: ["nøtter rullestol", "fisk null", "null tolk"],
    });
    await put({ questions: without("diet") }, "?confirm-erasures=2");
    expect(await inExports()).toEqual({ counted: ["rullestol", "tolk"], named: ["null rullestol", "null tolk"] });
    vi.setSystemTime(Date.now() + 47 * HOUR);
    await put({});
    vi.setSystemTime(Date.now() + 2 * HOUR);
    await ticks();
    expect((await inExports()).counted).toEqual(["fisk", "nøtter", "rullestol", "tolk"]);
  });

  it("does not affect answers to the remaining question", async () => {
    const siri = await attend(slug, "siri-to");
    await put({ questions: without("diet") }, "?confirm-erasures=2");
    await press(siri, "change", {
      seen: String(Date.now()),
      name: "Siri",
      "needs.diet": "kreps",
      "needs.access": "teleslynge",
      "needs.consent": "true",
    });
    vi.setSystemTime(Date.now() + 48 * HOUR);
    await ticks();
    expect(JSON.stringify(await kept())).toContain("teleslynge");
    expect(JSON.stringify(await kept())).not.toContain("kreps");
  });

  it("needs no confirmation if nobody has answered it", async () => {
    slug = await aNewEvent("tatt-ut");
    await attend(slug, "kari", { needs: { diet: "fisk", access: "", consent: true } });
    expect((await put({ questions: without("access", "role") })).status).toBe(200);
  });
});
