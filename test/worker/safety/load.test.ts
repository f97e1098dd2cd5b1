import { beforeEach, describe, expect, it, vi } from "vitest";
import { solve } from "../../../widget/challenge/proof-of-work.ts";
import { aBody, call, exported, form, json } from "../client.ts";
import { addressAt, aNewEvent } from "../people.ts";
import { type Challenge, challengeIn, countedInOneMinute, crowd, from, noteMinute } from "./crowd.ts";

let slug: string;

beforeEach(async () => {
  noteMinute();
  slug = await aNewEvent("trengsel");
});

function register(name: string, headers: Record<string, string> = {}, event = slug): Promise<Response> {
  const key = { "idempotency-key": `"${slug}-${name}"` };
  const body = aBody(addressAt(slug, name), { participation: "digital" });
  return call(`/api/events/${event}/registrations`, json(body, { ...from(), ...key, ...headers }));
}

describe("an event that more register for than people do", countedInOneMinute, () => {
  it("asks for a little work, which a browser does by itself, and then registers the client", async () => {
    await crowd(slug);
    const asked = await register("kari");
    expect([asked.status, asked.headers.get("retry-after")]).toEqual([429, "60"]);
    const problem = (await asked.clone().json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ type: "/problems/challenge", detail: expect.stringContaining("Vent 2 minutter") });
    expect((await exported(slug)).registrations).toEqual([]);
    const proof = await solve(await challengeIn(asked));
    expect((await register("kari", { "pamelding-proof": proof })).status).toBe(201);
    // The same again is the same registration.
    expect((await register("kari", { "pamelding-proof": proof })).status).toBe(201);
    expect((await exported(slug)).registrations).toHaveLength(1);
  });

  it("accepts no work that was done for another request, made up, or done too long ago", async () => {
    await crowd(slug);
    const proof = await solve(await challengeIn(await register("kari")));
    const refused = async (name: string, given: string) =>
      expect([name, (await register(name, { "pamelding-proof": given })).status]).toEqual([name, 429]);
    // One proof is for one request.
    await refused("ola", proof);
    const { challenge, solution } = JSON.parse(atob(proof)) as { challenge: Challenge; solution: object };
    const changed = (parameters: object, more: object = {}) =>
      btoa(
        JSON.stringify({
          challenge: { ...challenge, parameters: { ...challenge.parameters, ...parameters } },
          solution: { ...solution, ...more },
        }),
      );
    await refused("kari", changed({ cost: 1, keyPrefix: "00" }));
    await refused("ola", changed({ data: { event: slug, key: `${slug}-ola`, people: 1 } }));
    await refused("kari", changed({ data: { event: slug, key: `${slug}-kari` } }));
    await refused("kari", changed({}, { derivedKey: "00".repeat(32) }));
    await refused("kari", changed({ algorithm: "SHA-256" }));
    for (const nonsense of ["", "x", btoa("null"), btoa("{}"), btoa("[".repeat(500)), "=".repeat(4000)])
      await refused("kari", nonsense);
    vi.setSystemTime(Date.now() + 10 * 60_000 + 1_000);
    await refused("kari", proof);
    vi.setSystemTime(Date.now() - 10 * 60_000);
    expect((await register("kari", { "pamelding-proof": proof })).status).toBe(201);
  });

  it("does not slow down the others", async () => {
    await crowd(slug);
    const other = await aNewEvent("trengsel");
    expect((await register("kari", {}, other)).status).toBe(201);
  });

  it("accepts the page without scripts, which cannot do the work, if it was opened before it was sent", async () => {
    await crowd(slug);
    const hidden = (page: string) =>
      Object.fromEntries(
        [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, ...pair]) => pair),
      );
    const typed = { name: "Ola", email: addressAt(slug, "ola"), participation: "digital" };
    const post = (fields: Record<string, string>) =>
      call(`/events/${slug}`, { ...form({ ...fields, ...typed }), headers: from() });
    const unopened = await post({ partner: "stad", language: "nn", "idempotency-key": `${slug}-form` });
    expect(unopened.status).toBe(422);
    vi.setSystemTime(Date.now() + 2_000);
    expect((await post(hidden(await unopened.text()))).status).toBe(303);
  });

  it("asks nobody before that", async () => {
    for (let number = 0; number < 20; number++) expect((await register(`p${number}`)).status).toBe(201);
  });
});

it("the script that does the work may be loaded by any page, as a module", async () => {
  const { headers } = await call("/proof.js");
  expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
});
