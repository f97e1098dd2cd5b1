import type { Translate } from "../../i18n/translate.ts";
import { phaseOf } from "../../registration/event-times.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/** Tells that the person is no longer registered, and how to come back while registration is open. */
export function cancelled({ event, links, writtenAt }: RenderInput, t: Translate): Content {
  return {
    subject: "email.cancelled.subject",
    blocks: [
      paragraph(t, "email.cancelled.body1"),
      ...(phaseOf(event, writtenAt) === "open" ? [paragraph(t, "email.cancelled.body2", { formUrl: links.form })] : []),
      paragraph(t, "email.cancelled.body3"),
    ],
    manage: "see",
    // If there was no entry, a calendar ignores this.
    calendar: "CANCEL",
    closing: null,
  };
}
