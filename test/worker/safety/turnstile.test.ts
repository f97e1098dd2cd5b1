import { env } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { solve } from "../../../widget/challenge/proof-of-work.ts";
import { type Bindings, faultsOf } from "../../../worker/environment.ts";
import messages from "../../../worker/i18n/texts.json";
import type { TurnstileChallenge } from "../../../worker/registration/contract.ts";
import { problem } from "../../../worker/registration/contract-schemas.ts";
import { turnstileKeys } from "../../local/turnstile.ts";
import { aBody, bindings, call, exported, json } from "../client.ts";
import { addressAt, aNewEvent } from "../people.ts";
import { countedInOneMinute, from, noteMinute } from "./crowd.ts";

const keys = { TURNSTILE_SITE_KEY: turnstileKeys.site, TURNSTILE_SECRET_KEY: turnstileKeys.secret };
/** Under load from the second registration. (load.test.ts has the number needed otherwise.) */
const underLoad = { ...bindings, RATE_EVENT: env.RATE_ONE };
/** The service on a developer's machine, with the fake Turnstile. */
const ownMachine = { ...keys, PUBLIC_URL: "http://127.0.0.1:8787", TURNSTILE_VERIFY_URL: inject("turnstile") };
const configured = (settings: Record<string, string> = {}) =>
  ({ ...underLoad, ...ownMachine, ...settings }) as Bindings;

let slug: string;
let service: Bindings;
let logged: string[];

