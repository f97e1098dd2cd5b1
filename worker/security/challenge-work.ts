import type { Load } from "./registration-pace.ts";

/** Rounds of PBKDF2 in one attempt, and attempts in a unit of work (`npm run bench -- challenge`). */
export const COST = 2_000;
export const ATTEMPTS = { min: 20, max: 40 };

/** Units of work for each person, by the sum of the client's and the event's load. */
const UNITS = [1, 1, 4, 12] as const;

/** Units of the hardest challenge: half a second on a desktop computer, five to seven on a phone ten times slower. */
const UNITS_MAX = 40;

/** The units of work for this many people. */
export function unitsOf(people: number, { client, event }: Load): number {
  return Math.min(people * (UNITS[client + event] ?? UNITS_MAX), UNITS_MAX);
}
