import type { EventDefinition } from "./event-definition.ts";

export const participations = ["in-person", "digital"] as const;
export type Participation = (typeof participations)[number];

/** How full an event is. */
export interface Capacity {
  inPersonCapacity: number | null;
  digitalCapacity: number | null;
  waitlist: boolean;
  inPersonTaken: number;
  digitalTaken: number;
  waiting: number;
}

/** What a newcomer finds. `waitlist`: no seat is free, but there is a waiting list to join. */
export type Availability = "open" | "waitlist" | "full";

const below = (taken: number, capacity: number | null) =>
  capacity === null ? Infinity : Math.max(0, capacity - taken);

/** Seats in the room that go to people on the waiting list, as long as the event promotes. */
export function seatsForWaiting(capacity: Capacity): number {
  return below(capacity.inPersonTaken, capacity.inPersonCapacity);
}

const beyond = (taken: number, capacity: number | null) => (capacity === null ? 0 : Math.max(0, taken - capacity));

/** How many more people have a place than the event now has places, in the room and digitally together. */
export function overCapacity({ inPersonTaken, inPersonCapacity, digitalTaken, digitalCapacity }: Capacity): number {
  return beyond(inPersonTaken, inPersonCapacity) + beyond(digitalTaken, digitalCapacity);
}

/**
 * Seats that a newcomer may take: none while others wait, even if seats are free. The view `vacancy` is the same rule in
 * SQL.
 */
export function freeSeats(participation: Participation, capacity: Capacity): number {
  if (participation === "digital") return below(capacity.digitalTaken, capacity.digitalCapacity);
  return capacity.waiting > 0 ? 0 : seatsForWaiting(capacity);
}

/** The availability for `people` who want to take part together. */
export function availabilityOf(participation: Participation, capacity: Capacity, people = 1): Availability {
  if (freeSeats(participation, capacity) >= people) return "open";
  return participation === "in-person" && capacity.waitlist ? "waitlist" : "full";
}

/** What a newcomer finds, for each way of taking part that the event offers, in the order to show them. */
export type Availabilities = Partial<Record<Participation, Availability>>;

/** The availability at one moment. */
export interface PresentAvailability {
  availability: Availabilities;
  /** Whether the free seats in the room are few. Never how many: the number before and after would show who was registered. */
  fewLeft: boolean;
}

/** The highest number of free seats that counts as "few". */
export const FEW_PLACES = 10;

/** The rough position of an attendee on the waiting list. */
export const placesInLine = ["first-10", "first-50", "later"] as const;
export type PlaceInLine = (typeof placesInLine)[number];

/**
 * What clients learn about a position on the waiting list, which counts from 1 (null: further back than positions are
 * counted). Never the number: by joining before and after typing an address, and comparing, a client would learn whether
 * that address joined.
 */
export function placeInLine(position: number | null): PlaceInLine {
  if (position === null || position > 50) return "later";
  return position > 10 ? "first-50" : "first-10";
}

/** The availability for `people` who want to take part together, with `capacity` telling how full the event is. */
export function presentAvailability(event: EventDefinition, capacity: Capacity, people = 1): PresentAvailability {
  const offered = participations.filter((participation) => offers(event, participation));
  const free = offers(event, "in-person") ? freeSeats("in-person", capacity) : 0;
  return {
    availability: Object.fromEntries(
      offered.map((participation) => [participation, availabilityOf(participation, capacity, people)]),
    ),
    fewLeft: free > 0 && free <= FEW_PLACES,
  };
}

export function offers(event: EventDefinition, participation: Participation): boolean {
  return Boolean(participation === "digital" ? event.participation.digital : event.participation.inPerson);
}

export type Admission =
  | { outcome: "full" }
  | { outcome: "admitted"; confirmed: number; waitlisted: number; firstPosition: number | null };

/**
 * Who gets a place when `people` newcomers ask in one request: the first get the free seats, and the rest join the waiting
 * list if the request accepts that; otherwise nobody is stored. The guard in the transaction (storage/submissions.ts) is the
 * same rule in SQL, since counts cannot change there. The model test keeps the two equal.
 */
export function admit(
  capacity: Capacity,
  wish: { participation: Participation; waitlist: boolean; people: number },
): Admission {
  const confirmed = Math.min(wish.people, freeSeats(wish.participation, capacity));
  const waitlisted = wish.people - confirmed;
  const mayWait = wish.participation === "in-person" && capacity.waitlist && wish.waitlist;
  if (waitlisted > 0 && !mayWait) return { outcome: "full" };
  return {
    outcome: "admitted",
    confirmed,
    waitlisted,
    firstPosition: waitlisted > 0 ? capacity.waiting + 1 : null,
  };
}
