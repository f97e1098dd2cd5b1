import { findEvent, type StoredEvent } from "./events.ts";

/** Events that this isolate has seen. They may be outdated: every write carries the version that it was checked against. */
const seen = new Map<string, StoredEvent>();

/** The event as it is stored now. */
export async function latestEvent(db: D1Database, slug: string): Promise<StoredEvent | null> {
  const event = await findEvent(db, slug, seen.get(slug));
  if (event) seen.set(slug, event);
  return event;
}

/** The event as this isolate last read it. */
export function cachedEvent(slug: string): StoredEvent | undefined {
  return seen.get(slug);
}
