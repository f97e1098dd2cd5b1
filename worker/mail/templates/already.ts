import type { Translate } from "../../i18n/translate.ts";
import { type Content, detail, paragraph } from "../content.ts";
import { facts, statusInWords } from "../facts.ts";
import type { MailOccasion } from "../mail.ts";

/** Somebody registered an address that already is. Only its owner learns that, here. */
export function already(occasion: MailOccasion, say: Translate): Content {
  const { recipient } = occasion;
  const status = detail(say, "email.already.body2", { status: statusInWords(recipient, say) });
  return {
    subject: "email.already.subject",
    blocks: [paragraph(say, "email.already.body1"), facts(occasion, say, [status])],
    manage: recipient.status === "cancelled" ? "see" : "change",
    calendar: null,
    closing: null,
  };
}
