import type { TextKey, Translate } from "../../i18n/translate.ts";
import { attends } from "../../registration/audience.ts";
import type { EventDefinition } from "../../registration/event-definition.ts";
import { changesSinceTold, type ToldEvent } from "../../registration/told-event.ts";
import { addressOf } from "../../registration/venue.ts";
import { type Block, type Content, type Detail, detail, paragraph } from "../content.ts";
import { facts, when, who } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/** The event has another time or place, or takes place after all. */
export function eventChanged(input: RenderInput, t: Translate): Content {
  const { recipient } = input;
  return {
    ...news(input, t),
    manage: recipient.status === "cancelled" ? "see" : "change",
    calendar: attends(recipient) ? "PUBLISH" : null,
    closing: null,
  };
}

function news(input: RenderInput, t: Translate): Pick<Content, "subject" | "heading" | "facts" | "blocks"> {
  const { event, previous } = input;
  const still = stillRegistered(input, t);
  if (previous?.cancelled)
    return {
      subject: "email.eventOn.subject",
      heading: "email.eventOn.heading",
      // An attendee who has removed the event from their calendar needs all facts, also the unchanged ones.
      facts: [...facts(input, t), ...whatIsNew(input, previous, t).filter(({ struck }) => struck)],
      blocks: [paragraph(t, "email.eventOn.body1"), ...still],
    };
  const changes = previous && changesSinceTold(previous, event);
  if (!previous || !changes || !(changes.time || changes.place))
    return { subject: "email.eventChanged.subject", blocks: still };
  return { subject: subjectOf(changes), facts: [...whatIsNew(input, previous, t), ...who(input, t)], blocks: still };
}

function subjectOf({ time, place }: ReturnType<typeof changesSinceTold>): TextKey {
  if (time && place) return "email.eventChanged.subjectTimeAndPlace";
  return time ? "email.eventChanged.subjectTime" : "email.eventChanged.subjectPlace";
}

/** The changed facts, old and new, without the unchanged ones. */
function whatIsNew({ event, recipient }: RenderInput, previous: ToldEvent, t: Translate): Detail[] {
  const { time, place } = changesSinceTold(previous, event);
  const { cancelled, ...whenAndWhere } = previous;
  const before = { ...event, ...whenAndWhere };
  const whenIs = (at: EventDefinition) => when(at, t, attends(recipient));
  const venueOf = ({ venue }: Pick<EventDefinition, "venue">) => ({
    venue: venue?.name ?? "",
    address: venue ? addressOf(venue) : "",
  });
  return [
    ...(time
      ? [
          detail(t, "email.eventChanged.newTime", { when: whenIs(event) }),
          { ...detail(t, "email.eventChanged.oldTime", { when: whenIs(before) }), struck: true },
        ]
      : []),
    ...(place
      ? [
          detail(t, "email.eventChanged.newPlace", venueOf(event)),
          { ...detail(t, "email.eventChanged.oldPlace", venueOf(before)), struck: true },
        ]
      : []),
  ];
}

function stillRegistered({ recipient }: RenderInput, t: Translate): Block[] {
  switch (recipient.status) {
    case "confirmed":
      return [paragraph(t, "email.eventChanged.body2")];
    case "waitlisted":
      return [paragraph(t, "email.eventChanged.body2Waitlist")];
    case "cancelled":
      return [];
  }
}
