/** Cancelling all registrations that a filter matches. */
import type { ListFilter } from "../registration/list-filter.ts";
import { NEW_ID } from "./ids.ts";
import { filterValues, MATCHES_FILTER } from "./list-filter.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import { CANCELLED } from "./update-columns.ts";
import { promoteNext } from "./waiting-list.ts";

/** Those whom the filter matches, and who are not cancelled yet. */
const MATCHES = `${MATCHES_FILTER} AND registration.status <> 'cancelled'`;

/** The registrations that a filter matches, in the order of registering: at most `limit`. */
export async function matching(db: D1Database, slug: string, filter: ListFilter, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare(`SELECT id FROM registration WHERE ${MATCHES} ORDER BY id LIMIT ?2`)
    .bind(JSON.stringify(filterValues(slug, filter)), limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** The registrations of ?1, if all of them are still to be cancelled; none otherwise. */
const ALL_OR_NONE = `
  SELECT id FROM registration WHERE id IN (SELECT value FROM json_each(?1, '$.ids'))
    AND json_array_length(?1, '$.ids') = (
      SELECT count(*) FROM registration
      WHERE id IN (SELECT value FROM json_each(?1, '$.ids')) AND status <> 'cancelled')`;

/**
 * Cancels these registrations in one transaction, all of them or, if one was cancelled or erased meanwhile, none; and gives
 * the places to the next on the waiting list, none of them among these. With `notify` each gets an e-mail to many. Returns
 * the ids of the e-mails to those who were promoted; null if nothing was cancelled.
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
