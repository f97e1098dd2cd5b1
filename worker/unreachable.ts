/** Ends an exhaustive `switch`: TypeScript refuses a missing case. */
export function unreachable(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
