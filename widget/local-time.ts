import type { FormEvent } from "./config.ts";

/**
 * The event's hours on the reader's own clock, with days where those differ; null where that says the same. Months have the
 * same names in both kinds of Norwegian, and no browser is sure to know Nynorsk. `Intl` is asked only for days: on a slow
 * phone, to wake it takes longer than to draw the form.
 */
export function localTime({ starts, ends, utcOffset, language }: FormEvent): string | null {
  const [from, to] = [new Date(starts), new Date(ends)];
  if (from.getTimezoneOffset() === -utcOffset) return null;
  const [locale, separator] = language === "en" ? ["en-GB", ":"] : ["nb", "."];
  const clock = (moment: Date) =>
    [moment.getHours(), moment.getMinutes()].map((part) => `${part}`.padStart(2, "0")).join(separator);
  const dayThere = new Date(from.getTime() + utcOffset * 60_000).getUTCDate();
  if (from.getDate() === dayThere && to.getDate() === dayThere) return `${clock(from)}–${clock(to)}`;
  const dayAndClock = (moment: Date) =>
    `${moment.toLocaleDateString(locale, { day: "numeric", month: "long" })} ${clock(moment)}`;
  return `${dayAndClock(from)} – ${dayAndClock(to)}`;
}
