import { isInAudience } from "../registration/audience.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { changedSince, type ToldEvent } from "../registration/told-event.ts";
import type { RenderInput, SignIn } from "./render-input.ts";

/** Of an event that does not take place, when and where it was to be does not matter. */
function isNews(previous: ToldEvent, event: EventDefinition): boolean {
  const { time, place, cancelled } = changedSince(previous, event);
  return cancelled || (!event.cancelled && (time || place));
}

/** Whether a link to sign in still opens the pages. */
export const isLinkOpen = ({ open, until }: SignIn, now: number): boolean => open && now < until;

/**
 * Whether an e-mail still says something true and useful at the moment when it is sent. E-mails to many are queued for all at
 * once and sent when there is room; meanwhile people cancel and move, and the event begins.
 */
export function isStillRelevant({
  kind,
  event,
  recipient,
  previous,
  asked,
  signIn,
  takenBack,
  now,
}: RenderInput): boolean {
  if (!isInAudience(kind, recipient)) return false;
  const { starts, ends } = timesOf(event);
  switch (kind) {
    case "announcement":
      return !takenBack;
    case "hold-reminder":
      return recipient.heldUntil !== null;
    case "invitation":
      return asked !== null && now < asked.until && !event.cancelled && recipient.status === "confirmed";
    case "confirm-address":
      return asked !== null && now < asked.until;
    case "sign-in":
      return signIn !== null && isLinkOpen(signIn, now);
    case "not-taken":
      // The place is the attendee's own, if it still is.
      return !event.cancelled && recipient.status !== "cancelled";
    case "reminder":
      return !event.cancelled && now < starts;
    case "stream":
      return !event.cancelled && now < ends && event.participation.digital !== undefined;
    case "thanks":
      return !event.cancelled;
    case "event-changed":
    case "event-cancelled":
      // What was taken back before the attendee was told of it is no news.
      return previous === null || isNews(previous, event);
    default:
      return true;
  }
}
