/** The event as schema.org's `Event`, with the properties that Google documents for it. */
import { minutesAhead } from "../i18n/dates.ts";
import { inLanguage, type Language } from "../i18n/language.ts";
import { type Availability, offers, type PresentAvailability, presentAvailability } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { phaseOf } from "../registration/event-times.ts";
import { instantOf } from "../registration/local-time.ts";
import type { StoredEvent } from "../storage/events.ts";

const SCHEMA = "https://schema.org";

/** "2026-12-15T09:00:00+01:00": the clock at the venue, with its offset from UTC. */
function localInstant(local: string, timeZone: string): string {
  const minutes = minutesAhead(instantOf(local, timeZone), timeZone);
  const two = (number: number) => String(number).padStart(2, "0");
  const ahead = Math.abs(minutes);
  return `${local}:00${minutes < 0 ? "-" : "+"}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
}

/** `pageUrl`: where people register. It is also given as the stream's address, since the real one is only for attendees. */
export function eventJsonLd(event: StoredEvent, language: Language, pageUrl: string, now: number): object {
  const { definition, capacity } = event;
  const { title, summary, timeZone, starts, ends, doorsOpen, cancelled, fundedBy } = definition;
  const present = presentAvailability(definition, capacity);
  return {
    "@context": SCHEMA,
    "@type": "Event",
    name: inLanguage(title, language).text,
    ...(summary ? { description: inLanguage(summary, language).text } : {}),
    url: pageUrl,
    startDate: localInstant(starts, timeZone),
    endDate: localInstant(ends, timeZone),
    ...(doorsOpen ? { doorTime: localInstant(doorsOpen, timeZone) } : {}),
    eventStatus: `${SCHEMA}/${cancelled ? "EventCancelled" : "EventScheduled"}`,
    ...placesOf(definition, pageUrl),
    organizer: organizerOf(definition),
    ...(fundedBy ? { funder: { "@type": "Organization", name: fundedBy } } : {}),
    ...offersOf(definition, present, pageUrl, now),
  };
}

/** A single location or both, and the attendance mode that goes with it. */
function placesOf(definition: EventDefinition, pageUrl: string) {
  const { venue } = definition;
  const place = venue && {
    "@type": "Place",
    name: venue.name,
    address: {
      "@type": "PostalAddress",
      ...(venue.address ? { streetAddress: venue.address } : {}),
      addressLocality: venue.city,
    },
  };
  const stream = { "@type": "VirtualLocation", url: pageUrl };
  const inPerson = offers(definition, "in-person");
  const digital = offers(definition, "digital");
  if (inPerson && digital && place) return { ...modeOf("Mixed"), location: [place, stream] };
  return inPerson && place ? { ...modeOf("Offline"), location: place } : { ...modeOf("Online"), location: stream };
}

const modeOf = (mode: "Mixed" | "Offline" | "Online") => ({
  eventAttendanceMode: `${SCHEMA}/${mode}EventAttendanceMode`,
});

/** The organiser's web site is that of the partner with the same name. */
function organizerOf({ organiser, partners }: EventDefinition) {
  const site = Object.values(partners).find(({ name }) => name === organiser.name)?.site;
  return { "@type": "Organization", name: organiser.name, ...(site ? { url: site } : {}) };
}

/** An offer while places are available. It has no price, since the definition's price is text and not a number. */
function offersOf(definition: EventDefinition, present: PresentAvailability, pageUrl: string, now: number) {
  const phase = phaseOf(definition, now);
  if (phase !== "open" && phase !== "not-open") return {};
  const left = Object.values(present.availability).some((availability: Availability) => availability === "open");
  const availability = phase === "not-open" ? "PreOrder" : left ? "InStock" : "SoldOut";
  return {
    isAccessibleForFree: definition.price === null,
    offers: {
      "@type": "Offer",
      url: pageUrl,
      ...(definition.price === null ? { price: 0, priceCurrency: "NOK" } : {}),
      availability: `${SCHEMA}/${availability}`,
      validFrom: localInstant(definition.registrationOpens, definition.timeZone),
      validThrough: localInstant(definition.registrationCloses, definition.timeZone),
    },
  };
}
