import { inLanguage } from "../../i18n/language.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Content, localRun, paragraph } from "../content.ts";
import { attends, when } from "../facts.ts";
import type { MailOccasion } from "../mail.ts";

/** The event will not take place. */
export function eventCancelled({ event, recipient }: MailOccasion, say: Translate): Content {
  const following = attends(recipient);
  const reason = event.cancelled && localRun(inLanguage(event.cancelled.reason, say.language));
  return {
    subject: "email.eventCancelled.subject",
    blocks: [
      paragraph(say, "email.eventCancelled.body1", { when: when(event, say, following) }),
      ...(reason ? [paragraph(say, "email.eventCancelled.body2", { reason: [reason] })] : []),
      paragraph(say, "email.eventCancelled.body3"),
      ...(following ? [paragraph(say, "email.cancelled.body3")] : []),
    ],
    manage: "see",
    calendar: following ? "CANCEL" : null,
    closing: null,
  };
}
