import { unreachable } from "../unreachable.ts";
import type { Participation, PresentAvailability } from "./capacity.ts";
import type { FieldError } from "./contract.ts";
import type { EventDefinition } from "./event-definition.ts";
import { type ClosedPhase, phaseOf, timesOf } from "./event-times.ts";

export const registrationStatuses = ["confirmed", "waitlisted", "cancelled"] as const;
export type RegistrationStatus = (typeof registrationStatuses)[number];

/** It was stored. */
export interface Done {
  outcome: "done";
}

/** Nothing was stored, for this reason. */
export interface Refused<Reason extends string> {
  outcome: "refused";
  reason: Reason;
}

/** No place is left. */
export interface RefusedFull extends Refused<"full"> {
  /** The availability at this moment. */
  present: PresentAvailability;
}

/** The event is cancelled, or is over. */
export interface RefusedOver extends Refused<"cancelled" | "past"> {
  event: EventDefinition;
}

/**
 * Why an organiser's update was not stored. `conflict`: the registration has changed since it was read. `complained`: the
 * attendee has reported e-mail from here as spam.
 */
export type UpdateRefusal =
  | Refused<"not-found" | "wrong-state" | "conflict" | "address-taken" | "complained">
  | RefusedFull
  | RefusedOver;

/**
 * Why a filter cancelled nothing. `too-many`: it matches more than the `max` of one request. `count-changed`: it now matches
 * another number than the dry run said.
 */
export type CancelManyRefusal =
  | (Refused<"too-many"> & { max: number })
  | (Refused<"count-changed"> & { matching: number });

/** Answers with errors, one for each field. */
export interface Invalid {
  outcome: "invalid";
  errors: FieldError[];
}

/** Updates that are allowed only at certain times. `answers`: a change of answers alone. */
export type UpdateAction = "answers" | "to-digital" | "to-in-person" | "cancel" | "restore";

/** What a change of participation asks for: to give up the seat in the room, or to get one. */
export function changeAction(
  registration: { participation: Participation; digitalMeanwhile: boolean },
  change: { participation?: Participation | undefined; digitalMeanwhile?: boolean | undefined },
): Extract<UpdateAction, "answers" | "to-digital" | "to-in-person"> {
  const participation = change.participation ?? registration.participation;
  if (participation !== registration.participation) return participation === "digital" ? "to-digital" : "to-in-person";
  return change.digitalMeanwhile && !registration.digitalMeanwhile ? "to-digital" : "answers";
}

/** Actions that ask for a place, refused while registration is not open. */
const takesPlace = (action: UpdateAction) => action === "to-in-person" || action === "restore";

/** `started`: the event has begun. The phases: the event does not allow this now. */
export type AttendeeRefusal = Refused<"wrong-state" | "started" | ClosedPhase>;

/**
 * Why an attendee cannot do this with their own registration at this moment; null if they can. Only actions that ask for a
 * place need registration to be open. The others are possible until the event starts, or as long as registration is open.
 * Deleting (withdrawing the consent, erasing) is always possible and does not come here.
 */
export function attendeeRefusal(
  action: UpdateAction,
  event: EventDefinition,
  status: RegistrationStatus,
  now: number,
): AttendeeRefusal | null {
  if ((status === "cancelled") !== (action === "restore")) return { outcome: "refused", reason: "wrong-state" };
  const phase = phaseOf(event, now);
  switch (phase) {
    case "open":
      return null;
    case "cancelled":
    case "past":
      return { outcome: "refused", reason: phase };
    case "not-open":
    case "closed":
      if (now >= timesOf(event).starts) return { outcome: "refused", reason: "started" };
      return takesPlace(action) ? { outcome: "refused", reason: phase } : null;
    default:
      return unreachable(phase);
  }
}

/**
 * Why an organiser cannot do this: places are given and moved only until the event is over or cancelled. Correcting answers
 * and cancelling people is always possible.
 */
export function organiserRefusal(action: UpdateAction, event: EventDefinition, now: number): RefusedOver | null {
  if (action === "answers" || action === "cancel") return null;
  const phase = phaseOf(event, now);
  return phase === "cancelled" || phase === "past" ? { outcome: "refused", reason: phase, event } : null;
}
