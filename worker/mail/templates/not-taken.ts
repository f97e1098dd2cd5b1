import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import { facts, statusDetail } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/**
 * The colleague has not taken the place. The reason is not given: whether a colleague is registered is the colleague's own
 * affair.
 */
export function notTaken(input: RenderInput, t: Translate): Content {
  return {
    subject: "email.notTaken.subject",
    facts: facts(input, t, [statusDetail(input.recipient, t)]),
    blocks: [paragraph(t, "email.notTaken.body1")],
    manage: "change",
    calendar: null,
    closing: null,
  };
}
