/**
 * The work that the service asks of a browser while an event is under load, before it takes a registration. A script of its
 * own, since hardly anyone ever needs it. WebCrypto works beside the page's own thread, so typing goes on; a Worker of
 * ours would not be allowed in a page of another origin.
 */
import { type Challenge, solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import type { RegistrationBody, TurnstileChallenge } from "../../worker/registration/contract.ts";
import { turnstileToken } from "./turnstile.ts";

/** Milliseconds of work after which the form asks the attendee to wait. */
const TIMEOUT = 20_000;

/**
 * What the header `Pamelding-Proof` is to carry: a token of Turnstile, where the service has that and it works in this page,
 * else the challenge and its solution; nothing where the service only asks for a wait. Rejects when there is none in time. `content`: the request's body; pinned forms from
 * before Turnstile give none, and try once only, so they do the work, which is always taken.
 */
export async function solve(given: unknown, content?: string): Promise<string> {
  // The service has made it with the same library.
  const { turnstile, wait = 0, ...challenge } = given as Challenge & Besides;
  // Many register at this moment, from this address or everywhere: the service says after how many seconds it accepts more.
  const work = challenge.parameters ? proofOf(challenge, turnstile, content) : "";
  const [proof] = await Promise.all([work, sleep(wait * 1000)]);
  return proof;
}

/** What a challenge has beside the work. `wait`: seconds. */
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
