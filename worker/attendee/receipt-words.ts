/** What the attendee reads after sending the form, embedded or on the event's own page. */
import { calendarLinks } from "../calendar/calendar-links.ts";
import { dayMonth, timeOfDay } from "../i18n/dates.ts";
import { createTranslator, type Translate } from "../i18n/translate.ts";
import { offers } from "../registration/capacity.ts";
import type { Receipt, RegistrationAnswer } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { type ExpectedMail, type RoughWait, roughWait } from "../registration/expected-mail.ts";
import { instantOf } from "../registration/local-time.ts";
import { reminderTime, streamLinkTime } from "../registration/scheduled-mail.ts";
import { streamTimes } from "../registration/stream.ts";
import { shortPlaceOf } from "../registration/venue.ts";
import type { Service } from "../service.ts";
import { calendarFileUrl, hostedUrl } from "../urls.ts";
import type { Reader } from "./reader.ts";

/** Everything that the words depend on. It contains no knowledge about the address. */
interface Context {
  event: EventDefinition;
  answer: RegistrationAnswer;
  t: Translate;
  now: number;
  /** How long the e-mail takes, if more than a few minutes. */
  wait: RoughWait | null;
}

type Step = Receipt["next"][number];

/**
 * The receipt of an answer. It is the same for an address that was registered before (promise 5). `mail`: when the e-mail
 * comes, if later than expected.
 */
export function receiptOf(
  event: EventDefinition,
  answer: RegistrationAnswer,
  reader: Reader,
  { settings, now, mail }: Pick<Service, "settings" | "now"> & { mail: ExpectedMail | null },
): Receipt {
  const t = createTranslator(reader.language);
  const wait = roughWait(mail, now);
  const context: Context = { event, answer, t, now, wait };
  const { confirmed, waitlisted } = answer.places;
  const { heading, lead } = headingAndLead(context);
  return {
    tone: event.verification || waitlisted > 0 ? "warn" : "good",
    heading,
    lead: wait ? `${lead} ${waitInWords(wait, t)}` : lead,
    where: whereOf(context),
    // No calendar entry for a person who may never get a seat.
    calendar: confirmed > 0 ? calendarOf(context, reader, settings.PUBLIC_URL) : [],
    next: confirmed > 0 ? stepsWithPlace(context) : stepsOfWaiting(context),
    nextHeading: t("receipt.nextHeading"),
    help: t(wait ? "success.spamTipLate" : "success.spamTip"),
  };
}

function waitInWords({ unit, count, earliest }: RoughWait, t: Translate): string {
  const duration = t(unit === "minutes" ? "receipt.minutes" : "receipt.hours", { count });
  return t(earliest ? "receipt.mailEarliest" : "receipt.mailLate", { duration });
}

/** The time of the first step, which begins with the e-mail. */
const mailComes = ({ wait, t }: Context) => t(wait ? "receipt.later" : "receipt.now");

function headingAndLead({ event, answer, t }: Context): Pick<Receipt, "heading" | "lead"> {
  const { confirmed, waitlisted } = answer.places;
  const people = confirmed + waitlisted;
  if (event.verification) return { heading: t("success.verifyHeading"), lead: t("success.verifySent") };
  if (confirmed === 0)
    return { heading: t.count("success.waitlistedHeading", waitlisted), lead: t("success.waitlisted") };
  if (people > 1)
    return {
      heading: t("success.receivedGroupHeading", { count: people }),
      lead: waitlisted
        ? `${t("success.groupPlaces", { confirmed, people })} ${t("success.group")}`
        : t("success.group"),
    };
  const lead = answer.participation === "digital" ? "success.receivedDigital" : "success.received";
  return { heading: t("success.receivedHeading"), lead: t(lead) };
}

function whereOf({ event, answer, t }: Context): string {
  const { venue, doorsOpen, timeZone } = event;
  if (answer.participation === "digital" || !venue) return t("receipt.online");
  const place = shortPlaceOf(venue);
  if (answer.status === "waitlisted") return t("receipt.inPersonIfFree", { place });
  return doorsOpen
    ? `${place}. ${t("event.doors", { time: timeOfDay(t, instantOf(doorsOpen, timeZone), timeZone) })}`
    : place;
}

function calendarOf({ event, answer, t }: Context, { partner, language }: Reader, publicUrl: string) {
  const { participation } = answer;
  const pageUrl = hostedUrl(publicUrl, event.slug, partner, language);
  const links = calendarLinks({ event, language, participation, pageUrl });
  return [
    { text: t("calendar.heading"), href: calendarFileUrl(publicUrl, event.slug, { partner, language, participation }) },
    { text: t("calendar.google"), href: links.google },
    { text: t("calendar.outlook"), href: links.outlook },
    { text: t("calendar.office365"), href: links.office365 },
  ];
}

/** The future steps, with the day in words. */
function datedSteps(
  { event, t, now }: Context,
  steps: readonly (readonly [local: string | null, what: string])[],
): Step[] {
  return steps.flatMap(([local, what]) => {
    const at = local && instantOf(local, event.timeZone);
    return at && at > now ? [{ when: dayMonth(t, at, event.timeZone), what }] : [];
  });
}

function verifyStep(context: Context): Step[] {
  const { event, t } = context;
  const hours = event.verification?.holdHours;
  return hours ? [{ when: mailComes(context), what: t.count("success.verify", hours) }] : [];
}

function stepsWithPlace(context: Context): Step[] {
  const { event, answer, t } = context;
  const { confirmed, waitlisted } = answer.places;
  const atStart = answer.participation === "digital" ? streamOpens(context) : t("receipt.atTheDoor");
  const first = verifyStep(context);
  const mail = {
    when: mailComes(context),
    what: t(confirmed + waitlisted > 1 ? "receipt.nowGroup" : "receipt.nowMail"),
  };
  return [
    ...(first[0] ? first : [mail]),
    ...datedSteps(context, [
      answer.participation === "digital"
        ? [streamLinkTime(event), t("receipt.streamLink")]
        : [reminderTime(event), t("receipt.reminder")],
      [event.starts, atStart],
    ]),
  ];
}

function streamOpens({ event, t }: Context): string {
  const opens = streamTimes(event)?.opens ?? timesOf(event).starts;
  return t("receipt.streamOpens", { time: timeOfDay(t, opens, event.timeZone) });
}

function stepsOfWaiting(context: Context): Step[] {
  const { event, t } = context;
  const { promotionEnds } = timesOf(event);
  const first = verifyStep(context);
  return [
    ...(first[0] ? first : [{ when: mailComes(context), what: t("receipt.nowWaitlist") }]),
    { when: t("receipt.ifFree"), what: t("receipt.ifFreeBody") },
    ...(offers(event, "digital") ? [{ when: t("receipt.meanwhile"), what: t("receipt.meanwhileBody") }] : []),
    ...datedSteps(context, [
      [
        event.promotionEnds ?? event.starts,
        t("receipt.lastSeats", { time: timeOfDay(t, promotionEnds, event.timeZone) }),
      ],
    ]),
  ];
}
