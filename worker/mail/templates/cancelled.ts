import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import type { MailOccasion } from "../mail.ts";

/** No longer registered, and how to come back. */
export function cancelled({ links }: MailOccasion, say: Translate): Content {
  return {
    subject: "email.cancelled.subject",
    blocks: [
      paragraph(say, "email.cancelled.body1"),
      paragraph(say, "email.cancelled.body2", { formUrl: links.form }),
      paragraph(say, "email.cancelled.body3"),
    ],
    manage: "see",
    // Whether there ever was an entry, the registration no longer tells; without one, a calendar ignores this.
    calendar: "CANCEL",
    closing: null,
  };
}
