/** Ends a `switch` that must name every case: a new case fails to compile here. @throws Error where the types were wrong */
export function unreachable(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`);
}
