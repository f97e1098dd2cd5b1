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
 * How long a shared cache may keep what strangers see of an event, in seconds. While the words can only change by what purges
 * the cache, or by the clock: a minute, so that a purge that fails or is overtaken does little harm. Else a few seconds, as
 * long as "few places left" may be untrue.
 */
export const freshness = { steady: 60, brief: 5 } as const;

/** How many people more an event takes before the words for it may change, and pages are kept briefly. */
const MARGIN = 10;

/** Whether nobody can tell from the words how full the event is. */
function saysOpen(event: EventDefinition, capacity: Capacity, margin = 0): boolean {
  return participations.every((participation) => {
    if (!offers(event, participation)) return true;
    if (availabilityOf(participation, capacity) !== "open") return false;
    const few = participation === "in-person" ? FEW_PLACES : 0;
    return freeSeats(participation, capacity) > few + margin;
  });
}

/** Seconds for which a shared cache may keep what strangers see of an event. `now` in milliseconds since 1970. */
export function freshFor(event: EventDefinition, capacity: Capacity, now: number): number {
  const { opens, closes, ends } = timesOf(event);
  const open = phaseOf(event, now) === "open";
  // Nobody purges for a workshop: its words may change with every registration.
  const hasPlaces = Object.keys(placesOf(event.questions)).length > 0;
  const steady = !open || (saysOpen(event, capacity, MARGIN) && !hasPlaces);
  const untilChange = [opens, closes, ends]
    .map((at) => Math.floor((at - now) / 1000))
    .filter((seconds) => seconds >= 0);
  return Math.max(1, Math.min(steady ? freshness.steady : freshness.brief, ...untilChange));
}

/**
 * Whether the words for an event change for the first time when `people` more take part, so that what caches keep is no longer
 * true. Later changes need no purge: by then pages are kept briefly.
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
