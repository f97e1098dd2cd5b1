import type { PresentAvailability } from "./capacity.ts";
import type { FieldError } from "./contract.ts";
import type { EventDefinition } from "./event-definition.ts";
import { type ClosedPhase, phaseOf } from "./event-times.ts";

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

/** Why an organiser's update was not stored. `conflict`: the registration has changed since it was read. */
export type UpdateRefusal =
  | Refused<"not-found" | "wrong-state" | "conflict" | "address-taken">
  | RefusedFull
  | RefusedOver;

/** Answers that are wrong, each field once. */
export interface Invalid {
  outcome: "invalid";
  errors: FieldError[];
}

/**
 * Why an attendee cannot do this with their own registration at this moment; null if they can. Answers can be changed, and a
 * cancellation taken back, while registration is open; cancelling is possible until the event is over.
 */
export function attendeeRefusal(
  action: "change" | "cancel" | "restore",
  event: EventDefinition,
  status: RegistrationStatus,
  now: number,
): Refused<"wrong-state" | ClosedPhase> | null {
  if ((status === "cancelled") !== (action === "restore")) return { outcome: "refused", reason: "wrong-state" };
  const phase = phaseOf(event, now);
  if (phase === "open") return null;
  const leavesInTime = action === "cancel" && (phase === "not-open" || phase === "closed");
  return leavesInTime ? null : { outcome: "refused", reason: phase };
}

/** Why not even an organiser gives or moves places; null while the event still takes place. */
export function overRefusal(event: EventDefinition, now: number): RefusedOver | null {
  const phase = phaseOf(event, now);
  return phase === "cancelled" || phase === "past" ? { outcome: "refused", reason: phase, event } : null;
}
