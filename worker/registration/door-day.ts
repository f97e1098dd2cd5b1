import { dayAt, dayFrom, instantOf } from "./local-time.ts";

/** The time at night when a door's day ends, on the clock at the event. */
const DAY_ENDS = "04:00";

/** How long a door may keep its list on the device: until the night after `now`, in milliseconds since 1970. */
export function doorDayEnds(timeZone: string, now: number): number {
  const today = dayAt(now, timeZone);
  const tonight = instantOf(`${today}T${DAY_ENDS}`, timeZone);
  return now < tonight ? tonight : instantOf(`${dayFrom(today, 1)}T${DAY_ENDS}`, timeZone);
}
