import { calendarFile } from "../calendar/calendar-file.ts";
import { offers } from "../registration/capacity.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { hostedUrl } from "../urls.ts";
import type { Reader } from "./reader.ts";

/** `GET /events/{event}.ics`: the event for anybody's calendar. `wished`: the participation in the address. */
export function publicCalendarFile(
  { settings, now }: Service,
  { definition, calendarSequence }: StoredEvent,
  { partner, language }: Reader,
  wished: string | undefined,
): Response {
  const file = calendarFile({
    event: definition,
    language,
    participation: wished !== "digital" && offers(definition, "in-person") ? "in-person" : "digital",
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
