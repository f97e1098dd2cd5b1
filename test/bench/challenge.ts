/**
 * How long the work takes that the service asks of a browser under load, here and on a phone that is ten times slower:
 * `npm run bench:challenge`. WebCrypto is native code in Node as in browsers, so what differs is the processor.
 */
import { createChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { solve } from "../../widget/challenge/proof-of-work.ts";
import { ATTEMPTS, COST, unitsOf } from "../../worker/security/challenge-work.ts";

const SLOWER = 10;

console.log(
  "people | load of client + event | units | ms here: mean, longest | seconds ten times slower: mean, longest",
);
for (const [people, client, event] of [
  [1, 1, 0],
  [1, 2, 0],
  [1, 2, 1],
  [10, 1, 0],
  [10, 2, 0],
] as const) {
  const units = unitsOf(people, { client, event });
  const mean = await timed(units * ((ATTEMPTS.min + ATTEMPTS.max) / 2));
  const longest = await timed(units * ATTEMPTS.max);
  const seconds = [mean, longest].map((ms) => ((ms * SLOWER) / 1000).toFixed(1));
  console.log(`${people} | ${client} + ${event} | ${units} | ${mean}, ${longest} | ${seconds.join(", ")}`);
}

/** Milliseconds for so many attempts, the median of five. */
async function timed(counter: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const challenge = await createChallenge({ algorithm: "PBKDF2/SHA-256", cost: COST, counter, deriveKey });
    const started = performance.now();
    await solve(challenge);
    times.push(performance.now() - started);
  }
  return Math.round(times.sort((a, b) => a - b)[2] ?? 0);
}
