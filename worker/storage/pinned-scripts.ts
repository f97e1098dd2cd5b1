/** A script with the form in one language, which never changes under its name. */
export interface PinnedScript {
  version: string;
  script: string;
}

/** Keeps those that are not kept yet. */
export async function savePinnedScripts(db: D1Database, versions: PinnedScript[], now: number): Promise<void> {
  const { results } = await db
    .prepare("SELECT version FROM form_version WHERE version IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify(versions.map(({ version }) => version)))
    .all<Pick<PinnedScript, "version">>();
  const missing = versions.filter(({ version }) => !results.some((kept) => kept.version === version));
  if (missing.length === 0) return;
  const keep = db.prepare(
    "INSERT INTO form_version (version, script, kept_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  await db.batch(missing.map(({ version, script }) => keep.bind(version, script, now)));
}

export async function findPinnedScript(db: D1Database, version: string): Promise<string | null> {
  return db.prepare("SELECT script FROM form_version WHERE version = ?").bind(version).first<string>("script");
}