beforeEach(async () => {
  noteMinute();
  slug = await aNewEvent("tett");
  service = configured();
  logged = [];
  vi.spyOn(console, "warn").mockImplementation((line) => void logged.push(String(line)));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const site = "https://stad.kommune.no";

function register(name: string, proof?: string, origin: string | null = site): Promise<Response> {
  const headers = {
    ...from(),
    "idempotency-key": `"${slug}-${name}"`,
    ...(origin ? { origin } : {}),
    ...(proof === undefined ? {} : { "pamelding-proof": proof }),
  };
  const body = aBody(addressAt(slug, name), { participation: "digital" });
  return call(`/api/events/${slug}/registrations`, json(body, headers), service);
}

/** What a form on that page sends after Turnstile has given it a token. */
function token(fields: Record<string, string> = {}): string {
  const id = crypto.randomUUID();
  const response = new URLSearchParams({ hostname: "stad.kommune.no", action: "pamelding", id, ...fields });
  return btoa(JSON.stringify({ turnstile: `${response}` }));
}

interface Challenge {
  parameters: object;
  turnstile?: TurnstileChallenge;
}

async function challengeOf(response: Response): Promise<Challenge> {
  expect(response.status).toBe(429);
  const answer = await response.json();
  // As described in openapi.json.
  expect(problem.safeParse(answer).error).toBeUndefined();
  return (answer as { challenge: Challenge }).challenge;
}

/** Expects that the service refuses the token, asks only for the work, and accepts that. */
async function getsInByWork(name: string, refused: Response): Promise<void> {
  const challenge = await challengeOf(refused);
  expect(challenge).not.toHaveProperty("turnstile");
  expect((await exported(slug)).registrations).toEqual([]);
  expect((await register(name, await solve(challenge))).status).toBe(201);
}

describe("an event under load, where Turnstile is configured,", countedInOneMinute, () => {
  beforeEach(async () => {
    // Uses up the registration that is accepted without a challenge.
    await env.RATE_ONE.limit({ key: slug });
  });

  it("asks for its token, and registers a client that brings one", async () => {
    expect((await challengeOf(await register("kari"))).turnstile).toEqual({
      siteKey: turnstileKeys.site,
      script: "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit",
      action: "pamelding",
    });
    expect((await register("kari", token())).status).toBe(201);
    expect((await exported(slug)).registrations).toHaveLength(1);
    expect(logged).toEqual([]);
  });

  it("accepts the same request again as the same registration, and no token twice", async () => {
    const once = token();
    expect((await register("kari", once)).status).toBe(201);
    expect((await register("kari", once)).status).toBe(201);
    expect((await exported(slug)).registrations).toHaveLength(1);
    const another = await challengeOf(await register("ola", once));
    expect(another).not.toHaveProperty("turnstile");
    expect((await exported(slug)).registrations).toHaveLength(1);
    expect((await register("ola", await solve(another))).status).toBe(201);
  });

  it.each<[what: string, proof: () => string, origin?: string | null]>([
    ["that Cloudflare never made", () => btoa(JSON.stringify({ turnstile: "oppdikta" }))],
    ["that is empty", () => btoa(JSON.stringify({ turnstile: "" }))],
    ["that was made more than 300 seconds ago", () => token({ made: String(vi.getRealSystemTime() - 301_000) })],
    ["that is longer than any", () => token({ id: "x".repeat(2_048) })],
    ["of another site's page", () => token({ hostname: "vond.example" })],
    ["of a site with a longer name", () => token({ hostname: "stad.kommune.no.vond.example" })],
    ["made for another form", () => token({ action: "login" })],
    ["sent by what is no page", () => token(), null],
  ])("takes no token %s, and asks for the work instead", async (_, proof, origin = site) => {
    await getsInByWork("kari", await register("kari", proof(), origin));
    expect(logged).toEqual([]);
  });

  it.each<[what: string, settings: Record<string, string>, fields: Record<string, string>, said: string]>([
    ["is out of order", {}, { as: "outage" }, "internal-error"],
    ["answers something else", {}, { as: "nonsense" }, "turnstile-unreachable"],
    ["answers nothing for three seconds", {}, { as: "silence" }, "turnstile-unreachable"],
    ["can't be reached", { TURNSTILE_VERIFY_URL: "http://127.0.0.1:9/" }, {}, "turnstile-unreachable"],
    ["does not know our secret", { TURNSTILE_SECRET_KEY: "1x".padEnd(35, "A") }, {}, "invalid-input-secret"],
  ])("asks for the work instead when Cloudflare %s, and says so in the log", async (_, settings, fields, said) => {
    service = configured(settings);
    const endsAfter = vi.spyOn(AbortSignal, "timeout");
    // A shorter timeout gives the same result.
    if (fields.as === "silence") endsAfter.mockReturnValueOnce(AbortSignal.timeout(100));
    await getsInByWork("kari", await register("kari", token(fields)));
    expect(endsAfter).toHaveBeenLastCalledWith(3_000);
    expect(logged.join()).toContain(said);
    for (const secret of [turnstileKeys.secret, "hostname=", "198."]) expect(logged.join()).not.toContain(secret);
  });

  it("accepts the work from browsers without a working Turnstile, and from older forms", async () => {
    // There is no document to run Turnstile in.
    for (const [name, content] of [["kari", '{"language":"nn"}'], ["ola"]] as const) {
      const challenge = await challengeOf(await register(name));
      expect(challenge).toHaveProperty("turnstile");
      expect((await register(name, await solve(challenge, content))).status).toBe(201);
    }
  });

  it("accepts no token if it is not configured", async () => {
    service = underLoad;
    await getsInByWork("kari", await register("kari", token()));
  });
});

describe("the settings of Turnstile", () => {
  const wrong = (settings: Record<string, string>) =>
    faultsOf({ ...bindings, ...settings } as Bindings).map((fault) => fault.split(":")[0]);

  it("are a site key with its secret key, and not swapped", () => {
    const { TURNSTILE_SITE_KEY, TURNSTILE_SECRET_KEY } = keys;
    expect(wrong(keys)).toEqual([]);
    expect(wrong({ TURNSTILE_SITE_KEY })).toEqual(["TURNSTILE_SECRET_KEY"]);
    // It takes effect at once, the site key with the next deployment.
    expect(wrong({ TURNSTILE_SECRET_KEY })).toEqual([]);
    expect(wrong({ TURNSTILE_SITE_KEY: TURNSTILE_SECRET_KEY, TURNSTILE_SECRET_KEY: TURNSTILE_SITE_KEY })).toEqual([
      "TURNSTILE_SITE_KEY",
      "TURNSTILE_SECRET_KEY",
    ]);
  });

  it("use Cloudflare's own address, except on a developer's machine", () => {
    const elsewhere = { TURNSTILE_VERIFY_URL: "https://vond.example/", TURNSTILE_SCRIPT_URL: "https://vond.example/" };
    expect(wrong({ ...keys, ...elsewhere })).toEqual(["TURNSTILE_SCRIPT_URL", "TURNSTILE_VERIFY_URL"]);
    expect(wrong({ ...keys, ...elsewhere, PUBLIC_URL: "http://127.0.0.1:8787" })).toEqual([]);
  });
});

it.each(["nb", "nn", "en"] as const)("the privacy notice names Turnstile if it is configured, in %s", async (lang) => {
  const page = async (env: Bindings) => (await call(`/events/${slug}/privacy?lang=${lang}`, {}, env)).text();
  expect(await page(service)).toContain(messages["privacy.turnstile"][lang]);
  expect(await page(bindings)).not.toContain("Turnstile");
});
