/**
 * The work that the service asks of a browser while an event is under load, before it takes a registration. A script of its
 * own, since hardly anybody ever needs it. WebCrypto works beside the page's own thread, so typing goes on; a Worker of
 * ours would not be allowed in a page of another origin.
 */
import { type Challenge, solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";

/** Milliseconds after which a person should rather be told to wait. */
const TIMEOUT = 20_000;

/** The challenge and its solution, as the header `Pamelding-Proof` carries them. Rejects when there is none in time. */
export async function solve(given: unknown): Promise<string> {
  // The service has made it with the same library.
  const challenge = given as Challenge;
  const solution = await solveChallenge({ challenge, deriveKey, timeout: TIMEOUT });
  if (!solution) throw new Error("No solution in time");
  return btoa(JSON.stringify({ challenge, solution }));
}
