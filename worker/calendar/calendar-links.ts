import { timesOf } from "../registration/event-times.ts";
import { type CalendarEntry, locationOf, titleOf } from "./calendar-entry.ts";

/** "20231121T080000Z". */
function basicFormat(instant: number): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** "2023-11-21T08:00:00Z". */
function extendedFormat(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+/, "");
}

/** Addresses that open a filled-in entry in three web calendars. They do not identify the attendee. */
export function calendarLinks(entry: CalendarEntry): { google: string; outlook: string; office365: string } {
  const { starts, ends } = timesOf(entry.event);
  const [title, location, body] = [titleOf(entry), locationOf(entry), entry.pageUrl];
  const google = new URLSearchParams({
    action: "TEMPLATE",
    text: title,
    dates: `${basicFormat(starts)}/${basicFormat(ends)}`,
    details: body,
    location,
    ctz: entry.event.timeZone,
  });
  // Outlook shows `+` literally, so spaces must be %20.
  const outlook = new URLSearchParams({
    rru: "addevent",
    subject: title,
    startdt: extendedFormat(starts),
    enddt: extendedFormat(ends),
    body,
    location,
    allday: "false",
  })
    .toString()
    .replaceAll("+", "%20");
  return {
    google: `https://calendar.google.com/calendar/render?${google}`,
    outlook: `https://outlook.live.com/calendar/0/action/compose?${outlook}`,
    office365: `https://outlook.office.com/calendar/0/action/compose?${outlook}`,
  };
}
