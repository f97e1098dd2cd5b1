import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import { facts, stream } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/** A confirmed digital place. */
export function digital(input: RenderInput, t: Translate): Content {
  return {
    subject: "email.digital.subject",
    blocks: [paragraph(t, "email.digital.body1"), facts(input, t), stream(input, t)],
    manage: "change",
    calendar: "PUBLISH",
    closing: null,
  };
}
