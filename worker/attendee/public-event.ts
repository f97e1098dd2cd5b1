import { compactDeadline, compactRange, dateTile, firstMoment, lastMoment, minutesAhead } from "../i18n/dates.ts";
import { inLanguage, type Language } from "../i18n/language.ts";
import { createTranslator, fill, type Translate } from "../i18n/translate.ts";
import { accentOfPartner } from "../registration/accent.ts";
import { type Availabilities, offers, presentAvailability } from "../registration/capacity.ts";
import { consentSentence } from "../registration/consent.ts";
import type { Contact, PublicEvent } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { type Phase, phaseOf, timesOf } from "../registration/event-times.ts";
import { ownQuestions } from "../registration/own-questions.ts";
import { limits } from "../registration/request.ts";
import { shortPlaceOf } from "../registration/venue.ts";
import type { StoredEvent } from "../storage/events.ts";
import { hostedUrl, lostLinkPath, privacyUrl } from "../urls.ts";
import { ownField } from "./own-field.ts";

function contact(person: EventDefinition["contacts"]["content"]): Contact | null {
  return person ? { name: person.name, organisation: person.organisation ?? null, email: person.email ?? null } : null;
}

function consentOf({ questions, organiser }: EventDefinition, t: Translate): Pick<PublicEvent, "consent"> {
  if (!ownQuestions(questions).some(({ sensitive }) => sensitive)) return {};
  return { consent: fill(consentSentence(questions, t), { organiser: organiser.name }) };
}

/** The event as the public sees it, in one language. `now` in milliseconds since 1970. */
export function publicEvent(
  { definition, capacity, places }: Pick<StoredEvent, "definition" | "capacity" | "places">,
  partner: string,
  language: Language,
  publicUrl: string,
  now: number,
): PublicEvent {
  const t = createTranslator(language);
  const { timeZone, venue } = definition;
  const times = timesOf(definition);
  const { practical, content } = definition.contacts;
  const accent = accentOfPartner(definition.partners, partner);
  const present = presentAvailability(definition, capacity);
  const phase = phaseOf(definition, now);
  return {
    slug: definition.slug,
    language,
    partner,
    title: inLanguage(definition.title, language),
    summary: definition.summary ? inLanguage(definition.summary, language) : null,
    phase,
    ...present,
    starts: new Date(times.starts).toISOString(),
    ends: new Date(times.ends).toISOString(),
    timeZone,
    utcOffset: minutesAhead(times.starts, timeZone),
    when: compactRange(t, times.starts, times.ends, timeZone),
    date: dateTile(t, times.starts, timeZone),
    opens: firstMoment(t, times.opens, timeZone),
    deadline: lastMoment(t, times.closes, timeZone),
    where: whereOf(definition, t),
    facts: factsOf(definition, t, phase),
    imprint: imprintOf(definition, t),
    fullNotice: fullNoticeOf(present.availability, t),
    cancelReason: definition.cancelled ? inLanguage(definition.cancelled.reason, language) : null,
    accent: accent && `light-dark(${accent.light.accent},${accent.dark.accent})`,
    venue: venue && offers(definition, "in-person") ? { ...venue, address: venue.address ?? null } : null,
    programme: definition.programme.map((item) => inLanguage(item, language)),
    price: definition.price ? inLanguage(definition.price, language) : null,
    organiser: { name: definition.organiser.name, email: definition.organiser.email },
    contacts: {
      practical: { ...practical, organisation: practical.organisation ?? null },
      content: contact(content),
    },
    fundedBy: definition.fundedBy ?? null,
    questions: definition.questions.map((question) =>
      typeof question === "string" ? question : ownField(question, places, language),
    ),
    ...consentOf(definition, t),
    colleaguesMax: definition.colleaguesMax,
    limits,
    ...definition.verification,
    retention: definition.retention,
    privacyUrl: privacyUrl(publicUrl, definition.slug, language),
    hostedUrl: hostedUrl(publicUrl, definition.slug, partner, language),
    lostLinkUrl: `${publicUrl}${lostLinkPath(definition.slug, partner, language)}`,
  };
}

function factsOf(definition: EventDefinition, t: Translate, phase: Phase): PublicEvent["facts"] {
  const { timeZone, price } = definition;
  const { starts, ends, closes } = timesOf(definition);
  const facts: PublicEvent["facts"] = [
    { term: t("event.when"), text: compactRange(t, starts, ends, timeZone) },
    { term: t("event.where"), text: whereOf(definition, t) },
  ];
  if (phase !== "open") return facts;
  const deadline = compactDeadline(t, closes, starts, timeZone);
  return price
    ? [
        ...facts,
        { term: t("event.price"), ...inLanguage(price, t.language) },
        { term: t("event.deadline"), text: deadline },
      ]
    : [...facts, { term: t("event.deadline"), text: `${deadline} · ${t("event.free")}` }];
}

function imprintOf({ organiser, fundedBy }: EventDefinition, t: Translate): string {
  return [
    t("event.organiser", { organiser: organiser.name }),
    fundedBy && t("footer.fundedBy", { funder: fundedBy }),
    t("event.contactPractical"),
  ]
    .filter(Boolean)
    .join(" ");
}

function fullNoticeOf({ "in-person": inPerson, digital }: Availabilities, t: Translate): PublicEvent["fullNotice"] {
  if (!inPerson || inPerson === "open") return null;
  const ways = [inPerson === "waitlist" && t("state.fullWaitlist"), digital === "open" && t("state.fullDigitalOpen")];
  return { heading: `${t("state.fullHeading")}.`, text: ways.filter(Boolean).join(" ") };
}

function whereOf(definition: EventDefinition, t: Translate): string {
  const place = definition.venue && offers(definition, "in-person") ? shortPlaceOf(definition.venue) : null;
  if (!place) return t("event.online");
  return offers(definition, "digital") ? t("event.whereOrOnline", { place }) : place;
}
