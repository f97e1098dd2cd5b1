/** Which database an event lives in. The table stands in the first database; an event that it does not name lives there. */

/** The name of the event's database; null where the table does not name the event. */
export async function storedDatabase(first: D1Database, slug: string): Promise<string | null> {
  return first.prepare("SELECT database FROM event_database WHERE event = ?").bind(slug).first<string>("database");
}

/** Stores where an event lives from now on. */
export async function placeEvent(first: D1Database, slug: string, database: string): Promise<void> {
  await first
    .prepare(
      "INSERT INTO event_database (event, database) VALUES (?, ?) ON CONFLICT DO UPDATE SET database = excluded.database",
    )
    .bind(slug, database)
    .run();
}

/**
 * The event of what a secret link names: a registration, also one that is erased, a question to another mailbox, a link to sign
 * in, or a door. Null where this database knows nothing of it.
 */
export async function eventOfId(db: D1Database, id: string): Promise<string | null> {
  return db
    .prepare(
      `SELECT event FROM registration WHERE id = ?1
       UNION ALL SELECT event FROM registration WHERE id = (SELECT registration FROM pending_address WHERE id = ?1)
       UNION ALL SELECT event FROM sign_in WHERE id = ?1
       UNION ALL SELECT event FROM organiser_session WHERE hash = ?1 AND door IS NOT NULL
       UNION ALL SELECT event FROM change WHERE registration = ?1
       LIMIT 1`,
    )
    .bind(id)
    .first<string>("event");
}
