/** What was typed when an address that is registered already was typed again. It goes to the address itself, never into the registration. */
export interface TypedAnswers {
  name: string;
}

const folded = (name: string) => name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** Whether two names are spelt alike, but for case and spaces. */
export function isSameName(one: string, other: string): boolean {
  return folded(one) === folded(other);
}
