/**
 * Which rows belong to an event, read from the schema of the database: tables and columns that a migration adds are moved
 * without being listed here. Only this file and table-rows.ts put names into SQL text, and never values.
 */

/** A table whose rows belong to events, directly or through a row that they refer to. */
export interface EventTable {
  name: string;
  /** The stored columns. Generated columns follow from them. */
  columns: readonly string[];
  /** The columns of the primary key, in order. */
  key: readonly string[];
  owner: { column: string; of: EventTable | null };
}

/** Tables whose rows belong to no event, or to several, and why each is not moved. */
export const staying: Readonly<Record<string, string>> = {
  typed_mail: "limits of a mailbox, for two days: each database counts its own",
  suppression: "addresses that get no e-mail: each database has all of them",
  organiser_session: "organisers who are signed in: each database has all of them; doors, which a move closes",
  received_webhook: "webhooks of the provider, for three days",
  send_rate: "the rate of the provider: the first database has it for all",
  cron_run: "the first database has it for all",
  pinned_script: "the first database has them for all",
  event_database: "which event lives where: in the first database alone",
  event_move: "moves under way: in the first database alone",
  feed_range: "which numbers a database gives: in the first database alone",
  closed_event: "events that are being moved",
  d1_migrations: "the migrations that the database has had",
};

/** A name quoted for SQL. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

interface ColumnRow {
  name: string;
  column: string;
  /** Its position in the primary key, from 1; 0 if it is not part of it. */
  pk: number;
  /** The table that the column refers to. */
  parent: string | null;
}

const TABLES = `sqlite_schema AS tables
  WHERE tables.type = 'table' AND tables.name NOT GLOB 'sqlite_*' AND tables.name NOT GLOB '_cf_*'`;

/** Every table of the database, in the order of their names. */
async function readSchema(db: D1Database): Promise<Map<string, ColumnRow[]>> {
  const { results } = await db
    .prepare(
      `SELECT tables.name, columns.name AS "column", columns.pk,
         (SELECT keys."table" FROM pragma_foreign_key_list(tables.name) AS keys WHERE keys."from" = columns.name) AS parent
       FROM (SELECT name FROM ${TABLES}) AS tables JOIN pragma_table_info(tables.name) AS columns
       ORDER BY tables.name, columns.cid`,
    )
    .all<ColumnRow>();
  return Map.groupBy(results, ({ name }) => name);
}

/**
 * The tables whose rows are moved with their event, each after the tables it refers to.
 * @throws Error if the schema does not show which event the rows of a table belong to
 */
export async function eventTables(db: D1Database): Promise<EventTable[]> {
  const schema = await readSchema(db);
  const found = new Map<string, EventTable>();
  const visit = (name: string): EventTable => {
    const known = found.get(name);
    if (known) return known;
    const columns = schema.get(name) ?? [];
    // A moved table that a foreign key refers to comes first, whether or not that key shows the row's event.
    const parents = columns.flatMap(({ column, parent }) =>
      parent === null || parent === name ? [] : [{ column, of: visit(parent) }],
    );
    const own = name === "event" ? "slug" : columns.find(({ column }) => column === "event")?.column;
    const owner = own ? { column: own, of: null } : parents[0];
    if (!owner) throw new Error(`Whose are the rows of ${name}? Name the table in storage/table-schema.ts`);
    const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    if (key.length === 0) throw new Error(`${name} has no primary key, so it cannot be moved`);
    const table = { name, columns: columns.map(({ column }) => column), key: key.map(({ column }) => column), owner };
    found.set(name, table);
    return table;
  };
  for (const name of schema.keys()) if (!(name in staying)) visit(name);
  return [...found.values()];
}

/** A table that is not moved, for `copyShared`. */
export async function sharedTable(db: D1Database, name: string): Promise<EventTable> {
  const columns = (await readSchema(db)).get(name) ?? [];
  const key = columns.filter(({ pk }) => pk > 0).map(({ column }) => column);
  return { name, columns: columns.map(({ column }) => column), key, owner: { column: "", of: null } };
}

/** The condition that a row belongs to an event. `row`: `NEW.`, or the table with a dot; `is`: the condition on the slug. */
export function belongs({ owner }: EventTable, row: string, is: string): string {
  const { column, of } = owner;
  if (!of) return `${row}${quoted(column)} ${is}`;
  const parent = `${quoted(of.name)}.`;
  const [id = ""] = of.key;
  return `EXISTS (SELECT 1 FROM ${quoted(of.name)}
    WHERE ${parent}${quoted(id)} = ${row}${quoted(column)} AND ${belongs(of, parent, is)})`;
}
