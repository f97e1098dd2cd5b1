import { dateAndTime, dateRange, lastMoment, minutesAhead } from "../i18n/dates.ts";
import { inLanguage, type Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { offers, presentAvailability } from "../registration/capacity.ts";
import type { Contact, PublicEvent } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { phaseOf, timesOf } from "../registration/event-times.ts";
import { limits } from "../registration/request.ts";
import type { StoredEvent } from "../storage/events.ts";
import { hostedUrl, privacyUrl } from "../urls.ts";

function contact(person: EventDefinition["contacts"]["content"]): Contact | null {
  return person ? { name: person.name, organisation: person.organisation ?? null, email: person.email ?? null } : null;
}

/** The event as everybody may see it, in one language. `now` in milliseconds since 1970. */
export function publicEvent(
  { definition, capacity }: StoredEvent,
  partner: string,
  language: Language,
  publicUrl: string,
  now: number,
): PublicEvent {
  const t = createTranslator(language);
  const { timeZone, venue } = definition;
  const times = timesOf(definition);
  const { practical, content } = definition.contacts;
  return {
    slug: definition.slug,
    language,
    partner,
    title: inLanguage(definition.title, language),
    summary: definition.summary ? inLanguage(definition.summary, language) : null,
    phase: phaseOf(definition, now),
    ...presentAvailability(definition, capacity),
    starts: new Date(times.starts).toISOString(),
    ends: new Date(times.ends).toISOString(),
    timeZone,
    utcOffset: minutesAhead(times.starts, timeZone),
    when: dateRange(t, times.starts, times.ends, timeZone),
    opens: dateAndTime(t, times.opens, timeZone),
    deadline: lastMoment(t, times.closes, timeZone),
    venue: venue && offers(definition, "in-person") ? { ...venue, address: venue.address ?? null } : null,
    programme: definition.programme.map((item) => inLanguage(item, language)),
    price: definition.price ? inLanguage(definition.price, language) : null,
    organiser: { name: definition.organiser.name, email: definition.organiser.email },
    contacts: {
      practical: { ...practical, organisation: practical.organisation ?? null },
      content: contact(content),
    },
    fundedBy: definition.fundedBy ?? null,
    questions: definition.questions,
    colleaguesMax: definition.colleaguesMax,
    limits,
    ...definition.verification,
    retention: definition.retention,
    privacyUrl: privacyUrl(publicUrl, definition.slug, language),
    hostedUrl: hostedUrl(publicUrl, definition.slug, partner, language),
  };
}
