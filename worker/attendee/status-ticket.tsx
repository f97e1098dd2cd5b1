/** The ticket of one registration: its state as the heading, then what, when, where and who. */
import type { ComponentChildren } from "preact";
import { dateAndTime, timeOfDay } from "../i18n/dates.ts";
import { inLanguage } from "../i18n/language.ts";
import type { Translate } from "../i18n/translate.ts";
import { type Fact, Local } from "../pages/parts.tsx";
import { DateTile, Mark, Ticket } from "../pages/ticket.tsx";
import { answeredQuestions } from "../registration/answer-words.ts";
import { attends } from "../registration/audience.ts";
import { placeInLine } from "../registration/capacity.ts";
import type { PublicEvent } from "../registration/contract.ts";
import { phaseOf } from "../registration/event-times.ts";
import { instantOf } from "../registration/local-time.ts";
import { placeOf } from "../registration/venue.ts";
import type { Registration } from "../storage/registrations.ts";
import { mapUrl } from "../urls.ts";
import type { ManageSession } from "./manage.ts";

/** The state of a registration in a word or two, with a shape of the same meaning (`.st`). */
function statusWord(registration: Registration, t: Translate): { word: string; shape: "" | "dig" | "wait" | "out" } {
  const { status, participation, position, heldUntil } = registration;
  if (heldUntil !== null) return { word: t("manage.statusHeld"), shape: "wait" };
  switch (status) {
    case "cancelled":
      return { word: t("manage.statusCancelled"), shape: "out" };
    case "waitlisted":
      return { word: t(`manage.statusWaitlist.${placeInLine(position)}`), shape: "wait" };
    case "confirmed":
      return participation === "digital"
        ? { word: t("manage.statusDigital"), shape: "dig" }
        : { word: t("manage.statusInPerson"), shape: "" };
  }
}

interface State {
  heading: string;
  sign: ComponentChildren;
  lead?: ComponentChildren;
}

/** What the reader must know first: about the event if it is over or cancelled, otherwise about the registration. */
function stateOf({ registration, event: { definition } }: ManageSession, now: number, t: Translate): State {
  const { status, participation, position, heldUntil, digitalMeanwhile } = registration;
  const phase = phaseOf(definition, now);
  if (definition.cancelled)
    return {
      heading: t("state.cancelledHeading"),
      sign: <DateTile event={definition} t={t} off />,
      lead: (
        <p>
          <Local of={inLanguage(definition.cancelled.reason, t.language)} />
        </p>
      ),
    };
  if (phase === "past") return { heading: t("state.pastHeading"), sign: <DateTile event={definition} t={t} /> };
  if (heldUntil !== null)
    return {
      heading: t("manage.verifyHeading"),
      sign: <Mark tone="warn" />,
      lead: <p>{t("manage.verifyBody", { until: dateAndTime(t, heldUntil, definition.timeZone) })}</p>,
    };
  switch (status) {
    case "cancelled":
      return { heading: t("manage.statusCancelled"), sign: <DateTile event={definition} t={t} off /> };
    case "waitlisted":
      return {
        heading: t(`manage.waiting.${placeInLine(position)}`),
        sign: <Mark tone="warn" />,
        lead: (
          <p>
            {digitalMeanwhile && t("email.waitlist.digitalMeanwhile")} {t("manage.waiting.then")}
          </p>
        ),
      };
    case "confirmed":
      return {
        heading: t(participation === "digital" ? "manage.hasDigital" : "manage.hasSeat"),
        sign: <Mark tone="good" />,
      };
  }
}

/** Where the attendee takes part. An attendee who waits for a seat is also told the venue. */
function Where({ session, shown, t }: { session: ManageSession; shown: PublicEvent; t: Translate }) {
  const { registration, event } = session;
  const { venue } = shown;
  const { doorsOpen, timeZone } = event.definition;
  const digitally = registration.status !== "waitlisted" && registration.participation === "digital";
  if (!venue || digitally) return t("event.online");
  return (
    <>
      <a href={mapUrl(venue)}>{placeOf(venue)}</a>
      {doorsOpen && attends(registration) === "in-person" && (
        <> {t("event.doors", { time: timeOfDay(t, instantOf(doorsOpen, timeZone), timeZone) })}</>
      )}
    </>
  );
}

/** `children`: the action on the ticket itself. */
export function StatusTicket({
  session,
  shown,
  now,
  t,
  children,
}: {
  session: ManageSession;
  shown: PublicEvent;
  now: number;
  t: Translate;
  children?: ComponentChildren;
}) {
  const { registration } = session;
  const { heading, sign, lead } = stateOf(session, now, t);
  const { word, shape } = statusWord(registration, t);
  const facts: Fact[] = [
    [
      t("manage.status"),
      <span key="status" class={`st ${shape}`.trim()}>
        {word}
      </span>,
    ],
    [t("event.what"), <Local key="what" of={shown.title} />],
    [t("event.when"), shown.when],
    [t("event.where"), <Where key="where" session={session} shown={shown} t={t} />],
    [t("manage.who"), `${registration.name}, ${registration.email}`],
    ...answeredQuestions(session.event.definition.questions, registration.answers, t).map(
      ({ question, label, value }): Fact => [label.text, <span key={question.key}>{value}</span>],
    ),
  ];
  return (
    <Ticket id="status" heading={heading} sign={sign} lead={lead} facts={facts}>
      {children}
    </Ticket>
  );
}
