import { timeOfDay } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { instantOf } from "../../registration/event-definition.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import { facts } from "../facts.ts";
import type { MailOccasion } from "../mail.ts";

/** What to know before one goes there. */
export function comingThere({ event }: MailOccasion, say: Translate): Block {
  if (!event.doorsOpen) return paragraph(say, "email.inPerson.body2NoDoors");
  const doors = timeOfDay(say, instantOf(event.doorsOpen, event.timeZone), event.timeZone);
  return paragraph(say, "email.inPerson.body2", { doors });
}

/** A seat in the room. */
export function inPerson(occasion: MailOccasion, say: Translate): Content {
  return {
    subject: "email.inPerson.subject",
    blocks: [
      paragraph(say, "email.inPerson.body1"),
      facts(occasion, say),
      comingThere(occasion, say),
      paragraph(say, "email.inPerson.body3"),
    ],
    manage: "change",
    calendar: "PUBLISH",
    closing: null,
  };
}
