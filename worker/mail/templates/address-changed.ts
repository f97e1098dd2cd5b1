import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/**
 * To the former address of a registration. The address may be a stranger's. It may also still be the attendee's, if another
 * person got the manage link or persuaded the organiser to correct the address. So the e-mail contains nothing that was
 * typed, and no link that opens the registration.
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
