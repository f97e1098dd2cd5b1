import { inLanguage } from "../../i18n/language.ts";
import type { Translate } from "../../i18n/translate.ts";
import { attends } from "../../registration/audience.ts";
import { type Content, localRun, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/** The event will not take place. */
export function eventCancelled({ event, recipient }: RenderInput, t: Translate): Content {
  const following = attends(recipient);
  const reason = event.cancelled && localRun(inLanguage(event.cancelled.reason, t.language));
  return {
    subject: "email.eventCancelled.subject",
    blocks: [
      paragraph(t, "email.eventCancelled.body1"),
      ...(reason ? [paragraph(t, "email.eventCancelled.body2", { reason: [reason] })] : []),
      paragraph(t, "email.eventCancelled.body3"),
      ...(following ? [paragraph(t, "email.cancelled.body3")] : []),
    ],
    manage: "see",
    calendar: following ? "CANCEL" : null,
    closing: null,
  };
}
