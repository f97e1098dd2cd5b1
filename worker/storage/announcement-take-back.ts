/**
 * Taking an announcement back. Once its row says so, no step queues more of it, and no consumer sends an e-mail of it that
 * it had not leased before (mail/relevance.ts). The waiting e-mails are then deleted.
 */

/** E-mails that one statement deletes: a longer transaction would block the database for everybody else. */
const STEP = 5000;

/**
 * E-mails of the announcement ?2 that no consumer has leased: a leased one may have been accepted. It searches the index of
 * unsent messages, so it reads neither sent messages nor the event's others.
 */
const WAITING = `SELECT id FROM message INDEXED BY message_due
  WHERE status = 'queued' AND bulk = 1 AND announcement = ?2 AND unconfirmed_since IS NULL`;

/**
 * `gone`: how many had left, including those leased by a consumer. `too-late`: none was still waiting. Taking back again
 * gives the numbers of that time.
 */
export type TakeBackOutcome =
  | { outcome: "taken-back"; recipients: number; gone: number }
  | { outcome: "refused"; reason: "too-late"; recipients: number }
  | { outcome: "refused"; reason: "not-found" };

interface State {
  recipients: number;
  gone: number;
  takenBack: number;
  underway: number;
  waiting: number;
}

export async function takeBack(db: D1Database, event: string, id: string, now: number): Promise<TakeBackOutcome> {
  const deleteAndRead = [
    db
      .prepare(
        `DELETE FROM message WHERE id IN (${WAITING} LIMIT ?3)
           AND EXISTS (SELECT 1 FROM announcement WHERE event = ?1 AND id = ?2 AND taken_back_at IS NOT NULL)`,
      )
      .bind(event, id, STEP),
    db
      .prepare(
        `SELECT recipients, gone, taken_back_at IS NOT NULL AS takenBack, (SELECT count(*) FROM (${WAITING})) AS waiting,
           (SELECT count(*) FROM message INDEXED BY message_due
            WHERE status = 'queued' AND bulk = 1 AND announcement = ?2 AND unconfirmed_since IS NOT NULL) AS underway
         FROM announcement WHERE event = ?1 AND id = ?2 AND NOT test`,
      )
      .bind(event, id),
  ];
  let [, , state] = (
    await db.batch<State>([
      db
        .prepare(
          `UPDATE announcement SET taken_back_at = ?3, queued_to = NULL
           WHERE event = ?1 AND id = ?2 AND NOT test AND taken_back_at IS NULL
             AND (queued_to IS NOT NULL OR EXISTS (${WAITING}))`,
        )
        .bind(event, id, now),
      ...deleteAndRead,
    ])
  ).map(({ results }) => results[0]);
  if (!state) return { outcome: "refused", reason: "not-found" };
  if (!state.takenBack) return { outcome: "refused", reason: "too-late", recipients: state.recipients };
  // A kill here loses nothing: consumers drop the remaining e-mails.
  while (state && state.waiting > 0) state = (await db.batch<State>(deleteAndRead)).at(-1)?.results[0];
  const { recipients = 0, gone = 0, underway = 0 } = state ?? {};
  return { outcome: "taken-back", recipients, gone: gone + underway };
}
