import { timeOfDay } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { instantOf } from "../../registration/local-time.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import { facts } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/** What to know before going there. */
export function comingThere({ event }: RenderInput, t: Translate): Block {
  if (!event.doorsOpen) return paragraph(t, "email.inPerson.body2NoDoors");
  const doors = timeOfDay(t, instantOf(event.doorsOpen, event.timeZone), event.timeZone);
  return paragraph(t, "email.inPerson.body2", { doors });
}

/** A confirmed seat in the room. */
export function inPerson(input: RenderInput, t: Translate): Content {
  return {
    subject: "email.inPerson.subject",
    blocks: [
      paragraph(t, "email.inPerson.body1"),
      facts(input, t),
      comingThere(input, t),
      paragraph(t, "email.inPerson.body3"),
    ],
    manage: "change",
    calendar: "PUBLISH",
    closing: null,
  };
}
