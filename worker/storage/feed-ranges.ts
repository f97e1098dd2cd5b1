/**
 * Numbers of the change feed. `?since=`, webhooks and notices depend on them, so a moved event keeps its numbers. Therefore
 * no two databases ever give the same number: each counts in a range of its own. The first begins at 0.
 */
import { copyShared } from "./shared-rows.ts";

/** Numbers in a range: more changes than fit into 10 GB. A cursor has up to 15 digits, so there are a million ranges. */
const RANGE = 1_000_000_000;

interface NamedDatabase {
  name: string;
  db: D1Database;
}

/**
 * Gives a database a range of its own. The row that begins the range belongs to no event, so nobody reads it; the database's
 * next change gets the number after it.
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
 * Prevents a database from giving a number again after rows are deleted: SQLite continues from the highest row, and this row
 * stays.
 */
export async function keepCount(db: D1Database): Promise<void> {
  await db.prepare("INSERT INTO change (event, type, at) VALUES ('', 'range', 0)").run();
}

/** Makes a database ready for its first event: numbers of its own, and the addresses that get no e-mail. */
export async function prepareDatabase(first: D1Database, database: NamedDatabase): Promise<void> {
  // The database itself is asked: a range may have been assigned and never begun.
  const begun = await database.db.prepare("SELECT 1 FROM change WHERE event = '' LIMIT 1").first();
  if (begun) return;
  await copyShared(first, database.db);
  await beginRange(first, database);
}
