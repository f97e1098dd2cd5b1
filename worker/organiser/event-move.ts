/**
 * Moves an event from one database to another, in steps of a bounded size. A step may be repeated, and the move may stop
 * after any step.
 */
import * as z from "zod";
import { databaseFor, REMEMBERED_MS } from "../databases.ts";
import type { NamedDatabase } from "../environment.ts";
import { dryRunQuery, wrongParameter } from "../http/parameters.ts";
import type { Caller } from "../security/bearer.ts";
import { firstDatabase, inDatabase, type Service, wakeBulk, wakeOutbox } from "../service.ts";
import { closeEvent, openEvents } from "../storage/closed-events.ts";
import { dueTransactional } from "../storage/due-messages.ts";
import { contentsOf } from "../storage/event-deletion.ts";
import { advanceMove, beginMove, currentMove, type EventMove, endMove, enterPhase } from "../storage/event-move.ts";
import { beginRange, keepCount } from "../storage/feed-ranges.ts";
import { copyShared } from "../storage/shared-rows.ts";
import { copyPage, countRows, deletePage } from "../storage/table-rows.ts";
import { type EventTable, eventTables } from "../storage/table-schema.ts";
import { unreachable } from "../unreachable.ts";
import { wakeWebhooks } from "../webhooks/deliver.ts";
import { audit } from "./audit-log.ts";

/** Rows that one step copies or deletes. */
const STEP = 500;

/**
 * How long the event accepts no writes after its new database is stored, in milliseconds: until every isolate has read it
 * again.
 */
const SETTLE_MS = REMEMBERED_MS + 5_000;

/** How long the old rows are kept after that, for answers that are still reading them. */
const CLEAR_AFTER_MS = 60_000;

/** How many waiting e-mails are queued in the new database. The cron finds the others. */
const WOKEN = 100;

export const moveQuery = dryRunQuery.extend({
  to: z
    .string()
    .regex(/^DB(_\d+)?$/, "the name of a database binding, such as DB_2")
    .describe("The binding of the database that the event is moved to."),
});

export const movePreview = z.strictObject({
  dryRun: z.literal(true),
  from: z.string(),
  to: z.string(),
  people: z.int(),
  rows: z.int().describe("Of all tables: about a thousand are copied in a second."),
});

export const moveAnswer = z.strictObject({
  phase: z
    .enum(["copying", "undoing", "settling", "clearing", "done"])
    .describe(
      "While copying and settling, the event can be read and not changed. `done`: the event is where it was wanted, and nowhere else.",
    ),
  copied: z.int().describe("Rows that have been copied."),
  retryAfterSeconds: z.int().describe("When to ask for the next step."),
});
type MoveAnswer = z.infer<typeof moveAnswer>;

/** The problem for an impossible parameter `to`. */
const wrongTarget = (expected: string) => wrongParameter("to", expected);

function named({ databases }: Service, name: string): NamedDatabase {
  const found = databases.find((database) => database.name === name);
  if (!found) throw wrongTarget(`the name of a database that is bound: ${databases.map((it) => it.name).join(", ")}`);
  return found;
}

/** The database that holds the event. */
async function homeOf(service: Service, slug: string): Promise<NamedDatabase> {
  const db = await databaseFor(service, slug);
  return service.databases.find((database) => database.db === db) ?? service.databases[0];
}

/** How much would be moved. Changes nothing. @throws ProblemError parameter */
export async function previewMove(service: Service, slug: string, to: string): Promise<z.infer<typeof movePreview>> {
  const target = named(service, to);
  const source = await homeOf(service, slug);
  const [{ people }, counts] = await Promise.all([
    contentsOf(source.db, slug),
    eventTables(source.db).then((tables) => countRows(source.db, tables, slug)),
  ]);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return { dryRun: true, from: source.name, to: target.name, people, rows };
}

const answer = (phase: MoveAnswer["phase"], copied: number, waitMs = 0): MoveAnswer => ({
  phase,
  copied,
  retryAfterSeconds: Math.ceil(Math.max(0, waitMs) / 1000),
});

/**
 * Takes the next step of moving an event, or the first one. Repeated until it is done, it moves the event.
 * @throws ProblemError parameter, if the database is not bound or another move is in progress
 */
export async function moveEvent(service: Service, slug: string, to: string, caller: Caller): Promise<MoveAnswer> {
  const first = firstDatabase(service);
  const target = named(service, to);
  let move = await currentMove(first);
  if (!move) {
    const source = await homeOf(service, slug);
    if (source === target) return answer("done", 0);
    await beginMove(first, { event: slug, source: source.name, target: target.name }, Date.now());
    move = await currentMove(first);
  }
  if (move?.event !== slug || move.target !== to)
    throw wrongTarget(`asked for once the move of ${move?.event} to ${move?.target} is done`);
  return step(service, move, caller);
}

