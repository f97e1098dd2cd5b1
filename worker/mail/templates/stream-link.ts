import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import { contact, facts, statusDetail } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

function openStream(href: string, t: Translate): Block {
  return { type: "action", look: "button", label: t("email.stream.open"), href };
}

/**
 * The attendee's own link to the stream, for people who take part digitally, and people who wait and may never get a seat.
 */
export function streamLink(input: RenderInput, t: Translate): Content {
  const { event, recipient, links } = input;
  const { streamOpensBefore = 0 } = event.participation.digital ?? {};
  return {
    subject: "email.stream.subject",
    facts: facts(input, t, recipient.status === "waitlisted" ? [statusDetail(recipient, t)] : []),
    blocks: [
      ...(recipient.status === "waitlisted" ? [paragraph(t, "email.stream.body1Waitlist")] : []),
      ...(streamOpensBefore > 0 ? [paragraph(t, "email.stream.body2", { minutes: String(streamOpensBefore) })] : []),
      paragraph(t, "email.stream.body3", { practicalContact: contact(event.contacts.practical) }),
      paragraph(t, "email.stream.own"),
      openStream(links.stream, t),
    ],
    manage: "change",
    calendar: null,
    closing: null,
  };
}
