import type { Translate } from "../../i18n/translate.ts";
import { attends } from "../../registration/audience.ts";
import type { EventDefinition } from "../../registration/event-definition.ts";
import { changedSince, type ToldEvent } from "../../registration/told-event.ts";
import { type Block, type Content, detail, paragraph } from "../content.ts";
import { addressOf, facts, when } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/** The event has another time or place, or takes place after all. */
export function eventChanged(input: RenderInput, t: Translate): Content {
  const { recipient, previous } = input;
  const on = previous?.cancelled;
  return {
    subject: on ? "email.eventOn.subject" : "email.eventChanged.subject",
    blocks: [
      paragraph(t, on ? "email.eventOn.body1" : "email.eventChanged.body1"),
      // An attendee who has taken the event out of their calendar needs all of it, even what has not changed.
      ...(on || !previous ? [facts(input, t)] : []),
      ...(previous ? whatIsNew(input, previous, t) : []),
      ...stillRegistered(input, t),
    ],
    manage: recipient.status === "cancelled" ? "see" : "change",
    calendar: attends(recipient) ? "PUBLISH" : null,
    closing: null,
  };
}

/** What has changed, old and new; nothing of what is as it was. */
function whatIsNew({ event, recipient }: RenderInput, previous: ToldEvent, t: Translate): Block[] {
  const { time, place } = changedSince(previous, event);
  const { cancelled, ...whenAndWhere } = previous;
  const before = { ...event, ...whenAndWhere };
  const whenIs = (at: EventDefinition) => when(at, t, attends(recipient));
  const venueOf = ({ venue }: Pick<EventDefinition, "venue">) => ({
    venue: venue?.name ?? "",
    address: venue ? addressOf(venue) : "",
  });
  const details = [
    ...(time
      ? [
          detail(t, "email.eventChanged.newTime", { when: whenIs(event) }),
          detail(t, "email.eventChanged.oldTime", { when: whenIs(before) }),
        ]
      : []),
    ...(place
      ? [
          detail(t, "email.eventChanged.newPlace", venueOf(event)),
          detail(t, "email.eventChanged.oldPlace", venueOf(before)),
        ]
      : []),
  ];
  return details.length > 0 ? [{ type: "details", look: "facts", details }] : [];
}

function stillRegistered({ recipient, links }: RenderInput, t: Translate): Block[] {
  const manageUrl = links.manage;
  switch (recipient.status) {
    case "confirmed":
      return [paragraph(t, "email.eventChanged.body2", { manageUrl })];
    case "waitlisted":
      return [paragraph(t, "email.eventChanged.body2Waitlist", { manageUrl })];
    case "cancelled":
      return [];
  }
}
