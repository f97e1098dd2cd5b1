/**
 * How long a browser needs for the proof of work under load, here and on a phone that is ten times slower. WebCrypto is
 * native code in Node and in browsers, so only the processor differs.
 */
import { createChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { solve } from "../../widget/challenge/proof-of-work.ts";
import { ATTEMPTS, COST, unitsOf } from "../../worker/security/challenge-work.ts";
import { type Figure, median, ROUNDS } from "./figures.ts";

const SLOWER = 10;

export async function bench(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [people, client, event] of [
    [1, 1, 0],
    [1, 2, 0],
    [1, 2, 1],
    [10, 1, 0],
    [10, 2, 0],
  ] as const) {
    const units = unitsOf(people, { client, event });
    const what = `${people} people, load ${client} + ${event}, ${SLOWER} times slower`;
    const seconds = async (attempts: number) => ((await timed(units * attempts)) * SLOWER) / 1000;
    const figure = (which: string, value: number) => ({
      bench: "challenge",
      what: `${what}: ${which}`,
      value,
      unit: "s",
    });
    figures.push(figure("mean", await seconds((ATTEMPTS.min + ATTEMPTS.max) / 2)));
    figures.push(figure("longest", await seconds(ATTEMPTS.max)));
  }
  return figures;
}

/** Milliseconds for `counter` attempts. */
async function timed(counter: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const challenge = await createChallenge({ algorithm: "PBKDF2/SHA-256", cost: COST, counter, deriveKey });
    const started = performance.now();
    await solve(challenge);
    times.push(performance.now() - started);
  }
  return median(times);
}
