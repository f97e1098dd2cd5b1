import type { Translate } from "../../i18n/translate.ts";
import { attends } from "../../registration/audience.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import { facts } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/** The event has another time or place. */
export function eventChanged(input: RenderInput, t: Translate): Content {
  const { recipient } = input;
  return {
    subject: "email.eventChanged.subject",
    blocks: [paragraph(t, "email.eventChanged.body1"), facts(input, t), ...stillRegistered(input, t)],
    manage: recipient.status === "cancelled" ? "see" : "change",
    calendar: attends(recipient) ? "PUBLISH" : null,
    closing: null,
  };
}

function stillRegistered({ recipient, links }: RenderInput, t: Translate): Block[] {
  const manageUrl = links.manage;
  switch (recipient.status) {
    case "confirmed":
      return [paragraph(t, "email.eventChanged.body2", { manageUrl })];
    case "waitlisted":
      return [paragraph(t, "email.eventChanged.body2Waitlist", { manageUrl })];
    case "cancelled":
      return [];
  }
}
