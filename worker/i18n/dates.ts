/**
 * Dates in words. Neither the Workers runtime nor Chromium knows Nynorsk: `Intl` answers in American English without an
 * error. So `Intl` gives numbers only, and the words come from messages.json.
 */
import type { MessageKey, Translate } from "./translate.ts";

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

/** Minutes that clocks in a time zone are ahead of UTC at an instant in milliseconds since 1970. */
export function minutesAhead(instant: number, timeZone: string): number {
  const { year, month, day, hour, minute } = partsOf(instant, timeZone);
  return Math.round((Date.UTC(year, month - 1, day, Number(hour), Number(minute)) - instant) / 60_000);
}

function dateWords(say: Translate, pattern: "date.long" | "date.full", { year, month, day, weekday }: Parts): string {
  return say(pattern, {
    day,
    year,
    month: say(`date.month.${month}` as MessageKey),
    weekday: say(`date.weekday.${weekday}` as MessageKey),
  });
}

function clock(say: Translate, { hour, minute }: Parts): string {
  return `${hour}${say("date.timeSeparator")}${minute}`;
}

/** "09.00" (nb, nn) or "09:00" (en). `instant` is in milliseconds since 1970. */
export function timeOfDay(say: Translate, instant: number, timeZone: string): string {
  return clock(say, partsOf(instant, timeZone));
}

/** "21. november 2023". */
export function longDate(say: Translate, instant: number, timeZone: string): string {
  return dateWords(say, "date.long", partsOf(instant, timeZone));
}

/** "tysdag 21. november 2023". */
export function fullDate(say: Translate, instant: number, timeZone: string): string {
  return dateWords(say, "date.full", partsOf(instant, timeZone));
}

/** "tysdag 21. november 2023 kl. 09.00". */
export function dateAndTime(say: Translate, instant: number, timeZone: string): string {
  const parts = partsOf(instant, timeZone);
  return say("date.at", { date: dateWords(say, "date.full", parts), start: clock(say, parts) });
}

/**
 * "tysdag 21. november 2023 kl. 09.00–13.00", or both dates where it ends on another day.
 */
export function dateRange(say: Translate, start: number, end: number, timeZone: string): string {
  const [from, to] = [partsOf(start, timeZone), partsOf(end, timeZone)];
  const date = dateWords(say, "date.full", from);
  if (dateWords(say, "date.full", to) !== date)
    return `${dateAndTime(say, start, timeZone)} – ${dateAndTime(say, end, timeZone)}`;
  return say("date.range", { date, start: clock(say, from), end: clock(say, to) });
}

/**
 * The last day on which one may still register, for a deadline that is the first instant when one may not:
 * "torsdag 1. november 2023" for midnight, since "2 November 00:00" makes people come a day late; else day and hour.
 */
export function lastMoment(say: Translate, deadline: number, timeZone: string): string {
  const parts = partsOf(deadline, timeZone);
  if (parts.hour === "00" && parts.minute === "00") return fullDate(say, deadline - 60_000, timeZone);
  return dateAndTime(say, deadline, timeZone);
}
