import type { FormEvent } from "../embed-config.ts";

/**
 * The event's day and hours on the reader's own clock; null if it shows the same. `Intl` is used only if it differs: on a
 * slow phone, loading it takes longer than rendering the form. Browsers may not know Nynorsk, so Bokmål is used: the months
 * have the same names.
 */
export function localTime({
  starts,
  ends,
  utcOffset,
  language,
}: Pick<FormEvent, "starts" | "ends" | "utcOffset" | "language">): string | null {
  const from = new Date(starts);
  if (from.getTimezoneOffset() === -utcOffset) return null;
  const english = language === "en";
  const range = new Intl.DateTimeFormat(english ? "en-GB" : "nb", {
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  }).formatRange(from, new Date(ends));
  return english ? range : range.replaceAll(":", ".");
}
