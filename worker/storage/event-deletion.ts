/** Deletes an event with everything that belongs to it. */
import { newId } from "./ids.ts";

/** How much is stored for an event. Rehearsals do not count. */
export interface EventContents {
  people: number;
  rehearsals: number;
  /** E-mails that are waiting to be sent. */
  unsent: number;
  /** Organiser tokens that are valid. */
  tokens: number;
  webhooks: number;
}

export async function contentsOf(db: D1Database, slug: string): Promise<EventContents> {
  const row = await db
    .prepare(
      `SELECT count(iif(rehearsal, NULL, 1)) AS people, count(iif(rehearsal, 1, NULL)) AS rehearsals,
         (SELECT count(*) FROM message WHERE event = ?1 AND status = 'queued') AS unsent,
         (SELECT count(*) FROM organiser_token WHERE event = ?1 AND revoked_at IS NULL) AS tokens,
         (SELECT count(*) FROM webhook_endpoint WHERE event = ?1) AS webhooks
       FROM registration WHERE event = ?1`,
    )
    .bind(slug)
    .first<EventContents>();
  if (!row) throw new Error("A count without a row");
  return row;
}

/** Registrations that one transaction deletes. The limit keeps transactions small for any event. */
const STEP = 5000;

/** True while the event has the number of people that was confirmed. */
const AS_CONFIRMED = "(SELECT count(*) FROM registration WHERE event = ?1 AND NOT rehearsal) = ?2";

/** True once this deletion is in the audit log. ?2 and ?3 are the time and the id of its row. */
const LOGGED = "EXISTS (SELECT 1 FROM audit_log WHERE event = ?1 AND at = ?2 AND id = ?3)";

/**
 * `unconfirmed`: the event had another number of people. Of an event with more than 5,000, some of them may already be erased.
 */
export type DeletionOutcome = { outcome: "deleted" } | { outcome: "refused"; reason: "unconfirmed"; people: number };

/**
 * Deletes the event, if it has as many people as was confirmed, with a row in the audit log. No e-mail is sent. The change
 * feed keeps the ids of the erased, so that they can be erased again after a backup is restored; the audit log keeps who read
 * and changed what. Of a large event the oldest registrations go first; the last 5,000 go with the event, in one transaction.
 */
export async function deleteEvent(
  db: D1Database,
  slug: string,
  confirmed: number,
  { who, now }: { who: string; now: number },
): Promise<DeletionOutcome> {
  let people = confirmed;
  for (let deleted = STEP; deleted === STEP; ) {
    const { results } = await db
      .prepare(
        `DELETE FROM registration WHERE id IN (SELECT id FROM registration WHERE event = ?1 ORDER BY id LIMIT ?3)
           AND ${AS_CONFIRMED} AND (SELECT count(*) FROM registration WHERE event = ?1) > ?3
         RETURNING rehearsal`,
      )
      .bind(slug, people, STEP)
      .all<{ rehearsal: number }>();
    deleted = results.length;
    people -= results.filter(({ rehearsal }) => !rehearsal).length;
  }
  const id = newId(now);
  const [, , , gone] = await db.batch([
    // The statements below look for this row: it is there if the number was right at the start of the transaction.
    db
      .prepare(
        `INSERT INTO audit_log (event, at, id, who, action, count)
         SELECT slug, ?3, ?4, ?5, 'event deleted', ?6 FROM event WHERE slug = ?1 AND ${AS_CONFIRMED}`,
      )
      .bind(slug, people, now, id, who, confirmed),
    db.prepare(`DELETE FROM registration WHERE event = ?1 AND ${LOGGED}`).bind(slug, now, id),
    // E-mails to former addressees belong to no registration, so they are deleted here.
    db
      .prepare(`DELETE FROM message WHERE (kind = 'erased' OR kind = 'address-changed') AND event = ?1 AND ${LOGGED}`)
      .bind(slug, now, id),
    // Foreign keys delete everything else of the event.
    db.prepare(`DELETE FROM event WHERE slug = ?1 AND ${LOGGED} RETURNING slug`).bind(slug, now, id),
  ]);
  if (gone?.results.length === 1) return { outcome: "deleted" };
  return { outcome: "refused", reason: "unconfirmed", people: (await contentsOf(db, slug)).people };
}
