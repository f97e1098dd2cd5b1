import { dateAndTime } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import type { RenderInput, SignIn } from "../render-input.ts";

/** The sign-in link, to an organiser. It says nothing about attendees. */
export function signIn({ signIn, event }: RenderInput, t: Translate): Content {
  if (!signIn) throw new Error("An e-mail to sign in with needs the link");
  return {
    subject: "email.signIn.subject",
    facts: [],
    blocks: signInBlocks(signIn, event.timeZone, t),
    manage: null,
    calendar: null,
    closing: null,
  };
}

/** The same in an event's and in the service's name. `until` is shown in the time zone. */
export function signInBlocks({ url, until }: SignIn, timeZone: string, t: Translate): Block[] {
  return [
    paragraph(t, "email.signIn.body1", { until: dateAndTime(t, until, timeZone) }),
    paragraph(t, "email.signIn.body2"),
    { type: "action", look: "button", label: t("organiser.signIn.open"), href: url, note: t("email.signIn.secret") },
  ];
}
