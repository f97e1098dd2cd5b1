import { timeOfDay } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { attends } from "../../registration/audience.ts";
import { timesOf } from "../../registration/event-times.ts";
import { dayAt } from "../../registration/local-time.ts";
import { type Content, paragraph } from "../content.ts";
import { stream } from "../facts.ts";
import type { RenderInput } from "../render-input.ts";
import { ticket } from "./in-person.ts";

/** Sent the day before, or on the day itself if a quota or an outage has delayed it. */
export function reminder(input: RenderInput, t: Translate): Content {
  const { event, recipient, links, now } = input;
  const today = dayAt(now, event.timeZone) >= event.starts.slice(0, 10);
  const digital = attends(recipient) === "digital" || !event.venue;
  const opening = digital
    ? paragraph(
        t,
        recipient.status === "waitlisted" ? "email.waitlist.digitalMeanwhile" : "email.reminder.body1Digital",
      )
    : paragraph(t, "email.reminder.body1InPerson", { venue: event.venue?.name ?? "" });
  return {
    subject: today ? "email.reminder.subjectToday" : "email.reminder.subject",
    values: { start: timeOfDay(t, timesOf(event).starts, event.timeZone) },
    blocks: [
      opening,
      ...(digital ? [stream(input, t)] : [paragraph(t, "email.inPerson.body2"), ...ticket(input, t, "code")]),
      paragraph(t, digital ? "email.reminder.body2Digital" : "email.reminder.body2", { cancelUrl: links.cancel }),
    ],
    manage: "change",
    calendar: null,
    closing: null,
  };
}
