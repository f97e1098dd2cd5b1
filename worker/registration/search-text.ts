/**
 * What a search looks in. The column `search_text` of the database is made in the same way (d1-migrations/0002), so that what
 * is typed and what is stored compare octet by octet.
 */

/** Letters of names in Norway and its neighbours, as they are typed by people who do not have them on the keyboard. */
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

/** In lower case and without accents: "Åse Ødegård" is "ase odegard", and so are "Aase Ødegaard". Other letters stay. */
export function folded(text: string): string {
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return Array.from(lower, (letter) => foldedLetters[letter] ?? foldedCapitals[letter] ?? letter)
    .join("")
    .replaceAll("aa", "a");
}

const foldedCapitals: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(foldedLetters).map(([letter, plain]) => [letter.toUpperCase(), plain]),
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

/** Words that a search takes; the rest is left out. */
const TERMS_MAX = 8;

/** The words that must all be found. */
export function searchTerms(search: string): string[] {
  return folded(search.normalize("NFC"))
    .split(/\s+/)
    .filter((term) => term !== "")
    .slice(0, TERMS_MAX);
}
