/** Names in e-mails. Strangers type them, sometimes for others. */

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** U+2060 WORD JOINER: invisible, but keeps mail programs from turning "free.money" into a link. */
const WORD_JOINER = "\u2060";
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_DIRECTIONAL_ISOLATE = "\u2069";

/**
 * Removes control characters, line and paragraph separators, and marks that change the direction of text (Unicode UAX #9).
 */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ");
}

/** The name in a form that cannot become a link, end a line or reverse the sentence around it. */
export function harmlessName(name: string): string {
  const line = oneLine(name)
    .replace(/[.:/@](?=\S)/g, `$&${WORD_JOINER}`)
    .trim();
  return RIGHT_TO_LEFT.test(line) ? `${FIRST_STRONG_ISOLATE}${line}${POP_DIRECTIONAL_ISOLATE}` : line;
}

/** The first words of a text, at most `max` characters (code points), with an ellipsis for the rest. */
export function shortened(text: string, max: number): string {
  const characters = [...text];
  if (characters.length <= max) return text;
  const kept = characters.slice(0, max - 1).join("");
  const lastSpace = kept.search(/\s\S*$/);
  const endsAtWord = /\s/.test(characters[max - 1] ?? "");
  // A word as long as the line is cut inside.
  const words = endsAtWord || lastSpace < kept.length / 2 ? kept : kept.slice(0, lastSpace);
  return `${words.replace(/[\s\p{P}]+$/u, "")}…`;
}
