/**
 * Patterns that an organiser may ask an answer to match: a part of JavaScript's regular expressions that cannot take long,
 * whatever is typed. No groups, so nothing repeated is repeated again; and at most three parts that may repeat more or less,
 * so that an answer of 200 characters is tried some million times at the worst, in about ten milliseconds.
 */

const ATOM = String.raw`(?:\\[dwsDWS]|\\[^\w\s]|\[\^?(?:\\[dwsDWS]|\\[^\w\s]|[^\]\\[])+\]|[^\\()[\]{}|^$*+?])`;
const REPEAT = String.raw`(?:[*+?]|\{\d{1,3}(?:,(?:\d{1,3})?)?\})`;

const PATTERN = new RegExp(`^(?:${ATOM}${REPEAT}?)+$`, "u");
const PARTS = new RegExp(`${ATOM}(?<repeat>${REPEAT})?`, "gu");

const VARYING_MAX = 3;

/** Whether a part may repeat more or less often: all but `{6}`. */
const varies = (repeat: string | undefined) => repeat !== undefined && !/^\{\d+\}$/.test(repeat);

/** What is wrong with a pattern; null for one that answers can be held against. */
export function patternFault(pattern: string): string | null {
  if (!PATTERN.test(pattern))
    return String.raw`characters, classes such as [A-ZÆØÅ] and \d, and how often each comes, such as {4}: no groups, no alternatives`;
  const varying = [...pattern.matchAll(PARTS)].filter(({ groups }) => varies(groups?.repeat)).length;
  if (varying > VARYING_MAX) return `at most ${VARYING_MAX} parts that repeat more or less often, such as + or {2,4}`;
  try {
    return new RegExp(pattern, "u") && null;
  } catch {
    return "a regular expression that JavaScript reads";
  }
}

/** Whether the whole of an answer is as the pattern says. */
export function matchesPattern(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`, "u").test(text);
}
