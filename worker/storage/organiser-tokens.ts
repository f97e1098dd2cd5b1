import type { Scope } from "../registration/scope.ts";
import { newId } from "./ids.ts";

/** An organiser token as it is known. Only the hash of the token itself is stored. */
export interface OrganiserToken {
  id: string;
  name: string;
  scopes: readonly Scope[];
}

export interface KnownToken extends OrganiserToken {
  createdAt: number;
  /** Accurate to the minute. */
  lastUsedAt: number | null;
  revokedAt: number | null;
}

interface TokenRow {
  id: string;
  name: string;
  event: string;
  scopes: string;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

function tokenOf({ id, name, scopes, created_at, last_used_at, revoked_at }: TokenRow): KnownToken {
  return {
    id,
    name,
    scopes: scopes.split(" ") as Scope[],
    createdAt: created_at,
    lastUsedAt: last_used_at,
    revokedAt: revoked_at,
  };
}

export async function addToken(
  db: D1Database,
  slug: string,
  { name, scopes, hash }: { name: string; scopes: readonly Scope[]; hash: string },
  now: number,
): Promise<OrganiserToken> {
  const id = newId(now);
  await db
    .prepare("INSERT INTO organiser_token (id, event, name, scopes, hash, created_at) VALUES (?, ?, ?, ?, ?, ?)")
    .bind(id, slug, name, scopes.join(" "), hash, now)
    .run();
  return { id, name, scopes };
}

export async function findToken(db: D1Database, slug: string, hash: string): Promise<KnownToken | "elsewhere" | null> {
  const row = await db
    .prepare("SELECT * FROM organiser_token WHERE hash = ? AND revoked_at IS NULL")
    .bind(hash)
    .first<TokenRow>();
  if (!row) return null;
  return row.event === slug ? tokenOf(row) : "elsewhere";
}

export async function touchToken(db: D1Database, id: string, now: number): Promise<void> {
  await db.prepare("UPDATE organiser_token SET last_used_at = ? WHERE id = ?").bind(now, id).run();
}

/** All tokens of an event, revoked ones included, newest first. */
export async function listTokens(db: D1Database, slug: string): Promise<KnownToken[]> {
  const { results } = await db
    .prepare("SELECT * FROM organiser_token WHERE event = ? ORDER BY id DESC")
    .bind(slug)
    .all<TokenRow>();
  return results.map(tokenOf);
}

/** False if the event has no such valid token. */
export async function revokeToken(db: D1Database, slug: string, id: string, now: number): Promise<boolean> {
  const { meta } = await db
    .prepare("UPDATE organiser_token SET revoked_at = ? WHERE id = ? AND event = ? AND revoked_at IS NULL")
    .bind(now, id, slug)
    .run();
  return meta.changes === 1;
}
