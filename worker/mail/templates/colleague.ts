import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph, runs } from "../content.ts";
import { harmlessName } from "../person-name.ts";
import type { RenderInput } from "../render-input.ts";
import { confirmation } from "./confirmation.ts";
import { currentStatus } from "./current-status.ts";

/** To a colleague: who registered them, and what they can do about it (GDPR Article 14). */
export function colleague(input: RenderInput, t: Translate): Content {
  const { recipient, links } = input;
  // The inviter may be erased by now. A colleague who has cancelled already knows.
  if (recipient.inviter === null || recipient.status === "cancelled") return confirmation(input, t);
  const inviter = harmlessName(recipient.inviter);
  const now = currentStatus(input, t);
  return {
    ...now,
    // Not by name: what a stranger has typed stands in no subject.
    subject: "email.colleague.subject",
    blocks: [
      paragraph(t, "email.colleague.body1", { inviter }),
      ...now.blocks,
      paragraph(t, "email.colleague.body2", { manageUrl: links.manage }),
      paragraph(t, "email.colleague.body3"),
    ],
    closing: runs(t, "email.notMeColleague", { inviter, notMeUrl: links.notMe }),
  };
}
