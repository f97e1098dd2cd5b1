import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph, runs } from "../content.ts";
import { facts, statusDetail } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/** The manage link once more. The button is the link. */
export function lostLink(input: RenderInput, t: Translate): Content {
  const { recipient } = input;
  return {
    subject: "email.lostLink.subject",
    facts: facts(input, t, [statusDetail(recipient, t)]),
    blocks: [paragraph(t, "email.lostLink.body1")],
    manage: recipient.status === "cancelled" ? "see" : "change",
    calendar: null,
    closing: runs(t, "email.lostLink.body2"),
  };
}
