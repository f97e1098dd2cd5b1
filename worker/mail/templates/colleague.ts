import { inLanguage } from "../../i18n/language.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, localRun, paragraph, runs } from "../content.ts";
import { harmlessName } from "../person-name.ts";
import type { RenderInput } from "../render-input.ts";
import { confirmation } from "./confirmation.ts";
import { currentStatus } from "./current-status.ts";

/**
 * What GDPR Article 14 asks for when the data came from somebody else: from whom and which, on what basis; and the right to
 * object, in the first e-mail and apart from the rest (Article 21(4)).
 */
function source({ event: { privacy } }: RenderInput, inviter: string | null, t: Translate): Block {
  const reason = privacy.basis === "public-task" ? privacy.legalBasis : privacy.interest;
  return {
    type: "section",
    heading: t("email.colleague.source.heading"),
    paragraphs: [
      inviter === null ? runs(t, "email.colleague.sourceUnnamed") : runs(t, "email.colleague.source", { inviter }),
      runs(t, `email.colleague.basis.${privacy.basis}`, {
        reason: reason ? [localRun(inLanguage(reason, t.language))] : [],
      }),
      runs(t, "email.colleague.object"),
    ],
  };
}

/** To a colleague: who registered them, and what they can do about it. */
export function colleague(input: RenderInput, t: Translate): Content {
  const { recipient, links } = input;
  // The inviter may be erased by now. A colleague who has cancelled already knows.
  if (recipient.inviter === null || recipient.status === "cancelled") {
    const content = confirmation(input, t);
    return { ...content, blocks: [...content.blocks, source(input, null, t)] };
  }
  const inviter = harmlessName(recipient.inviter);
  const now = currentStatus(input, t);
  return {
    ...now,
    // Not by name: what a stranger has typed stands in no subject.
    subject: "email.colleague.subject",
    blocks: [
      ...now.blocks,
      paragraph(t, "email.colleague.body2", { manageUrl: links.manage }),
      paragraph(t, "email.colleague.body3"),
      source(input, inviter, t),
    ],
    closing: runs(t, "email.notMeColleague", { inviter, notMeUrl: links.notMe }),
  };
}
