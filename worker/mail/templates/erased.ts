import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/** The last e-mail: there is nothing left to manage. */
export function erased(_input: RenderInput, t: Translate): Content {
  return {
    subject: "email.erased.subject",
    facts: [],
    blocks: [paragraph(t, "email.erased.body1")],
    manage: null,
    calendar: null,
    closing: null,
  };
}
