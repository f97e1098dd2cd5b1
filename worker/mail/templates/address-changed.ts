import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/**
 * To the address that a registration had until it got another. The address may be a stranger's, or still the attendee's, with
 * another person having got hold of the manage link, or talked the organiser into a correction. So nothing that was typed is
 * in it, and no link that opens anything.
 */
export function addressChanged({ event, changedBy }: RenderInput, t: Translate): Content {
  return {
    subject: "email.addressChanged.subject",
    facts: [],
    blocks: [
      changedBy === "attendee"
        ? paragraph(t, "email.addressChanged.byAttendee")
        : paragraph(t, "email.addressChanged.body1", { organiser: event.organiser.name }),
      paragraph(t, "email.addressChanged.body2"),
    ],
    manage: null,
    calendar: null,
    closing: null,
  };
}
