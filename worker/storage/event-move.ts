/**
 * The move of an event, stored in the first database with how far it has come, so that it can continue after any failure.
 */

/**
 * `copying`: neither database accepts writes for the event, and the move can still be undone. `undoing`: the copy is being
 * deleted. `settling`: the event is in the target, and accepts no writes until every isolate knows. `clearing`: it accepts
 * writes, and its rows in the source are being deleted.
 */
export type MovePhase = "copying" | "undoing" | "settling" | "clearing";

export interface EventMove {
  event: string;
  /** Names of databases. */
  source: string;
  target: string;
  phase: MovePhase;
  /** When the phase began. */
  since: number;
  /** The table that is being copied, and the key of its last copied row; null before the first. */
  at: string | null;
  after: string | null;
  /** Number of rows. */
  copied: number;
}

/** The present move, or null. */
export async function currentMove(first: D1Database): Promise<EventMove | null> {
  return first
    .prepare(`SELECT event, source, target, phase, since, "at", after, copied FROM event_move`)
    .first<EventMove>();
}

/** Begins a move, unless one is under way. */
export async function beginMove(
  first: D1Database,
  { event, source, target }: Pick<EventMove, "event" | "source" | "target">,
  now: number,
): Promise<void> {
  await first
    .prepare(
      `INSERT INTO event_move (one, event, source, target, phase, since) VALUES (1, ?, ?, ?, 'copying', ?)
       ON CONFLICT DO NOTHING`,
    )
    .bind(event, source, target, now)
    .run();
}

/**
 * Stores how far the copying has come, if it is still where `move` says, so that two movers at once do not count a page
 * twice.
 */
export async function advanceMove(
  first: D1Database,
  move: EventMove,
  { at, after, rows }: { at: string; after: string | null; rows: number },
): Promise<void> {
  await first
    .prepare(
      `UPDATE event_move SET "at" = ?2, after = ?3, copied = copied + ?4
       WHERE event = ?1 AND phase = 'copying' AND "at" IS ?5 AND after IS ?6`,
    )
    .bind(move.event, at, after, rows, move.at, move.after)
    .run();
}

/**
 * Enters the next phase, if the move is still in this one. The transaction that enters `settling` also stores the event's
 * new database.
 */
export async function enterPhase(first: D1Database, move: EventMove, phase: MovePhase, now: number): Promise<void> {
  await first.batch([
    first
      .prepare("UPDATE event_move SET phase = ?3, since = ?4 WHERE event = ?1 AND phase = ?2")
      .bind(move.event, move.phase, phase, now),
    first
      .prepare(
        `INSERT INTO event_database (event, database)
         SELECT event, target FROM event_move WHERE event = ? AND phase = 'settling'
         ON CONFLICT DO UPDATE SET database = excluded.database`,
      )
      .bind(move.event),
  ]);
}

export async function endMove(first: D1Database, { event, phase }: EventMove): Promise<void> {
  await first.prepare("DELETE FROM event_move WHERE event = ? AND phase = ?").bind(event, phase).run();
}
