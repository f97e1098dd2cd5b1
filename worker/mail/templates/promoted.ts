import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import { facts } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";
import { currentStatus } from "./current-status.ts";
import { comingThere } from "./in-person.ts";
import { askToVerify } from "./unverified.ts";

/** A seat for a person from the waiting list. A person who has given it up again reads their present status. */
export function promoted(input: RenderInput, t: Translate): Content {
  const { recipient, links } = input;
  if (recipient.status !== "confirmed" || recipient.participation !== "in-person") return currentStatus(input, t);
  return {
    subject: "email.promoted.subject",
    blocks: [
      paragraph(t, "email.promoted.body1"),
      ...askToVerify(input, t),
      facts(input, t),
      comingThere(input, t),
      paragraph(t, "email.promoted.body2", { manageUrl: links.manage }),
    ],
    manage: recipient.heldUntil === null ? "change" : "see",
    calendar: recipient.heldUntil === null ? "PUBLISH" : null,
    closing: null,
  };
}
