import { longDate } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { retentionOf } from "../../registration/event-times.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/** Thanks after the event. */
export function thanks({ event }: RenderInput, t: Translate): Content {
  const { materialsUrl } = event.mails;
  return {
    subject: "email.thanks.subject",
    blocks: [
      paragraph(t, "email.thanks.body1"),
      ...(materialsUrl ? [paragraph(t, "email.thanks.body2", { materialsUrl })] : []),
      paragraph(t, "email.thanks.body3", { eraseDate: longDate(t, retentionOf(event).registrations, event.timeZone) }),
    ],
    manage: "see",
    calendar: null,
    closing: null,
  };
}
