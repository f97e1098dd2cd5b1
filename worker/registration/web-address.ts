import { topLevelDomains } from "./top-level-domains.ts";

/**
 * A name goes into greetings, also of people whom the attendee registers, so a name that a mail program turns into a link
 * would let anyone mail advertisements through us. What such programs look for is a dot between letters with a top-level
 * domain behind it; "St.John", "J.R.R. Tolkien" and "Dr.Oetker" have none. Where a surname is one ("J.Bond", "Y.Wang"), the
 * initial or the title before it says that it is a name.
 */

/** Written as a program's address, whatever comes behind it. */
const SCHEME = /\/\/|\bwww\d?\.|\b(h(?:tt|xx)ps?|ftp|mailto|tel|sms|data|javascript|skype|callto|whatsapp|tg):\S/iu;

/** An e-mail address is a link, too; IPv4; and a domain in the alphabet of machines. */
const OTHER_LINK = /[\p{L}\p{N}_-]@[\p{L}\p{N}-]+\.\p{L}{2}|\b\d{1,3}(\.\d{1,3}){3}\b|\bxn--/iu;

/** "[.]", "(dot)": how an address is written to get it past filters, and is still read as one. */
const WRITTEN_DOT = /\s*[[({<]\s*(?:\.|dot|punkt|punktum)\s*[\])}>]\s*/giu;

/** Labels with dots between them, in any script, and whether a path or a port comes behind. */
const DOTTED = /([\p{L}\p{M}\p{N}_-]*(?:\.[\p{L}\p{M}\p{N}_-]+)+)\.?([/:?#]\S)?/gu;

/** "J.Bond", "J.R.LI", "Dr.Wang", "St.Moe": initials or a title, and a surname that begins with a capital letter. */
const ABBREVIATED =
  /^(?:(?:\p{Lu}|Dr|Mr|Mrs|Ms|Mme|Fr|Hr|Sr|Jr|St|Prof|Th|Chr|Joh|Wm)\.)+(?<surname>\p{Lu}[\p{L}\p{M}-]+)$/u;

/** Never a surname: an initial before these is the whole of a short domain, such as "X.com". */
const NO_SURNAME =
  /^(com|net|org|info|biz|io|zip|app|dev|xyz|top|site|online|shop|link|click|mov|page|web|cc|tv|me|ly)$/i;

/** Degrees that are top-level domains as well: "dr.ing.", "M.Sc.". */
const DEGREE =
  /^(?:(?:dr|cand|stud|siv|lic|mag|dipl|prof|hon)\.(?:ing|med|sc|art|jur|law)|[bdm]\.(?:sc|ed|eng|mus)|ph\.d)$/i;

/** Letters of other alphabets that look like ours, each with what a reader takes it for. */
const LOOKALIKES: Record<string, string> = Object.fromEntries(
  [..."аaсcеeоoрpхxуyіiјjѕsһhԁdԛqԝwкkмmтtвbпnгrοoαaνvρpιiκkτtυuχxεeηnωwσoօoոnսuհhıiɡgɑaℓlⅼlǀl"].flatMap(
    (letter, index, all) => (index % 2 === 0 ? [[letter, all[index + 1] ?? letter]] : []),
  ),
);
const asRead = (label: string) => [...label].map((letter) => LOOKALIKES[letter] ?? letter).join("");

function isDomain(dotted: string): boolean {
  const [first, ...labels] = dotted.toLowerCase().split(".");
  const isTopLevel = (label: string) => topLevelDomains.has(label) || topLevelDomains.has(asRead(label));
  // Behind the top-level domain there may be another dot and word: "evil.com.Kari".
  return labels.some((label) => (first === "" ? NO_SURNAME.test(asRead(label)) : isTopLevel(label)));
}

function isName(dotted: string): boolean {
  const surname = ABBREVIATED.exec(dotted)?.groups?.surname;
  return DEGREE.test(dotted) || (surname !== undefined && !NO_SURNAME.test(asRead(surname.toLowerCase())));
}

/**
 * Whether a name holds what a mail program would turn into a link, read as such programs read: full-width letters and dots
 * are plain ones, and what is invisible is gone.
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
