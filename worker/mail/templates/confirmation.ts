import type { Translate } from "../../i18n/translate.ts";
import { type Content, runs } from "../content.ts";
import type { MailOccasion } from "../mail.ts";
import { standing } from "./current-status.ts";

/** The answer to a new registration. */
export function confirmation(occasion: MailOccasion, say: Translate): Content {
  const { recipient, links } = occasion;
  return {
    ...standing(occasion, say),
    closing: recipient.status === "cancelled" ? null : runs(say, "email.notMe", { notMeUrl: links.notMe }),
  };
}
