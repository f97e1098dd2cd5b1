import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/** A confirmed seat in the room. */
export function inPerson(_input: RenderInput, t: Translate): Content {
  return {
    subject: "email.inPerson.subject",
    heading: "email.inPerson.heading",
    blocks: [paragraph(t, "email.inPerson.body2"), paragraph(t, "email.inPerson.body3")],
    manage: "change",
    calendar: "PUBLISH",
    closing: null,
  };
}
