/**
 * An event that is being moved takes no writes from any isolate: triggers refuse them, so a transaction that touches one of
 * its rows changes nothing. The triggers exist only while an event is moved.
 */
import { belongs, type EventTable, quoted } from "./table-schema.ts";

/** The triggers' error. storage/overload.ts knows it, because the same request succeeds a little later. */
export const EVENT_IS_MOVED = "the event is being moved";

const CLOSED = "IN (SELECT event FROM closed_event)";

/** The beginning of the names of these triggers. */
const PREFIX = "closed_event: ";

/**
 * An update that only leases a waiting e-mail. It is ignored, not refused: the other e-mails of the batch continue, and this
 * one is sent after the move.
 */
const ONLY_A_LEASE =
  "NEW.status = 'queued' AND OLD.status = 'queued' AND NEW.due_at <> OLD.due_at AND NEW.batch IS OLD.batch AND NEW.typed IS OLD.typed";

const REFUSE = `RAISE(ABORT, '${EVENT_IS_MOVED}')`;

function triggersOf(table: EventTable): string[] {
  const { name } = table;
  const trigger = (doing: string, verb: "INSERT" | "UPDATE" | "DELETE", when: string, act: string) =>
    `CREATE TRIGGER IF NOT EXISTS ${quoted(`${PREFIX}${name} ${doing}`)} BEFORE ${verb} ON ${quoted(name)} WHEN ${when}
     BEGIN SELECT ${act}; END`;
  const [old, fresh] = [belongs(table, "OLD.", CLOSED), belongs(table, "NEW.", CLOSED)];
  const update =
    name === "message"
      ? [
          trigger("lease", "UPDATE", `${old} AND ${ONLY_A_LEASE}`, "RAISE(IGNORE)"),
          trigger("update", "UPDATE", `${old} AND NOT (${ONLY_A_LEASE})`, REFUSE),
        ]
      : [trigger("update", "UPDATE", old, REFUSE)];
  return [trigger("insert", "INSERT", fresh, REFUSE), ...update, trigger("delete", "DELETE", old, REFUSE)];
}

/** After this commit, only the move itself writes rows of the event. */
export async function closeEvent(db: D1Database, tables: readonly EventTable[], slug: string): Promise<void> {
  await db.batch([
    db.prepare("INSERT INTO closed_event (event) VALUES (?) ON CONFLICT DO NOTHING").bind(slug),
    ...tables.flatMap(triggersOf).map((sql) => db.prepare(sql)),
  ]);
}

/** Accepts writes again for every event: only one is moved at a time. */
export async function openEvents(db: D1Database): Promise<void> {
  const { results: triggers } = await db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND substr(name, 1, ?2) = ?1")
    .bind(PREFIX, PREFIX.length)
    .all<{ name: string }>();
  await db.batch([
    db.prepare("DELETE FROM closed_event"),
    ...triggers.map(({ name }) => db.prepare(`DROP TRIGGER IF EXISTS ${quoted(name)}`)),
  ]);
}
