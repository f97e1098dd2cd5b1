import { topLevelDomains } from "./top-level-domains.ts";

/**
 * A name goes into greetings, also in e-mails to colleagues that the attendee registers. If a mail program turned a name
 * into a link, anybody could send advertisements through us. Such programs look for a dot between letters and a top-level
 * domain after it; "St.John", "J.R.R. Tolkien" and "Dr.Oetker" have none. If a surname is one ("J.Bond", "Y.Wang"), the
 * initial or title before it shows that it is a name.
 */

/** An address with a scheme, or a start that mail programs treat as one. */
const SCHEME = /\/\/|\bwww\d?\.|\b(h(?:tt|xx)ps?|ftp|mailto|tel|sms|data|javascript|skype|callto|whatsapp|tg):\S/iu;

/** Other links: e-mail addresses, IPv4 addresses and domains in Punycode. */
const OTHER_LINK = /[\p{L}\p{N}_-]@[\p{L}\p{N}-]+\.\p{L}{2}|\b\d{1,3}(\.\d{1,3}){3}\b|\bxn--/iu;

/** "[.]", "(dot)": spellings that get an address past filters, though readers still recognise it. */
const WRITTEN_DOT = /\s*[[({<]\s*(?:\.|dot|punkt|punktum)\s*[\])}>]\s*/giu;

/** Labels with dots between them, in any script, and whether a path or port follows. */
const DOTTED = /([\p{L}\p{M}\p{N}_-]*(?:\.[\p{L}\p{M}\p{N}_-]+)+)\.?([/:?#]\S)?/gu;

/** "J.Bond", "J.R.LI", "Dr.Wang", "St.Moe": initials or a title, and a surname that begins with a capital letter. */
const ABBREVIATED =
  /^(?:(?:\p{Lu}|Dr|Mr|Mrs|Ms|Mme|Fr|Hr|Sr|Jr|St|Prof|Th|Chr|Joh|Wm)\.)+(?<surname>\p{Lu}[\p{L}\p{M}-]+)$/u;

/** Never surnames: an initial before one of these is a short domain, such as "X.com". */
const NO_SURNAME =
  /^(com|net|org|info|biz|io|zip|app|dev|xyz|top|site|online|shop|link|click|mov|page|web|cc|tv|me|ly)$/i;

/** Degrees that are also top-level domains: "dr.ing.", "M.Sc.". */
const DEGREE =
  /^(?:(?:dr|cand|stud|siv|lic|mag|dipl|prof|hon)\.(?:ing|med|sc|art|jur|law)|[bdm]\.(?:sc|ed|eng|mus)|ph\.d)$/i;

/** Letters of other alphabets that look like Latin ones, each with the letter that a reader sees. */
const LOOKALIKES: Record<string, string> = Object.fromEntries(
  [..."аaсcеeоoрpхxуyіiјjѕsһhԁdԛqԝwкkмmтtвbпnгrοoαaνvρpιiκkτtυuχxεeηnωwσoօoոnսuհhıiɡgɑaℓlⅼlǀl"].flatMap(
    (letter, index, all) => (index % 2 === 0 ? [[letter, all[index + 1] ?? letter]] : []),
  ),
);
const asRead = (label: string) => [...label].map((letter) => LOOKALIKES[letter] ?? letter).join("");

function isDomain(dotted: string): boolean {
  const [first, ...labels] = dotted.toLowerCase().split(".");
  const isTopLevel = (label: string) => topLevelDomains.has(label) || topLevelDomains.has(asRead(label));
  // Another dot and word may follow the top-level domain: "evil.com.Kari".
  return labels.some((label) => (first === "" ? NO_SURNAME.test(asRead(label)) : isTopLevel(label)));
}

function isName(dotted: string): boolean {
  const surname = ABBREVIATED.exec(dotted)?.groups?.surname;
  return DEGREE.test(dotted) || (surname !== undefined && !NO_SURNAME.test(asRead(surname.toLowerCase())));
}

/**
 * Whether a name contains something that a mail program would turn into a link. Like such programs, it reads full-width
 * letters and dots as plain ones and ignores invisible characters.
 */
export function holdsWebAddress(name: string): boolean {
  const plain = name
    .normalize("NFKC")
    .replace(/[\u3002\uff61]/g, ".")
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
    .replace(WRITTEN_DOT, ".");
  if (SCHEME.test(plain) || OTHER_LINK.test(plain)) return true;
  return [...plain.matchAll(DOTTED)].some(([, dotted = "", path]) => isDomain(dotted) && (path || !isName(dotted)));
}
