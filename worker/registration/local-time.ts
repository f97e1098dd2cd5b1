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
