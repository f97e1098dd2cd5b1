const FIRST_MS = 5_000;

/**
 * How long to wait after failed attempt number `attempt` (from 1), in milliseconds. Doubles from five seconds up to `max`,
 * plus up to a fifth of jitter, so that attempts that failed together do not return together.
 */
export function backoff(attempt: number, max: number): number {
  return Math.round(Math.min(FIRST_MS * 2 ** (attempt - 1), max) * (1 + Math.random() / 5));
}
