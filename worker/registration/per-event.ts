/**
 * Caches the result of a function of a definition as long as that definition object is in use. Definition objects never
 * change: saving makes a new one.
 */
export function perEvent<Definition extends object, Result>(
  make: (event: Definition) => Result,
): (event: Definition) => Result {
  const made = new WeakMap<Definition, Result>();
  return (event) => {
    const known = made.get(event);
    if (known !== undefined) return known;
    const result = make(event);
    made.set(event, result);
    return result;
  };
}
