/** What an organiser can do with one registration, and the result, predicted with the same rules as the transactions. */
import { unreachable } from "../unreachable.ts";
import type { Answer, Answers } from "./answers.ts";
import { type Capacity, freeSeats, offers, type Participation, seatsForWaiting } from "./capacity.ts";
import { type ChoicePlaces, chosenPlaces, fullOptions } from "./choice-places.ts";
import type { EventDefinition } from "./event-definition.ts";
import { timesOf } from "./event-times.ts";
import { organiserRefusal, type RegistrationStatus, type UpdateAction } from "./updating.ts";

export const personUpdates = [
  "digital",
  "in-person",
  "meanwhile",
  "wait-only",
  "admit",
  "verify",
  "restore",
  "cancel",
  "erase",
] as const;
export type PersonUpdate = (typeof personUpdates)[number];

/** The parts of a registration that updates depend on and change. */
export interface Updatable {
  status: RegistrationStatus;
  participation: Participation;
  digitalMeanwhile: boolean;
  position: number | null;
  heldUntil: number | null;
  answers: Answers;
  rehearsal: boolean;
}

/** The event as an update finds it. */
export interface UpdatedEvent {
  definition: EventDefinition;
  capacity: Capacity;
  places: ChoicePlaces;
}

/** The action that the present time must allow; null: always possible. */
const actionOf: Record<PersonUpdate, UpdateAction | null> = {
  digital: "to-digital",
  "in-person": "to-in-person",
  meanwhile: "to-digital",
  "wait-only": "answers",
  admit: "to-in-person",
  verify: null,
  restore: "restore",
  cancel: "cancel",
  erase: null,
};

function fits(update: PersonUpdate, registration: Updatable, event: EventDefinition): boolean {
  const { status, participation, digitalMeanwhile, heldUntil } = registration;
  const waits = status === "waitlisted";
  switch (update) {
    case "digital":
      return status !== "cancelled" && participation === "in-person" && offers(event, "digital");
    case "in-person":
      return status !== "cancelled" && participation === "digital" && offers(event, "in-person");
    case "meanwhile":
      return waits && !digitalMeanwhile && offers(event, "digital");
    case "wait-only":
      return waits && digitalMeanwhile;
    // People who do not wait get a seat by other updates.
    case "admit":
      return waits;
    case "verify":
      return heldUntil !== null;
    case "restore":
      return status === "cancelled";
    case "cancel":
      return status !== "cancelled";
    case "erase":
      return true;
    default:
      return unreachable(update);
  }
}

/**
 * The updates that this registration allows at this moment, the likely ones first. It does not check whether there is room.
 */
export function updatesFor(registration: Updatable, event: EventDefinition, now: number): PersonUpdate[] {
  return personUpdates.filter((update) => {
    const action = actionOf[update];
    return fits(update, registration, event) && (!action || !organiserRefusal(action, event, now));
  });
}

/** The registration after the update (after `erase`: as it was), and the options that it loses. `full`: there is no room. */
export type PreviewedState<R> = { outcome: "stored"; registration: R; filledOptions: string[] } | { outcome: "full" };

export function previewState<R extends Updatable>(
  update: PersonUpdate,
  registration: R,
  event: UpdatedEvent,
): PreviewedState<R> {
  const { capacity } = event;
  const stored = (changes: Partial<Updatable>): PreviewedState<R> => ({
    outcome: "stored",
    registration: { ...registration, ...changes },
    filledOptions: [],
  });
  const full: PreviewedState<R> = { outcome: "full" };
  switch (update) {
    case "cancel":
      return stored({ status: "cancelled", position: null, digitalMeanwhile: false, heldUntil: null });
    case "erase":
      return stored({});
    case "verify":
      return stored({ heldUntil: null });
    case "wait-only":
      return stored({ digitalMeanwhile: false });
    case "meanwhile":
      return freeSeats("digital", capacity) > 0 ? stored({ digitalMeanwhile: true }) : full;
    case "admit": {
      if (seatsForWaiting(capacity) === 0) return full;
      const { answers, filledOptions } = withoutFull(registration.answers, event.places);
      const seated = {
        status: "confirmed",
        position: null,
        digitalMeanwhile: false,
        heldUntil: null,
        answers,
      } as const;
      return { outcome: "stored", registration: { ...registration, ...seated }, filledOptions };
    }
    case "digital":
      return registration.digitalMeanwhile || freeSeats("digital", capacity) > 0
        ? stored({ participation: "digital", status: "confirmed", position: null, digitalMeanwhile: false })
        : full;
    case "in-person":
      if (freeSeats("in-person", capacity) > 0) return stored({ participation: "in-person" });
      return capacity.waitlist ? stored({ ...lastInLine(capacity), digitalMeanwhile: true }) : full;
    case "restore": {
      if (freeSeats(registration.participation, capacity) === 0)
        return registration.participation === "in-person" && capacity.waitlist ? stored(lastInLine(capacity)) : full;
      const { answers, filledOptions } = withoutFull(registration.answers, event.places);
      return { outcome: "stored", registration: { ...registration, status: "confirmed", answers }, filledOptions };
    }
    default:
      return unreachable(update);
  }
}

function lastInLine({ waiting }: Capacity) {
  return { participation: "in-person", status: "waitlisted", position: waiting + 1 } as const;
}

/** An attendee who gets a place after waiting loses options that have filled meanwhile. */
function withoutFull(answers: Answers, places: ChoicePlaces): { answers: Answers; filledOptions: string[] } {
  const full = fullOptions(places);
  const filledOptions = chosenPlaces(answers).filter((place) => full.has(place));
  const left = Object.entries(answers).flatMap(([question, answer]): [string, Answer][] => {
    const isGone = (option: string) => filledOptions.includes(`${question}.${option}`);
    if (Array.isArray(answer)) {
      const kept = answer.filter((option) => !isGone(option));
      return kept.length > 0 ? [[question, kept]] : [];
    }
    return typeof answer === "string" && isGone(answer) ? [] : [[question, answer]];
  });
  return { answers: Object.fromEntries(left), filledOptions };
}

/** Whether the update frees a seat for the first person on the waiting list. */
export function promotesNext(
  update: PersonUpdate,
  { status, participation, rehearsal }: Updatable,
  { definition, capacity }: UpdatedEvent,
  now: number,
): boolean {
  const frees = update === "cancel" || update === "erase" || update === "digital";
  const hadSeat = status === "confirmed" && participation === "in-person" && !rehearsal;
  if (!frees || !hadSeat || capacity.waiting === 0) return false;
  const after = { ...capacity, inPersonTaken: capacity.inPersonTaken - 1 };
  return !definition.cancelled && now < timesOf(definition).promotionEnds && seatsForWaiting(after) > 0;
}
