/** Checking attendees in at the door. The service and the door's page decide with the same functions. */
import { unreachable } from "../unreachable.ts";
import type { Participation } from "./capacity.ts";
import type { RegistrationStatus } from "./updating.ts";

/** One press of "let in" at a door. However often it is sent, it counts once, by its nonce. */
export interface CheckIn {
  nonce: string;
  /** Milliseconds since 1970. */
  at: number;
  /** The door, by its name. */
  by: string;
}

/** What a door knows of an attendee. */
export interface DoorAttendee {
  id: string;
  name: string;
  organisation: string | null;
  status: RegistrationStatus;
  participation: Participation;
  /** On the waiting list, from 1 to 100. */
  position: number | null;
}

/** What the door says of a ticket, a code or a name. */
export type Verdict =
  | { verdict: "welcome"; at: number }
  | { verdict: "already-in"; at: number; by: string }
  | { verdict: "waiting"; position: number | null }
  | { verdict: "cancelled" }
  | { verdict: "digital" }
  /** `event`: the title of the event that the ticket is for. */
  | { verdict: "other-event"; event: string }
  | { verdict: "unknown" };

/** Those who may come in as they stand. The others need a place first. */
export function mayComeIn({ status, participation }: Pick<DoorAttendee, "status" | "participation">): boolean {
  return status === "confirmed" && participation === "in-person";
}

/**
 * The check-in that counts: the earliest that was not taken back, and of two in the same millisecond the one whose nonce comes
 * first. It depends on no order of arrival, so every door and the service find the same.
 */
export function countedCheckIn<Known extends CheckIn>(
  checkIns: readonly Known[],
  undone: ReadonlySet<string>,
): Known | null {
  return checkIns
    .filter(({ nonce }) => !undone.has(nonce))
    .reduce<Known | null>((first, one) => (first && !isBefore(one, first) ? first : one), null);
}

function isBefore(one: CheckIn, other: CheckIn): boolean {
  return one.at < other.at || (one.at === other.at && one.nonce < other.nonce);
}

/**
 * What the door says. `counted`: the check-in that counts, null where none does. `nonce`: of the press that is answered; null
 * before anybody has pressed.
 */
export function verdictOf(attendee: DoorAttendee | null, counted: CheckIn | null, nonce: string | null): Verdict {
  if (!attendee) return { verdict: "unknown" };
  const { status, participation, position } = attendee;
  switch (status) {
    case "cancelled":
      return { verdict: "cancelled" };
    case "waitlisted":
      return { verdict: "waiting", position };
    case "confirmed":
      if (participation === "digital") return { verdict: "digital" };
      if (counted && counted.nonce !== nonce) return { verdict: "already-in", at: counted.at, by: counted.by };
      return { verdict: "welcome", at: counted?.at ?? 0 };
    default:
      return unreachable(status);
  }
}

/** How long a door may be without network before its check-ins lose their time, in milliseconds. */
export const OFFLINE_MAX_MS = 24 * 3_600_000;

/**
 * When a check-in happened, in milliseconds since 1970. `at` and `sentAt` are by the clock of the device: only how long it was
 * between them is believed, and no longer than a day.
 */
export function timeOfCheckIn({ at, sentAt }: { at: number; sentAt: number }, now: number): number {
  return now - Math.min(Math.max(sentAt - at, 0), OFFLINE_MAX_MS);
}
