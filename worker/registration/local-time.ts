// The functions of temporal-polyfill rather than its classes: a bundler leaves out what nothing calls.
import * as Calendar from "temporal-polyfill/fns/Calendar";
import * as Instant from "temporal-polyfill/fns/Instant";
import * as PlainDate from "temporal-polyfill/fns/PlainDate";
import * as PlainDateTime from "temporal-polyfill/fns/PlainDateTime";
import * as ZonedDateTime from "temporal-polyfill/fns/ZonedDateTime";

/** @throws RangeError if it is no time of the Gregorian calendar */
const timeOf = (local: string) => PlainDateTime.fromString(local, Calendar.getISO);

/** Of an hour that comes twice, the first; of one that the clock skips, the hour after it. */
const inZone = (local: string, zone: string) => PlainDateTime.toZonedDateTime(timeOf(local), zone);

/** Whether a text such as "2026-11-24T09:00" names a time of the calendar, in whatever zone. */
export function isLocalTime(local: string): boolean {
  try {
    return PlainDateTime.isRecord(timeOf(local));
  } catch {
    return false;
  }
}

/** The day ("2026-11-24") so many days after that of a local time. */
export function dayFrom(local: string, days: number): string {
  return PlainDate.toString(PlainDate.addDays(PlainDate.fromString(local.slice(0, 10), Calendar.getISO), days));
}

/** The day that the calendar in `zone` shows at an instant (milliseconds since 1970). */
export function dayAt(instant: number, zone: string): string {
  const shown = Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(instant), zone);
  return PlainDate.toString(ZonedDateTime.toPlainDate(shown));
}

/** The instant (milliseconds since 1970) when the clock in `zone` shows `local`. Of an hour that comes twice, the first. */
export function instantOf(local: string, zone: string): number {
  return inZone(local, zone).epochMilliseconds;
}

/** Whether a local time can be read in `zone` at all. */
export function isLegible(local: string, zone: string): boolean {
  try {
    return Number.isFinite(instantOf(local, zone));
  } catch {
    return false;
  }
}

/** Whether the clock in `zone` is put forward past a local time, so that it never shows it. */
export function isSkipped(local: string, zone: string): boolean {
  const shown = ZonedDateTime.toPlainDateTime(inZone(local, zone));
  return PlainDateTime.toString(shown).slice(0, 16) !== local;
}
