import { createChallenge, randomInt, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { z } from "zod";
import type { Bindings, Settings } from "../environment.ts";
import { ProblemError } from "../http/problem.ts";
import type { Service } from "../service.ts";
import { RETRY_MINUTES } from "./rate-limit.ts";
import { type Attempt, isHuman, turnstileChallenge } from "./turnstile.ts";

/**
 * While an event is under load, each registration costs its sender a little work: nothing for a person, who does it once,
 * and more than it is worth for who sends thousands. A challenge is for one event and one Idempotency-Key, so a solution
 * that is used again only gets the first answer again. Where Turnstile is configured, browsers are asked for its token
 * first; whatever comes in its way, the work is there to be done.
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

/**
 * @throws ProblemError challenge, with one to solve, unless the header `Pamelding-Proof` proves the work for this attempt, or
 * holds a token of Turnstile for it. Whose token is not taken, for whatever reason, is asked for the work alone.
 */
export async function requireProof(
  header: string | undefined,
  attempt: Attempt,
  { settings, now }: Pick<Service, "settings" | "now">,
): Promise<void> {
  const given = decoded(header ?? "");
  const { turnstile: token } = turnstileProof.safeParse(given).data ?? {};
  const proven = token === undefined ? isProven(given, attempt, settings) : isHuman(token, attempt, settings);
  if (await proven) return;
  const { event, key } = attempt;
  const challenge = await createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: COST,
    counter: randomInt(ATTEMPTS.max, ATTEMPTS.min),
    data: { event, key },
    deriveKey,
    expiresAt: Math.floor((now + LIFETIME) / 1000),
    ...secretsOf(settings),
  });
  const turnstile = token === undefined ? turnstileChallenge(settings) : undefined;
  throw new ProblemError("challenge", {
    values: { minutes: RETRY_MINUTES },
    challenge: { ...challenge, ...(turnstile ? { turnstile } : {}) },
  });
}

const turnstileProof = z.object({ turnstile: z.string() });

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

async function isProven(given: unknown, { event, key }: Attempt, settings: Settings): Promise<boolean> {
  const work = proof.safeParse(given).data;
  if (work?.challenge.parameters.data.event !== event || work.challenge.parameters.data.key !== key) return false;
  const { verified } = await verifySolution({ ...work, deriveKey, ...secretsOf(settings) });
  return verified;
}

function decoded(header: string): unknown {
  try {
    return JSON.parse(atob(header));
  } catch {
    return null;
  }
}
