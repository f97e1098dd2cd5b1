/**
 * Organisers who sign in: those listed in definitions and those who may create events, the links sent to them, and their
 * sessions. `creators` are the keys of the addresses that may create events.
 */
import type { Language } from "../i18n/language.ts";
import { DATABASE_NOW } from "./due-times.ts";
import { type EventOutline, OUTLINE, parseOutline } from "./event-list.ts";
import { MAILBOX_FREE_AT, mailLimits, writeAlways } from "./mail-limits.ts";
import { NEW_VERSION } from "./new-version.ts";

/** How long a link works, and how long a session lasts after it was last used, in milliseconds. */
export const LINK_MS = 15 * 60_000;
export const IDLE_MS = 12 * 3_600_000;

/** Rows that one step deletes. The limit keeps each step small, however many rows are waiting. */
const STEP = 500;

export interface LinkRequest {
  /** The id of the link and of its e-mail. */
  id: string;
  email: string;
  emailKey: string;
  /** A keyed hash of the mailbox. */
  mailbox: string;
  language: Language;
  /** The requested page, and its event. */
  path: string;
  event: string | null;
  /** Whether the address may create events, and so may sign in although no event lists it. */
  creator: boolean;
}

/**
 * Queues an e-mail with a sign-in link to this address, unless no event lists it and it may not create any, or it has had too
 * many. One transaction that always writes, like `sendLinkAgain`, so that the response time tells nothing.
 */
export async function askToSignIn(db: D1Database, asked: LinkRequest, now: number): Promise<void> {
  const values = JSON.stringify({
    ...asked,
    ...mailLimits(asked.mailbox, now),
    now,
  });
  await db.batch([
    // In the name of the requested event, or of the latest one that lists the address; otherwise in the service's own.
    db
      .prepare(
        `INSERT INTO sign_in (id, email_key, email, event, language, path, created_at)
         SELECT ?1 ->> 'id', ?1 ->> 'emailKey', ?1 ->> 'email', slug, ?1 ->> 'language', ?1 ->> 'path', ?1 ->> 'now'
         FROM (
           SELECT slug, definition ->> 'starts' AS starts FROM organiser JOIN event ON event.slug = organiser.event
           WHERE email_key = ?1 ->> 'emailKey'
           UNION ALL SELECT NULL, NULL WHERE ?1 ->> 'creator')
         WHERE ${MAILBOX_FREE_AT} <= ?1 ->> 'now'
         ORDER BY slug IS NULL, slug IS ?1 ->> 'event' DESC, starts DESC LIMIT 1`,
      )
      .bind(values),
    // `with_change` is 0, because no row of the feed reports it.
    db
      .prepare(
        `INSERT INTO message (
           id, event, registration, seq, kind, created_at, changed_at, due_at, mailbox, with_change, own_request)
         SELECT id, event, id, 1, 'sign-in', ?1 ->> 'now', ?1 ->> 'now', min(?1 ->> 'now', ${DATABASE_NOW}),
           ?1 ->> 'mailbox', 1, 1
         FROM sign_in WHERE id = ?1 ->> 'id'`,
      )
      .bind(values),
    writeAlways(db, values),
  ]);
}

/** Whether a link still works, or why not. `path`: the requested page. */
export type SignInLink = { state: "open"; path: string } | { state: "used" | "expired" | "removed" };

interface LinkRow {
  path: string;
  created_at: number;
  used_at: number | null;
  listed: number;
}

/** Whether the address of `sign_in` may sign in. ?1 is JSON with `creators`. */
const MAY_SIGN_IN = `(EXISTS (SELECT 1 FROM organiser WHERE organiser.email_key = sign_in.email_key)
  OR sign_in.email_key IN (SELECT value FROM json_each(?1, '$.creators')))`;

/** ?1 is JSON with `id` and `creators`. */
const LINK = `SELECT path, created_at, used_at, ${MAY_SIGN_IN} AS listed FROM sign_in WHERE id = ?1 ->> 'id'`;

/** A deleted link counts as expired. */
function linkOf(row: LinkRow | null | undefined, now: number): SignInLink {
  if (!row || row.created_at < now - LINK_MS) return { state: "expired" };
  if (row.used_at !== null) return { state: "used" };
  return row.listed ? { state: "open", path: row.path } : { state: "removed" };
}

export async function findSignIn(
  db: D1Database,
  id: string,
  creators: readonly string[],
  now: number,
): Promise<SignInLink> {
  return linkOf(await db.prepare(`${LINK}`).bind(JSON.stringify({ id, creators })).first<LinkRow>(), now);
}

/** Uses up an open link and opens a session, in one transaction. Returns the link as it was. */
export async function openSession(
  db: D1Database,
  { id, hash, creators }: { id: string; hash: string; creators: readonly string[] },
  now: number,
): Promise<SignInLink> {
  const values = JSON.stringify({ id, hash, creators, now, linksBefore: now - LINK_MS });
  const [link] = await db.batch<LinkRow>([
    db.prepare(`${LINK}`).bind(values),
    db
      .prepare(
        `INSERT INTO organiser_session (hash, email_key, email, language, created_at, last_used_at)
         SELECT ?1 ->> 'hash', email_key, email, language, ?1 ->> 'now', ?1 ->> 'now' FROM sign_in
         WHERE id = ?1 ->> 'id' AND used_at IS NULL AND created_at >= ?1 ->> 'linksBefore' AND ${MAY_SIGN_IN}`,
      )
      .bind(values),
    db
      .prepare("UPDATE sign_in SET used_at = ?1 ->> 'now' WHERE id = ?1 ->> 'id' AND used_at IS NULL AND changes() > 0")
      .bind(values),
  ]);
  return linkOf(link?.results[0], now);
}

