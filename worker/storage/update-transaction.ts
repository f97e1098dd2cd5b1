/** What all updates of a registration share: one transaction, whose statements depend on the e-mail about the update. */
import type { ChangeReason } from "../registration/change.ts";
import type { Registration } from "./registrations.ts";

/** `messages` are the ids of the e-mails to send now; `refused` means that nothing was stored. */
export type UpdateOutcome<Reason> = { outcome: "done"; messages: string[] } | { outcome: "refused"; reason: Reason };

/**
 * Runs an update in one transaction. The first statement returns why it is refused, or null; the second writes the e-mail
 * about it, on the same condition. The others depend on that e-mail.
 */
export async function update<Reason extends string>(
  db: D1Database,
  statements: D1PreparedStatement[],
): Promise<UpdateOutcome<Reason | "not-found">> {
  const [refusal, ...results] = await db.batch<{ id?: string; refusal?: Reason | null }>(statements);
  const found = refusal?.results[0];
  if (!found) return { outcome: "refused", reason: "not-found" };
  if (found.refusal) return { outcome: "refused", reason: found.refusal };
  return { outcome: "done", messages: messageIds(results) };
}

/** The ids of the e-mails that the statements of a transaction return. */
export const messageIds = (results: D1Result<{ id?: string }>[]) =>
  results.flatMap(({ results }) => results.flatMap(({ id }) => id ?? []));

/** The registration in this update's e-mail; null if the update was refused. */
export const UPDATED = "(SELECT registration FROM message WHERE id = ?1 ->> 'message')";

/**
 * Adds the row to the feed; runs after the update. `statusBefore`: for updates that may leave the status unchanged, which
 * then add a `registration.changed`.
 */
export function recordChange(
  db: D1Database,
  message: string,
  reason: ChangeReason | null,
  statusBefore: Registration["status"] | null = null,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO change (event, type, registration, reason, at, rehearsal)
       SELECT registration.event, 'registration.' || iif(registration.status IS ?3, 'changed', registration.status),
         registration.id, ?2, message.created_at, registration.rehearsal
       FROM message JOIN registration ON registration.id = message.registration WHERE message.id = ?1`,
    )
    .bind(message, reason, statusBefore);
}
