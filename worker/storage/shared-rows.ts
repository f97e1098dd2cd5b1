/** Rows that every database has: they are written to all, and a database added later gets a copy. */
import { insertRows, readPage } from "./table-rows.ts";
import { sharedTable } from "./table-schema.ts";

const SHARED = ["suppression", "organiser_session"];

const PAGE = 1000;

/** Copies the rows that `target` does not have. */
export async function copyShared(source: D1Database, target: D1Database): Promise<void> {
  for (const name of SHARED) {
    const table = await sharedTable(source, name);
    for (let after: string | null = null; ; ) {
      const { rows, last } = await readPage(source, table, null, after, PAGE);
      if (rows.length > 0) await target.batch(insertRows(target, table, rows, null));
      if (rows.length < PAGE) break;
      after = last;
    }
  }
}
