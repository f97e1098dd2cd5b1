/**
 * Numbers of the change feed. `?since=`, webhooks and notices count by them, so an event that is moved keeps its own. Therefore
 * no number is ever given twice, in whichever database: each counts on in a range that no other has had. The first begins at 0.
 */
import { copyShared } from "./shared-rows.ts";

/** Numbers in a range: more changes than fit into 10 GB. A cursor has up to 15 digits, so there are a million ranges. */
const RANGE = 1_000_000_000;

interface NamedDatabase {
  name: string;
  db: D1Database;
}

/**
 * Makes a database count on in a range of its own. The row that begins it belongs to no event, so nobody reads it; the next
 * change of the database gets the number after it.
 */
export async function beginRange(first: D1Database, { name, db }: NamedDatabase): Promise<void> {
  const start = await first
    .prepare(
      `INSERT INTO feed_range (start, database)
       SELECT coalesce(max(start), 0) + ?2, ?1 FROM feed_range RETURNING start`,
    )
    .bind(name, RANGE)
    .first<number>("start");
  if (start === null) throw new Error("No range was given out");
  await db.prepare("INSERT INTO change (seq, event, type, at) VALUES (?, '', 'range', 0)").bind(start).run();
}

/**
 * Keeps the numbers of a database from being given again once rows are deleted: it counts on from the highest that it has, and
 * this row stays.
 */
export async function keepCount(db: D1Database): Promise<void> {
  await db.prepare("INSERT INTO change (event, type, at) VALUES ('', 'range', 0)").run();
}

/** Makes a database ready for its first event: numbers of its own, and the addresses that get no e-mail. */
export async function prepareDatabase(first: D1Database, database: NamedDatabase): Promise<void> {
  // Asked of the database itself: a range that was given out and never begun is not one to count in.
  const begun = await database.db.prepare("SELECT 1 FROM change WHERE event = '' LIMIT 1").first();
  if (begun) return;
  await copyShared(first, database.db);
  await beginRange(first, database);
}
