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
  /** What there is at this moment. */
  present: PresentAvailability;
}

/** The event does not take place any more, or has taken place. */
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

/** Answers that are wrong, each field once. */
export interface Invalid {
  outcome: "invalid";
  errors: FieldError[];
}

/** What is done with a registration, as far as the time decides whether it may be. `answers`: a change of answers alone. */
export type UpdateAction = "answers" | "to-digital" | "to-in-person" | "cancel" | "restore";

/** What a change of answers does besides: gives up the room, or asks for a seat in it. */
export function changeAction(
  registration: { participation: Participation; digitalMeanwhile: boolean },
  change: { participation?: Participation | undefined; digitalMeanwhile?: boolean | undefined },
): Extract<UpdateAction, "answers" | "to-digital" | "to-in-person"> {
  const participation = change.participation ?? registration.participation;
  if (participation !== registration.participation) return participation === "digital" ? "to-digital" : "to-in-person";
  return change.digitalMeanwhile && !registration.digitalMeanwhile ? "to-digital" : "answers";
}

/** What is refused while registration is not open, since it asks for a place. */
const takesPlace = (action: UpdateAction) => action === "to-in-person" || action === "restore";

/** `started`: the event has begun. The phases: the event does not allow this now. */
export type AttendeeRefusal = Refused<"wrong-state" | "started" | ClosedPhase>;

/**
 * Why an attendee cannot do this with their own registration at this moment; null if they can. The deadline is for places:
 * only what asks for one needs registration to be open. The rest stays possible until the event starts, and as long as
 * registration is open. What deletes (withdrawing the consent, erasing) is always possible, and not asked here.
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
 * Why not even an organiser does this: places are given and moved only while the event still takes place. Answers can be
 * corrected, and people cancelled, at any time.
 */
export function organiserRefusal(action: UpdateAction, event: EventDefinition, now: number): RefusedOver | null {
  if (action === "answers" || action === "cancel") return null;
  const phase = phaseOf(event, now);
  return phase === "cancelled" || phase === "past" ? { outcome: "refused", reason: phase, event } : null;
}
