import { timesOf } from "../registration/event-times.ts";
import { attends } from "./facts.ts";
import type { RenderInput } from "./mail.ts";

/**
 * Whether an e-mail still has something to say to this person at this moment. Mail to many is written for all at once, and
 * sent when there is room: meanwhile people leave, move and get a seat, and the event begins.
 */
export function isStillRelevant({ kind, event, recipient, now }: RenderInput): boolean {
  const { starts, ends } = timesOf(event);
  const following = attends(recipient);
  switch (kind) {
    case "reminder":
      return following !== null && !event.cancelled && now < starts;
    case "stream":
      return (
        (following === "digital" || recipient.status === "waitlisted") &&
        Boolean(event.participation.digital?.streamUrl) &&
        !event.cancelled &&
        now < ends
      );
    case "thanks":
      return following !== null && !event.cancelled;
    case "announcement":
    case "event-changed":
    case "event-cancelled":
      return recipient.status !== "cancelled";
    default:
      return true;
  }
}
