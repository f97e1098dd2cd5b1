/** Common domains, and two at the end that exist although they are one letter away from a common one. */
const domains =
  "gmail.com hotmail.com hotmail.no outlook.com yahoo.com yahoo.no icloud.com online.no mail.com ymail.com".split(" ");

/** Whether one letter is wrong, added or missing, or two neighbours are swapped. */
function oneSlipApart(typed: string, meant: string): boolean {
  let at = 0;
  while (typed[at] && typed[at] === meant[at]) at++;
  const sameAfter = (more: number, less: number) => typed.slice(at + more) === meant.slice(at + less);
  const swapped = typed[at] === meant[at + 1] && typed[at + 1] === meant[at];
  return sameAfter(1, 1) || sameAfter(1, 0) || sameAfter(0, 1) || (swapped && sameAfter(2, 2));
}

/** The address that was probably meant, or null. Only a suggestion: nobody but the owner knows an address. */
export function likelyAddress(email: string): string | null {
  const at = email.lastIndexOf("@") + 1;
  const typed = email.slice(at).trim().toLowerCase();
  if (!at || domains.includes(typed)) return null;
  const meant = domains.find((domain) => oneSlipApart(typed, domain));
  return meant ? email.slice(0, at) + meant : null;
}
