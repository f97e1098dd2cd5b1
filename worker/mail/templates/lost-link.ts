import type { Translate } from "../../i18n/translate.ts";
import { type Content, runs, wordsBefore } from "../content.ts";
import type { MailOccasion } from "../mail.ts";

/** The manage link once more. The link itself is the button. */
export function lostLink({ recipient }: MailOccasion, say: Translate): Content {
  return {
    subject: "email.lostLink.subject",
    blocks: [{ type: "paragraph", runs: [{ text: `${wordsBefore(say, "email.lostLink.body1")}.` }] }],
    manage: recipient.status === "cancelled" ? "see" : "change",
    calendar: null,
    closing: runs(say, "email.lostLink.body2"),
  };
}
