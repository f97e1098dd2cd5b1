/** Cancelling all registrations that a filter matches. */
import type { ListFilter } from "../registration/list-filter.ts";
import { NEW_ID } from "./ids.ts";
import { filterValues, MATCHES_FILTER } from "./list-filter.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import { CANCELLED } from "./update-columns.ts";
import { promoteNext } from "./waiting-list.ts";

/** Registrations that match the filter and are not cancelled yet. */
const MATCHES = `${MATCHES_FILTER} AND registration.status <> 'cancelled'`;

/** At most `limit` registrations that match a filter, in the order of registering. */
export async function matching(db: D1Database, slug: string, filter: ListFilter, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare(`SELECT id FROM registration WHERE ${MATCHES} ORDER BY id LIMIT ?2`)
    .bind(JSON.stringify(filterValues(slug, filter)), limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** The registrations of ?1 if all of them can still be cancelled; otherwise none. */
const ALL_OR_NONE = `
  SELECT id FROM registration WHERE id IN (SELECT value FROM json_each(?1, '$.ids'))
    AND json_array_length(?1, '$.ids') = (
      SELECT count(*) FROM registration
      WHERE id IN (SELECT value FROM json_each(?1, '$.ids')) AND status <> 'cancelled')`;

/**
 * Cancels these registrations in one transaction: all of them, or none if one was cancelled or erased meanwhile. Their
 * places go to the next on the waiting list, never to one of these. With `notify` each gets an e-mail. Returns the ids of
 * the e-mails to people who were promoted; null if nothing was cancelled.
 */
export async function cancelAll(
  db: D1Database,
  slug: string,
  { ids, notify }: { ids: readonly string[]; notify: boolean },
  now: number,
): Promise<{ promoted: string[] } | null> {
  const values = JSON.stringify({ ids, notify, now });
  const [, , cancelled, promoted] = await db.batch<{ id: string }>([
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind, with_change, bulk)
         SELECT ${NEW_ID}, ${MESSAGE_VALUES}, 'cancelled', 1, 1
         FROM registration WHERE ?1 ->> 'notify' AND id IN (${ALL_OR_NONE})`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at)
         SELECT event, 'registration.cancelled', id, 'filter', ?1 ->> 'now'
         FROM registration WHERE id IN (${ALL_OR_NONE}) ORDER BY id`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE registration SET ${CANCELLED}
         WHERE id IN (${ALL_OR_NONE}) RETURNING id`,
      )
      .bind(values),
    ...promoteNext(db, slug, "place-freed", now),
  ]);
  if (cancelled?.results.length !== ids.length) return null;
  return { promoted: (promoted?.results ?? []).map(({ id }) => id) };
}
