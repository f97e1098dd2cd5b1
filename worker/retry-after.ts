const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The three forms of an HTTP-date, all of which a recipient must accept (RFC 9110 section 5.6.7): IMF, RFC 850, asctime. */
const DATES = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
];

/**
 * "A timestamp that appears to be more than 50 years in the future" belongs to the previous century (RFC 9110 section
 * 5.6.7).
 */
function yearOf(digits: string, now: number): number {
  if (digits.length > 2) return Number(digits);
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
}

/** An HTTP-date in milliseconds since 1970; null if it is not one. */
function httpDate(value: string, now: number): number | null {
  for (const form of DATES) {
    const { day = "", month = "", year = "", time = "" } = form.exec(value)?.groups ?? {};
    if (!day) continue;
    const [hour = 0, minute = 0, second = 0] = time.split(":").map(Number);
    const date = new Date(Date.UTC(yearOf(year, now), MONTHS.indexOf(month), Number(day)));
    const exists = MONTHS.includes(month) && date.getUTCDate() === Number(day);
    // 60 for a leap second.
    return exists && hour < 24 && minute < 60 && second <= 60
      ? date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000
      : null;
  }
  return null;
}

/**
 * How long a Retry-After header asks us to wait, in milliseconds, at most `max`: the other side may be wrong or hostile, and
 * must not stop us for years. The header has seconds or an HTTP-date (RFC 9110 section 10.2.3); a past date means no wait.
 * Null if the header is missing or malformed (also for a negative or fractional number).
 */
export function retryAfter(value: string | null | undefined, now: number, max: number): number | null {
  const given = value?.trim() ?? "";
  if (/^\d+$/.test(given)) return Math.min(Number(given) * 1000, max);
  const date = httpDate(given, now);
  return date === null ? null : Math.min(Math.max(0, date - now), max);
}
