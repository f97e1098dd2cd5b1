import type { EventDefinition } from "./event-definition.ts";
import { timesOf } from "./event-times.ts";

/** How long a place is held for an address that is not yet verified. Instants in milliseconds since 1970. */
export interface Hold {
  until: number;
  /** When the attendee is reminded: after three quarters of the time. */
  remindAt: number;
}

/**
 * The hold of a registration made at this moment; null if the event does not ask attendees to verify their address. It ends
 * at the start of the event at the latest.
 */
export function holdAt(event: EventDefinition, now: number): Hold | null {
  if (!event.verification) return null;
  const until = Math.min(now + event.verification.holdHours * 3_600_000, timesOf(event).starts);
  return { until, remindAt: until - Math.round((until - now) / 4) };
}
