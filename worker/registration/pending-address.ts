/** An address that an attendee has typed on the manage page, and that must answer an e-mail before anything changes. */
import type { EventDefinition } from "./event-definition.ts";
import { timesOf } from "./event-times.ts";
import type { Refused, RegistrationStatus } from "./updating.ts";

/** `hand-over`: a colleague is asked to take the place. `address`: the attendee is asked whether the new address is theirs. */
export type PendingPurpose = "hand-over" | "address";

/**
 * How it ended. `not-taken`: the colleague said no, or had a place already; nobody learns which. `place-left`: the attendee
 * no longer has the place, or the event is cancelled. `replaced`: by another address that the attendee typed, or by an
 * organiser's correction.
 */
export type PendingOutcome = "taken" | "confirmed" | "not-taken" | "taken-back" | "expired" | "place-left" | "replaced";

const HOUR = 3_600_000;

/** How many hours the holder of the mailbox has to answer. */
export const ANSWER_HOURS = 48;

/** The same in milliseconds. */
export const ANSWER_TIME = ANSWER_HOURS * HOUR;

/** How many addresses an attendee may type for each purpose, since each causes an e-mail to a mailbox that did not ask for it. */
export const TYPED_MAX = 5;

/** When an offer of a place made now ends, in milliseconds since 1970. */
export function offerEnds(event: EventDefinition, now: number): number {
  return Math.min(now + ANSWER_TIME, timesOf(event).promotionEnds);
}

/**
 * Why an attendee cannot hand the place on. `too-late`: promotion has ended, or the event is cancelled. `open`: there is
 * already an open offer. `too-many`: TYPED_MAX addresses were typed.
 */
export type HandOverRefusal = "wrong-state" | "too-late" | "open" | "too-many";

/** Why the place cannot be handed on at this moment; null if it can. */
export function handOverRefusal(
  event: EventDefinition,
  { status, heldUntil }: { status: RegistrationStatus; heldUntil: number | null },
  now: number,
): Refused<"wrong-state" | "too-late"> | null {
  if (status !== "confirmed" || heldUntil !== null) return { outcome: "refused", reason: "wrong-state" };
  return event.cancelled || now >= timesOf(event).promotionEnds ? { outcome: "refused", reason: "too-late" } : null;
}

/** The parts of a colleague's own registration that decide whether the offered place is of use; null if there is none. */
export interface ColleagueNow {
  status: RegistrationStatus;
  participation: "in-person" | "digital";
}

/**
 * What "take the place" does for the colleague. `register`: a new registration. `move`: a colleague who waits, or follows
 * digitally and is offered a seat, gets it and keeps the answers. `has-place`: nothing, and the offer ends.
 */
export function takingPlace(
  colleague: ColleagueNow | null,
  offered: ColleagueNow["participation"],
): "register" | "move" | "has-place" {
  if (!colleague || colleague.status === "cancelled") return "register";
  if (colleague.status === "waitlisted") return "move";
  return colleague.participation === "digital" && offered === "in-person" ? "move" : "has-place";
}
