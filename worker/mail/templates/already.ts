import type { Translate } from "../../i18n/translate.ts";
import { type Content, detail, paragraph } from "../content.ts";
import { facts, statusInWords } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";
import { askToVerify } from "./unverified.ts";

/** The address was registered again. Only the address itself learns that it is registered. */
export function already(input: RenderInput, t: Translate): Content {
  const { recipient } = input;
  const status = detail(t, "email.already.body2", { status: statusInWords(recipient, t) });
  return {
    subject: "email.already.subject",
    blocks: [paragraph(t, "email.already.body1"), ...askToVerify(input, t), facts(input, t, [status])],
    manage: recipient.status === "cancelled" || recipient.heldUntil !== null ? "see" : "change",
    calendar: null,
    closing: null,
  };
}
