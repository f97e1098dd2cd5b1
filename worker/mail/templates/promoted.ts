import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import { facts } from "../facts.ts";
import type { MailOccasion } from "../mail.ts";
import { standing } from "./current-status.ts";
import { comingThere } from "./in-person.ts";

/** From the waiting list to a seat; who has given it up again is told where they stand. */
export function promoted(occasion: MailOccasion, say: Translate): Content {
  const { recipient, links } = occasion;
  if (recipient.status !== "confirmed" || recipient.participation !== "in-person") return standing(occasion, say);
  return {
    subject: "email.promoted.subject",
    blocks: [
      paragraph(say, "email.promoted.body1"),
      facts(occasion, say),
      comingThere(occasion, say),
      paragraph(say, "email.promoted.body2", { manageUrl: links.manage }),
    ],
    manage: "change",
    calendar: "PUBLISH",
    closing: null,
  };
}
