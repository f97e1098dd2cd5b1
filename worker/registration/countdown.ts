/** The time until something begins, in the two largest units that are not zero. Also runs in browsers. */

export const countdownUnits = ["days", "hours", "minutes", "seconds"] as const;
export type CountdownUnit = (typeof countdownUnits)[number];

const SECONDS: Record<CountdownUnit, number> = { days: 86_400, hours: 3600, minutes: 60, seconds: 1 };

/** At most two parts, the larger first, without zeros. `left` in milliseconds; at zero there are no parts. */
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
