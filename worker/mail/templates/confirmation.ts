import { inLanguage } from "../../i18n/language.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, localRun, type Run, runs } from "../content.ts";
import type { RenderInput } from "../render-input.ts";
import { currentStatus } from "./current-status.ts";

/** The organiser's basis for using the data, and the right to object. */
export function basisAndObjection({ event: { privacy } }: RenderInput, t: Translate): Run[][] {
  const reason = privacy.basis === "public-task" ? privacy.legalBasis : privacy.interest;
  return [
    runs(t, `email.colleague.basis.${privacy.basis}`, {
      reason: reason ? [localRun(inLanguage(reason, t.language))] : [],
    }),
    runs(t, "email.colleague.object"),
  ];
}

/**
 * GDPR Article 21(4): told in the first communication, apart from the rest. There is no right to object if the basis is an
 * agreement.
 */
function objection(input: RenderInput, t: Translate): Block[] {
  if (input.event.privacy.basis === "agreement" || input.recipient.status === "cancelled") return [];
  return [{ type: "section", heading: t("privacy.object.heading"), paragraphs: basisAndObjection(input, t) }];
}

/** The answer to a new registration. */
export function confirmation(input: RenderInput, t: Translate): Content {
  const { recipient, links } = input;
  const now = currentStatus(input, t);
  return {
    ...now,
    blocks: [...now.blocks, ...objection(input, t)],
    closing: recipient.status === "cancelled" ? null : runs(t, "email.notMe", { notMeUrl: links.notMe }),
  };
}
