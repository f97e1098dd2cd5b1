import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import type { MailOccasion } from "../mail.ts";

/** The last one: there is nothing left to manage. */
export function erased(_occasion: MailOccasion, say: Translate): Content {
  return {
    subject: "email.erased.subject",
    blocks: [paragraph(say, "email.erased.body1")],
    manage: null,
    calendar: null,
    closing: null,
  };
}
