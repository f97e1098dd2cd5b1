import type { Translate } from "../../i18n/translate.ts";
import { isSameName } from "../../registration/unsaved.ts";
import { type Block, type Content, detail, paragraph } from "../content.ts";
import { facts, statusInWords } from "../facts.ts";
import { harmlessName } from "../person-name.ts";
import type { RenderInput } from "../render-input.ts";
import { askToVerify } from "./unverified.ts";

/** Two people with one mailbox: who was typed this time is not registered, and reads what to do. */
function notRegistered(typed: string, formUrl: string, t: Translate): Block {
  return paragraph(t, "email.already.notRegistered", { name: harmlessName(typed), formUrl });
}

/** The address was registered again. Only the address itself learns that it is registered. */
export function already(input: RenderInput, t: Translate): Content {
  const { recipient, typed, links } = input;
  const status = detail(t, "email.already.body2", { status: statusInWords(recipient, t) });
  return {
    subject: "email.already.subject",
    blocks: [
      paragraph(t, "email.already.body1"),
      ...(typed && !isSameName(typed.name, recipient.name) ? [notRegistered(typed.name, links.form, t)] : []),
      ...askToVerify(input, t),
      facts(input, t, [status]),
    ],
    manage: recipient.status === "cancelled" || recipient.heldUntil !== null ? "see" : "change",
    calendar: null,
    closing: null,
  };
}
