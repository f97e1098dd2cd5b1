import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph, runs } from "../content.ts";
import { harmlessName } from "../person-name.ts";
import type { RenderInput } from "../render-input.ts";
import { basisAndObjection, confirmation } from "./confirmation.ts";
import { currentStatus } from "./current-status.ts";

/**
 * What GDPR Article 14 asks for when the data came from another person: from whom and which, on what basis; and the right to
 * object, in the first e-mail and apart from the rest (Article 21(4)).
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
  // The inviter may be erased by now, and an attendee who has cancelled already knows.
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
    // Not by name: what a stranger has typed stands in no subject.
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
