import { Temporal } from "temporal-polyfill";

/** The day ("2026-11-24") so many days after that of a local time. */
export function dayFrom(local: string, days: number): string {
  return Temporal.PlainDate.from(local.slice(0, 10)).add({ days }).toString();
}

/** The day that the calendar in `zone` shows at an instant (milliseconds since 1970). */
export function dayAt(instant: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The instant (milliseconds since 1970) when the clock in `zone` shows `local`. Of an hour that comes twice, the first. */
export function instantOf(local: string, zone: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
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
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toPlainDateTime().toString().slice(0, 16) !== local;
}
