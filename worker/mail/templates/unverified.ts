import { dayAndTime } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph } from "../content.ts";
import { facts, statusDetail } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/** Asks the attendee to verify the address while the place is held; otherwise nothing. The ticket has the deadline. */
export function askToVerify({ recipient, links }: RenderInput, t: Translate): Block[] {
  if (recipient.heldUntil === null) return [];
  return [
    paragraph(t, recipient.status === "waitlisted" ? "email.verify.body1Waitlist" : "email.verify.body1"),
    // The link leads to a page with a button, since mail scanners follow links.
    { type: "action", look: "button", label: t("manage.verify"), href: links.manage, note: t("email.manageSecret") },
  ];
}

/** A place that is held until the address is verified. There is no calendar entry, since the place may be lost. */
export function unverified(input: RenderInput, t: Translate): Content {
  const { event, recipient } = input;
  return {
    subject: "email.verify.subject",
    values: { until: dayAndTime(t, recipient.heldUntil ?? 0, event.timeZone) },
    heading: "email.verify.heading",
    facts: facts(input, t, [statusDetail(recipient, t)]),
    blocks: askToVerify(input, t),
    manage: "see",
    calendar: null,
    closing: null,
  };
}

/** Before the hold ends. */
export function holdReminder(input: RenderInput, t: Translate): Content {
  return {
    ...unverified(input, t),
    subject: "email.verify.reminderSubject",
    heading: "email.verify.reminderHeading",
  };
}
