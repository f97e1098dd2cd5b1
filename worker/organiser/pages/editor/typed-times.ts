/** Days and times of day as people write them, in any of the languages. */
import { languages } from "../../../i18n/language.ts";
import { createTranslator, type TextKey, type Translate } from "../../../i18n/translate.ts";
import { isLocalTime } from "../../../registration/local-time.ts";

const translators = languages.map(createTranslator);

/** The number of each month by its name and its first three letters, in every language. */
const months = new Map(
  Array.from({ length: 12 }, (_, index) => index + 1).flatMap((month) =>
    translators
      .map((t) => t(`date.month.${month}` as TextKey).toLowerCase())
      .flatMap((name): [string, number][] => [
        [name, month],
        [name.slice(0, 3), month],
      ]),
  ),
);

/** "22. desember 2026", "tirsdag 22. des. 26", "22 December 2026". */
const DAY_MONTH = /^(\d{1,2})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?([a-zæøå]+)\.?,?\s*(\d{4}|\d{2})$/;
/** "December 22, 2026". */
const MONTH_DAY = /^([a-z]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/;
/** "22.12.2026", "22/12-26". */
const NUMBERS = /^(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})$/;
const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
/** A weekday is ignored, since the date is enough. */
const WEEKDAY = /^(?:[a-zæøå]+dag|mon|tue|wed|thu|fri|sat|sun|[a-z]+day)\.?,?\s+(?:den\s+|the\s+)?/;

/** "2026-12-22"; null if it is not a day of the calendar. */
export function readDay(typed: string): string | null {
  const words = typed.trim().toLowerCase().replaceAll(/\s+/g, " ").replace(WEEKDAY, "");
  const [year, month, day] = partsOfDay(words) ?? [];
  if (!year || !month || !day) return null;
  const two = (number: number) => String(number).padStart(2, "0");
  const read = `${year < 100 ? 2000 + year : String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return isLocalTime(`${read}T00:00`) ? read : null;
}

function partsOfDay(words: string): [number, number, number] | null {
  const iso = ISO.exec(words);
  if (iso) return [Number(iso[1]), Number(iso[2]), Number(iso[3])];
  const numbers = NUMBERS.exec(words);
  if (numbers) return [Number(numbers[3]), Number(numbers[2]), Number(numbers[1])];
  const [, day, name, year] = DAY_MONTH.exec(words) ?? [];
  if (name) return [Number(year), months.get(name) ?? 0, Number(day)];
  const [, english, date, inYear] = MONTH_DAY.exec(words) ?? [];
  return english ? [Number(inYear), months.get(english) ?? 0, Number(date)] : null;
}

/** "09:00" of "9", "9.00", "kl. 09:00", "0900" and "2 pm"; null if it is not a time of day. "24" is the end of the day. */
export function readClock(typed: string): string | null {
  const words = typed
    .trim()
    .toLowerCase()
    .replace(/^(?:kl\.?|klokka|at)\s*/, "");
  const [, hours, minutes = "0", half] = /^(\d{1,2})(?:[.:h]?(\d{2}))?\s*(am|pm)?$/.exec(words) ?? [];
  if (hours === undefined) return null;
  const twelve = half ? (Number(hours) % 12) + (half === "pm" ? 12 : 0) : Number(hours);
  if (Number(minutes) > 59 || twelve > 24 || (twelve === 24 && Number(minutes) > 0)) return null;
  return `${String(twelve).padStart(2, "0")}:${minutes.padStart(2, "0")}`;
}

/** "22. desember 2026" of "2026-12-22". Other text stays as it is. */
export function writeDay(day: string, t: Translate): string {
  const [, year = "", month = "", date = ""] = ISO.exec(day) ?? [];
  if (!year) return day;
  return t("date.long", { day: Number(date), month: t(`date.month.${Number(month)}` as TextKey), year });
}

/** "09.00" of "09:00". */
export const writeClock = (clock: string, t: Translate) => clock.replace(":", t("date.timeSeparator"));

/** "tirsdag": the day of the week of "2026-12-22". */
export function weekdayOf(day: string, t: Translate): string {
  return t(`date.weekday.${new Date(`${day}T00:00Z`).getUTCDay() || 7}` as TextKey);
}
