import { admit, type Capacity, type PresentAvailability, placeInLine, presentAvailability } from "./capacity.ts";
import type { FieldError, RegistrationAnswer } from "./contract.ts";
import type { EventDefinition } from "./event-definition.ts";
import { type ClosedPhase, phaseOf } from "./event-times.ts";
import type { RegistrationRequest } from "./read-request.ts";

/** Who sends a registration: the attendee with the form, or an organiser by hand. */
export type RegisteredBy = "attendee" | "organiser";

export type Decision =
  | { outcome: "admitted"; answer: RegistrationAnswer }
  | { outcome: "refused"; reason: ClosedPhase }
  | { outcome: "refused"; reason: "full"; present: PresentAvailability };

/**
 * What a request gets when the event is as full as `capacity`. `now` is in milliseconds since 1970. The transaction applies
 * the same rules in SQL, because no other request can change the counts during it.
 */
export function decide(
  event: EventDefinition,
  request: RegistrationRequest,
  capacity: Capacity,
  now: number,
  by: RegisteredBy = "attendee",
): Decision {
  const closed = whyClosed(by, event, now);
  if (closed) return { outcome: "refused", reason: closed };
  const answer = answerTo(request, capacity);
  if (!answer) {
    const present = presentAvailability(event, capacity, 1 + request.colleagues.length);
    return { outcome: "refused", reason: "full", present };
  }
  return { outcome: "admitted", answer };
}

/**
 * The phase that stops this sender from registering; null if nothing does. The organiser also registers people before
 * registration opens and after it closes, but not when the event is over or cancelled.
 */
export function whyClosed(by: RegisteredBy, event: EventDefinition, now: number): ClosedPhase | null {
  const phase = phaseOf(event, now);
  if (phase === "open") return null;
  const byHand = by === "organiser" && (phase === "not-open" || phase === "closed");
  return byHand ? null : phase;
}

/**
 * What a new registration gets; null if the event is full. A repeated registration gets the same answer, so that nobody
 * learns from it which addresses are registered.
 */
export function answerTo(request: RegistrationRequest, capacity: Capacity): RegistrationAnswer | null {
  const { participation, waitlist, colleagues } = request;
  const admission = admit(capacity, { participation, waitlist, people: 1 + colleagues.length });
  if (admission.outcome === "full") return null;
  const { confirmed, waitlisted, firstPosition } = admission;
  return {
    status: confirmed > 0 ? "confirmed" : "waitlisted",
    participation,
    position: confirmed > 0 ? null : placeInLine(firstPosition),
    places: { confirmed, waitlisted },
  };
}

/** The result of a registration request. */
export type RegisterOutcome =
  /** `repeated`: the same request was answered before, and stored nothing now. */
  | { outcome: "registered"; answer: RegistrationAnswer; repeated: boolean; event: EventDefinition }
  | { outcome: "invalid"; errors: FieldError[]; event: EventDefinition }
  /** `origin`: the event takes none from the page that sent it. `no-key`: the client sent no valid Idempotency-Key. */
  | { outcome: "refused"; reason: "no-such-event" | "origin" | "no-key" | "key-reused" }
  | { outcome: "refused"; reason: ClosedPhase; event: EventDefinition }
  /** For organisers only: which addresses are already registered. */
  | { outcome: "refused"; reason: "address-taken"; errors: FieldError[]; event: EventDefinition }
  | { outcome: "refused"; reason: "full"; present: PresentAvailability };
