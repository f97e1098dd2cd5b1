import type { Translate } from "../../i18n/translate.ts";
import { type Content, runs, wordsBefore } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/** The manage link once more. The button is the link. */
export function lostLink({ recipient }: RenderInput, t: Translate): Content {
  return {
    subject: "email.lostLink.subject",
    blocks: [{ type: "paragraph", runs: [{ text: `${wordsBefore(t, "email.lostLink.body1")}.` }] }],
    manage: recipient.status === "cancelled" ? "see" : "change",
    calendar: null,
    closing: runs(t, "email.lostLink.body2"),
  };
}
