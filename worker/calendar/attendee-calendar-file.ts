import { type Attendance, attends } from "../registration/audience.ts";
import { type CalendarFile, type CalendarMethod, calendarFile } from "./calendar-file.ts";

/** One attendee's entry, the same in e-mail attachments and at the attendee's calendar address. */
export interface AttendeeEntry extends Pick<CalendarFile, "event" | "language" | "pageUrl" | "domain" | "now"> {
  attendee: Attendance & { registrationId: string };
  /** The attendee's own link to the stream. */
  streamUrl: string;
  /** How often the entry has changed, with the event and with the attendee. */
  sequence: number;
}

/** The iCalendar file of one attendee: their UID, and where they take part. */
export function attendeeCalendarFile({ attendee, streamUrl, ...entry }: AttendeeEntry, method: CalendarMethod): string {
  const follows = attends(attendee) === "digital" && entry.event.participation.digital !== undefined;
  return calendarFile({
    ...entry,
    streamUrl: follows ? streamUrl : undefined,
    uidSeed: attendee.registrationId,
    participation: attends(attendee) ?? attendee.participation,
    method,
  });
}

/** What to tell the attendee's calendar now: the entry, or to remove it, if the attendee or the event is cancelled. */
export function presentMethod({ event, attendee }: Pick<AttendeeEntry, "event" | "attendee">): CalendarMethod {
  return attends(attendee) && !event.cancelled ? "PUBLISH" : "CANCEL";
}
