/**
 * A function of a definition that remembers what it returned, as long as the definition is in use. A definition never changes:
 * a saved one is another object.
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
