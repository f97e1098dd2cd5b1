/** The move of an event that is under way, in the first database: how far it has come, so that it goes on after any failure. */

/**
 * `copying`: neither database takes writes of the event; it may still be undone. `undoing`: the copy is deleted. `settling`: the
 * event lives in the target, and still takes no writes until every isolate knows. `clearing`: it takes writes, and what the
 * source has of it is deleted.
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
  /** The table that is being copied, and the key of the last row that was; null before the first. */
  at: string | null;
  after: string | null;
  /** Rows. */
  copied: number;
}

/** The move that is under way; null where none is. */
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

/** Stores how far the copying has come, if it is still where `move` says: two who move at once do not count twice. */
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

/** The next phase, if it is still in this one. Settling begins with the new place of the event, in the same transaction. */
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
