import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import { attends, facts, stream, streamLinkIsOut } from "../facts.ts";
import type { MailOccasion } from "../mail.ts";

/**
 * Following the stream while one waits for a seat: that one does, or that one may. Once its link is out, everybody who waits
 * has it.
 */
export function digitalMeanwhile(occasion: MailOccasion, say: Translate): Block[] {
  const { event, recipient, links } = occasion;
  if (recipient.digitalMeanwhile) return [paragraph(say, "email.waitlist.digitalMeanwhile"), stream(occasion, say)];
  if (!event.participation.digital) return [];
  const offer = paragraph(say, "email.waitlist.body3", { manageUrl: links.manage });
  return streamLinkIsOut(occasion) ? [offer, stream(occasion, say)] : [offer];
}

/** A place in the line. */
export function waitlisted(occasion: MailOccasion, say: Translate): Content {
  const { position } = occasion.recipient;
  return {
    subject: "email.waitlist.subject",
    blocks: [
      position === null
        ? paragraph(say, "email.waitlist.body1NoPosition")
        : paragraph(say, "email.waitlist.body1", { position: String(position) }),
      paragraph(say, "email.waitlist.body2"),
      facts(occasion, say),
      ...digitalMeanwhile(occasion, say),
    ],
    manage: "change",
    // Nobody wants an appointment that may come to nothing.
    calendar: attends(occasion.recipient) ? "PUBLISH" : null,
    closing: null,
  };
}
