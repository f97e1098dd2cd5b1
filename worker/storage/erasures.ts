/** The ids of those who were erased: all that a backup needs to be told. */
export interface Erasure {
  seq: number;
  event: string;
  registration: string;
  at: number;
}

/** Erasures after `since` in the feed of all events, oldest first. */
export async function erasuresSince(db: D1Database, since: number, limit: number): Promise<Erasure[]> {
  const { results } = await db
    .prepare(
      `SELECT seq, event, registration, at FROM change
       WHERE type = 'registration.erased' AND seq > ? ORDER BY seq LIMIT ?`,
    )
    .bind(since, limit)
    .all<Erasure>();
  return results;
}
