import { BACKLOG_MAX, type MailBacklog } from "../registration/expected-mail.ts";

/**
 * `turn`: a slot for a request to the provider, at `at`. `held`: no slot soon enough; the next is at `until`. Milliseconds
 * since 1970.
 */
export type Slot = { outcome: "turn"; at: number } | { outcome: "held"; until: number };

/** How many requests the provider allows in any `window` milliseconds. */
export interface SendRate {
  requests: number;
  window: number;
}

/**
 * How far ahead a reserved slot is trusted, in milliseconds: further than any consumer waits for its own. Later slots were
 * reserved by an isolate with a fast clock, and all e-mail would wait for them.
 */
const SLOT_AHEAD_MAX_MS = 60_000;

/** How far ahead the end of a pause is trusted: the longest possible pause, and five minutes for clocks that differ. */
const PAUSE_AHEAD_MAX_MS = 65 * 60_000;

/** The slot of the request `requests` ago. A slot that is not trusted counts as used just now, so that the rate is kept. */
const RESERVED = "coalesce(json_extract(slots, printf('$[#-%d]', ?2)), 0)";
const BELIEVED_SLOT = `iif(${RESERVED} > ?1 + ${SLOT_AHEAD_MAX_MS}, ?1, ${RESERVED})`;

/** ?1: now. */
const BELIEVED_PAUSE = `iif(paused_until > ?1 + ${PAUSE_AHEAD_MAX_MS}, 0, paused_until)`;

/**
 * When the next request may be sent: a window after the request `requests` ago, and not during a pause that the provider
 * asked for. ?1: now; ?2 and ?3: `requests` and `window` of the rate. D1 binds every number as a fraction: `?2` alone would
 * write the path `$[#-2.0]`.
 */
export const NEXT_SLOT = `CAST(max(?1, ${BELIEVED_PAUSE}, ${BELIEVED_SLOT} + ?3) AS INTEGER)`;

/**
 * Copies the send rate to another database, so that no consumer there leases and renders messages that cannot be sent.
 * Reserving a slot uses only the first database. Does nothing if both are the same.
 */
export async function mirrorSendRate(first: D1Database, other: D1Database): Promise<void> {
  if (first === other) return;
  const rate = await first
    .prepare("SELECT slots, paused_until AS pausedUntil FROM send_rate WHERE provider = 'resend'")
    .first<{ slots: string; pausedUntil: number }>();
  if (!rate) return;
  await other
    .prepare("UPDATE send_rate SET slots = ?, paused_until = ? WHERE provider = 'resend'")
    .bind(rate.slots, rate.pausedUntil)
    .run();
}

/**
 * Reserves the next slot, unless that is more than `maxWait` milliseconds away. One row keeps the rate for all consumers. It
 * holds the instants of the last slots, not a fixed distance between them, so that after a quiet time a consumer may use the
 * whole window's requests at once.
 */
export async function reserveSlot(
  db: D1Database,
  { requests, window }: SendRate,
  now: number,
  maxWait: number,
): Promise<Slot> {
  const slot = await db
    .prepare(
      `UPDATE send_rate SET slots = json_insert(
         iif(json_array_length(slots) >= ?2, json_remove(slots, '$[0]'), slots), '$[#]', ${NEXT_SLOT})
       WHERE provider = 'resend' AND ${NEXT_SLOT} <= ?1 + ?4
       RETURNING json_extract(slots, '$[#-1]') AS at`,
    )
    .bind(now, requests, window, maxWait)
    .first<{ at: number }>();
  if (slot) return { outcome: "turn", at: slot.at };
  // Runs only if the consumer must wait: an invocation may make few queries, and a request that is sent needs them for its
  // outcome.
  const next = await db
    .prepare(`SELECT ${NEXT_SLOT} AS at FROM send_rate WHERE provider = 'resend'`)
    .bind(now, requests, window)
    .first<{ at: number }>();
  return { outcome: "held", until: next?.at ?? now };
}

/**
 * After so many milliseconds without a refusal the next one counts as the first. A refused e-mail is tried again within 72
 * minutes, so earlier refusals concern e-mail that is no longer waiting.
 */
const REFUSALS_APART_MS = 2 * 3_600_000;

/**
 * Stores that the provider has refused e-mail, and why. `pausedUntil`: it accepts none before, so all e-mail pauses; null if
 * only this e-mail waits. Of two pauses the later end counts. The first refusal since the last accepted e-mail is kept.
 */
export async function noteRefusal(
  db: D1Database,
  { pausedUntil, reason }: { pausedUntil: number | null; reason: string },
  now: number,
): Promise<void> {
  const anew = `refused_since > ?1 + ${PAUSE_AHEAD_MAX_MS} OR refused_at < ?1 - ${REFUSALS_APART_MS}`;
  await db
    .prepare(
      `UPDATE send_rate SET paused_until = max(${BELIEVED_PAUSE}, ?2),
         refused_since = iif(${anew}, ?1, coalesce(refused_since, ?1)), refused_at = ?1, refusal = ?3
       WHERE provider = 'resend'`,
    )
    .bind(now, pausedUntil ?? 0, reason)
    .run();
}

/**
 * Forgets the refusals and ends the pause, after the provider has accepted a request sent at `left`, unless they began
 * later. If a fast clock set their beginning, any success ends them.
 */
export async function forgetRefusals(db: D1Database, left: number): Promise<void> {
  await db
    .prepare(
      `UPDATE send_rate SET paused_until = 0, refused_since = NULL, refused_at = NULL, refusal = NULL
       WHERE provider = 'resend' AND (refused_since <= ?1 OR refused_since > ?1 + ${PAUSE_AHEAD_MAX_MS})`,
    )
    .bind(left)
    .run();
}

/** E-mail that is due within this time is being sent: it is leased, or waits for a free slot. In milliseconds. */
const ON_ITS_WAY_MS = 120_000;

/**
 * The messages that will be sent before an e-mail queued now in this database. `pause`: that of the first database, if this
 * is another. Leaves out messages that wait for the limit of a mailbox, and e-mail to many, which is sent last. Reads at
 * most `BACKLOG_MAX` rows of an index.
 */
export async function mailBacklog(db: D1Database, now: number, pause: number | null = null): Promise<MailBacklog> {
  const row = await db
    .prepare(
      `SELECT coalesce(?3, ${BELIEVED_PAUSE}) AS pausedUntil, (SELECT count(*) FROM (
         SELECT 1 FROM message INDEXED BY message_due
         WHERE status = 'queued' AND bulk = 0 AND due_at <= max(?1, coalesce(?3, ${BELIEVED_PAUSE})) + ${ON_ITS_WAY_MS}
         LIMIT ?2)) AS queued
       FROM send_rate WHERE provider = 'resend'`,
    )
    .bind(now, BACKLOG_MAX, pause)
    .first<MailBacklog>();
  return row ?? { queued: 0, pausedUntil: 0 };
}
