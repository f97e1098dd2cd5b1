/** Cancelling all registrations that a filter matches. */
import type { Participation } from "../registration/capacity.ts";
import type { DisplayStatus } from "../registration/message.ts";
import { NEW_ID } from "./ids.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import { CANCELLED } from "./update-columns.ts";
import { promoteNext } from "./waiting-list.ts";

/** Conditions on those who take part or wait. An absent field matches all. */
export interface CancelFilter {
  status?: "confirmed" | "waitlisted" | undefined;
  participation?: Participation | undefined;
  partner?: string | undefined;
  /** Milliseconds since 1970: from then on, and before then. */
  registeredFrom?: number | undefined;
  registeredBefore?: number | undefined;
  /** Of the latest e-mail; `never-delivered`: none has ever arrived. */
  mail?: DisplayStatus | "never-delivered" | undefined;
  /** In lower case, without the @. */
  emailDomain?: string | undefined;
}

/** A condition on `registration`; ?1 is JSON with `event` and the fields of the filter. */
const MATCHES = `
  registration.event = ?1 ->> 'event' AND registration.status <> 'cancelled' AND NOT registration.rehearsal
  AND (?1 ->> 'status' IS NULL OR registration.status = ?1 ->> 'status')
  AND (?1 ->> 'participation' IS NULL OR participation = ?1 ->> 'participation')
  AND (?1 ->> 'partner' IS NULL OR partner = ?1 ->> 'partner')
  AND (?1 ->> 'registeredFrom' IS NULL OR registered_at >= ?1 ->> 'registeredFrom')
  AND (?1 ->> 'registeredBefore' IS NULL OR registered_at < ?1 ->> 'registeredBefore')
  AND (?1 ->> 'emailDomain' IS NULL OR substr(email_key, instr(email_key, '@') + 1) = ?1 ->> 'emailDomain')
  AND CASE ?1 ->> 'mail'
    WHEN 'never-delivered' THEN NOT EXISTS (
      SELECT 1 FROM message WHERE message.registration = registration.id
        AND (message.status = 'delivered' OR message.status = 'complained'))
    ELSE ?1 ->> 'mail' IS NULL OR ?1 ->> 'mail' = (
      SELECT display_status FROM message AS latest WHERE latest.registration = registration.id
      ORDER BY latest.seq DESC LIMIT 1)
  END`;

/** The registrations that a filter matches, in the order of registering: at most `limit`. */
export async function matching(db: D1Database, slug: string, filter: CancelFilter, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare(`SELECT id FROM registration WHERE ${MATCHES} ORDER BY id LIMIT ?2`)
    .bind(JSON.stringify({ ...filter, event: slug }), limit)
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
