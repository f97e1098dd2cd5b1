import { dateAndTime } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, detail, paragraph, runs } from "../content.ts";
import { facts } from "../facts.ts";
import { harmlessName } from "../person-name.ts";
import type { RenderInput } from "../render-input.ts";
import { basisAndObjection } from "./confirmation.ts";

/** The information of GDPR Article 14: the source of the name and address, the basis, for how long, and how to end it. */
function source(input: RenderInput, by: string, t: Translate): Block {
  const [basis] = basisAndObjection(input, t);
  return {
    type: "section",
    heading: t("email.colleague.source.heading"),
    paragraphs: [
      runs(t, "email.invitation.source", { inviter: by }),
      ...(basis ? [basis] : []),
      runs(t, "email.invitation.object"),
    ],
  };
}

/** To a colleague who is offered an attendee's place. */
export function invitation(input: RenderInput, t: Translate): Content {
  const { asked, event, recipient } = input;
  if (!asked) throw new Error("An invitation is rendered from an offer");
  const by = harmlessName(asked.by);
  return {
    // Without the name: no subject contains what a stranger has typed.
    subject: "email.invitation.subject",
    facts: facts(input, t, [
      detail(t, "email.invitation.deadline", { until: dateAndTime(t, asked.until, event.timeZone) }),
    ]),
    blocks: [
      paragraph(t, `email.invitation.${recipient.participation === "digital" ? "digital" : "inPerson"}`, {
        inviter: by,
      }),
      paragraph(t, "email.invitation.until"),
      {
        type: "action",
        look: "button",
        label: t("email.invitation.answer"),
        href: asked.url,
        note: t("email.manageSecret"),
      },
      source(input, by, t),
    ],
    manage: null,
    calendar: null,
    closing: null,
  };
}
