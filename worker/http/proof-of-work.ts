import { createChallenge, randomInt, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { z } from "zod";
import type { Bindings, Settings } from "../environment.ts";
import type { Service } from "../service.ts";
import { ProblemError } from "./problem.ts";
import { RETRY_MINUTES } from "./rate-limit.ts";

/**
 * While an event is under load, each registration costs its sender a little work: nothing for a person, who does it once,
 * and more than it is worth for who sends thousands. A challenge is for one event and one Idempotency-Key, so a solution
 * that is used again only gets the first answer again.
 */

/** Rounds of PBKDF2 in one attempt, and how many attempts there are. Measured in a browser: test/browser/load.test.ts. */
const COST = 2_000;
const ATTEMPTS = { min: 20, max: 40 };

/** Milliseconds. */
const LIFETIME = 10 * 60_000;

/** Whether more register than people do. Counts this one, if it comes through Cloudflare's edge. */
export async function underLoad(request: Request, env: Bindings, settings: Settings, event: string): Promise<boolean> {
  if (settings.RATE_LIMIT === "off" || !request.headers.has("cf-connecting-ip")) return false;
  return !(await env.RATE_EVENT.limit({ key: event })).success;
}

/** What a challenge, and the key that solves it, are signed with. */
function secretsOf({ LINK_KEYS }: Settings) {
  const secret = LINK_KEYS.at(-1)?.secret;
  return { hmacSignatureSecret: `proof:${secret}`, hmacKeySignatureSecret: `proof-key:${secret}` };
}

/** @throws ProblemError challenge, with one to solve, unless the header `Pamelding-Proof` proves the work for this event and key */
export async function requireProof(
  header: string | undefined,
  event: string,
  key: string,
  { settings, now }: Pick<Service, "settings" | "now">,
): Promise<void> {
  if (await isProven(header, event, key, settings)) return;
  const challenge = await createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: COST,
    counter: randomInt(ATTEMPTS.max, ATTEMPTS.min),
    data: { event, key },
    deriveKey,
    expiresAt: Math.floor((now + LIFETIME) / 1000),
    ...secretsOf(settings),
  });
  throw new ProblemError("challenge", { values: { minutes: RETRY_MINUTES }, challenge });
}

/** What comes back; the library checks that we signed it. */
const proof = z.object({
  challenge: z.object({
    parameters: z.looseObject({
      algorithm: z.string(),
      nonce: z.string(),
      salt: z.string(),
      cost: z.number(),
      keyLength: z.number(),
      keyPrefix: z.string(),
      data: z.object({ event: z.string(), key: z.string() }),
    }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string() }),
});

async function isProven(header: string | undefined, event: string, key: string, settings: Settings): Promise<boolean> {
  const given = proof.safeParse(decoded(header ?? "")).data;
  if (given?.challenge.parameters.data.event !== event || given.challenge.parameters.data.key !== key) return false;
  const { verified } = await verifySolution({ ...given, deriveKey, ...secretsOf(settings) });
  return verified;
}

function decoded(header: string): unknown {
  try {
    return JSON.parse(atob(header));
  } catch {
    return null;
  }
}
