import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/** What the attendee shows at the door. E-mails to many have no picture: the provider takes no attachments with them. */
export function ticket({ ticket }: RenderInput, t: Translate, look: "picture" | "code"): Block[] {
  if (!ticket) return [];
  const { code, url } = ticket;
  const picture = look === "picture" ? { url, alt: t("ticket.alt", { code }) } : null;
  return [{ type: "ticket", note: t(picture ? "email.ticket.noPicture" : "email.ticket.code"), code, picture }];
}

/** A confirmed seat in the room. */
export function inPerson(input: RenderInput, t: Translate): Content {
  return {
    subject: "email.inPerson.subject",
    heading: "email.inPerson.heading",
    blocks: [
      paragraph(t, "email.inPerson.body2"),
      ...ticket(input, t, "picture"),
      paragraph(t, "email.inPerson.body3"),
    ],
    manage: "change",
    calendar: "PUBLISH",
    closing: null,
  };
}
