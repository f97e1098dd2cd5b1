import { dateAndTime } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import type { Asked, RenderInput } from "../render-input.ts";

function question({ url, until }: Asked, { event }: RenderInput, t: Translate): Block[] {
  return [
    paragraph(t, "email.confirmAddress.body1", { until: dateAndTime(t, until, event.timeZone) }),
    { type: "action", look: "button", label: t("newAddress.confirm"), href: url, note: t("email.manageSecret") },
    paragraph(t, "email.confirmAddress.body2"),
  ];
}

/**
 * To a new address that an attendee has typed. If it already has a registration, only this mailbox is told. The e-mail
 * contains nothing that was typed.
 */
export function confirmAddress(input: RenderInput, t: Translate): Content {
  const { asked } = input;
  if (!asked) throw new Error("Asking for an address needs the question");
  return {
    subject: "email.confirmAddress.subject",
    facts: [],
    blocks: asked.knownManage
      ? [
          paragraph(t, "email.confirmAddress.taken"),
          paragraph(t, "email.confirmAddress.own", { manageUrl: asked.knownManage }),
        ]
      : question(asked, input, t),
    manage: null,
    calendar: null,
    closing: null,
  };
}
