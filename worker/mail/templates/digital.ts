import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import { facts, stream } from "../facts.ts";
import type { MailOccasion } from "../mail.ts";

/** A place at the stream. */
export function digital(occasion: MailOccasion, say: Translate): Content {
  return {
    subject: "email.digital.subject",
    blocks: [paragraph(say, "email.digital.body1"), facts(occasion, say), stream(occasion, say)],
    manage: "change",
    calendar: "PUBLISH",
    closing: null,
  };
}
