import { isInAudience } from "../registration/audience.ts";
import { timesOf } from "../registration/event-times.ts";
import type { RenderInput } from "./render-input.ts";

/**
 * Whether an e-mail still says something true and useful at the moment when it is sent. E-mails to many are queued for all at
 * once and sent when there is room; meanwhile people cancel and move, and the event begins.
 */
export function isStillRelevant({ kind, event, recipient, now }: RenderInput): boolean {
  if (!isInAudience(kind, recipient)) return false;
  const { starts, ends } = timesOf(event);
  switch (kind) {
    case "reminder":
      return !event.cancelled && now < starts;
    case "stream":
      return !event.cancelled && now < ends && Boolean(event.participation.digital?.streamUrl);
    case "thanks":
      return !event.cancelled;
    default:
      return true;
  }
}
