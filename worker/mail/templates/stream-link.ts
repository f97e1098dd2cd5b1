import { fullDate, timeOfDay } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { timesOf } from "../../registration/event-times.ts";
import { type Content, paragraph } from "../content.ts";
import { contact, facts, statusDetail } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";

/** The link of the stream, for those who take part digitally and those who wait, who may never get a seat. */
export function streamLink(input: RenderInput, t: Translate): Content {
  const { event, recipient } = input;
  const { starts } = timesOf(event);
  const { streamUrl, streamOpensBefore = 0 } = event.participation.digital ?? {};
  const start = timeOfDay(t, starts, event.timeZone);
  const opening = {
    date: fullDate(t, starts, event.timeZone),
    start,
    minutes: String(streamOpensBefore),
  };
  return {
    subject: "email.stream.subject",
    blocks: [
      ...(streamUrl ? [paragraph(t, "email.stream.body1", { streamUrl })] : []),
      paragraph(t, streamOpensBefore > 0 ? "email.stream.body2" : "email.stream.body2NoEarly", opening),
      ...(recipient.status === "waitlisted" ? [facts(input, t, [statusDetail(recipient, t)])] : []),
      paragraph(t, "email.stream.body3", { practicalContact: contact(event.contacts.practical) }),
    ],
    manage: "change",
    calendar: null,
    closing: null,
  };
}
