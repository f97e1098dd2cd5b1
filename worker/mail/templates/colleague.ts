import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph, runs } from "../content.ts";
import type { MailOccasion } from "../mail.ts";
import { harmlessName } from "../person-name.ts";
import { confirmation } from "./confirmation.ts";
import { standing } from "./current-status.ts";

/** To somebody whom another person registered: who did it, and what one may do about it (GDPR Article 14). */
export function colleague(occasion: MailOccasion, say: Translate): Content {
  const { recipient, links } = occasion;
  // The inviter may be erased by now, and whoever has cancelled already knows.
  if (recipient.inviter === null || recipient.status === "cancelled") return confirmation(occasion, say);
  const inviter = harmlessName(recipient.inviter);
  const now = standing(occasion, say);
  return {
    ...now,
    subject: "email.colleague.subject",
    inviter,
    blocks: [
      paragraph(say, "email.colleague.body1", { inviter }),
      ...now.blocks,
      paragraph(say, "email.colleague.body2", { manageUrl: links.manage }),
      paragraph(say, "email.colleague.body3"),
    ],
    closing: runs(say, "email.notMeColleague", { inviter, notMeUrl: links.notMe }),
  };
}
