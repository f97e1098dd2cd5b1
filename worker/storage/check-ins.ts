/** Stores what doors send, and counts each check-in once. */
import type { CheckIn, DoorAttendee } from "../registration/check-in.ts";
import { POSITION } from "./waiting-list.ts";

/** An attendee as a door sees them. */
export interface AtDoor extends DoorAttendee {
  linkVersion: number;
  rehearsal: boolean;
  /** Options with places, such as `workshop.lek`, which tell the attendee where to go. */
  places: readonly string[];
  /** The check-in that counts. */
  counted: CheckIn | null;
}

/** What a door has sent: presses of "let in", and the nonces of presses that it takes back. */
export interface DoorActs {
  checkIns: readonly (CheckIn & { registration: string })[];
  undone: readonly string[];
}

/** The check-in of a registration that counts: worker/registration/check-in.ts has the same rule. */
const COUNTED = `FROM check_in
  WHERE check_in.registration = registration.id AND NOT undone ORDER BY check_in.at, check_in.nonce LIMIT 1`;
const COUNTED_AT = `(SELECT check_in.at ${COUNTED})`;

/** What `atDoorOf` reads. */
export const AT_DOOR_COLUMNS = `registration.id, registration.name, organisation, registration.status, participation,
  link_version, registration.rehearsal, registration.places, ${POSITION} AS position, checked_in_at,
  iif(checked_in_at IS NULL, NULL, (SELECT check_in.nonce ${COUNTED})) AS nonce,
  iif(checked_in_at IS NULL, NULL, (SELECT check_in.by ${COUNTED})) AS by`;

export interface AtDoorRow extends Pick<DoorAttendee, "id" | "name" | "organisation" | "status" | "participation"> {
  link_version: number;
  rehearsal: number;
  places: string | null;
  position: number | null;
  checked_in_at: number | null;
  nonce: string | null;
  by: string | null;
}

export function atDoorOf({ link_version, rehearsal, places, checked_in_at: at, nonce, by, ...row }: AtDoorRow): AtDoor {
  return {
    ...row,
    linkVersion: link_version,
    rehearsal: rehearsal === 1,
    places: JSON.parse(places ?? "[]") as string[],
    counted: at === null ? null : { nonce: nonce ?? "", at, by: by ?? "" },
  };
}

/** Attendees of any event, by their ids: a ticket may be for another event. */
export async function findAtDoor(db: D1Database, ids: readonly string[]): Promise<(AtDoor & { event: string })[]> {
  const { results } = await db
    .prepare(
      `SELECT registration.event, ${AT_DOOR_COLUMNS} FROM registration
       WHERE registration.id IN (SELECT value FROM json_each(?))`,
    )
    .bind(JSON.stringify(ids))
    .all<AtDoorRow & { event: string }>();
  return results.map(({ event, ...row }) => ({ ...atDoorOf(row), event }));
}

/** CROSS JOIN makes SQLite start from the sent nonces and not read all check-ins. */
const TOUCHED = `(
  SELECT check_in.registration FROM json_each(?1, '$.nonces') AS sent
  CROSS JOIN check_in ON check_in.event = ?1 ->> 'event' AND check_in.nonce = sent.value
  WHERE check_in.registration IS NOT NULL)`;

/**
 * Stores what a door has sent, in one transaction. Sending it again, or in another order, gives the same result. Only
 * attendees with a seat are checked in. Returns the attendees concerned, as they are afterwards.
 */
export async function storeDoorActs(
  db: D1Database,
  slug: string,
  { checkIns, undone }: DoorActs,
  now: number,
): Promise<AtDoor[]> {
  const nonces = [...checkIns.map(({ nonce }) => nonce), ...undone];
  const values = JSON.stringify({ event: slug, checkIns, undone, nonces, now });
  const results = await db.batch([
    // A check-in taken back before it arrived stays taken back. CROSS JOIN makes SQLite search by id and not read the
    // event's rows.
    db
      .prepare(
        `INSERT INTO check_in (event, nonce, registration, at, by)
         SELECT registration.event, press.value ->> 'nonce', registration.id, press.value ->> 'at', press.value ->> 'by'
         FROM json_each(?1, '$.checkIns') AS press
           CROSS JOIN registration ON registration.id = press.value ->> 'registration'
         WHERE +registration.event = ?1 ->> 'event' AND status = 'confirmed' AND participation = 'in-person'
         ON CONFLICT (event, nonce) DO UPDATE SET registration = excluded.registration, at = excluded.at, by = excluded.by
         WHERE check_in.registration IS NULL`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO check_in (event, nonce, undone)
         SELECT event.slug, value, 1 FROM json_each(?1, '$.undone') JOIN event ON event.slug = ?1 ->> 'event' WHERE true
         ON CONFLICT (event, nonce) DO UPDATE SET undone = 1 WHERE NOT check_in.undone`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at, rehearsal)
         SELECT event, 'registration.changed', id, iif(${COUNTED_AT} IS NULL, 'check-in-undone', 'checked-in'),
           ?1 ->> 'now', rehearsal
         FROM registration WHERE id IN ${TOUCHED} AND checked_in_at IS NOT ${COUNTED_AT}`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE registration SET checked_in_at = ${COUNTED_AT}
         WHERE id IN ${TOUCHED} AND checked_in_at IS NOT ${COUNTED_AT}`,
      )
      .bind(values),
    db
      .prepare(
        `SELECT ${AT_DOOR_COLUMNS} FROM registration
         WHERE id IN (
           SELECT * FROM ${TOUCHED} UNION SELECT value ->> 'registration' FROM json_each(?1, '$.checkIns'))
           AND +event = ?1 ->> 'event'`,
      )
      .bind(values),
  ]);
  return ((results.at(-1)?.results ?? []) as AtDoorRow[]).map(atDoorOf);
}