/** Whether an event of this database lists the organiser. */
export async function listsOrganiser(db: D1Database, emailKey: string): Promise<boolean> {
  return (await db.prepare("SELECT 1 FROM organiser WHERE email_key = ? LIMIT 1").bind(emailKey).first()) !== null;
}

/** Copies a session to another database: each database knows which of its own events the session may open. */
export async function copySession(from: D1Database, to: D1Database, hash: string): Promise<void> {
  const session = await from
    .prepare(
      `SELECT json_object('hash', hash, 'emailKey', email_key, 'email', email, 'language', language, 'at', created_at) AS json
       FROM organiser_session WHERE hash = ?`,
    )
    .bind(hash)
    .first<string>("json");
  await to
    .prepare(
      `INSERT INTO organiser_session (hash, email_key, email, language, created_at, last_used_at)
       SELECT ?1 ->> 'hash', ?1 ->> 'emailKey', ?1 ->> 'email', ?1 ->> 'language', ?1 ->> 'at', ?1 ->> 'at'
       WHERE ?1 IS NOT NULL ON CONFLICT DO NOTHING`,
    )
    .bind(session)
    .run();
}

/** A session whose address is listed by an event, or may create events, at present. */
export interface OrganiserSession {
  email: string;
  emailKey: string;
  language: Language;
  lastUsedAt: number;
}

/**
 * The session of a cookie's hash; null if it has ended, or if its address may no longer sign in. With `slug`: null if that
 * event does not list the address.
 */
export async function findSession(
  db: D1Database,
  { hash, slug, creators }: { hash: string; slug: string | null; creators: readonly string[] },
  now: number,
): Promise<OrganiserSession | null> {
  return db
    .prepare(
      `SELECT email, email_key AS emailKey, language, last_used_at AS lastUsedAt FROM organiser_session
       WHERE hash = ?1 AND door IS NULL AND last_used_at >= ?3 AND (
         EXISTS (
           SELECT 1 FROM organiser
           WHERE organiser.email_key = organiser_session.email_key AND (?2 IS NULL OR organiser.event = ?2))
         OR (?2 IS NULL AND email_key IN (SELECT value FROM json_each(?4))))`,
    )
    .bind(hash, slug, now - IDLE_MS, JSON.stringify(creators))
    .first<OrganiserSession>();
}

/** Stores that a session was used, and its organiser's language. */
export async function touchSession(
  db: D1Database,
  hash: string,
  language: Language,
  lastUsedAt: number,
): Promise<void> {
  await db
    .prepare("UPDATE organiser_session SET last_used_at = ?, language = ? WHERE hash = ?")
    .bind(lastUsedAt, language, hash)
    .run();
}

export async function endSession(db: D1Database, hash: string): Promise<void> {
  await db.prepare("DELETE FROM organiser_session WHERE hash = ?").bind(hash).run();
}

/** The events that list an organiser, by date, latest first. */
export async function eventsOfOrganiser(db: D1Database, emailKey: string): Promise<EventOutline[]> {
  const { results } = await db
    .prepare(
      `SELECT slug, ${OUTLINE} AS outline FROM organiser JOIN event ON event.slug = organiser.event
       WHERE email_key = ? ORDER BY definition ->> 'starts' DESC, slug`,
    )
    .bind(emailKey)
    .all<{ slug: string; outline: string }>();
  return results.map(({ slug, outline }) => ({ slug, ...parseOutline(outline) }));
}

/** Deletes links that have expired, with their e-mails, and sessions that were not used for too long. */
export async function forgetSignIns(db: D1Database, now: number): Promise<void> {
  await db.batch([
    db
      .prepare(
        "DELETE FROM sign_in WHERE id IN (SELECT id FROM sign_in WHERE created_at < ? ORDER BY created_at LIMIT ?)",
      )
      .bind(now - LINK_MS, STEP),
    db
      .prepare(
        `DELETE FROM organiser_session WHERE hash IN (
           SELECT hash FROM organiser_session WHERE last_used_at < ? ORDER BY last_used_at LIMIT ?)`,
      )
      .bind(now - IDLE_MS, STEP),
  ]);
}

/**
 * Statements that replace the organisers of an event with those of a definition. `values` is ?1, JSON with `slug` and
 * `organisers`.
 */
export function storeOrganisers(db: D1Database, values: string): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `DELETE FROM organiser WHERE event = ?1 ->> 'slug'
           AND email_key NOT IN (SELECT value FROM json_each(?1, '$.organisers')) AND ${NEW_VERSION}`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO organiser (email_key, event)
         SELECT value, ?1 ->> 'slug' FROM json_each(?1, '$.organisers') WHERE ${NEW_VERSION} ON CONFLICT DO NOTHING`,
      )
      .bind(values),
  ];
}
