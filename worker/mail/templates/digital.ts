import type { Translate } from "../../i18n/translate.ts";
import type { Content } from "../content.ts";
import { stream } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/** A confirmed digital place. */
export function digital(input: RenderInput, t: Translate): Content {
  return {
    subject: "email.digital.subject",
    blocks: [stream(input, t)],
    manage: "change",
    calendar: "PUBLISH",
    closing: null,
  };
}
