import { newId } from "./ids.ts";

/** Who an organiser token belongs to. Of the token itself only the hash is stored. */
export interface OrganiserToken {
  id: string;
  name: string;
}

export async function addToken(
  db: D1Database,
  event: string,
  token: { name: string; hash: string },
  now: number,
): Promise<OrganiserToken> {
  const id = newId(now);
  await db
    .prepare("INSERT INTO organiser_token (id, event, name, hash, created_at) VALUES (?, ?, ?, ?, ?)")
    .bind(id, event, token.name, token.hash, now)
    .run();
  return { id, name: token.name };
}

export async function findToken(
  db: D1Database,
  event: string,
  hash: string,
): Promise<OrganiserToken | "elsewhere" | null> {
  const row = await db
    .prepare("SELECT id, name, event FROM organiser_token WHERE hash = ? AND revoked_at IS NULL")
    .bind(hash)
    .first<OrganiserToken & { event: string }>();
  if (!row) return null;
  return row.event === event ? { id: row.id, name: row.name } : "elsewhere";
}

/** False if the event has no such token that still worked. */
export async function revokeToken(db: D1Database, event: string, id: string, now: number): Promise<boolean> {
  const { meta } = await db
    .prepare("UPDATE organiser_token SET revoked_at = ? WHERE id = ? AND event = ? AND revoked_at IS NULL")
    .bind(now, id, event)
    .run();
  return meta.changes === 1;
}
