/** A turn to ask the provider at `at`; or none so soon: everyone is held back until then. Milliseconds since 1970. */
export type Turn = { outcome: "turn"; at: number } | { outcome: "held"; until: number };

/**
 * Takes the next free turn, each `interval` milliseconds after the one before, unless that is more than `patience` away.
 * One row, so that the pace holds over all consumers at once.
 */
export async function takeTurn(db: D1Database, now: number, interval: number, patience: number): Promise<Turn> {
  const [taken, standing] = await db.batch<{ at: number }>([
    db
      .prepare(
        `UPDATE pace SET next_at = max(next_at, ?1) + ?2 WHERE provider = 'resend' AND next_at <= ?1 + ?3
         RETURNING next_at - ?2 AS at`,
      )
      .bind(now, interval, patience),
    db.prepare("SELECT next_at AS at FROM pace WHERE provider = 'resend'"),
  ]);
  const turn = taken?.results[0];
  if (turn) return { outcome: "turn", at: turn.at };
  return { outcome: "held", until: standing?.results[0]?.at ?? now };
}

/** Nobody asks the provider before `until`: it has said that it takes no more for now. */
export async function holdBack(db: D1Database, until: number): Promise<void> {
  await db.prepare("UPDATE pace SET next_at = max(next_at, ?) WHERE provider = 'resend'").bind(until).run();
}
