import type { EventDefinition } from "./event-definition.ts";

/** What people have been told of when and where an event is, and whether it is: an e-mail about a change is against this. */
export interface ToldEvent extends Pick<EventDefinition, "starts" | "ends" | "timeZone" | "venue"> {
  cancelled: boolean;
}

export function toldEvent({ starts, ends, timeZone, venue, cancelled }: EventDefinition): ToldEvent {
  return { starts, ends, timeZone, venue, cancelled: Boolean(cancelled) };
}

/** What is no longer as it was told. */
export function changedSince(before: ToldEvent, event: EventDefinition) {
  const now = toldEvent(event);
  const time = ({ starts, ends, timeZone }: ToldEvent) => JSON.stringify([starts, ends, timeZone]);
  const place = ({ venue }: ToldEvent) => venue && JSON.stringify([venue.name, venue.address ?? null, venue.city]);
  const [wasAt, isAt] = [place(before), place(now)];
  return {
    time: time(before) !== time(now),
    // An event that gets or loses its venue changes how people take part: that is told otherwise.
    place: wasAt !== undefined && isAt !== undefined && wasAt !== isAt,
    cancelled: before.cancelled !== now.cancelled,
  };
}
