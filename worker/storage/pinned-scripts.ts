/** A script with the form in one language, which never changes under its name. */
export interface PinnedScript {
  version: string;
  script: string;
}

/** Stores the scripts that are not stored yet. */
export async function savePinnedScripts(db: D1Database, scripts: PinnedScript[], now: number): Promise<void> {
  const { results } = await db
    .prepare("SELECT version FROM pinned_script WHERE version IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify(scripts.map(({ version }) => version)))
    .all<Pick<PinnedScript, "version">>();
  const missing = scripts.filter(({ version }) => !results.some((stored) => stored.version === version));
  if (missing.length === 0) return;
  const store = db.prepare(
    "INSERT INTO pinned_script (version, script, stored_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  await db.batch(missing.map(({ version, script }) => store.bind(version, script, now)));
}

export async function findPinnedScript(db: D1Database, version: string): Promise<string | null> {
  return db.prepare("SELECT script FROM pinned_script WHERE version = ?").bind(version).first<string>("script");
}
