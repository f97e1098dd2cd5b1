/**
 * Temporary errors of D1: the database has too many requests, or is being moved or restarted. D1 identifies them only by
 * their text: https://developers.cloudflare.com/d1/observability/debug-d1/
 */
const PASSING =
  /D1 DB is overloaded|storage operation exceeded timeout|Network connection lost|caused object to be reset|code was updated|Cannot resolve D1 DB|exceeded its (CPU time|memory) limit|the event is being moved/;

/** Whether the same request may succeed in a few seconds. It may also have succeeded already, with the answer lost. */
export function isOverload(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return PASSING.test(error.message) || isOverload(error.cause);
}
