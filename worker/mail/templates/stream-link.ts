import { fullDate, timeOfDay } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { timesOf } from "../../registration/event-definition.ts";
import { type Content, paragraph } from "../content.ts";
import { contact, facts, statusDetail } from "../facts.ts";
import type { MailOccasion } from "../mail.ts";

/** Where the stream is: to those who take part digitally, and to those who wait, since a seat may never come. */
export function streamLink(occasion: MailOccasion, say: Translate): Content {
  const { event, recipient } = occasion;
  const { starts } = timesOf(event);
  const { streamUrl, streamOpensBefore = 0 } = event.participation.digital ?? {};
  const start = timeOfDay(say, starts, event.timeZone);
  const opening = {
    date: fullDate(say, starts, event.timeZone),
    start,
    minutes: String(streamOpensBefore),
  };
  return {
    subject: "email.stream.subject",
    blocks: [
      ...(streamUrl ? [paragraph(say, "email.stream.body1", { streamUrl })] : []),
      paragraph(say, streamOpensBefore > 0 ? "email.stream.body2" : "email.stream.body2NoEarly", opening),
      ...(recipient.status === "waitlisted" ? [facts(occasion, say, [statusDetail(recipient, say)])] : []),
      paragraph(say, "email.stream.body3", { practicalContact: contact(event.contacts.practical) }),
    ],
    manage: "change",
    calendar: null,
    closing: null,
  };
}
