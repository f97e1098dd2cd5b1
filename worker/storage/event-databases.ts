/**
 * Which database holds an event. The table is in the first database; an event without a row is in the first database too.
 */

/** The name of the event's database; null if the table has no row for the event. */
export async function storedDatabase(first: D1Database, slug: string): Promise<string | null> {
  return first.prepare("SELECT database FROM event_database WHERE event = ?").bind(slug).first<string>("database");
}

/** Stores which database holds an event from now on. */
export async function placeEvent(first: D1Database, slug: string, database: string): Promise<void> {
  await first
    .prepare(
      "INSERT INTO event_database (event, database) VALUES (?, ?) ON CONFLICT DO UPDATE SET database = excluded.database",
    )
    .bind(slug, database)
    .run();
}

/**
 * The event of the id in a secret link: a registration (also an erased one), a question to another mailbox, a link to sign
 * in, which may belong to no event, or a door. Null if this database does not know the id.
 */
export async function findId(db: D1Database, id: string): Promise<{ event: string | null } | null> {
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
    .first<{ event: string | null }>();
}
