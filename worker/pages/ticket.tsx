/** The ticket: a stub that says what, when and where, a perforation, and below it the actions. */
import type { ComponentChildren } from "preact";
import { dateTile } from "../i18n/dates.ts";
import { inLanguage } from "../i18n/language.ts";
import type { Translate } from "../i18n/translate.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { type EventSpan, timesOf } from "../registration/event-times.ts";
import { type Fact, Facts, Local } from "./parts.tsx";

/** The day of the event, as in a calendar. Struck out if the event or the attendee is cancelled. */
export function DateTile({ event, t, off }: { event: EventSpan; t: Translate; off?: boolean }) {
  const { month, day } = dateTile(t, timesOf(event).starts, event.timeZone);
  return (
    <div class={off ? "tile off" : "tile"} aria-hidden="true">
      <span>{month}</span>
      <b>{day}</b>
    </div>
  );
}

/** The answer as a sign: a tick in a disc, or a clock in a ring if something is still open. */
export function Mark({ tone }: { tone: "good" | "warn" }) {
  return <div class={`mark ${tone}`} aria-hidden="true" />;
}

/** The sign and the lead of a ticket whose heading does not name the event: its day and its title. */
export function eventStub(event: EventDefinition, t: Translate): Pick<TicketProps, "sign" | "lead"> {
  return {
    sign: <DateTile event={event} t={t} />,
    lead: (
      <p>
        <Local of={inLanguage(event.title, t.language)} />
      </p>
    ),
  };
}

interface TicketProps {
  /** The id of the ticket; unique on the page. */
  id: string;
  heading: ComponentChildren;
  /** Default: 1, the heading of the page. */
  level?: 1 | 2;
  /** A `DateTile` or a `Mark`. */
  sign?: ComponentChildren;
  /** The text right below the heading. */
  lead?: ComponentChildren;
  facts?: readonly Fact[];
  /** The actions. Absent: the ticket is only its stub. */
  children?: ComponentChildren;
}

export function Ticket({ id, heading, level = 1, sign, lead, facts, children }: TicketProps) {
  const Heading = `h${level}` as const;
  return (
    <section class="ticket punch" aria-labelledby={id}>
      <div class={sign ? "stub" : "stub bare"}>
        {sign}
        <div>
          <Heading id={id}>{heading}</Heading>
          {lead && <div>{lead}</div>}
        </div>
        {facts && <Facts facts={facts} />}
      </div>
      {children && <div class="body">{children}</div>}
    </section>
  );
}
