import { createChallenge, randomInt, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import * as z from "zod";
import type { Bindings, Settings } from "../environment.ts";
import { ProblemError } from "../http/problem.ts";
import type { TurnstileChallenge } from "../registration/contract.ts";
import type { Service } from "../service.ts";
import { ATTEMPTS, COST, unitsOf } from "./challenge-work.ts";
import { RETRY_MINUTES } from "./rate-limit.ts";
import { isInPace, loadOf, noLoad, type Registering } from "./registration-pace.ts";
import { type ChallengedAttempt, isHuman, turnstileChallenge } from "./turnstile.ts";

/**
 * While many register, each registration costs its client some work: little for a person, who does it once, and more the more
 * people come from one client or to one event, and the more a request registers. A challenge is for one event, one
 * Idempotency-Key and a number of people, so that a solution used again only gets the first answer again. Where Turnstile is
 * configured, a browser is asked for its token first; if that fails, the client does the work.
 */

/** How long a challenge can be solved. */
const LIFETIME_MS = 10 * 60_000;

/** Seconds that a client waits that registers too fast: the rate limit then counts anew. At random, so that many return apart. */
const WAIT = { min: 10, max: 20 };

/** A registration that is asked for, and the client that asks. */
export interface ProvenAttempt extends Registering, ChallengedAttempt {}

/**
 * Accepts registrations at the pace at which people send them. Beyond that, a client first does the work for the header
 * `Pamelding-Proof`, or brings a token of Turnstile; and waits, if it has registered many in the last seconds. A client whose
 * token is refused is asked for the work alone.
 * @throws ProblemError challenge, with one to solve
 */
export async function requirePace(
  attempt: ProvenAttempt,
  env: Bindings,
  service: Pick<Service, "settings" | "now">,
): Promise<void> {
  const given = decoded(attempt.request.headers.get("pamelding-proof") ?? "");
  const { turnstile: token } = turnstileProof.safeParse(given).data ?? {};
  const { settings } = service;
  const proven = await (token === undefined ? isProven(given, attempt, settings) : isHuman(token, attempt, settings));
  const load = proven ? noLoad : await loadOf(attempt, env, service);
  const turnstile = token === undefined ? turnstileChallenge(settings) : undefined;
  if (load.client + load.event > 0)
    throw await challenge(attempt, unitsOf(attempt.people, load), { turnstile }, service);
  if (await isInPace(attempt, env, service)) return;
  // The work is done already, or none was asked for: what matters is the wait.
  throw await challenge(attempt, 1, { turnstile, wait: randomInt(WAIT.max, WAIT.min) }, service);
}

/** A challenge to solve, and what else the client has to know (widget/challenge/proof-of-work.ts). */
async function challenge(
  { slug, key, people }: ProvenAttempt,
  units: number,
  besides: { turnstile?: TurnstileChallenge | undefined; wait?: number },
  { settings, now }: Pick<Service, "settings" | "now">,
): Promise<ProblemError> {
  const signed = await createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: COST,
    counter: units * randomInt(ATTEMPTS.max, ATTEMPTS.min),
    data: { event: slug, key, people },
    deriveKey,
    expiresAt: Math.floor((now + LIFETIME_MS) / 1000),
    ...secretsOf(settings),
  });
  const { turnstile, wait } = besides;
  return new ProblemError("challenge", {
    values: { minutes: RETRY_MINUTES },
    challenge: { ...signed, ...(turnstile ? { turnstile } : {}), ...(wait ? { wait } : {}) },
  });
}

/** The secrets that sign a challenge and the key that solves it. */
function secretsOf({ LINK_KEYS }: Settings) {
  const secret = LINK_KEYS.at(-1)?.secret;
  return { hmacSignatureSecret: `proof:${secret}`, hmacKeySignatureSecret: `proof-key:${secret}` };
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
      data: z.object({ event: z.string(), key: z.string(), people: z.int() }),
    }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string() }),
});

async function isProven(given: unknown, attempt: ProvenAttempt, settings: Settings): Promise<boolean> {
  const work = proof.safeParse(given).data;
  if (!work) return false;
  const { event, key, people } = work.challenge.parameters.data;
  if (event !== attempt.slug || key !== attempt.key || people < attempt.people) return false;
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
