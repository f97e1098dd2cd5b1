/** How long it is until something begins, in the two largest units that say something. Also runs in browsers. */

export const countdownUnits = ["days", "hours", "minutes", "seconds"] as const;
export type CountdownUnit = (typeof countdownUnits)[number];

const SECONDS: Record<CountdownUnit, number> = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 };

/** Two parts at most, the larger first; without those that are zero. `left` in milliseconds; nothing is left at zero. */
export function countdownParts(left: number): { unit: CountdownUnit; count: number }[] {
  let seconds = Math.max(0, Math.ceil(left / 1000));
  const parts = countdownUnits.map((unit) => {
    const count = Math.floor(seconds / SECONDS[unit]);
    seconds -= count * SECONDS[unit];
    return { unit, count };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  return first < 0 ? [] : parts.slice(first, first + 2).filter(({ count }) => count > 0);
}
