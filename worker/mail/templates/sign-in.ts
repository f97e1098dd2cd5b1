import { dateAndTime } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

/** To an organiser: the link that signs in. It says nothing of attendees. */
export function signIn({ signIn, event }: RenderInput, t: Translate): Content {
  if (!signIn) throw new Error("An e-mail to sign in with needs the link");
  return {
    subject: "email.signIn.subject",
    facts: [],
    blocks: [
      paragraph(t, "email.signIn.body1", { until: dateAndTime(t, signIn.until, event.timeZone) }),
      {
        type: "action",
        look: "button",
        label: t("organiser.signIn.open"),
        href: signIn.url,
        note: t("email.signIn.secret"),
      },
      paragraph(t, "email.signIn.body2"),
    ],
    manage: null,
    calendar: null,
    closing: null,
  };
}
