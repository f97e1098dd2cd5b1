import { dateAndTime, dateRange, timeOfDay } from "../i18n/dates.ts";
import { inLanguage } from "../i18n/language.ts";
import type { TextKey, Translate } from "../i18n/translate.ts";
import { attends } from "../registration/audience.ts";
import { type Participation, placeInLine } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { dayAt, dayFrom, instantOf } from "../registration/local-time.ts";
import { streamLinkTime } from "../registration/scheduled-mail.ts";
import { addressOf } from "../registration/venue.ts";
import { type Block, type Detail, detail, localRun, paragraph, type Run, runs } from "./content.ts";
import { harmlessName } from "./person-name.ts";
import type { Recipient, RenderInput } from "./render-input.ts";

/** The day and hours, with the time zone if the reader may be in another one. */
export function when(event: EventDefinition, t: Translate, participation: Participation | null): string {
  const { starts, ends } = timesOf(event);
  const range = dateRange(t, starts, ends, event.timeZone);
  if (event.timeZone !== "Europe/Oslo") return `${range} (${event.timeZone})`;
  return participation === "digital" || t.language === "en" ? t("date.norwegianTime", { when: range }) : range;
}

/** Where the attendee takes part: at the venue or online. A person who waits for a seat is also told the venue. */
export function where({ event, recipient, now }: RenderInput, t: Translate): Detail {
  const { venue, doorsOpen, timeZone } = event;
  if (!venue) return detail(t, "email.detail.digital");
  const place = { venue: venue.name, address: addressOf(venue) };
  if (recipient.status === "waitlisted")
    return detail(t, recipient.digitalMeanwhile ? "email.detail.digitalMeanwhile" : "email.detail.where", place);
  if (recipient.participation === "digital") return detail(t, "email.detail.digital");
  const { label, value } = detail(t, "email.detail.where", place);
  const comes = recipient.status !== "cancelled" && !event.cancelled && now < timesOf(event).ends;
  if (!comes || !doorsOpen) return { label, value };
  const doors = t("event.doors", { time: timeOfDay(t, instantOf(doorsOpen, timeZone), timeZone) });
  return { label, value: [...value, { text: `. ${doors}` }] };
}

export function statusInWords({ status, participation, position, heldUntil }: Recipient, t: Translate): string {
  if (heldUntil !== null) return t("manage.statusHeld");
  if (status === "cancelled") return t("manage.statusCancelled");
  if (status === "waitlisted")
    return position === null ? t("success.waitlistHeading") : t(`manage.statusWaitlist.${placeInLine(position)}`);
  return t(participation === "digital" ? "manage.statusDigital" : "manage.statusInPerson");
}

/** When the hold on the place ends; none if it is not held. */
function deadline({ event, recipient }: RenderInput, t: Translate): Detail[] {
  if (recipient.heldUntil === null) return [];
  return [detail(t, "email.detail.deadline", { until: dateAndTime(t, recipient.heldUntil, event.timeZone) })];
}

/** The name on the ticket; none in an e-mail to an address without a registration. */
export function who({ recipient, asked }: RenderInput, t: Translate): Detail[] {
  const name = asked ? "" : harmlessName(recipient.name);
  return name ? [detail(t, "email.detail.who", { name })] : [];
}

/** The rows on the ticket: when, where and who, below `more`. */
export function facts(input: RenderInput, t: Translate, more: Detail[] = []): Detail[] {
  const time = detail(t, "email.detail.when", { when: when(input.event, t, attends(input.recipient)) });
  return [...deadline(input, t), ...more, time, where(input, t), ...who(input, t)];
}

export function statusDetail(recipient: Recipient, t: Translate): Detail {
  return { label: t("manage.status"), value: [{ text: statusInWords(recipient, t) }] };
}

/**
 * Whether the links to the stream were sent to everybody before this e-mail was queued, so that no later e-mail has them.
 */
export function streamLinkIsOut({ event, writtenAt }: RenderInput): boolean {
  const sentAt = streamLinkTime(event);
  return sentAt !== null && writtenAt >= instantOf(sentAt, event.timeZone);
}

/** The attendee's own link to the stream, and when it is sent again. */
export function stream(input: RenderInput, t: Translate): Block {
  const { event, writtenAt, links } = input;
  const sentAt = streamLinkTime(event);
  const dayBefore = dayFrom(event.starts, -1);
  const known = sentAt?.startsWith(dayBefore) && dayAt(writtenAt, event.timeZone) < dayBefore;
  const again = known ? "email.digital.body2" : "email.digital.body2Late";
  const comesAgain = sentAt !== null && !streamLinkIsOut(input);
  return paragraph(t, comesAgain ? again : "email.stream.body1", { streamUrl: links.stream });
}

function mailTo(address: string): Run {
  return { text: address, href: `mailto:${address}` };
}

/** "Kari Nordmann, kari@example.no", with the address as a link. */
export function contact(person: {
  name: string;
  email?: string | undefined;
  organisation?: string | undefined;
}): Run[] {
  const named = [person.name, person.organisation].filter(Boolean).join(", ");
  return person.email ? [{ text: `${named}, ` }, mailTo(person.email)] : [{ text: named }];
}

/** How to ask questions: by replying, or the named contacts for practical matters and for the content. */
export function contacts({ organiser, contacts: { practical, content } }: EventDefinition, t: Translate): Run[][] {
  const line = (key: TextKey, name: string, person: Parameters<typeof contact>[0]) =>
    runs(t, key, { [name]: contact(person) });
  return [
    // The contact who answers replies is named there.
    runs(t, "email.footer.questions", {
      organiser: practical.email === organiser.email ? practical.name : organiser.name,
    }),
    ...(practical.email === organiser.email ? [] : [line("event.contactPractical", "practicalContact", practical)]),
    ...(content ? [line("event.contactContent", "contentContact", content)] : []),
  ];
}

export function titleOf(event: EventDefinition, t: Translate): Run {
  return localRun(inLanguage(event.title, t.language));
}
