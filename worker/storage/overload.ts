/**
 * Errors of D1 that pass by themselves: too much is asked of the database at once, or it is moved or restarted. D1 tells them
 * by their words alone: https://developers.cloudflare.com/d1/observability/debug-d1/
 */
const PASSING =
  /D1 DB is overloaded|storage operation exceeded timeout|Network connection lost|caused object to be reset|code was updated|Cannot resolve D1 DB|exceeded its (CPU time|memory) limit|the event is being moved/;

/** Whether the same request may succeed in a few seconds. It may also have succeeded already: the answer was lost. */
export function isOverload(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return PASSING.test(error.message) || isOverload(error.cause);
}
