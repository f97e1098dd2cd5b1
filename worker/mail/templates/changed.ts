import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import { attends, contact, facts, statusDetail, stream } from "../facts.ts";
import type { MailOccasion } from "../mail.ts";

/** The person has changed something: what holds now. */
export function changed(occasion: MailOccasion, say: Translate): Content {
  const { event, recipient } = occasion;
  const following = attends(recipient);
  return {
    subject: "email.changed.subject",
    blocks: [
      paragraph(say, "email.changed.body1"),
      facts(occasion, say, [statusDetail(recipient, say)]),
      ...(recipient.status === "waitlisted" && following ? [paragraph(say, "email.waitlist.digitalMeanwhile")] : []),
      ...(following === "digital" ? [stream(occasion, say)] : []),
      paragraph(say, "email.changed.body2", { practicalContact: contact(event.contacts.practical) }),
    ],
    manage: recipient.status === "cancelled" ? "see" : "change",
    calendar: following ? "PUBLISH" : null,
    closing: null,
  };
}
