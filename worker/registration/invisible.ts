/**
 * Characters that show nothing. Word processors, web pages and chat programs leave them in text that people paste, and some
 * people type them on purpose. Joiners and variation selectors show nothing either, but names need them: Persian and
 * Devanagari use U+200C and U+200D, and a Japanese surname may use U+E0100. So a text keeps the ones that belong to its
 * spelling; only the check whether there is anything to read ignores them all.
 */

/**
 * Unicode's own property, which includes letters (Hangul fillers), and the characters that it lacks although they show
 * nothing.
 */
const INVISIBLE =
  /[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{M}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/gu;

/** Whether a text holds anything to read. */
export function isVisible(text: string): boolean {
  return text.replace(INVISIBLE, "") !== "";
}

/** Part of no language's spelling: hyphenation points, zero-width spaces, byte order marks, object replacements and tags. */
const MEANINGLESS = /[\u00ad\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff0-\ufffc\u{1d159}\u{e0000}-\u{e007f}]/gu;

/** Shown as a space: fillers and the Braille blank. */
const BLANK = /[\u2800\u3164\uffa0]/g;

/** A text without the invisible characters that are part of no spelling. */
export function withoutMeaningless(text: string): string {
  return text.replace(MEANINGLESS, "").replace(BLANK, " ");
}

const JOINER = /[\u200c\u200d]/g;

/** An address without invisible characters. Joiners stay, since an international domain name may contain them. */
export function withoutInvisible(address: string): string {
  return address
    .replace(/(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffc]/gu, "")
    .replace(BLANK, " ");
}

export function withoutJoiners(text: string): string {
  return text.replace(JOINER, "");
}
