import { dayAndTime } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Content, paragraph } from "../content.ts";
import type { RenderInput } from "../render-input.ts";
import { currentStatus } from "./current-status.ts";
import { ticket } from "./in-person.ts";
import { askToVerify } from "./unverified.ts";

/** A person from the waiting list got a seat. A person who has already given it up reads their present status. */
export function promoted(input: RenderInput, t: Translate): Content {
  const { event, recipient } = input;
  if (recipient.status !== "confirmed" || recipient.participation !== "in-person") return currentStatus(input, t);
  const freed = paragraph(t, "email.promoted.body1");
  const giveUp = paragraph(t, "email.promoted.body2");
  if (recipient.heldUntil === null)
    return {
      subject: "email.promoted.subject",
      heading: "email.promoted.heading",
      blocks: [freed, giveUp, paragraph(t, "email.inPerson.body2"), ...ticket(input, t, "picture")],
      manage: "change",
      calendar: "PUBLISH",
      closing: null,
    };
  return {
    subject: "email.promoted.subjectHeld",
    values: { until: dayAndTime(t, recipient.heldUntil, event.timeZone) },
    heading: "email.promoted.heading",
    blocks: [freed, ...askToVerify(input, t), giveUp],
    manage: "see",
    calendar: null,
    closing: null,
  };
}
