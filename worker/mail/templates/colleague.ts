import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph, runs } from "../content.ts";
import { harmlessName } from "../person-name.ts";
import type { RenderInput } from "../render-input.ts";
import { basisAndObjection, confirmation } from "./confirmation.ts";
import { currentStatus } from "./current-status.ts";

/**
 * The information of GDPR Article 14, since the data came from another person: the source, the data and the basis; and the
 * right to object, in the first e-mail and apart from the rest (Article 21(4)).
 */
function source(input: RenderInput, inviter: string | null, t: Translate): Block {
  return {
    type: "section",
    heading: t("email.colleague.source.heading"),
    paragraphs: [
      inviter === null ? runs(t, "email.colleague.sourceUnnamed") : runs(t, "email.colleague.source", { inviter }),
      ...basisAndObjection(input, t),
    ],
  };
}

const asksNeeds = ({ event: { questions } }: RenderInput) => questions.includes("diet") || questions.includes("access");

/** To an attendee whom a colleague registered: who did it, and what the attendee can do about it. */
export function colleague(input: RenderInput, t: Translate): Content {
  const { recipient, links } = input;
  // The inviter may be erased by now, and an attendee who has cancelled has read this before.
  if (recipient.inviter === null || recipient.status === "cancelled") {
    const { closing } = confirmation(input, t);
    const now = currentStatus(input, t);
    return { ...now, blocks: [...now.blocks, source(input, null, t)], closing };
  }
  const inviter = harmlessName(recipient.inviter);
  const now = currentStatus(input, t);
  const heading = now.heading ?? now.subject;
  return {
    ...now,
    // Without the name: no subject contains what a stranger has typed.
    subject: "email.colleague.subject",
    ...(typeof heading === "string" ? { heading } : {}),
    blocks: [
      paragraph(t, "email.colleague.body1", { inviter }),
      ...now.blocks,
      paragraph(t, asksNeeds(input) ? "email.colleague.body2" : "email.colleague.body2NoNeeds"),
      source(input, inviter, t),
    ],
    closing: runs(t, "email.notMeColleague", { inviter, notMeUrl: links.notMe }),
  };
}
