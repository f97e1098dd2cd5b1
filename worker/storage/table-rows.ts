/**
 * Copies and deletes rows of a table when an event moves between databases. SQLite itself writes and reads the rows as JSON.
 */
import { belongs, type EventTable, quoted } from "./table-schema.ts";

/** Rows of one page, each as a JSON array of its columns, and the key of the last one: the next page begins after it. */
export interface Page {
  rows: string[];
  last: string | null;
}

interface PageRow {
  row: string;
  key: string;
}

/** Characters of JSON per statement. D1 accepts 2 MB. */
const STATEMENT_MAX = 500_000;

const list = (names: readonly string[]) => names.map(quoted).join(", ");

/** The rows of an event (`slug` null: of all) in the order of the key, after `after`. */
function selectPage(db: D1Database, table: EventTable, slug: string | null, after: string | null, limit: number) {
  const name = quoted(table.name);
  const beyond = `(${list(table.key)}) > (${table.key.map((_, place) => `?2 ->> ${place}`).join(", ")})`;
  const owned = slug === null ? "?1 IS NULL" : belongs(table, `${name}.`, "= ?1");
  return db
    .prepare(
      `SELECT json_array(${list(table.columns)}) AS row, json_array(${list(table.key)}) AS key FROM ${name}
       WHERE ${owned} AND (?2 IS NULL OR ${beyond}) ORDER BY ${list(table.key)} LIMIT ?3`,
    )
    .bind(slug, after, limit);
}

const pageOf = (result: D1Result<PageRow> | undefined): Page => ({
  rows: result?.results.map(({ row }) => row) ?? [],
  last: result?.results.at(-1)?.key ?? null,
});

export async function readPage(
  db: D1Database,
  table: EventTable,
  slug: string | null,
  after: string | null,
  limit: number,
): Promise<Page> {
  return pageOf(await selectPage(db, table, slug, after, limit).all<PageRow>());
}

/** True while an event is closed, so that a late step of a move changes nothing. */
const STILL_CLOSED = "(?2 IS NULL OR EXISTS (SELECT 1 FROM closed_event WHERE event = ?2))";

/** Statements that insert rows whose keys are not there yet; rows of an event (`slug`) only while it is closed. */
export function insertRows(
  db: D1Database,
  table: EventTable,
  rows: readonly string[],
  slug: string | null,
): D1PreparedStatement[] {
  const values = table.columns.map((_, place) => `value ->> ${place}`).join(", ");
  const statement = `INSERT OR IGNORE INTO ${quoted(table.name)} (${list(table.columns)}) SELECT ${values} FROM json_each(?1) WHERE ${STILL_CLOSED}`;
  return inChunks(rows).map((chunk) => db.prepare(statement).bind(`[${chunk.join(",")}]`, slug));
}

function inChunks(rows: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    if (length + row.length > STATEMENT_MAX) {
      chunks.push([]);
      length = 0;
    }
    chunks.at(-1)?.push(row);
    length += row.length;
  }
  return chunks;
}

/**
 * Runs statements on one table in one transaction in which its triggers are dropped: triggers react to changes, and a moved
 * row does not change. Returns the statements' results.
 */
export async function withoutTriggers<T>(
  db: D1Database,
  table: EventTable,
  statements: readonly D1PreparedStatement[],
): Promise<D1Result<T>[]> {
  const { results: triggers } = await db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?")
    .bind(table.name)
    .all<{ name: string; sql: string }>();
  const results = await db.batch<T>([
    ...triggers.map(({ name }) => db.prepare(`DROP TRIGGER ${quoted(name)}`)),
    ...statements,
    ...triggers.map(({ sql }) => db.prepare(sql)),
  ]);
  return results.slice(triggers.length, triggers.length + statements.length);
}

/**
 * Copies a page of an event's rows, and reads the copies back. Returns how many there were, and the key of the last; null at
 * the end.
 * @throws Error if a copy differs
 */
export async function copyPage(
  { source, target }: { source: D1Database; target: D1Database },
  table: EventTable,
  slug: string,
  after: string | null,
  limit: number,
): Promise<{ rows: number; last: string | null }> {
  const page = await readPage(source, table, slug, after, limit);
  if (page.rows.length === 0) return { rows: 0, last: null };
  const again = selectPage(target, table, slug, after, limit);
  const results = await withoutTriggers<PageRow>(target, table, [...insertRows(target, table, page.rows, slug), again]);
  const copied = pageOf(results.at(-1));
  if (copied.rows.join("\n") !== page.rows.join("\n"))
    throw new Error(`A row of ${table.name} did not arrive as it was, after ${after ?? "the beginning"}`);
  return { rows: page.rows.length, last: page.rows.length < limit ? null : page.last };
}

/**
 * Deletes a page of a closed event's rows. Returns how many. The feed's erasures stay, since a restored backup needs them.
 */
export async function deletePage(db: D1Database, table: EventTable, slug: string, limit: number): Promise<number> {
  const name = quoted(table.name);
  const kept = table.name === "change" ? "AND type <> 'registration.erased'" : "";
  const [deleted] = await withoutTriggers(db, table, [
    db
      .prepare(
        `DELETE FROM ${name} WHERE (${list(table.key)}) IN (
           SELECT ${list(table.key)} FROM ${name} WHERE ${belongs(table, `${name}.`, "= ?2")} ${kept} LIMIT ?1)
           AND ${STILL_CLOSED}`,
      )
      .bind(limit, slug),
  ]);
  return deleted?.meta.changes ?? 0;
}

/** How many rows an event has in each table. */
export async function countRows(db: D1Database, tables: readonly EventTable[], slug: string): Promise<number[]> {
  const results = await db.batch<{ count: number }>(
    tables.map((table) => {
      const name = quoted(table.name);
      return db.prepare(`SELECT count(*) AS count FROM ${name} WHERE ${belongs(table, `${name}.`, "= ?1")}`).bind(slug);
    }),
  );
  return results.map(({ results }) => results[0]?.count ?? 0);
}
