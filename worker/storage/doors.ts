/** Doors that organisers hand over to helpers: a link that opens once and starts a session, which can only check in. */
import type { Language } from "../i18n/language.ts";
import { IDLE_MS, LINK_MS } from "./organiser-sessions.ts";

/** How long a door stays open on a helper's phone, in milliseconds. Using it does not prolong it. */
export const DOOR_MS = IDLE_MS;

/** The most doors that one event may have at a time. */
export const DOORS_MAX = 20;

export interface NewDoor {
  /** The id of its link. */
  id: string;
  event: string;
  /** Such as "Dør A, Kari". */
  name: string;
  /** The address of the organiser who hands it over. */
  email: string;
  emailKey: string;
  language: Language;
}

/** Hands over a door. False if the event has too many. */
export async function handOverDoor(db: D1Database, door: NewDoor, now: number): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `INSERT INTO organiser_session (hash, email_key, email, language, created_at, last_used_at, event, door)
       SELECT ?1 ->> 'id', ?1 ->> 'emailKey', ?1 ->> 'email', ?1 ->> 'language', ?1 ->> 'now', ?1 ->> 'now',
         ?1 ->> 'event', ?1 ->> 'name'
       WHERE (SELECT count(*) FROM organiser_session WHERE event = ?1 ->> 'event' AND last_used_at >= ?1 ->> 'since') < ?2`,
    )
    .bind(JSON.stringify({ ...door, now, since: now - DOOR_MS }), DOORS_MAX)
    .run();
  return meta.changes === 1;
}

export interface Door {
  event: string;
  name: string;
  language: Language;
  /** The address of the organiser who has handed it over. */
  email: string;
}

const LISTED = `EXISTS (
  SELECT 1 FROM organiser
  WHERE organiser.email_key = organiser_session.email_key AND organiser.event = organiser_session.event)`;

/** The door that a link opens; null if the link was used, is too old, or the door was closed. */
export async function findDoorLink(db: D1Database, id: string, now: number): Promise<Door | null> {
  return db
    .prepare(
      `SELECT event, door AS name, language, email FROM organiser_session
       WHERE hash = ? AND door IS NOT NULL AND opened_at IS NULL AND created_at >= ? AND ${LISTED}`,
    )
    .bind(id, now - LINK_MS)
    .first<Door>();
}

/**
 * Uses up a link: from now on the door belongs to the cookie with this hash. Returns its event; null if the link does not
 * work.
 */
export async function openDoor(
  db: D1Database,
  { id, hash, language }: { id: string; hash: string; language: Language },
  now: number,
): Promise<Door | null> {
  return db
    .prepare(
      `UPDATE organiser_session SET hash = ?1 ->> 'hash', opened_at = ?1 ->> 'now', last_used_at = ?1 ->> 'now',
         language = ?1 ->> 'language'
       WHERE hash = ?1 ->> 'id' AND door IS NOT NULL AND opened_at IS NULL AND created_at >= ?1 ->> 'since' AND ${LISTED}
       RETURNING event, door AS name, language, email`,
    )
    .bind(JSON.stringify({ id, hash, language, now, since: now - LINK_MS }))
    .first<Door>();
}

/** The door of a cookie's hash; null if it is closed, its time is over, or its organiser was removed from the event. */
export async function findDoor(db: D1Database, hash: string, now: number): Promise<Door | null> {
  return db
    .prepare(
      `SELECT event, door AS name, language, email FROM organiser_session
       WHERE hash = ? AND opened_at >= ? AND ${LISTED}`,
    )
    .bind(hash, now - DOOR_MS)
    .first<Door>();
}

export interface DoorOfEvent {
  /** Identifies the door when it is closed. */
  hash: string;
  name: string;
  email: string;
  createdAt: number;
  openedAt: number | null;
}

/** The doors of an event that are open or can still be opened, newest first. */
export async function doorsOf(db: D1Database, slug: string, now: number): Promise<DoorOfEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT hash, door AS name, email, created_at AS createdAt, opened_at AS openedAt FROM organiser_session
       WHERE event = ?1 AND (opened_at >= ?2 OR (opened_at IS NULL AND created_at >= ?3)) ORDER BY created_at DESC`,
    )
    .bind(slug, now - DOOR_MS, now - LINK_MS)
    .all<DoorOfEvent>();
  return results;
}

/** Closes a door, opened or not. Returns its name; null if the event has no such door. */
export async function closeDoor(db: D1Database, slug: string, hash: string): Promise<string | null> {
  return db
    .prepare("DELETE FROM organiser_session WHERE hash = ? AND event = ? RETURNING door")
    .bind(hash, slug)
    .first<string>("door");
}
