/**
 * Patterns that an organiser may require of an answer: a subset of JavaScript's regular expressions that is fast for any
 * input. There are no groups, so no repetition inside a repetition, and at most three parts with a variable number of
 * repetitions. An answer of 200 characters then takes about a million steps at worst, some ten milliseconds.
 */

const ATOM = String.raw`(?:\\[dwsDWS]|\\[^\w\s]|\[\^?(?:\\[dwsDWS]|\\[^\w\s]|[^\]\\[])+\]|[^\\()[\]{}|^$*+?])`;
const REPEAT = String.raw`(?:[*+?]|\{\d{1,3}(?:,(?:\d{1,3})?)?\})`;

const PATTERN = new RegExp(`^(?:${ATOM}${REPEAT}?)+$`, "u");
const PARTS = new RegExp(`${ATOM}(?<repeat>${REPEAT})?`, "gu");

const VARYING_MAX = 3;

/** Whether the number of repetitions varies: for every quantifier but one such as `{6}`. */
const varies = (repeat: string | undefined) => repeat !== undefined && !/^\{\d+\}$/.test(repeat);

/** What is wrong with a pattern; null if answers can be checked with it. */
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

/** Whether the whole answer matches the pattern. */
export function matchesPattern(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`, "u").test(text);
}
