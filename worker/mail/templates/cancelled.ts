import type { Translate } from "../../i18n/translate.ts";
import { phaseOf } from "../../registration/event-times.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/** No longer registered, and how to come back as long as registration is open. */
export function cancelled({ event, links, writtenAt }: RenderInput, t: Translate): Content {
  return {
    subject: "email.cancelled.subject",
    blocks: [
      paragraph(t, "email.cancelled.body1"),
      ...(phaseOf(event, writtenAt) === "open" ? [paragraph(t, "email.cancelled.body2", { formUrl: links.form })] : []),
      paragraph(t, "email.cancelled.body3"),
    ],
    manage: "see",
    // There may have been no entry; a calendar ignores this then.
    calendar: "CANCEL",
    closing: null,
  };
}
