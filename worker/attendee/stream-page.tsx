/**
 * The page behind an attendee's own link to the stream. It names nobody and leads to no page that does: the link is also in
 * calendars, which people share.
 */
import type { ComponentChildren } from "preact";
import { compactRange, minutesAhead, unbrokenDateAndTime } from "../i18n/dates.ts";
import { inLanguage } from "../i18n/language.ts";
import { type CountedKey, createTranslator, type Translate } from "../i18n/translate.ts";
import { eventPage, PersonLink } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import { ButtonLink, Errands, type Fact, Local, PostButton } from "../pages/parts.tsx";
import { put } from "../pages/put.ts";
import { scriptPath } from "../pages/scripts.ts";
import { DateTile, eventStub, Mark, Ticket } from "../pages/ticket.tsx";
import { type CountdownUnit, countdownParts, countdownUnits } from "../registration/countdown.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { calendarSecret } from "../security/manage-link.ts";
import type { Service } from "../service.ts";
import { unreachable } from "../unreachable.ts";
import { calendarUrl, streamPageUrl } from "../urls.ts";
import { LostLinkForm } from "./lost-link-form.tsx";
import { FormLink } from "./sentence-page.tsx";
import type { StreamView } from "./stream.ts";

/** The content of one state of the page. */
interface Shown {
  heading: string;
  sign?: ComponentChildren;
  lead?: ComponentChildren;
  facts?: readonly Fact[];
  children: ComponentChildren;
  /** The page's script counts down, or checks again. */
  live?: boolean;
}

export async function streamPage({ settings, now }: Service, view: StreamView): Promise<Response> {
  const { follower, event, shown } = view;
  const { definition } = event;
  const { language, partner } = follower;
  const t = createTranslator(language);
  const calendar = await calendarSecret(
    { registration: follower.id, version: follower.linkVersion },
    settings.LINK_KEYS,
  );
  const { heading, children, live = false, ...stub } = shownOf(view, calendar, now, t);
  return pageResponse({
    ...eventPage(definition, partner, language),
    personal: true,
    width: "narrow",
    title: heading,
    // Any address with this scheme, so that the page does not reveal the address before the press; the stream's site may
    // also redirect.
    leadsOnTo: shown.state === "open" && shown.url ? schemeOf(shown.url) : undefined,
    ...(live ? { head: <script src={await scriptPath("stream")} defer />, allows: { "script-src": "'self'" } } : {}),
    children: (
      <Ticket id="stream" heading={heading} {...eventStub(definition, t)} {...stub}>
        {children}
      </Ticket>
    ),
  });
}

const schemeOf = (url: string) => (url.startsWith("https:") ? "https:" : "http:");

