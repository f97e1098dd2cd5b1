import type { EventDefinition } from "./event-definition.ts";
import { timesOf } from "./event-times.ts";
import { dayFrom, instantOf } from "./local-time.ts";

/** E-mails that fall due at a time, once for each content. */
export const scheduledMailKinds = ["reminder", "stream", "thanks"] as const;
export type ScheduledMailKind = (typeof scheduledMailKinds)[number];

export interface ScheduledMail {
  kind: ScheduledMailKind;
  /** Identifies the content: if it changes after sending, the e-mail falls due again. */
  contentKey: string;
  /** When it falls due, in milliseconds since 1970. */
  at: number;
  /** When it becomes too late to send it. */
  expiresAt: number;
}

/** How late the thanks may be sent, in milliseconds. */
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
  // The content key has no address: each attendee's own link stays the same when the stream's address changes.
  if (stream) dues.push({ kind: "stream", contentKey: day, at: at(stream), expiresAt: ends });
  if (thanks)
    dues.push({ kind: "thanks", contentKey: day, at: at(thanks), expiresAt: at(thanks) + THANKS_MAX_DELAY_MS });
  return dues;
}
