/** The list that a door keeps for the day, and the changes to it. */

import { latestChange } from "./change-feed.ts";
import { AT_DOOR_COLUMNS, type AtDoor, type AtDoorRow, atDoorOf } from "./check-ins.ts";

/** One page of the list, by id, after the row with id `after`. An empty page is the end. */
export async function doorPage(db: D1Database, slug: string, after: string, limit: number): Promise<AtDoor[]> {
  const { results } = await db
    .prepare(
      `SELECT ${AT_DOOR_COLUMNS} FROM registration
       WHERE registration.event = ?1 AND registration.id > ?2 ORDER BY registration.id LIMIT ?3`,
    )
    .bind(slug, after, limit)
    .all<AtDoorRow>();
  return results.map(atDoorOf);
}

/** The attendees in the next `limit` changes of the feed after `since`. `seq`: the last change that was read. */
export interface DoorChanges {
  seq: number;
  people: AtDoor[];
  /** Ids of erased attendees. */
  gone: string[];
}

/** Reads one row if nothing has changed: `since` comes first in the index. */
export async function doorChanges(db: D1Database, slug: string, since: number, limit: number): Promise<DoorChanges> {
  const { results } = await db
    .prepare(
      `WITH page AS (
         SELECT seq, registration FROM change WHERE event = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3
       ), changed AS (
         SELECT DISTINCT registration AS changed FROM page WHERE registration IS NOT NULL
       )
       SELECT changed, reached, ${AT_DOOR_COLUMNS}
       FROM (SELECT max(seq) AS reached FROM page)
       LEFT JOIN changed
       LEFT JOIN registration ON registration.id = changed`,
    )
    .bind(slug, since, limit)
    .all<Omit<AtDoorRow, "id"> & { changed: string | null; reached: number | null; id: string | null }>();
  const people: AtDoor[] = [];
  const gone: string[] = [];
  for (const { changed, reached, id, ...row } of results) {
    if (id !== null) people.push(atDoorOf({ ...row, id }));
    else if (changed !== null) gone.push(changed);
  }
  return { seq: results[0]?.reached ?? since, people, gone };
}

/** The number of the newest change in the feed of an event. */
export const doorPosition = async (db: D1Database, slug: string) => (await latestChange(db, slug)) ?? 0;
