import type { FormEvent } from "../embed-config.ts";

/**
 * The event's day and hours on the reader's own clock; null where that says the same. `Intl` is asked only where it differs:
 * on a slow phone, to wake it takes longer than to draw the form. No browser is sure to know Nynorsk, whose months have the
 * same names as those of Bokmål.
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
