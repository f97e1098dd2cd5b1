import calendar, { ICalCalendarMethod, ICalEventClass, ICalEventStatus } from "ical-generator";
import { timesOf } from "../registration/event-times.ts";
import { type CalendarEntry, descriptionOf, locationOf, oneLine, titleOf } from "./calendar-entry.ts";

/** RFC 5546: PUBLISH adds or updates an entry that asks for no answer, CANCEL removes it. */
export type CalendarMethod = "PUBLISH" | "CANCEL";

export interface CalendarFile extends CalendarEntry {
  /** Identifies the entry for ever: the registration's id, or the event's slug in the public file. */
  uidSeed: string;
  /** Host name of the service: makes the UID unique in the world (RFC 7986 section 5.3). */
  domain: string;
  /** RFC 5545 section 3.8.7.4: rises with every change of time, place or status. */
  sequence: number;
  /** Milliseconds since 1970. */
  now: number;
  method: CalendarMethod;
}

/**
 * An iCalendar file of the event. Times are in UTC: a single event needs no VTIMEZONE. Lines are folded at 75 octets and end
 * in CRLF. There is no ATTENDEE: mail programs would show Yes and No, and nobody would read the answers.
 */
export function calendarFile(file: CalendarFile): string {
  const { event, now } = file;
  const { starts, ends } = timesOf(event);
  const cancelled = file.method === "CANCEL" || Boolean(event.cancelled);
  const vcalendar = calendar({
    // ical-generator writes the first hyphen of "-//…" itself.
    prodId: `//${file.domain}//Pamelding//${file.language.toUpperCase()}`,
    method: ICalCalendarMethod[file.method],
    scale: "gregorian",
    events: [
      {
        id: `${file.uidSeed}@${file.domain}`,
        sequence: file.sequence,
        stamp: new Date(now),
        lastModified: new Date(now),
        start: new Date(starts),
        end: new Date(ends),
        summary: titleOf(file),
        location: locationOf(file),
        description: descriptionOf(file),
        url: file.pageUrl,
        organizer: { name: oneLine(event.organiser.name), email: event.organiser.email },
        status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
        class: ICalEventClass.PUBLIC,
      },
    ],
  });
  // RFC 5545 section 3.1: the last line ends in CRLF too, which the library leaves out.
  return `${vcalendar.toString()}\r\n`;
}
