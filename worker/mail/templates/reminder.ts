import { timeOfDay } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { attends } from "../../registration/audience.ts";
import { timesOf } from "../../registration/event-times.ts";
import { dayAt } from "../../registration/local-time.ts";
import { type Content, paragraph } from "../content.ts";
import { facts, stream } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";
import { comingThere } from "./in-person.ts";

/** The day before, or on the day itself if a quota or an outage has delayed it. */
export function reminder(input: RenderInput, t: Translate): Content {
  const { event, recipient, links, now } = input;
  const today = dayAt(now, event.timeZone) >= event.starts.slice(0, 10);
  const start = timeOfDay(t, timesOf(event).starts, event.timeZone);
  const digital = attends(recipient) === "digital" || !event.venue;
  const opening = digital
    ? paragraph(t, today ? "email.reminder.body1DigitalToday" : "email.reminder.body1Digital", { start })
    : paragraph(t, today ? "email.reminder.body1InPersonToday" : "email.reminder.body1InPerson", {
        venue: event.venue?.name ?? "",
        start,
      });
  return {
    subject: today ? "email.reminder.subjectToday" : "email.reminder.subject",
    blocks: [
      opening,
      ...(recipient.status === "waitlisted" ? [paragraph(t, "email.waitlist.digitalMeanwhile")] : []),
      facts(input, t),
      digital ? stream(input, t) : comingThere(input, t),
      paragraph(t, digital ? "email.reminder.body2Digital" : "email.reminder.body2", { manageUrl: links.manage }),
    ],
    manage: "change",
    calendar: null,
    closing: null,
  };
}