function shownOf({ secret, follower, event, shown }: StreamView, calendar: string, now: number, t: Translate): Shown {
  const { definition } = event;
  const reader = { language: follower.language, partner: follower.partner };
  const toForm = <FormLink event={event} {...reader} />;
  const contact = { practicalContact: <PersonLink {...definition.contacts.practical} /> };
  const newLink = <LostLinkForm slug={definition.slug} reader={reader} />;
  switch (shown.state) {
    case "before":
      return {
        heading: t("stream.before.heading"),
        facts: [[t("stream.opens"), unbrokenDateAndTime(t, shown.opens, definition.timeZone)], when(definition, t)],
        live: true,
        children: (
          <>
            <Countdown left={shown.opens - now} t={t} />
            <LocalTime event={definition} t={t} />
            <p>{t("stream.wait")}</p>
            <noscript>
              <p>{t("stream.reload")}</p>
            </noscript>
            <Errands
              label={t("errand.label")}
              errands={[
                {
                  icon: "calendar",
                  verb: t("calendar.heading"),
                  consequence: t("errand.calendar"),
                  href: calendarUrl("", calendar),
                },
              ]}
            />
          </>
        ),
      };
    case "open":
      return shown.url
        ? {
            heading: t("stream.open.heading"),
            sign: <Mark tone="good" />,
            facts: [when(definition, t)],
            children: (
              <>
                <PostButton action={streamPageUrl("", secret)}>{t("stream.go")}</PostButton>
                <p>{t("stream.counts")}</p>
                <p>{put(t("stream.noPicture"), contact)}</p>
              </>
            ),
          }
        : {
            heading: t("stream.coming.heading"),
            sign: <Mark tone="warn" />,
            facts: [when(definition, t)],
            live: true,
            children: (
              <>
                <p data-look-again>{t("stream.coming.body")}</p>
                <p>{put(t("stream.coming.ask"), contact)}</p>
              </>
            ),
          };
    case "recording":
      return {
        heading: t("stream.recording.heading"),
        children: <ButtonLink href={shown.url}>{t("stream.recording.watch")}</ButtonLink>,
      };
    case "over":
      return {
        heading: t("stream.over.heading"),
        children: (
          <>
            <p>{t("stream.over.body")}</p>
            {toForm}
          </>
        ),
      };
    case "in-person":
      return {
        heading: t("manage.hasSeat"),
        facts: [when(definition, t)],
        children: (
          <>
            <p>{t("stream.inPerson.body")}</p>
            {newLink}
          </>
        ),
      };
    case "cancelled":
      return {
        heading: t("manage.statusCancelled"),
        sign: <DateTile event={definition} t={t} off />,
        children: (
          <>
            <p>{t("stream.cancelled.body")}</p>
            {newLink}
          </>
        ),
      };
    case "event-cancelled":
      return {
        heading: t("state.cancelledHeading"),
        sign: <DateTile event={definition} t={t} off />,
        lead: definition.cancelled && (
          <p>
            <Local of={inLanguage(definition.cancelled.reason, t.language)} />
          </p>
        ),
        children: toForm,
      };
    case "not-streamed":
      return {
        heading: t("stream.notStreamed.heading"),
        children: (
          <>
            <p>{put(t("stream.notStreamed.body"), contact)}</p>
            {toForm}
          </>
        ),
      };
    default:
      return unreachable(shown);
  }
}

/** Readers may be anywhere, so the time zone is named. */
function when(event: EventDefinition, t: Translate): Fact {
  const { starts, ends } = timesOf(event);
  const range = compactRange(t, starts, ends, event.timeZone);
  const oslo = event.timeZone === "Europe/Oslo";
  return [t("event.when"), oslo ? t("date.norwegianTime", { when: range }) : `${range} (${event.timeZone})`];
}

const unitTexts = {
  days: "stream.left.days",
  hours: "stream.left.hours",
  minutes: "stream.left.minutes",
  seconds: "stream.left.seconds",
} as const satisfies Record<CountdownUnit, CountedKey>;

/** Keeps the placeholder for the script. */
const kept = { count: "{count}" };

/** "Åpner om 3 dager og 4 timer". The script (browser/stream.ts) continues the count with the words given here. */
function Countdown({ left, t }: { left: number; t: Translate }) {
  const words = {
    left: t("stream.left"),
    both: t("stream.left.both"),
    ...Object.fromEntries(
      countdownUnits.flatMap((unit) => [
        [`${unit}_one`, t.count(unitTexts[unit], 1, kept)],
        [`${unit}_other`, t.count(unitTexts[unit], 2, kept)],
      ]),
    ),
  };
  const [larger = "", smaller] = countdownParts(left).map(({ unit, count }) => t.count(unitTexts[unit], count));
  return (
    <p class="countdown num" role="timer" data-left={left} data-words={JSON.stringify(words)}>
      {t("stream.left", { left: smaller ? t("stream.left.both", { larger, smaller }) : larger })}
    </p>
  );
}

/** The event's time on the reader's own clock; the script shows it if that differs. */
function LocalTime({ event, t }: { event: EventDefinition; t: Translate }) {
  const { starts, ends } = timesOf(event);
  return (
    <p
      class="soft"
      hidden
      data-starts={new Date(starts).toISOString()}
      data-ends={new Date(ends).toISOString()}
      data-offset={minutesAhead(starts, event.timeZone)}
      data-words={t("event.localTime")}
    />
  );
}
