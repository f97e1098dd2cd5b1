import {
  availabilityOf,
  type Capacity,
  FEW_PLACES,
  freeSeats,
  offers,
  type Participation,
  participations,
} from "./capacity.ts";
import type { EventDefinition } from "./event-definition.ts";
import { phaseOf, timesOf } from "./event-times.ts";
import { placesOf } from "./own-questions.ts";

/**
 * How long a shared cache may keep the public pages of an event, in seconds. A minute (`steady`) while only the clock, or an
 * action that purges the cache, can change their words: then a purge that fails or comes too early does little harm.
 * Otherwise a few seconds (`brief`): "few places left" may be untrue for so long.
 */
export const freshness = { steady: 60, brief: 5 } as const;

/** Pages are kept briefly once this many more registrations could change the words for an event. */
const MARGIN = 10;

/** Whether the words for the event do not show how full it is. */
function saysOpen(event: EventDefinition, capacity: Capacity, margin = 0): boolean {
  return participations.every((participation) => {
    if (!offers(event, participation)) return true;
    if (availabilityOf(participation, capacity) !== "open") return false;
    const few = participation === "in-person" ? FEW_PLACES : 0;
    return freeSeats(participation, capacity) > few + margin;
  });
}

/** How many seconds a shared cache may keep the public pages of an event. `now` in milliseconds since 1970. */
export function freshFor(event: EventDefinition, capacity: Capacity, now: number): number {
  const { opens, closes, ends } = timesOf(event);
  const open = phaseOf(event, now) === "open";
  // Options have no purge of their own: their words may change with every registration.
  const hasPlaces = Object.keys(placesOf(event.questions)).length > 0;
  const steady = !open || (saysOpen(event, capacity, MARGIN) && !hasPlaces);
  const untilChange = [opens, closes, ends]
    .map((at) => Math.floor((at - now) / 1000))
    .filter((seconds) => seconds >= 0);
  return Math.max(1, Math.min(steady ? freshness.steady : freshness.brief, ...untilChange));
}

/**
 * Whether `people` more attendees change the words for an event for the first time, so that cached pages are no longer true.
 * Later changes need no purge: by then pages are kept briefly.
 */
export function firstChangeOfWords(
  event: EventDefinition,
  capacity: Capacity,
  { participation, people }: { participation: Participation; people: number },
): boolean {
  const inPerson = participation === "in-person";
  const after = {
    ...capacity,
    inPersonTaken: capacity.inPersonTaken + (inPerson ? people : 0),
    digitalTaken: capacity.digitalTaken + (inPerson ? 0 : people),
  };
  return saysOpen(event, capacity) && !saysOpen(event, after);
}
