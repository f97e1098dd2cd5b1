/** A turn to ask the provider at `at`; or none so soon: the next is at `until`. Milliseconds since 1970. */
export type Slot = { outcome: "turn"; at: number } | { outcome: "held"; until: number };

/** How often the provider may be asked in any `window` milliseconds. */
export interface SendRate {
  requests: number;
  window: number;
}

/**
 * The request that was `requests` ago must be a window away; and nobody asks while the provider wants peace. D1 binds every
 * number as a fraction: `?2` alone would write the path `$[#-2.0]`.
 */
const NEXT_SLOT = "CAST(max(?1, held_until, coalesce(json_extract(turns, printf('$[#-%d]', ?2)), 0) + ?3) AS INTEGER)";

/**
 * Takes the next free turn, unless that is more than `patience` away. One row, so that the pace holds over all consumers at
 * once. The instants of the last turns, not a fixed distance between them: whoever has been idle may ask at once as often as
 * the window allows, so that the time one consumer loses another makes good.
 */
export async function reserveSlot(
  db: D1Database,
  { requests, window }: SendRate,
  now: number,
  maxWait: number,
): Promise<Slot> {
  const [taken, currentStatus] = await db.batch<{ at: number }>([
    db
      .prepare(
        `UPDATE pace SET turns = json_insert(
           iif(json_array_length(turns) >= ?2, json_remove(turns, '$[0]'), turns), '$[#]', ${NEXT_SLOT})
         WHERE provider = 'resend' AND ${NEXT_SLOT} <= ?1 + ?4
         RETURNING json_extract(turns, '$[#-1]') AS at`,
      )
      .bind(now, requests, window, maxWait),
    db.prepare(`SELECT ${NEXT_SLOT} AS at FROM pace WHERE provider = 'resend'`).bind(now, requests, window),
  ]);
  const slot = taken?.results[0];
  if (slot) return { outcome: "turn", at: slot.at };
  return { outcome: "held", until: currentStatus?.results[0]?.at ?? now };
}

/** Nobody asks the provider before `until`: it has said that it takes no more for now. */
export async function pauseUntil(db: D1Database, until: number): Promise<void> {
  await db.prepare("UPDATE pace SET held_until = max(held_until, ?) WHERE provider = 'resend'").bind(until).run();
}
