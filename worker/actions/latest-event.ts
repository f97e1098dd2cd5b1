import { latestEvent } from "../storage/event-cache.ts";
import type { StoredEvent } from "../storage/events.ts";

/** How often a definition may be saved during one request before we give up. */
const TRIES = 4;

/**
 * Runs `attempt` again while it answers that the registration has changed: for updates that do not depend on its other
 * answers. `attempt` reads the registration each time.
 */
export async function withoutConflict<Outcome extends { outcome: string; reason?: string }>(
  attempt: () => Promise<Outcome>,
): Promise<Outcome> {
  for (let tries = 1; ; tries++) {
    const outcome = await attempt();
    if (outcome.reason !== "conflict" || tries === TRIES) return outcome;
  }
}

/**
 * Runs `attempt` with an event's definition, and again with the latest one while it answers `event-changed`: a definition
 * was saved between reading it and the transaction that relies on it. `known` is tried first. Returns the result of the last
 * attempt; null if there is no such event. @throws Error after four attempts
 */
export async function withLatestEvent<Outcome extends object>(
  db: D1Database,
  slug: string,
  attempt: (event: StoredEvent) => Promise<Outcome | "event-changed">,
  known?: StoredEvent,
): Promise<Outcome | null> {
  let event = known ?? (await latestEvent(db, slug));
  for (let tries = 0; event && tries < TRIES; tries++) {
    const outcome = await attempt(event);
    if (outcome !== "event-changed") return outcome;
    event = await latestEvent(db, slug);
  }
  if (!event) return null;
  throw new Error(`The event ${slug} changed ${TRIES} times under one request`);
}
