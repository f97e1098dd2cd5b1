import { dayAt, dayFrom, instantOf } from "./local-time.ts";

/** The hour at night when the day of a door is over, by the clock of the event. */
const DAY_ENDS = "04:00";

/** Until when a door may keep its list on the device, in milliseconds since 1970: the night after `now`. */
export function doorDayEnds(timeZone: string, now: number): number {
  const today = dayAt(now, timeZone);
  const tonight = instantOf(`${today}T${DAY_ENDS}`, timeZone);
  return now < tonight ? tonight : instantOf(`${dayFrom(today, 1)}T${DAY_ENDS}`, timeZone);
}
