/**
 * Characters that show nothing. Word processors, web pages and chat programs leave them in what people paste, and some type
 * them on purpose. Joiners and variation selectors show nothing either, but they are part of how names are written: Persian
 * and Devanagari need U+200C and U+200D, a Japanese surname may need U+E0100. So a text keeps those that spell something, and
 * only the question "is there anything to read?" looks past them all.
 */

/** Unicode's own property, the letters among it too (Hangul fillers); and what it leaves out although it is drawn as nothing. */
const INVISIBLE =
  /[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{M}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/gu;

/** Whether a text holds anything to read. */
export function isVisible(text: string): boolean {
  return text.replace(INVISIBLE, "") !== "";
}

/** Spells nothing in any language: hyphenation points, zero-width spaces, byte order marks, object replacements and tags. */
const MEANINGLESS = /[\u00ad\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff0-\ufffc\u{1d159}\u{e0000}-\u{e007f}]/gu;

/** Drawn as a space: fillers and the blank of Braille. */
const BLANK = /[\u2800\u3164\uffa0]/g;

/** A text that people wrote, without the invisible characters that spell nothing. */
export function withoutMeaningless(text: string): string {
  return text.replace(MEANINGLESS, "").replace(BLANK, " ");
}

const JOINER = /[\u200c\u200d]/g;

/** An address without invisible characters: the joiners stay, since an international domain name may hold them. */
export function withoutInvisible(address: string): string {
  return address
    .replace(/(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffc]/gu, "")
    .replace(BLANK, " ");
}

export function withoutJoiners(text: string): string {
  return text.replace(JOINER, "");
}
