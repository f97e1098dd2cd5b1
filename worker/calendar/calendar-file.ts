import calendar, { ICalCalendarMethod, ICalEventClass, ICalEventStatus } from "ical-generator";
import { hostedUrl } from "../attendee/public-event.ts";
import { inLanguage, type Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import type { Participation } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";

/** RFC 5546: PUBLISH adds or updates an entry that nobody has to answer, CANCEL takes it back. */
export type CalendarMethod = "PUBLISH" | "CANCEL";

export interface CalendarEntry {
  event: EventDefinition;
  language: Language;
  /** How the reader takes part: decides the place. */
  participation: Participation;
  /** The public page of the event; never a manage link, since calendars are shared. */
  pageUrl: string;
}

export interface CalendarFile extends CalendarEntry {
  /** What the entry is known by for ever: a registration's id, or the event's slug for the public file. */
  uidSeed: string;
  /** Host name of the service: makes the UID unique in the world (RFC 7986 section 5.3). */
  domain: string;
  /** RFC 5545 section 3.8.7.4: rises with every change of time, place or status. */
  sequence: number;
  /** Milliseconds since 1970. */
  now: number;
  method: CalendarMethod;
}

/** Control characters that a TEXT value must not hold (RFC 5545 section 3.3.11); line breaks are escaped instead. */
const FORBIDDEN = /(?![\n\t])[\p{Cc}\ufffe\uffff]/gu;

function clean(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(FORBIDDEN, "");
}

function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, " ").trim();
}

function titleOf({ event, language }: CalendarEntry): string {
  const title = oneLine(inLanguage(event.title, language).text);
  return event.cancelled ? createTranslator(language)("calendar.cancelledTitle", { event: title }) : title;
}

function placeOf({ event, language, participation }: CalendarEntry): string {
  if (participation === "digital") return createTranslator(language)("calendar.digitalLocation");
  const { name, address, city } = event.venue;
  return oneLine([name, address, address?.includes(city) ? undefined : city].filter(Boolean).join(", "));
}

function descriptionOf({ event, language, pageUrl }: CalendarEntry): string {
  const summary = event.summary && clean(inLanguage(event.summary, language).text);
  return [summary, pageUrl].filter(Boolean).join("\n\n");
}

/**
 * An iCalendar file of the event: UTC times (no VTIMEZONE needed for what happens once), lines folded at 75 octets and
 * ended by CRLF. No ATTENDEE: with one, mail programs show Yes and No, and nobody reads the answers.
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
        location: placeOf(file),
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

/** "20231121T080000Z". */
function basicFormat(instant: number): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** "2023-11-21T08:00:00Z". */
function extendedFormat(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+/, "");
}

/** Addresses that open a filled-in entry in the three large web calendars; nothing in them tells who follows one. */
export function calendarLinks(entry: CalendarEntry): { google: string; outlook: string; office365: string } {
  const { starts, ends } = timesOf(entry.event);
  const [title, location, body] = [titleOf(entry), placeOf(entry), entry.pageUrl];
  const google = new URLSearchParams({
    action: "TEMPLATE",
    text: title,
    dates: `${basicFormat(starts)}/${basicFormat(ends)}`,
    details: body,
    location,
    ctz: entry.event.timeZone,
  });
  // Outlook shows a plus as a plus: spaces have to be %20.
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

/** `GET /events/{event}.ics`: the event for anyone's calendar. */
export function publicCalendarFile(
  { settings, now }: Service,
  { definition, calendarSequence }: StoredEvent,
  { partner, language }: { partner: string; language: Language },
): Response {
  const file = calendarFile({
    event: definition,
    language,
    participation: definition.participation.inPerson ? "in-person" : "digital",
    pageUrl: hostedUrl(settings.PUBLIC_URL, definition.slug, partner, language),
    uidSeed: definition.slug,
    domain: new URL(settings.PUBLIC_URL).hostname,
    sequence: calendarSequence,
    now,
    method: "PUBLISH",
  });
  return new Response(file, {
    headers: {
      "content-type": "text/calendar; charset=utf-8; method=PUBLISH",
      "content-disposition": `attachment; filename="${definition.slug}.ics"`,
      "cache-control": "public, max-age=300",
    },
  });
}
