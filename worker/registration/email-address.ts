import { withoutInvisible, withoutJoiners } from "./invisible.ts";

/**
 * An e-mail address as a person typed it. E-mails go to `address`, which keeps the case; two spellings with the same `key`
 * (lower-cased, domain in ASCII) are the same person. Plus-tags and dots stay, since only some hosts ignore them.
 */
export interface EmailAddress {
  address: string;
  key: string;
}

export type EmailProblem = "email.required" | "email.noAt" | "email.invalid" | "email.nonAsciiLocal" | "email.tooLong";

/** RFC 5321 section 4.5.3.1: octets before the @, and octets of the whole path without its angle brackets. */
const LOCAL_MAX = 64;
const ADDRESS_MAX = 254;

/** RFC 5321 "Dot-string" (section 4.1.2). No quoted local parts: no mail provider hands them out. */
const DOT_STRING = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

const HOST_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9-]{2,63}$/;

/** "blåbær.no" → "xn--blbr-roah.no"; null if it is not a host name. */
function asciiDomain(domain: string): string | null {
  if (/[\s/?#@:\\[\]]/.test(domain)) return null;
  const url = URL.parse(`http://${domain}`);
  return url && HOST_NAME.test(url.hostname) ? url.hostname : null;
}

/** Returns the address, or the key (without `error.`) of the text that says what is wrong with it. */
export function parseEmailAddress(typed: string): EmailAddress | EmailProblem {
  const trimmed = withoutInvisible(typed).normalize("NFC").trim();
  if (withoutJoiners(trimmed) === "") return "email.required";
  const at = trimmed.lastIndexOf("@");
  if (at < 0) return "email.noAt";
  const local = withoutJoiners(trimmed.slice(0, at));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: "beyond ASCII" is what is asked
  if (/[^\x00-\x7f]/.test(local)) return "email.nonAsciiLocal";
  const typedDomain = trimmed.slice(at + 1);
  // A zero-width joiner belongs to some Persian domain names; in most others it was pasted by mistake.
  const domain = asciiDomain(typedDomain) ?? asciiDomain(withoutJoiners(typedDomain));
  if (local.length > LOCAL_MAX || trimmed.length > ADDRESS_MAX) return "email.tooLong";
  if (!DOT_STRING.test(local) || !domain) return "email.invalid";
  if (local.length + 1 + domain.length > ADDRESS_MAX) return "email.tooLong";
  const address = `${local}@${domain}`;
  return { address, key: address.toLowerCase() };
}

/** The key of an address that was checked when it was stored. @throws Error for an invalid address */
export function emailKeyOf(address: string): string {
  const email = parseEmailAddress(address);
  if (typeof email === "string") throw new Error(`An address that was stored is ${email}`);
  return email.key;
}

/** Domains that are the same mailbox host. */
const SAME_DOMAIN: Record<string, string> = { "googlemail.com": "gmail.com" };

/** Providers that ignore dots before the @. */
const IGNORES_DOTS = new Set(["gmail.com"]);

/**
 * The mailbox behind an address's `key`, for counting how much mail it gets: without a tag (`+…`), and without dots where
 * the provider ignores them. It does not identify a person: some hosts read `+` as an ordinary character.
 */
export function mailboxOf(key: string): string {
  const at = key.lastIndexOf("@");
  const [typed, host] = [key.slice(0, at), key.slice(at + 1)];
  const domain = SAME_DOMAIN[host] ?? host;
  const plus = typed.indexOf("+");
  const local = plus > 0 ? typed.slice(0, plus) : typed;
  return `${IGNORES_DOTS.has(domain) ? local.replaceAll(".", "") : local}@${domain}`;
}
