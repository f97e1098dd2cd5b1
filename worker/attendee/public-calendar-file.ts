import { calendarFile } from "../calendar/calendar-file.ts";
import type { Language } from "../i18n/language.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { hostedUrl } from "../urls.ts";

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
