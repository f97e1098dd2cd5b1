/**
 * Deletes data that, as the privacy notice says, is kept longer than the registrations. Each function is one bounded step.
 */

/** Rows that one step deletes. */
const STEP = 500;

/** Forgets which addresses bounced or complained before `before`. */
export async function forgetSuppressions(db: D1Database, before: number): Promise<void> {
  await db
    .prepare("DELETE FROM suppression WHERE hash IN (SELECT hash FROM suppression WHERE at < ? ORDER BY at LIMIT ?)")
    .bind(before, STEP)
    .run();
}

/** Forgets organiser tokens that were revoked before `before`, with the names on them. */
export async function forgetRevokedTokens(db: D1Database, before: number): Promise<void> {
  await db.prepare("DELETE FROM organiser_token WHERE revoked_at < ?").bind(before).run();
}

/**
 * Replaces the contact persons of these events with the organiser, if nobody is registered any more and retention is over.
 */
export async function forgetContacts(db: D1Database, slugs: readonly string[], now: number): Promise<void> {
  const events = JSON.stringify(slugs);
  await db.batch([
    db
      .prepare(
        `UPDATE event SET definition = json_set(definition, '$.contacts', json(organiser)), version = max(version + 1, ?2)
         FROM (
           SELECT slug AS emptied, json_object('practical', json_object(
             'name', definition ->> '$.organiser.name', 'email', definition ->> '$.organiser.email')) AS organiser
           FROM event WHERE slug IN (SELECT value FROM json_each(?1))) AS instead
         WHERE slug = emptied AND definition -> '$.contacts' <> organiser
           AND EXISTS (SELECT 1 FROM retention WHERE event = slug AND what = 'registrations' AND due_at <= ?2)
           AND NOT EXISTS (SELECT 1 FROM registration WHERE registration.event = slug)`,
      )
      .bind(events, now),
    db
      .prepare(
        `UPDATE capacity SET event_version = version
         FROM event
         WHERE slug IN (SELECT value FROM json_each(?1)) AND capacity.event = slug AND event_version < version`,
      )
      .bind(events),
  ]);
}
