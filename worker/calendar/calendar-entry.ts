import { inLanguage, type Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import type { Participation } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { placeOf } from "../registration/venue.ts";

/** The content of an entry, in a file and in the links of web calendars. */
export interface CalendarEntry {
  event: EventDefinition;
  language: Language;
  /** How the attendee takes part, which decides the location. */
  participation: Participation;
  /** The public page of the event; never a manage link, since calendars are shared. */
  pageUrl: string;
  /** The attendee's own link to the stream; absent in public entries, and for people who come in person. */
  streamUrl?: string | undefined;
}

/** Control characters that a TEXT value must not contain (RFC 5545 section 3.3.11). Line breaks are escaped instead. */
const FORBIDDEN = /(?![\n\t])[\p{Cc}\ufffe\uffff]/gu;

function clean(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(FORBIDDEN, "");
}

export function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, " ").trim();
}

export function titleOf({ event, language }: CalendarEntry): string {
  const title = oneLine(inLanguage(event.title, language).text);
  return event.cancelled ? createTranslator(language)("calendar.cancelledTitle", { event: title }) : title;
}

export function locationOf({ event, language, participation, streamUrl }: CalendarEntry): string {
  // Calendar programs show an address in the location as a button.
  if (streamUrl) return streamUrl;
  if (participation === "digital" || !event.venue) return createTranslator(language)("calendar.digitalLocation");
  return oneLine(placeOf(event.venue));
}

export function descriptionOf({ event, language, pageUrl, streamUrl }: CalendarEntry): string {
  const summary = event.summary && clean(inLanguage(event.summary, language).text);
  const stream = streamUrl && createTranslator(language)("stream.calendar", { streamUrl });
  return [summary, stream, pageUrl].filter(Boolean).join("\n\n");
}
