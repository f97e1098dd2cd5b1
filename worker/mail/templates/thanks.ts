import { longDate } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { retentionOf } from "../../registration/event-times.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

function openMaterials(href: string, t: Translate): Block {
  return { type: "action", look: "button", label: t("email.thanks.body2"), href };
}

/** Thanks after the event. */
export function thanks({ event }: RenderInput, t: Translate): Content {
  const { materialsUrl } = event.mails;
  const recordingUrl = event.participation.digital?.recordingUrl;
  return {
    subject: "email.thanks.subject",
    blocks: [
      paragraph(t, "email.thanks.body1"),
      paragraph(t, "email.thanks.body3", { eraseDate: longDate(t, retentionOf(event).registrations, event.timeZone) }),
      ...(recordingUrl ? [paragraph(t, "email.thanks.recording", { recordingUrl })] : []),
      ...(materialsUrl ? [openMaterials(materialsUrl, t)] : []),
    ],
    manage: "see",
    calendar: null,
    closing: null,
  };
}
