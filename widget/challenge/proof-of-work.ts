/**
 * The work that the service asks of a browser while an event is under load, before it accepts a registration. It is a
 * separate script, since it is rarely needed. WebCrypto runs outside the page's main thread, so typing continues; a Web
 * Worker from our origin would not be allowed in a page of another origin.
 */
import { type Challenge, solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import type { RegistrationBody, TurnstileChallenge } from "../../worker/registration/contract.ts";
import { turnstileToken } from "./turnstile.ts";

/** Milliseconds of work after which the form asks the attendee to wait. */
const TIMEOUT = 20_000;

/**
 * The value of the header `Pamelding-Proof`: a Turnstile token, if the service uses Turnstile and it works in this page,
 * otherwise the challenge and its solution; empty if the service only asks for a wait. Rejects if there is none in time.
 * `content`: the request's body. Pinned forms from before Turnstile pass none and try only once, so they do the work, which
 * is always accepted.
 */
export async function solve(given: unknown, content?: string): Promise<string> {
  // The service has made the challenge with the same library.
  const { turnstile, wait = 0, ...challenge } = given as Challenge & Besides;
  // Many people register now, from this address or everywhere: the service says after how many seconds it accepts more.
  const work = challenge.parameters ? proofOf(challenge, turnstile, content) : "";
  const [proof] = await Promise.all([work, sleep(wait * 1000)]);
  return proof;
}

/** What a challenge has besides the work. `wait` in seconds. */
interface Besides {
  turnstile?: TurnstileChallenge;
  wait?: number;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function proofOf(
  challenge: Challenge,
  turnstile: TurnstileChallenge | undefined,
  content: string | undefined,
): Promise<string> {
  if (turnstile && content) {
    const { language } = JSON.parse(content) as Partial<RegistrationBody>;
    const token = await turnstileToken(turnstile, language).catch(() => null);
    if (token) return btoa(JSON.stringify({ turnstile: token }));
  }
  const solution = await solveChallenge({ challenge, deriveKey, timeout: TIMEOUT });
  if (!solution) throw new Error("No solution in time");
  return btoa(JSON.stringify({ challenge, solution }));
}
