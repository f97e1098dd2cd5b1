import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, type Run, runs } from "../content.ts";
import type { RenderInput } from "../render-input.ts";
import { basisAndObjection } from "./confirmation.ts";
import { currentStatus } from "./current-status.ts";

/** There is no right to object if the basis is an agreement; the organiser acts for a person who has asked for a place. */
function basis(input: RenderInput, t: Translate): Run[][] {
  return input.event.privacy.basis === "agreement" ? [runs(t, "email.added.agreement")] : basisAndObjection(input, t);
}

/**
 * The information of GDPR Article 14, since the data came from the organiser: who registered the attendee, and which data.
 */
function source(input: RenderInput, t: Translate): Block {
  return {
    type: "section",
    heading: t("email.colleague.source.heading"),
    paragraphs: [
      runs(t, "email.added.source", { organiser: input.event.organiser.name }),
      runs(t, "email.added.ask"),
      ...basis(input, t),
    ],
  };
}

/** The first e-mail to an attendee registered by hand by an organiser. */
export function added(input: RenderInput, t: Translate): Content {
  const now = currentStatus(input, t);
  return {
    ...now,
    blocks: [...now.blocks, source(input, t)],
    closing: runs(t, "email.added.notMe", { notMeUrl: input.links.notMe }),
  };
}
