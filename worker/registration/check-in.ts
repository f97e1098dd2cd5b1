/** Checking attendees in at the door. The service and the door's page decide with the same functions. */
import { unreachable } from "../unreachable.ts";
import type { Participation } from "./capacity.ts";
import type { RegistrationStatus } from "./updating.ts";

/** One press of "let in" at a door. It may be sent many times; the nonce makes it count once. */
export interface CheckIn {
  nonce: string;
  /** Milliseconds since 1970. */
  at: number;
  /** The door, by its name. */
  by: string;
}

/** What a door knows about an attendee. */
export interface DoorAttendee {
  id: string;
  name: string;
  organisation: string | null;
  status: RegistrationStatus;
  participation: Participation;
  /** On the waiting list, from 1 to 100. */
  position: number | null;
}

/** What the door says about a ticket, a code or a name. */
export type Verdict =
  | { verdict: "welcome"; at: number }
  | { verdict: "already-in"; at: number; by: string }
  | { verdict: "waiting"; position: number | null }
  | { verdict: "cancelled" }
  | { verdict: "digital" }
  /** `event`: the title of the event that the ticket is for. */
  | { verdict: "other-event"; event: string }
  | { verdict: "unknown" };

/** Whether this attendee may come in now. The others need a place first. */
export function mayComeIn({ status, participation }: Pick<DoorAttendee, "status" | "participation">): boolean {
  return status === "confirmed" && participation === "in-person";
}

/**
 * The check-in that counts: the earliest that was not taken back; of two in the same millisecond, the one with the lower
 * nonce. The order of arrival has no influence, so every door and the service agree.
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
 * What the door says. `counted`: the check-in that counts, or null. `nonce`: that of the press being answered; null before a
 * press.
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
 * When a check-in happened, in milliseconds since 1970. `at` and `sentAt` are from the clock of the device: only the time
 * between them is trusted, and at most a day.
 */
export function timeOfCheckIn({ at, sentAt }: { at: number; sentAt: number }, now: number): number {
  return now - Math.min(Math.max(sentAt - at, 0), OFFLINE_MAX_MS);
}
