import type { EventDefinition } from "./event-definition.ts";
import { timesOf } from "./event-times.ts";
import { dayFrom, instantOf } from "./local-time.ts";

/** E-mails that fall due by themselves, once for each content. */
export const scheduledMailKinds = ["reminder", "stream", "thanks"] as const;
export type ScheduledMailKind = (typeof scheduledMailKinds)[number];

export interface ScheduledMail {
  kind: ScheduledMailKind;
  /** What it is about: where that changes after it was sent, it falls due once more. */
  contentKey: string;
  /** From when on it is sent, in milliseconds since 1970. */
  at: number;
  /** From when on it is too late to send it. */
  expiresAt: number;
}

/** How late thanks may still be sent, in milliseconds. */
const THANKS_MAX_DELAY_MS = 14 * 86_400_000;

/** When the reminder falls due, on the clock at the venue; null: never. */
export function reminderTime({ mails, starts }: EventDefinition): string | null {
  return mails.reminder === undefined ? `${dayFrom(starts, -1)}T10:00` : mails.reminder;
}

/** When the links to the stream fall due, on the clock at the venue; null: never. */
export function streamLinkTime({ mails, starts }: EventDefinition): string | null {
  return mails.streamLink === undefined ? `${dayFrom(starts, -1)}T15:00` : mails.streamLink;
}

/** When the thanks fall due, on the clock at the venue; null: never. */
function thanksTime({ mails, ends }: EventDefinition): string | null {
  return mails.thanks === undefined ? `${dayFrom(ends, 1)}T10:00` : mails.thanks;
}

/** The e-mails that an event schedules; none once it is cancelled. */
export function scheduledMailOf(event: EventDefinition): ScheduledMail[] {
  if (event.cancelled) return [];
  const { starts, ends } = timesOf(event);
  const at = (local: string) => instantOf(local, event.timeZone);
  const [reminder, thanks] = [reminderTime(event), thanksTime(event)];
  const stream = event.participation.digital ? streamLinkTime(event) : null;
  const day = event.starts.slice(0, 10);
  const dues: ScheduledMail[] = [];
  if (reminder) dues.push({ kind: "reminder", contentKey: day, at: at(reminder), expiresAt: starts });
  // Each attendee's own link stays the same when the stream gets another address.
  if (stream) dues.push({ kind: "stream", contentKey: day, at: at(stream), expiresAt: ends });
  if (thanks)
    dues.push({ kind: "thanks", contentKey: day, at: at(thanks), expiresAt: at(thanks) + THANKS_MAX_DELAY_MS });
  return dues;
}
