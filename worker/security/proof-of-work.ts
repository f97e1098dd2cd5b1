import { createChallenge, randomInt, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { z } from "zod";
import type { Bindings, Settings } from "../environment.ts";
import { ProblemError } from "../http/problem.ts";
import type { Service } from "../service.ts";
import { RETRY_MINUTES } from "./rate-limit.ts";
import { type ChallengedAttempt, isHuman, turnstileChallenge } from "./turnstile.ts";

/**
 * While an event is under load, each registration costs its client a little work: nothing for a person, who does it once, and
 * more than it is worth for a program that sends thousands. A challenge is for one event and one Idempotency-Key, so that a
 * solution used again only gets the first answer again. Where Turnstile is configured, a browser is asked for its token first;
 * if that fails, the client does the work.
 */

/** Rounds of PBKDF2 in one attempt, and the number of attempts. Measured in a browser: test/browser/load.test.ts. */
const COST = 2_000;
const ATTEMPTS = { min: 20, max: 40 };

/** How long a challenge can be solved. */
const LIFETIME_MS = 10 * 60_000;

/** Whether an event gets more registrations in a minute than people send. Counts this one if it came through Cloudflare's edge. */
export async function underLoad(request: Request, env: Bindings, settings: Settings, slug: string): Promise<boolean> {
  if (settings.RATE_LIMIT === "off" || !request.headers.has("cf-connecting-ip")) return false;
  return !(await env.RATE_EVENT.limit({ key: slug })).success;
}

/** The secrets that sign a challenge and the key that solves it. */
function secretsOf({ LINK_KEYS }: Settings) {
  const secret = LINK_KEYS.at(-1)?.secret;
  return { hmacSignatureSecret: `proof:${secret}`, hmacKeySignatureSecret: `proof-key:${secret}` };
}

/**
 * Checks the header `Pamelding-Proof`: the work done for this attempt, or a token of Turnstile for it. A client whose token is
 * refused is asked for the work alone.
 * @throws ProblemError challenge, with one to solve
 */
export async function requireProof(
  header: string | undefined,
  attempt: ChallengedAttempt,
  { settings, now }: Pick<Service, "settings" | "now">,
): Promise<void> {
  const given = decoded(header ?? "");
  const { turnstile: token } = turnstileProof.safeParse(given).data ?? {};
  const proven = token === undefined ? isProven(given, attempt, settings) : isHuman(token, attempt, settings);
  if (await proven) return;
  const { slug, key } = attempt;
  const challenge = await createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: COST,
    counter: randomInt(ATTEMPTS.max, ATTEMPTS.min),
    data: { event: slug, key },
    deriveKey,
    expiresAt: Math.floor((now + LIFETIME_MS) / 1000),
    ...secretsOf(settings),
  });
  const turnstile = token === undefined ? turnstileChallenge(settings) : undefined;
  throw new ProblemError("challenge", {
    values: { minutes: RETRY_MINUTES },
    challenge: { ...challenge, ...(turnstile ? { turnstile } : {}) },
  });
}

const turnstileProof = z.object({ turnstile: z.string() });

/** A challenge and its solution. The library checks that we signed it. */
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

async function isProven(given: unknown, { slug, key }: ChallengedAttempt, settings: Settings): Promise<boolean> {
  const work = proof.safeParse(given).data;
  if (work?.challenge.parameters.data.event !== slug || work.challenge.parameters.data.key !== key) return false;
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
