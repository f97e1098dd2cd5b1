import { attendeeCalendarFile, presentMethod } from "../calendar/attendee-calendar-file.ts";
import { streamSecret } from "../security/manage-link.ts";
import type { Service } from "../service.ts";
import { hostedUrl, streamPageUrl } from "../urls.ts";
import type { ManageSession } from "./manage.ts";

/**
 * `GET /calendar/{secret}.ics`: the attendee's own entry as it is now, with the UID and the SEQUENCE of the attachments. A
 * program that reads it again follows changes and cancellations. It says nothing else about the attendee.
 */
export async function ownCalendarFile(
  { settings }: Service,
  { event, registration }: ManageSession,
): Promise<Response> {
  const { definition, version, calendarSequence } = event;
  const { id, partner, language, calendarChanges, changedAt } = registration;
  const attendee = { ...registration, registrationId: id };
  const stream = await streamSecret({ registration: id, version: registration.linkVersion }, settings.LINK_KEYS);
  const method = presentMethod({ event: definition, attendee });
  const file = attendeeCalendarFile(
    {
      event: definition,
      language,
      pageUrl: hostedUrl(settings.PUBLIC_URL, definition.slug, partner, language),
      domain: new URL(settings.PUBLIC_URL).hostname,
      attendee,
      streamUrl: streamPageUrl(settings.PUBLIC_URL, stream),
      sequence: calendarSequence + calendarChanges,
      // Versions are times. Two answers differ only if something has changed in between.
      now: Math.max(version, changedAt),
    },
    method,
  );
  return new Response(file, {
    headers: {
      "content-type": `text/calendar; charset=utf-8; method=${method}`,
      "content-disposition": `attachment; filename="${definition.slug}.ics"`,
      "cache-control": "private, no-store",
      "x-robots-tag": "noindex",
    },
  });
}
