/**
 * The audience of each e-mail to many. The statements that queue such e-mails say the same in SQL (storage/scheduled-mail.ts,
 * storage/announcements.ts and storage/events.ts); what is queued is asked again here when it is sent, since people cancel,
 * move and get a seat in between.
 */
import type { Participation } from "./capacity.ts";
import type { MessageKind } from "./message.ts";
import type { ScheduledMailKind } from "./scheduled-mail.ts";
import type { RegistrationStatus } from "./updating.ts";

/** What of a registration decides whether an e-mail to many is for that person. */
export interface Attendance {
  status: RegistrationStatus;
  participation: Participation;
  /** Waits for a seat, and follows the stream until there is one. */
  digitalMeanwhile: boolean;
}

/** How a person takes part as things stand; null for a person who only waits for a seat, or has cancelled. */
export function attends({ status, participation, digitalMeanwhile }: Attendance): Participation | null {
  if (status === "confirmed") return participation;
  return status === "waitlisted" && digitalMeanwhile ? "digital" : null;
}

/** Whether the stream is for this person: those who wait may follow it too, since a seat may never come. */
export function mayFollowStream(person: Attendance): boolean {
  return attends(person) === "digital" || person.status === "waitlisted";
}

/** E-mails that go to many at a time, and not because of what the attendee did. */
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
