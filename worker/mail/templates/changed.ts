import type { Translate } from "../../i18n/translate.ts";
import { attends } from "../../registration/audience.ts";
import { type Content, paragraph } from "../content.ts";
import { facts, statusDetail, stream } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";
import { askToVerify } from "./unverified.ts";

/** The attendee or an organiser has changed something: shows the present state. */
export function changed(input: RenderInput, t: Translate): Content {
  const { recipient } = input;
  const following = attends(recipient);
  return {
    subject: "email.changed.subject",
    facts: facts(input, t, [statusDetail(recipient, t)]),
    blocks: [
      paragraph(t, "email.changed.body1"),
      ...askToVerify(input, t),
      ...(recipient.status === "waitlisted" && following ? [paragraph(t, "email.waitlist.digitalMeanwhile")] : []),
      ...(following === "digital" ? [stream(input, t)] : []),
      paragraph(t, "email.changed.body2"),
    ],
    manage: recipient.status === "cancelled" ? "see" : "change",
    calendar: following ? "PUBLISH" : null,
    closing: null,
  };
}
