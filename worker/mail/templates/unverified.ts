import { dateAndTime } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import { facts, statusDetail } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/** Asks the attendee to verify the address, as long as the place is held for that; else nothing. */
export function askToVerify({ event, recipient, links }: RenderInput, t: Translate): Block[] {
  if (recipient.heldUntil === null) return [];
  const until = dateAndTime(t, recipient.heldUntil, event.timeZone);
  return [
    paragraph(t, "email.verify.body1", { until }),
    // Leads to a page with a button, since mail scanners follow links.
    { type: "action", look: "button", label: t("manage.verify"), href: links.manage, note: t("email.manageSecret") },
  ];
}

/** A place that is held until the address is verified. No calendar entry for what may come to nothing. */
export function unverified(input: RenderInput, t: Translate): Content {
  return {
    subject: "email.verify.subject",
    blocks: [...askToVerify(input, t), facts(input, t, [statusDetail(input.recipient, t)])],
    manage: "see",
    calendar: null,
    closing: null,
  };
}

/** Before the hold ends. */
export function holdReminder(input: RenderInput, t: Translate): Content {
  return { ...unverified(input, t), subject: "email.verify.reminderSubject" };
}
