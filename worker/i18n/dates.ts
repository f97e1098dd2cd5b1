/**
 * Dates in words. Neither the Workers runtime nor Chromium knows Nynorsk: `Intl` silently answers in American English. So
 * only numbers come from `Intl`, and the words come from texts.json.
 */
import type { TextKey, Translate } from "./translate.ts";

interface Parts {
  year: number;
  month: number;
  day: number;
  /** 1 is Monday, as in ISO 8601. */
  weekday: number;
  hour: string;
  minute: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(instant: number, timeZone: string): Parts {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(timeZone, format);
  }
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const [year, month, day] = [Number(part.year), Number(part.month), Number(part.day)];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
  return { year, month, day, weekday, hour: part.hour ?? "", minute: part.minute ?? "" };
}

/** How many minutes clocks in a time zone are ahead of UTC at an instant, in milliseconds since 1970. */
export function minutesAhead(instant: number, timeZone: string): number {
  const { year, month, day, hour, minute } = partsOf(instant, timeZone);
  return Math.round((Date.UTC(year, month - 1, day, Number(hour), Number(minute)) - instant) / 60_000);
}

type Pattern = "date.dayMonth" | "date.weekdayDayMonth" | "date.long" | "date.full";

function dateWords(t: Translate, pattern: Pattern, { year, month, day, weekday }: Parts): string {
  return t(pattern, {
    day,
    year,
    month: t(`date.month.${month}` as TextKey),
    weekday: t(`date.weekday.${weekday}` as TextKey),
  });
}

function clock(t: Translate, { hour, minute }: Parts): string {
  return `${hour}${t("date.timeSeparator")}${minute}`;
}

/** "09.00" (nb, nn) or "09:00" (en). `instant` is in milliseconds since 1970. */
export function timeOfDay(t: Translate, instant: number, timeZone: string): string {
  return clock(t, partsOf(instant, timeZone));
}

/** "2023-11-21 09:00": a sortable time that spreadsheets in every language recognise. */
export function sortableTime(instant: number, timeZone: string): string {
  const { year, month, day, hour, minute } = partsOf(instant, timeZone);
  const two = (digits: number) => String(digits).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${hour}:${minute}`;
}

/** "nov." and 21: a day as on a calendar leaf. */
export function dateTile(t: Translate, instant: number, timeZone: string): { month: string; day: number } {
  const { month, day } = partsOf(instant, timeZone);
  return { month: t(`date.monthShort.${month}` as TextKey), day };
}

/** "21. november". */
export function dayMonth(t: Translate, instant: number, timeZone: string): string {
  return dateWords(t, "date.dayMonth", partsOf(instant, timeZone));
}

/** "21. november 2023". */
export function longDate(t: Translate, instant: number, timeZone: string): string {
  return dateWords(t, "date.long", partsOf(instant, timeZone));
}

/** "tysdag 21. november 2023". */
export function fullDate(t: Translate, instant: number, timeZone: string): string {
  return dateWords(t, "date.full", partsOf(instant, timeZone));
}

/** "tysdag 21. november 2023 kl. 09.00". */
export function dateAndTime(t: Translate, instant: number, timeZone: string): string {
  const parts = partsOf(instant, timeZone);
  return t("date.at", { date: dateWords(t, "date.full", parts), start: clock(t, parts) });
}

/** "21. november kl. 09.00", for a short line. */
export function dayAndTime(t: Translate, instant: number, timeZone: string): string {
  const parts = partsOf(instant, timeZone);
  return t("date.at", { date: dateWords(t, "date.dayMonth", parts), start: clock(t, parts) });
}

/** "tysdag 21. november 2023 kl. 09.00–13.00", or both dates if it ends on another day. */
export function dateRange(t: Translate, start: number, end: number, timeZone: string): string {
  const [from, to] = [partsOf(start, timeZone), partsOf(end, timeZone)];
  const date = dateWords(t, "date.full", from);
  if (dateWords(t, "date.full", to) !== date)
    return `${dateAndTime(t, start, timeZone)} – ${dateAndTime(t, end, timeZone)}`;
  return t("date.range", { date, start: clock(t, from), end: clock(t, to) });
}

/**
 * Like `dateRange`, but "kl. 09–13" if both ends are whole hours, kept on one line with a no-break space and word joiners.
 */
export function compactRange(t: Translate, start: number, end: number, timeZone: string): string {
  const hours = /(\d\d)\.00–(\d\d)\.00$/;
  return dateRange(t, start, end, timeZone).replace(hours, "$1\u2060–\u2060$2").replaceAll(" kl. ", " kl.\u00a0");
}

/** Like `dateAndTime`, with "kl." and its hour on one line. */
export function unbrokenDateAndTime(t: Translate, instant: number, timeZone: string): string {
  return dateAndTime(t, instant, timeZone).replace(" kl. ", " kl.\u00a0");
}

/** "tirsdag 1. desember 2026" for midnight, when a day begins; otherwise the day and hour. */
export function firstMoment(t: Translate, instant: number, timeZone: string): string {
  return (isMidnight(partsOf(instant, timeZone)) ? fullDate : dateAndTime)(t, instant, timeZone);
}

/** Like `lastMoment`, without the year if it is the year of `event`: "onsdag 16. desember", for a short line. */
export function compactDeadline(t: Translate, deadline: number, event: number, timeZone: string): string {
  const last = partsOf(deadline - 60_000, timeZone);
  if (!isMidnight(partsOf(deadline, timeZone)) || last.year !== partsOf(event, timeZone).year)
    return lastMoment(t, deadline, timeZone);
  return dateWords(t, "date.weekdayDayMonth", last);
}

/** "1. desember" for midnight, when a day begins; otherwise the day and hour. */
export function compactMoment(t: Translate, instant: number, timeZone: string): string {
  return (isMidnight(partsOf(instant, timeZone)) ? dayMonth : dayAndTime)(t, instant, timeZone);
}

const isMidnight = ({ hour, minute }: Parts) => hour === "00" && minute === "00";

/**
 * The last moment before a deadline, which is the first instant after registration. For midnight it is the day before,
 * "torsdag 1. november 2023", since people read "2 November 00:00" as a day later; otherwise the day and hour.
 */
export function lastMoment(t: Translate, deadline: number, timeZone: string): string {
  if (isMidnight(partsOf(deadline, timeZone))) return fullDate(t, deadline - 60_000, timeZone);
  return dateAndTime(t, deadline, timeZone);
}
