/** What an attendee's own link to the stream leads to at a given moment. */
import { type Attendance, mayFollowStream } from "./audience.ts";
import type { EventDefinition } from "./event-definition.ts";
import { type EventSpan, timesOf } from "./event-times.ts";

const MINUTE_MS = 60_000;

/** How long the stream stays open after the end, for an event that takes longer than planned. In milliseconds. */
const OVERTIME_MS = 60 * MINUTE_MS;

/** The parts of a definition that decide it. */
export type StreamedEvent = EventSpan & { participation: Pick<EventDefinition["participation"], "digital"> };

export type StreamState =
  | { state: "event-cancelled" }
  /** The attendee has cancelled. */
  | { state: "cancelled" }
  /** The attendee comes in person. */
  | { state: "in-person" }
  /** The event is not streamed any more. */
  | { state: "not-streamed" }
  /** `opens` in milliseconds since 1970. */
  | { state: "before"; opens: number }
  /** `url`: the address of the stream; null while the organiser has not given it. */
  | { state: "open"; url: string | null }
  | { state: "recording"; url: string }
  | { state: "over" };

/** When the stream opens and closes, in milliseconds since 1970; null if there is none. */
export function streamTimes(event: StreamedEvent): { opens: number; closes: number } | null {
  const { digital } = event.participation;
  if (!digital) return null;
  const { starts, ends } = timesOf(event);
  return { opens: starts - digital.streamOpensBefore * MINUTE_MS, closes: ends + OVERTIME_MS };
}

/** The address of the stream is in the answer only while the stream is open for this attendee. */
export function streamState(event: StreamedEvent, attendee: Attendance, now: number): StreamState {
  if (event.cancelled) return { state: "event-cancelled" };
  if (attendee.status === "cancelled") return { state: "cancelled" };
  const times = streamTimes(event);
  const { digital } = event.participation;
  if (!digital || !times) return { state: "not-streamed" };
  // Also for an attendee who came in person: everybody may see the recording.
  if (digital.recordingUrl && now >= timesOf(event).ends) return { state: "recording", url: digital.recordingUrl };
  if (now >= times.closes) return { state: "over" };
  if (!mayFollowStream(attendee)) return { state: "in-person" };
  return now < times.opens ? { state: "before", opens: times.opens } : { state: "open", url: digital.streamUrl };
}