/**
 * Takes the next step of undoing a move. This is impossible once the new database is stored: then the answer is how far the
 * move has come.
 */
export async function undoMove(service: Service, slug: string, caller: Caller): Promise<MoveAnswer> {
  const first = firstDatabase(service);
  const move = await currentMove(first);
  if (move?.event !== slug) return answer("done", 0);
  if (move.phase === "copying") await enterPhase(first, move, "undoing", Date.now());
  const current = await currentMove(first);
  if (!current) return answer("done", 0);
  return current.phase === "undoing" ? step(service, current, caller) : answer(current.phase, current.copied);
}

async function step(service: Service, move: EventMove, caller: Caller): Promise<MoveAnswer> {
  const { phase, copied } = move;
  const first = firstDatabase(service);
  const [source, target] = [named(service, move.source), named(service, move.target)];
  const waited = Date.now() - move.since;
  switch (phase) {
    case "copying":
      return copy(first, move, source, target);
    case "settling":
      if (waited < SETTLE_MS) return answer(phase, copied, SETTLE_MS - waited);
      await openEvents(target.db);
      await enterPhase(first, move, "clearing", Date.now());
      await wakeAll(inDatabase(service, target));
      return answer("clearing", copied, CLEAR_AFTER_MS);
    case "clearing": {
      if (waited < CLEAR_AFTER_MS) return answer(phase, copied, CLEAR_AFTER_MS - waited);
      if (!(await clear(source.db, move.event))) return answer(phase, copied);
      await audit(inDatabase(service, target), caller, {
        event: move.event,
        action: "event moved",
        count: copied,
        detail: `${move.source} ${move.target}`,
      });
      await endMove(first, move);
      return answer("done", copied);
    }
    case "undoing": {
      if (!(await clear(target.db, move.event))) return answer(phase, copied);
      await openEvents(source.db);
      await endMove(first, move);
      return answer("done", 0);
    }
    default:
      return unreachable(phase);
  }
}

/** Closes the event, or copies the next page, or compares the two copies and stores the new database. */
async function copy(
  first: D1Database,
  move: EventMove,
  source: NamedDatabase,
  target: NamedDatabase,
): Promise<MoveAnswer> {
  const tables = await eventTables(source.db);
  const [opening] = tables;
  if (!opening) throw new Error("A schema without tables");
  if (move.at === null) {
    await closeEvent(target.db, tables, move.event);
    await closeEvent(source.db, tables, move.event);
    await copyShared(source.db, target.db);
    await beginRange(first, target);
    await advanceMove(first, move, { at: opening.name, after: null, rows: 0 });
    return answer("copying", 0);
  }
  const place = tables.findIndex(({ name }) => name === move.at);
  const table = tables[place];
  if (!table) throw new Error(`There is no table ${move.at} to go on with`);
  const { rows, last } = await copyPage({ source: source.db, target: target.db }, table, move.event, move.after, STEP);
  const next = tables[place + 1];
  if (last !== null || next) {
    await advanceMove(first, move, { at: last === null && next ? next.name : table.name, after: last, rows });
    return answer("copying", move.copied + rows);
  }
  await compare(tables, move, source, target);
  await keepCount(source.db);
  await enterPhase(first, move, "settling", Date.now());
  return answer("settling", move.copied + rows, SETTLE_MS);
}

/** Each copied row was already compared; this finds rows that were not copied. */
async function compare(tables: EventTable[], { event }: EventMove, source: NamedDatabase, target: NamedDatabase) {
  const [before, after] = await Promise.all([source, target].map(({ db }) => countRows(db, tables, event)));
  const missing = tables.filter((_, place) => before?.[place] !== after?.[place]);
  if (missing.length > 0) throw new Error(`Not all rows arrived: ${missing.map(({ name }) => name).join(", ")}`);
}

/** Deletes some of the event's rows in a database. True when none are left, and the database accepts writes again. */
async function clear(db: D1Database, slug: string): Promise<boolean> {
  const tables = await eventTables(db);
  const counts = await countRows(db, tables, slug);
  // Rows that refer to others are deleted first.
  for (const table of tables.filter((_, place) => counts[place] !== 0).reverse())
    if ((await deletePage(db, table, slug, STEP)) > 0) return false;
  await openEvents(db);
  return true;
}

/** Wakes the work that waited while the event accepted no writes. */
async function wakeAll(service: Service): Promise<void> {
  wakeOutbox(service, await dueTransactional(service.db, Date.now(), WOKEN));
  await wakeBulk(service);
  await wakeWebhooks(service);
}
