/** An attendee's own link to the stream: its registration, what it shows, and going to the stream. */
import { type StreamState, streamState } from "../registration/stream.ts";
import { readSecret } from "../security/manage-link.ts";
import type { Service } from "../service.ts";
import { latestEvent } from "../storage/event-cache.ts";
import type { StoredEvent } from "../storage/events.ts";
import { type Follower, findFollower, joinStream } from "../storage/joining.ts";

/** A valid link, and what it shows now. */
export interface StreamView {
  secret: string;
  follower: Follower;
  event: StoredEvent;
  shown: StreamState;
}

/**
 * Null for a link that we did not sign for this purpose, a replaced link, and the link of an erased registration. The client
 * does not learn which.
 */
export async function openStreamLink({ db, settings, now }: Service, secret: string): Promise<StreamView | null> {
  const link = await readSecret("stream", secret, settings.LINK_KEYS);
  const follower = link && (await findFollower(db, link.registration));
  if (!follower || follower.linkVersion !== link.version) return null;
  const event = await latestEvent(db, follower.event);
  return event && { secret, follower, event, shown: streamState(event.definition, follower, now) };
}

/**
 * The attendee goes to the stream. Stores that the attendee was there, and returns the address; null if there is no stream
 * to go to now. A second press stores nothing.
 */
export async function goToStream({ db, now }: Service, { follower, shown }: StreamView): Promise<string | null> {
  if (shown.state !== "open" || shown.url === null) return null;
  if (follower.joinedAt === null) await joinStream(db, follower, now);
  return shown.url;
}
