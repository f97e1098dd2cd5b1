import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";
import { currentStatus } from "./current-status.ts";

/**
 * To the attendee, after a colleague has taken the place. A person who has come back in the meantime reads their present
 * status.
 */
export function handedOver(input: RenderInput, t: Translate): Content {
  const now = currentStatus(input, t);
  if (input.recipient.status !== "cancelled") return now;
  return {
    ...now,
    subject: "email.handedOver.subject",
    blocks: [paragraph(t, "email.handedOver.body1"), paragraph(t, "email.cancelled.body3")],
  };
}
