import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import { attends, facts } from "../facts.ts";
import type { MailOccasion } from "../mail.ts";

/** The organiser has moved the event in time or place. */
export function eventChanged(occasion: MailOccasion, say: Translate): Content {
  const { recipient } = occasion;
  return {
    subject: "email.eventChanged.subject",
    blocks: [paragraph(say, "email.eventChanged.body1"), facts(occasion, say), ...stillRegistered(occasion, say)],
    manage: recipient.status === "cancelled" ? "see" : "change",
    calendar: attends(recipient) ? "PUBLISH" : null,
    closing: null,
  };
}

function stillRegistered({ recipient, links }: MailOccasion, say: Translate): Block[] {
  const manageUrl = links.manage;
  switch (recipient.status) {
    case "confirmed":
      return [paragraph(say, "email.eventChanged.body2", { manageUrl })];
    case "waitlisted":
      return [paragraph(say, "email.eventChanged.body2Waitlist", { manageUrl })];
    case "cancelled":
      return [];
  }
}
