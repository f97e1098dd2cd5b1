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
 * While many people register, each registration costs its client some work: little for a person, who does it once. It grows
 * with the number of people from one client, for one event and in one request. A challenge is for one event, one
 * Idempotency-Key and a number of people, so a reused solution only gets the first answer again. If Turnstile is configured,
 * a browser is asked for its token first; if that fails, the client does the work.
 */

/** How long a challenge can be solved. */
const LIFETIME_MS = 10 * 60_000;

/**
 * How many seconds a client waits that registers too fast; by then the rate limit counts from zero. Random, so that clients
 * do not all return at once.
 */
const WAIT = { min: 10, max: 20 };

/** A requested registration, and its client. */
export interface ProvenAttempt extends Registering, ChallengedAttempt {}

/**
 * Accepts registrations at the pace at which people send them. A faster client must first do the work for the header
 * `Pamelding-Proof`, or bring a Turnstile token, and must wait if it has registered many people in the last seconds. If its
 * token is refused, it is asked only for the work.
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
  // The work is already done, or none was required: only the wait matters.
  throw await challenge(attempt, 1, { turnstile, wait: randomInt(WAIT.max, WAIT.min) }, service);
}

/** A challenge to solve, and what else the client needs to know (widget/challenge/proof-of-work.ts). */
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

/** The secrets for signing a challenge and the key of its solution. */
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
