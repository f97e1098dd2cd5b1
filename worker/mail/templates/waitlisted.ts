import type { Translate } from "../../i18n/translate.ts";
import { attends } from "../../registration/audience.ts";
import { placeInLine } from "../../registration/capacity.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import { stream, streamLinkIsOut } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/**
 * Tells that the person follows the stream while waiting for a seat, or may do so. After the links to the stream are sent,
 * everybody who waits has one.
 */
export function digitalMeanwhile(input: RenderInput, t: Translate): Block[] {
  const { event, recipient } = input;
  if (recipient.digitalMeanwhile) return [paragraph(t, "email.waitlist.digitalMeanwhile"), stream(input, t)];
  if (!event.participation.digital) return [];
  const offer = paragraph(t, "email.waitlist.body3");
  return streamLinkIsOut(input) ? [offer, stream(input, t)] : [offer];
}

/** A place on the waiting list. */
export function waitlisted(input: RenderInput, t: Translate): Content {
  const place = placeInLine(input.recipient.position);
  return {
    subject: "email.waitlist.subject",
    blocks: [
      paragraph(t, place === "later" ? "email.waitlist.body1NoPosition" : `email.waitlist.body1.${place}`),
      paragraph(t, "email.waitlist.body2"),
      ...digitalMeanwhile(input, t),
    ],
    manage: "change",
    // No calendar entry, since there may never be a seat.
    calendar: attends(input.recipient) ? "PUBLISH" : null,
    closing: null,
  };
}
