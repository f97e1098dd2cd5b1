import { isInAudience } from "../registration/audience.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { changesSinceTold, type ToldEvent } from "../registration/told-event.ts";
import type { RenderInput, SignIn } from "./render-input.ts";

/** For an event that does not take place, its time and place do not matter. */
function isNews(previous: ToldEvent, event: EventDefinition): boolean {
  const { time, place, cancelled } = changesSinceTold(previous, event);
  return cancelled || (!event.cancelled && (time || place));
}

/** Whether a sign-in link still works. */
export const isLinkOpen = ({ open, until }: SignIn, now: number): boolean => open && now < until;

/**
 * Whether an e-mail is still true and useful when it is sent. E-mails to many are queued together and sent as the rate
 * allows; meanwhile people cancel and move, and the event begins.
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
      // The recipient is the attendee who offered the place, and must still have it.
      return !event.cancelled && recipient.status !== "cancelled";
    case "reminder":
      return !event.cancelled && now < starts;
    case "stream":
      return !event.cancelled && now < ends && event.participation.digital !== undefined;
    case "thanks":
      return !event.cancelled;
    case "event-changed":
    case "event-cancelled":
      // A change that was undone before the attendee was told of it is not news.
      return previous === null || isNews(previous, event);
    default:
      return true;
  }
}
