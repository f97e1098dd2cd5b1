import type { Translate } from "./translate.ts";

/** "Stad, Nordre Follo og TINKR". */
export function listed(t: Translate, names: readonly string[]): string {
  const [last = "", ...rest] = names.toReversed();
  return rest.length > 0 ? t("list.and", { first: rest.toReversed().join(", "), last }) : last;
}
