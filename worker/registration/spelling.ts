/** A suggestion for a search that found nothing. */
import { folded } from "./search-text.ts";

/** How many letters may differ: only one in a short word, where every word is near another. */
const farthest = (word: string) => (word.length <= 4 ? 1 : 2);

/** Words of fewer letters are not corrected. */
const WORD_MIN = 3;

/**
 * The search with each word that occurs in no text replaced by the nearest word that does; null if there is none near, or
 * nothing to replace. `texts`: names and organisations as they are written.
 */
export function otherSpelling(search: string, texts: Iterable<string>): string | null {
  const words = new Map<string, string>();
  for (const text of texts)
    for (const word of text.split(/[\s,]+/))
      if (word.length >= WORD_MIN && !words.has(folded(word))) words.set(folded(word), word);
  const typed = search.trim().split(/\s+/);
  const corrected = typed.map((word) => nearest(folded(word), words) ?? word);
  return corrected.some((word, index) => word !== typed[index]) ? corrected.join(" ") : null;
}

/** Null if the word itself occurs, or no word is near. */
function nearest(word: string, words: ReadonlyMap<string, string>): string | null {
  if (word.length < WORD_MIN) return null;
  let best: string | null = null;
  let distance = farthest(word) + 1;
  for (const [key, written] of words) {
    if (key.includes(word)) return null;
    if (Math.abs(key.length - word.length) >= distance) continue;
    const between = editDistance(word, key);
    if (between < distance) [best, distance] = [written, between];
  }
  return best;
}

/** How many letters must be inserted, deleted, replaced or swapped with their neighbour (restricted Damerau–Levenshtein). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min(at(previous, column) + 1, at(current, column - 1) + 1, at(previous, column - 1) + same);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) least = Math.min(least, at(before, column - 2) + 1);
      current.push(least);
    }
    [before, previous] = [previous, current];
  }
  return at(previous, b.length);
}

const at = (row: readonly number[], column: number) => row[column] ?? Number.POSITIVE_INFINITY;
