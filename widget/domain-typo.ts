/** Common domains, and two (at the end) that are a letter away from one of them and yet real. */
const domains =
  "gmail.com hotmail.com hotmail.no outlook.com yahoo.com yahoo.no icloud.com online.no mail.com ymail.com".split(" ");

/** One letter missing, added or wrong, or two neighbours swapped. */
function oneSlipApart(typed: string, meant: string): boolean {
  const shorter = Math.min(typed.length, meant.length);
  let start = 0;
  while (start < shorter && typed[start] === meant[start]) start++;
  let end = 0;
  while (end < shorter - start && typed.at(-1 - end) === meant.at(-1 - end)) end++;
  const was = typed.slice(start, typed.length - end);
  const is = meant.slice(start, meant.length - end);
  return (was.length < 2 && is.length < 2) || (is.length === 2 && was === is.charAt(1) + is.charAt(0));
}

/** The address that was probably meant, or null. A suggestion only: nobody but the owner knows an address. */
export function likelyAddress(email: string): string | null {
  const at = email.lastIndexOf("@") + 1;
  const typed = email.slice(at).trim().toLowerCase();
  if (!at || domains.includes(typed)) return null;
  const meant = domains.find((domain) => oneSlipApart(typed, domain));
  return meant ? email.slice(0, at) + meant : null;
}
