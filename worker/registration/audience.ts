/**
 * The audience of each e-mail to many people. The statements that queue such e-mails have the same rules in SQL
 * (storage/scheduled-mail.ts, storage/announcements.ts and storage/events.ts). Sending checks them again here, since people
 * cancel, move and get seats in between.
 */
import type { Participation } from "./capacity.ts";
import type { MessageKind } from "./message.ts";
import type { ScheduledMailKind } from "./scheduled-mail.ts";
import type { RegistrationStatus } from "./updating.ts";

/** The parts of a registration that decide whether an e-mail to many is for this person. */
export interface Attendance {
  status: RegistrationStatus;
  participation: Participation;
  /** Waits for a seat, and follows the stream until there is one. */
  digitalMeanwhile: boolean;
}

/** How a person takes part at present; null for a person who only waits for a seat, or has cancelled. */
export function attends({ status, participation, digitalMeanwhile }: Attendance): Participation | null {
  if (status === "confirmed") return participation;
  return status === "waitlisted" && digitalMeanwhile ? "digital" : null;
}

/** Whether this person may follow the stream. People on the waiting list may too, since they may never get a seat. */
export function mayFollowStream(person: Attendance): boolean {
  return attends(person) === "digital" || person.status === "waitlisted";
}

/** E-mails that go to many people at a time, and not because of what the attendee did. */
export type MailToMany = ScheduledMailKind | Extract<MessageKind, "announcement" | "event-changed" | "event-cancelled">;

const inAudience: Record<MailToMany, (person: Attendance) => boolean> = {
  reminder: (person) => attends(person) !== null,
  thanks: (person) => attends(person) !== null,
  stream: mayFollowStream,
  announcement: ({ status }) => status !== "cancelled",
  "event-changed": ({ status }) => status !== "cancelled",
  "event-cancelled": ({ status }) => status !== "cancelled",
};

/** Whether an e-mail of this kind is for this person. An e-mail to one person always is. */
export function isInAudience(kind: MessageKind, person: Attendance): boolean {
  return isToMany(kind) ? inAudience[kind](person) : true;
}

function isToMany(kind: MessageKind): kind is MailToMany {
  return Object.hasOwn(inAudience, kind);
}
