import { findEvent, type StoredEvent } from "./events.ts";

/** Events that this isolate has seen. Never trusted: what is written carries the version that it was checked against. */
const seen = new Map<string, StoredEvent>();

/** As it is stored now. */
export async function latestEvent(db: D1Database, slug: string): Promise<StoredEvent | null> {
  const event = await findEvent(db, slug, seen.get(slug));
  if (event) seen.set(slug, event);
  return event;
}

/** As it was when it was last asked for. */
export function cachedEvent(slug: string): StoredEvent | undefined {
  return seen.get(slug);
}
