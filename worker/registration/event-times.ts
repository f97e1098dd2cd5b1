import type { EventDefinition } from "./event-definition.ts";
import { dayFrom, instantOf } from "./local-time.ts";
import { perEvent } from "./per-event.ts";

/**
 * The instants when needs and registrations are deleted: at midnight, as the day begins that is so many days after the last
 * day of the event. The privacy notice says "no later than" that day.
 */
export function retentionOf({ ends, timeZone, retention }: EventDefinition): { needs: number; registrations: number } {
  const daysLater = (days: number) => {
    const day = `${dayFrom(ends, days)}T00:00`;
    return instantOf(day < ends ? ends : day, timeZone);
  };
  return { needs: daysLater(retention.needsDays), registrations: daysLater(retention.registrationsDays) };
}

/** The event's times as instants, in milliseconds since 1970. */
export interface EventTimes {
  starts: number;
  ends: number;
  opens: number;
  closes: number;
  promotionEnds: number;
}

/** The parts of a definition that say when it takes registrations. */
export type EventSpan = Pick<
  EventDefinition,
  "starts" | "ends" | "timeZone" | "registrationOpens" | "registrationCloses" | "promotionEnds" | "cancelled"
>;

export const timesOf = perEvent((event: Omit<EventSpan, "cancelled">): EventTimes => {
  const at = (local: string) => instantOf(local, event.timeZone);
  return {
    starts: at(event.starts),
    ends: at(event.ends),
    opens: at(event.registrationOpens),
    closes: at(event.registrationCloses),
    promotionEnds: at(event.promotionEnds ?? event.starts),
  };
});

/** Whether an event takes registrations at a given moment, and if not, why. */
export type Phase = "cancelled" | "past" | "not-open" | "closed" | "open";
export type ClosedPhase = Exclude<Phase, "open">;

export function phaseOf(event: EventSpan, now: number): Phase {
  if (event.cancelled) return "cancelled";
  const times = timesOf(event);
  if (now >= times.ends) return "past";
  if (now >= times.closes) return "closed";
  if (now < times.opens) return "not-open";
  return "open";
}
