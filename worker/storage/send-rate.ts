/** A slot in which the provider may be asked, at `at`; or none so soon: the next is at `until`. Milliseconds since 1970. */
export type Slot = { outcome: "turn"; at: number } | { outcome: "held"; until: number };

/** How often the provider may be asked in any `window` milliseconds. */
export interface SendRate {
  requests: number;
  window: number;
}

/**
 * When the next request may leave: a window after the one that was `requests` ago, and not while the provider has asked for a
 * pause. D1 binds every number as a fraction: `?2` alone would write the path `$[#-2.0]`.
 */
const NEXT_SLOT =
  "CAST(max(?1, paused_until, coalesce(json_extract(slots, printf('$[#-%d]', ?2)), 0) + ?3) AS INTEGER)";

/**
 * Reserves the next slot, unless that is more than `maxWait` milliseconds away. One row holds the rate over all consumers at
 * once. It keeps the instants of the last slots, not a fixed distance between them, so that a consumer that has been idle may
 * ask at once as often as the window allows.
 */
export async function reserveSlot(
  db: D1Database,
  { requests, window }: SendRate,
  now: number,
  maxWait: number,
): Promise<Slot> {
  const [reserved, next] = await db.batch<{ at: number }>([
    db
      .prepare(
        `UPDATE send_rate SET slots = json_insert(
           iif(json_array_length(slots) >= ?2, json_remove(slots, '$[0]'), slots), '$[#]', ${NEXT_SLOT})
         WHERE provider = 'resend' AND ${NEXT_SLOT} <= ?1 + ?4
         RETURNING json_extract(slots, '$[#-1]') AS at`,
      )
      .bind(now, requests, window, maxWait),
    db.prepare(`SELECT ${NEXT_SLOT} AS at FROM send_rate WHERE provider = 'resend'`).bind(now, requests, window),
  ]);
  const slot = reserved?.results[0];
  if (slot) return { outcome: "turn", at: slot.at };
  return { outcome: "held", until: next?.results[0]?.at ?? now };
}

/** The provider has said that it takes no more before `until`. */
export async function pauseUntil(db: D1Database, until: number): Promise<void> {
  await db
    .prepare("UPDATE send_rate SET paused_until = max(paused_until, ?) WHERE provider = 'resend'")
    .bind(until)
    .run();
}
