/** The newest migration that this code was written for: the last file of d1-migrations. */
export const NEWEST_MIGRATION = "0006_pinned_scripts.sql";

/** The newest migration applied to the database; null if wrangler has never applied one. */
export async function appliedMigration(db: D1Database): Promise<string | null> {
  try {
    return await db.prepare("SELECT max(name) AS name FROM d1_migrations").first<string>("name");
  } catch (error) {
    if (String(error).includes("no such table")) return null;
    throw error;
  }
}
