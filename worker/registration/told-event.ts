import type { EventDefinition } from "./event-definition.ts";

/**
 * What attendees were last told about an event: when, where, and whether it takes place. An e-mail about a change compares
 * with this.
 */
export interface ToldEvent extends Pick<EventDefinition, "starts" | "ends" | "timeZone" | "venue"> {
  cancelled: boolean;
}

export function toldEvent({ starts, ends, timeZone, venue, cancelled }: EventDefinition): ToldEvent {
  return { starts, ends, timeZone, venue, cancelled: Boolean(cancelled) };
}

/** What differs from what attendees were told. */
export function changesSinceTold(before: ToldEvent, event: EventDefinition) {
  const now = toldEvent(event);
  const time = ({ starts, ends, timeZone }: ToldEvent) => JSON.stringify([starts, ends, timeZone]);
  const place = ({ venue }: ToldEvent) => venue && JSON.stringify([venue.name, venue.address ?? null, venue.city]);
  const [wasAt, isAt] = [place(before), place(now)];
  return {
    time: time(before) !== time(now),
    // Getting or losing a venue changes how people take part: other e-mails say that.
    place: wasAt !== undefined && isAt !== undefined && wasAt !== isAt,
    cancelled: before.cancelled !== now.cancelled,
  };
}
