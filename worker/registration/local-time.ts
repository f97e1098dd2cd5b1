// The functions of temporal-polyfill, not its classes: a bundler leaves out functions that nothing calls.
import * as Calendar from "temporal-polyfill/fns/Calendar";
import * as Instant from "temporal-polyfill/fns/Instant";
import * as PlainDate from "temporal-polyfill/fns/PlainDate";
import * as PlainDateTime from "temporal-polyfill/fns/PlainDateTime";
import * as ZonedDateTime from "temporal-polyfill/fns/ZonedDateTime";

/** @throws RangeError if it is not a time in the Gregorian calendar */
const timeOf = (local: string) => PlainDateTime.fromString(local, Calendar.getISO);

/** An hour that occurs twice means the first; an hour that the clock skips means the hour after it. */
const inZone = (local: string, zone: string) => PlainDateTime.toZonedDateTime(timeOf(local), zone);

/** Whether a text such as "2026-11-24T09:00" is a time that exists in the calendar. The zone does not matter. */
export function isLocalTime(local: string): boolean {
  try {
    return PlainDateTime.isRecord(timeOf(local));
  } catch {
    return false;
  }
}

/** The day ("2026-11-24") that is `days` days after a local time. */
export function dayFrom(local: string, days: number): string {
  return PlainDate.toString(PlainDate.addDays(PlainDate.fromString(local.slice(0, 10), Calendar.getISO), days));
}

/** The day that the calendar in `zone` shows at an instant (milliseconds since 1970). */
export function dayAt(instant: number, zone: string): string {
  const shown = Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(instant), zone);
  return PlainDate.toString(ZonedDateTime.toPlainDate(shown));
}

/**
 * The instant (milliseconds since 1970) when the clock in `zone` shows `local`. An hour that occurs twice means the first.
 */
export function instantOf(local: string, zone: string): number {
  return inZone(local, zone).epochMilliseconds;
}

/** Whether this is a local time and `zone` a zone that is known. */
export function isLegible(local: string, zone: string): boolean {
  try {
    return Number.isFinite(instantOf(local, zone));
  } catch {
    return false;
  }
}

/** Whether the clock in `zone` never shows a local time, because it is put forward past it. */
export function isSkipped(local: string, zone: string): boolean {
  const shown = ZonedDateTime.toPlainDateTime(inZone(local, zone));
  return PlainDateTime.toString(shown).slice(0, 16) !== local;
}
