/**
 * The text that a search looks in. The database makes its column `search_text` in the same way (d1-migrations/0002), so that
 * typed and stored text compare octet by octet.
 */

/** Letters of names in Norway and its neighbours, and what people type who do not have them on the keyboard. */
export const foldedLetters: Readonly<Record<string, string>> = {
  á: "a",
  à: "a",
  â: "a",
  ä: "a",
  ã: "a",
  å: "a",
  æ: "ae",
  ç: "c",
  ć: "c",
  č: "c",
  đ: "d",
  ð: "d",
  é: "e",
  è: "e",
  ê: "e",
  ë: "e",
  ę: "e",
  í: "i",
  î: "i",
  ï: "i",
  ł: "l",
  ñ: "n",
  ń: "n",
  ŋ: "n",
  ó: "o",
  ô: "o",
  ö: "o",
  õ: "o",
  ø: "o",
  ś: "s",
  š: "s",
  ş: "s",
  ŧ: "t",
  þ: "th",
  ú: "u",
  û: "u",
  ü: "u",
  ý: "y",
  ż: "z",
  ž: "z",
};

/** The order of these letters in the Norwegian alphabet: after z, in this order (and ü with y, as in CLDR). */
const inOrder: Readonly<Record<string, string>> = { ...foldedLetters, æ: "{", ä: "{", ø: "|", ö: "|", å: "}", ü: "y" };

/** In lower case and without accents: "Åse Ødegård" is "ase odegard", and so are "Aase Ødegaard". Other letters stay. */
export function folded(text: string): string {
  return replaced(text, foldedLetters).replaceAll("aa", "a");
}

/** What names are sorted by, octet by octet: the column `name_key`. "Aa" counts as "Å". */
export function nameKey(name: string): string {
  return replaced(name, inOrder).replaceAll("aa", "}");
}

function replaced(text: string, letters: Readonly<Record<string, string>>): string {
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return Array.from(lower, (letter) => letters[letter] ?? letters[small[letter] ?? ""] ?? letter).join("");
}

/** The small letter of a capital in the table. */
const small: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(foldedLetters).map((letter) => [letter.toUpperCase(), letter]),
);

export function searchText({
  name,
  email,
  organisation,
}: {
  name: string;
  email: string;
  organisation: string | null;
}): string {
  return folded(`${name} ${email} ${organisation ?? ""}`);
}

/** The most words that a search uses; the rest are ignored. */
const TERMS_MAX = 8;

/** The words that must all be found. */
export function searchTerms(search: string): string[] {
  return folded(search.normalize("NFC"))
    .split(/\s+/)
    .filter((term) => term !== "")
    .slice(0, TERMS_MAX);
}
