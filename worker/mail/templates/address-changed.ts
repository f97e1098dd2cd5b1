import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/**
 * To the address that a registration had until an organiser corrected it. The address may be a stranger's, or still the
 * attendee's, with another person having talked the organiser into the correction. So nothing that was typed is in it, and no
 * link that opens anything.
 */
export function addressChanged({ event }: RenderInput, t: Translate): Content {
  return {
    subject: "email.addressChanged.subject",
    facts: [],
    blocks: [
      paragraph(t, "email.addressChanged.body1", { organiser: event.organiser.name }),
      paragraph(t, "email.addressChanged.body2"),
    ],
    manage: null,
    calendar: null,
    closing: null,
  };
}
