/** What falls due by itself: when, and for whom it is written. */
import type { ScheduledMail, ScheduledMailKind } from "../registration/scheduled-mail.ts";

/** The slugs of events whose definition is newer than what falls due for them. */
export async function eventsWithoutSchedule(db: D1Database, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT slug FROM event WHERE planned = 0 LIMIT ?")
    .bind(limit)
    .all<{ slug: string }>();
  return results.map(({ slug }) => slug);
}

/** When needs go, and when everything personal goes: instants in milliseconds. */
export interface RetentionTimes {
  needs: number;
  registrations: number;
}

/**
 * Stores what falls due for an event, and what has to go when, if `version` is still its newest. What was sent stays sent,
 * unless the occasion is another now. Nothing falls due before now: whoever registers later than that reads it in the
 * confirmation. Where it was sent, but has been taken back or put off since, it falls due once more for those who have
 * registered in between, whose confirmations could not have it.
 */
export async function saveSchedule(
  db: D1Database,
  event: string,
  version: number,
  dues: readonly ScheduledMail[],
  retention: RetentionTimes,
  now: number,
): Promise<void> {
  const kinds = JSON.stringify(dues.map(({ kind }) => kind));
  const current = "EXISTS (SELECT 1 FROM event WHERE slug = ?1 AND version = ?2)";
  await db.batch([
    db
      .prepare(
        `DELETE FROM due WHERE event = ?1 AND ${current} AND done_at IS NULL
           AND kind NOT IN (SELECT value FROM json_each(?3))`,
      )
      .bind(event, version, kinds),
    db
      .prepare(
        `UPDATE due SET gone_at = coalesce(gone_at, ?4) WHERE event = ?1 AND ${current}
           AND kind NOT IN (SELECT value FROM json_each(?3))`,
      )
      .bind(event, version, kinds, now),
    ...dues.map(({ kind, occasion, at, ends }) =>
      db
        .prepare(
          `INSERT INTO due (event, kind, occasion, at, ends) SELECT ?1, ?3, ?4, max(?5, ?7), ?6 WHERE ${current}
           ON CONFLICT (event, kind) DO UPDATE SET
             at = excluded.at, ends = excluded.ends, occasion = excluded.occasion, gone_at = NULL,
             since = CASE
               WHEN occasion <> excluded.occasion THEN 0
               WHEN done_at IS NULL THEN since
               WHEN gone_at IS NOT NULL THEN gone_at
               WHEN ?5 > done_at THEN done_at
               ELSE since
             END,
             done_at = iif(occasion <> excluded.occasion OR gone_at IS NOT NULL OR ?5 > done_at, NULL, done_at)`,
        )
        .bind(event, version, kind, occasion, at, ends, now),
    ),
    ...Object.entries(retention).map(([what, at]) =>
      db
        .prepare(
          `INSERT INTO retention (event, what, at) SELECT ?1, ?3, ?4 WHERE ${current}
           ON CONFLICT (event, what) DO UPDATE SET at = excluded.at, after = ''`,
        )
        .bind(event, version, what, at),
    ),
    db.prepare("UPDATE event SET planned = 1 WHERE slug = ? AND version = ?").bind(event, version),
  ]);
}

export interface DueMail {
  event: string;
  kind: ScheduledMailKind;
}

/** What is due, of all events or of one, the longest overdue first. */
export async function dueMail(
  db: D1Database,
  now: number,
  limit: number,
  event: string | null = null,
): Promise<DueMail[]> {
  const { results } = await db
    .prepare(
      `SELECT event, kind FROM due WHERE done_at IS NULL AND at <= ?1 AND (?3 IS NULL OR event = ?3)
       ORDER BY at LIMIT ?2`,
    )
    .bind(now, limit, event)
    .all<DueMail>();
  return results;
}

/** Whom each kind is for, as a condition on `registration`. */
const AUDIENCE: Record<ScheduledMailKind, string> = {
  reminder: "(status = 'confirmed' OR digital_meanwhile)",
  stream: "((status = 'confirmed' AND participation = 'digital') OR status = 'waitlisted')",
  thanks: "(status = 'confirmed' OR digital_meanwhile)",
};

/** How many a definition would write to at once, were it stored: by the rules of `planEvent` and `writeDue`. */
export async function previewScheduledMail(
  db: D1Database,
  event: string,
  due: ScheduledMail,
  now: number,
): Promise<number> {
  const { kind, occasion, at, ends } = due;
  if (at > now || now >= ends) return 0;
  const row = await db
    .prepare(
      `WITH planned AS (
         SELECT CASE
           WHEN due.event IS NULL OR occasion <> ?3 THEN 0
           WHEN done_at IS NULL THEN since
           WHEN gone_at IS NOT NULL THEN gone_at
           WHEN ?4 > done_at THEN done_at
         END AS since
         FROM (SELECT 1) LEFT JOIN due ON due.event = ?1 AND due.kind = ?2)
       SELECT count(*) AS recipients FROM planned JOIN registration ON registration.event = ?1
       WHERE since IS NOT NULL AND registered_at >= since AND registered_at < max(?4, ?5) AND NOT test
         AND ${AUDIENCE[kind]}`,
    )
    .bind(event, kind, occasion, at, now)
    .first<{ recipients: number }>();
  return row?.recipients ?? 0;
}

/**
 * Writes the e-mails of something that is due, once, for those who had registered when it fell due; for nobody when it is too
 * late for it. Answers how many.
 */
export async function queueDueMail(db: D1Database, { event, kind }: DueMail, now: number): Promise<number> {
  const [written] = await db.batch([
    db
      .prepare(
        `INSERT INTO message (id, event, registration, kind, bulk, created_at, changed_at, due_at)
         SELECT printf('%012x', ?3) || lower(hex(randomblob(10))), registration.event, id, ?2, 1, ?3, ?3, ?3
         FROM due JOIN registration ON registration.event = due.event
         WHERE due.event = ?1 AND due.kind = ?2 AND done_at IS NULL AND at <= ?3 AND ?3 < ends
           AND registered_at >= since AND registered_at < at AND NOT test AND ${AUDIENCE[kind]}`,
      )
      .bind(event, kind, now),
    db
      .prepare(
        `UPDATE registration SET changed_because = 'message', latest_message = message.id
         FROM message
         WHERE registration.event = ?1 AND message.registration = registration.id AND message.kind = ?2
           AND message.created_at = ?3`,
      )
      .bind(event, kind, now),
    db
      .prepare("UPDATE due SET done_at = ?3 WHERE event = ?1 AND kind = ?2 AND done_at IS NULL AND at <= ?3")
      .bind(event, kind, now),
  ]);
  return written?.meta.changes ?? 0;
}
