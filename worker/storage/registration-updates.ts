/** What a person does with a registration of their own, each act one transaction. */

import type { Participation } from "../registration/capacity.ts";
import type { EmailAddress } from "../registration/email-address.ts";
import type { ChangeRequest } from "../registration/request.ts";
import { newId } from "./ids.ts";
import { TYPED_MAIL_MAX, TYPED_MAIL_SPAN } from "./mail-limits.ts";
import type { ErasureNotice, Registration } from "./registrations.ts";
import { promoteNext } from "./waiting-list.ts";

/** What a person's own act led to: `messages` are the ids to send now; `refused` means that nothing was stored. */
export type UpdateOutcome<Reason extends string> =
  | { outcome: "done"; messages: string[] }
  | { outcome: "refused"; reason: Reason };

/**
 * Runs an act of one person in one transaction. The first statement writes the message that tells of it, if and only if the
 * act is possible; the others ask for that message. Ids of messages come back from every statement that answers some.
 */
async function update<Reason extends string>(
  db: D1Database,
  statements: D1PreparedStatement[],
  reasonOfRefusal: () => Promise<Reason>,
): Promise<UpdateOutcome<Reason>> {
  const results = await db.batch<{ id: string }>(statements);
  if (results[0]?.results.length !== 1) return { outcome: "refused", reason: await reasonOfRefusal() };
  return { outcome: "done", messages: messageIds(results) };
}

function messageIds(results: D1Result<{ id: string | null }>[]): string[] {
  return results.flatMap(({ results }) => results.flatMap(({ id }) => id ?? []));
}

/** What a refusal follows from, read after it. */
function currentState(db: D1Database, id: string) {
  return db
    .prepare(
      `SELECT status, changed_at, event_version FROM registration JOIN places ON places.event = registration.event
       WHERE id = ?`,
    )
    .bind(id)
    .first<{ status: Registration["status"]; changed_at: number; event_version: number }>();
}

/** Leaves the event, and gives the place to the next in line. Refused for whoever has left already. */
export async function cancelRegistration(
  db: D1Database,
  registration: Registration,
  now: number,
): Promise<UpdateOutcome<"not-found" | "wrong-state">> {
  const { id, event } = registration;
  const message = newId(now);
  return update(
    db,
    [
      db
        .prepare(
          `INSERT INTO message (id, event, registration, kind, created_at, changed_at, due_at)
         SELECT ?1, event, id, 'cancelled', ?3, ?3, ?3 FROM registration WHERE id = ?2 AND status <> 'cancelled'
         RETURNING id`,
        )
        .bind(message, id, now),
      db
        .prepare(
          `UPDATE registration SET status = 'cancelled', waitlisted_at = NULL, digital_meanwhile = 0,
           changed_at = ?3, changed_because = NULL,
           calendar_changes = calendar_changes + 1, latest_message = ?1
         WHERE id = ?2 AND EXISTS (SELECT 1 FROM message WHERE id = ?1)`,
        )
        .bind(message, id, now),
      ...promoteNext(db, event, "place-freed", now),
    ],
    async () => ((await currentState(db, id)) ? "wrong-state" : "not-found"),
  );
}

/**
 * Comes back after cancelling, at the end of the line if there is one. Refused when there is neither place nor line, when
 * the person has not cancelled, or when the event is no longer the one that `eventVersion` was read from.
 */
export async function restoreRegistration(
  db: D1Database,
  registration: Registration,
  eventVersion: number,
  now: number,
): Promise<UpdateOutcome<"not-found" | "wrong-state" | "full" | "event-changed">> {
  const { id } = registration;
  const message = newId(now);
  return update(
    db,
    [
      db
        .prepare(
          `INSERT INTO message (id, event, registration, kind, created_at, changed_at, due_at)
         SELECT ?1, registration.event, id, 'confirmation', ?3, ?3, ?3
         FROM registration JOIN vacancy ON vacancy.event = registration.event
         WHERE id = ?2 AND status = 'cancelled' AND event_version = ?4
           AND iif(participation = 'digital', digital, in_person OR waitlist)
         RETURNING id`,
        )
        .bind(message, id, now, eventVersion),
      db
        .prepare(
          `UPDATE registration SET
           status = iif(participation = 'digital' OR in_person, 'confirmed', 'waitlisted'),
           waitlisted_at = iif(participation = 'digital' OR in_person, NULL, max(?3, line_end + 1)),
           registered_at = ?3, changed_at = ?3, changed_because = 'back',
           calendar_changes = calendar_changes + 1, latest_message = ?1
         FROM vacancy
         WHERE vacancy.event = registration.event AND id = ?2 AND EXISTS (SELECT 1 FROM message WHERE id = ?1)`,
        )
        .bind(message, id, now),
    ],
    async () => {
      const state = await currentState(db, id);
      if (!state) return "not-found";
      if (state.status !== "cancelled") return "wrong-state";
      return state.event_version === eventVersion ? "full" : "event-changed";
    },
  );
}

/** What may be changed. Needs that are absent stay as they are; a new address is an organiser's correction. */
export type Change = Omit<ChangeRequest, "needs"> & {
  needs?: ChangeRequest["needs"] | undefined;
  email?: EmailAddress | undefined;
};

/**
 * Stores new answers and, where `participation` differs, moves the person: to digital frees the seat for the next in line;
 * to in person takes a free seat or the end of the line, and keeps the digital place meanwhile. With a new address the
 * e-mail is the confirmation, and links that went to the old one no longer open. Refused when it is full or the address is
 * somebody else's, or when the registration is no longer as `registration` has it.
 */
export async function changeRegistration(
  db: D1Database,
  registration: Registration,
  change: Change,
  consentWording: string,
  eventVersion: number,
  now: number,
): Promise<UpdateOutcome<"not-found" | "wrong-state" | "full" | "event-changed" | "conflict" | "address-taken">> {
  const { id, event, status, changedAt } = registration;
  const { email } = change;
  const message = newId(now);
  const participation = change.participation ?? registration.participation;
  const moves = participation !== registration.participation;
  const meanwhile = status === "waitlisted" && !moves && (change.digitalMeanwhile ?? registration.digitalMeanwhile);
  const takesDigital = (moves && participation === "digital") || meanwhile;
  return update(
    db,
    [
      db
        .prepare(
          `INSERT INTO message (id, event, registration, kind, created_at, changed_at, due_at)
         SELECT ?1, registration.event, id, iif(?8 IS NULL, 'changed', 'confirmation'), ?3, ?3, ?3
         FROM registration JOIN vacancy ON vacancy.event = registration.event
         WHERE id = ?2 AND status <> 'cancelled' AND changed_at = ?4 AND event_version = ?5
           AND (NOT ?6 OR digital OR digital_meanwhile)
           AND (NOT ?7 OR in_person OR waitlist)
           AND (?8 IS NULL OR NOT EXISTS (
             SELECT 1 FROM registration AS other
             WHERE other.event = registration.event AND other.email_key = ?8 AND other.test = registration.test
               AND other.id <> registration.id))
         RETURNING id`,
        )
        .bind(
          message,
          id,
          now,
          changedAt,
          eventVersion,
          takesDigital ? 1 : 0,
          moves && participation === "in-person" ? 1 : 0,
          email?.key ?? null,
        ),
      db
        .prepare(
          `UPDATE registration SET name = ?4, organisation = ?5, role = ?6, question = ?7,
           email = coalesce(?8, email), email_key = coalesce(?9, email_key), link_version = link_version + (?9 IS NOT NULL),
           changed_at = max(?3, changed_at + 1), changed_because = iif(?9 IS NULL, 'answers', 'address'),
           latest_message = ?1
         WHERE id = ?2 AND EXISTS (SELECT 1 FROM message WHERE id = ?1)`,
        )
        .bind(
          message,
          id,
          now,
          change.name,
          change.organisation,
          change.role,
          change.question,
          email?.address ?? null,
          email?.key ?? null,
        ),
      ...(moves ? [moveTo(db, participation, message, id, now)] : []),
      ...(meanwhile !== registration.digitalMeanwhile && !moves
        ? [
            db
              .prepare(
                `UPDATE registration SET digital_meanwhile = ?3, changed_because = 'participation'
               WHERE id = ?2 AND EXISTS (SELECT 1 FROM message WHERE id = ?1)`,
              )
              .bind(message, id, meanwhile ? 1 : 0),
          ]
        : []),
      ...(change.needs === undefined ? [] : [storeNeeds(db, change.needs, consentWording, message, id, now)]),
      ...promoteNext(db, event, "place-freed", now),
    ],
    async () => {
      const state = await currentState(db, id);
      if (!state) return "not-found";
      if (state.status === "cancelled") return "wrong-state";
      if (state.changed_at !== changedAt) return "conflict";
      if (state.event_version !== eventVersion) return "event-changed";
      const taken = await db
        .prepare("SELECT 1 FROM registration WHERE event = ? AND email_key = ? AND test = ? AND id <> ?")
        .bind(event, email?.key ?? "", registration.test ? 1 : 0, id)
        .first();
      return taken ? "address-taken" : "full";
    },
  );
}

function storeNeeds(
  db: D1Database,
  needs: ChangeRequest["needs"],
  consentWording: string,
  message: string,
  id: string,
  now: number,
) {
  if (!needs)
    return db
      .prepare("DELETE FROM needs WHERE registration = ?2 AND EXISTS (SELECT 1 FROM message WHERE id = ?1)")
      .bind(message, id);
  return db
    .prepare(
      `INSERT INTO needs (registration, diet, access, consented_at, consent_wording)
       SELECT ?2, ?3, ?4, ?5, ?6 FROM message WHERE id = ?1
       ON CONFLICT (registration) DO UPDATE SET diet = excluded.diet, access = excluded.access,
         consented_at = excluded.consented_at, consent_wording = excluded.consent_wording`,
    )
    .bind(message, id, needs.diet, needs.access, now, consentWording);
}

function moveTo(db: D1Database, participation: Participation, message: string, id: string, now: number) {
  if (participation === "digital")
    return db
      .prepare(
        `UPDATE registration SET participation = 'digital', status = 'confirmed', waitlisted_at = NULL,
           digital_meanwhile = 0, changed_because = 'participation',
           calendar_changes = calendar_changes + 1
         WHERE id = ?2 AND EXISTS (SELECT 1 FROM message WHERE id = ?1)`,
      )
      .bind(message, id);
  return db
    .prepare(
      `UPDATE registration SET participation = 'in-person',
         status = iif(in_person, 'confirmed', 'waitlisted'),
         waitlisted_at = iif(in_person, NULL, max(?3, line_end + 1)),
         digital_meanwhile = NOT in_person, changed_because = 'participation',
         calendar_changes = calendar_changes + 1
       FROM vacancy
       WHERE vacancy.event = registration.event AND id = ?2 AND EXISTS (SELECT 1 FROM message WHERE id = ?1)`,
    )
    .bind(message, id, now);
}

/**
 * Removes the person, needs and messages, and gives the place to the next in line. The feed keeps the id. With `farewell`
 * one last e-mail says so.
 */
export async function eraseRegistration(
  db: D1Database,
  registration: Registration,
  erasureNotice: boolean,
  now: number,
): Promise<UpdateOutcome<"not-found">> {
  const { id, event, name, email, language, partner } = registration;
  const words: ErasureNotice = { name, email, language, partner };
  const results = await db.batch<{ id: string }>([
    db
      .prepare(
        `INSERT INTO message (id, event, registration, kind, created_at, changed_at, due_at, farewell)
         SELECT ?1, event, id, 'erased', ?3, ?3, ?3, ?4 FROM registration WHERE id = ?2 AND ?5 RETURNING id`,
      )
      .bind(newId(now), id, now, JSON.stringify(words), erasureNotice ? 1 : 0),
    db.prepare("DELETE FROM registration WHERE id = ? RETURNING NULL AS id").bind(id),
    ...promoteNext(db, event, "place-freed", now),
  ]);
  if (results[1]?.results.length !== 1) return { outcome: "refused", reason: "not-found" };
  return { outcome: "done", messages: messageIds(results) };
}

/** Deletes diet and access answers alone. */
export async function deleteNeeds(db: D1Database, registration: string): Promise<void> {
  await db.prepare("DELETE FROM needs WHERE registration = ?").bind(registration).run();
}

/**
 * Sends the manage link again, if the address is registered and has not had it often enough; takes the same two statements
 * if not. To a rehearsal only where the address is not registered in earnest.
 */
export async function sendLinkAgain(db: D1Database, event: string, emailKey: string, now: number): Promise<string[]> {
  const message = newId(now);
  const [sent] = await db.batch<{ id: string }>([
    db
      .prepare(
        `INSERT INTO message (id, event, registration, kind, created_at, changed_at, due_at)
         SELECT ?1, event, id, 'lost-link', ?4, ?4, ?4 FROM registration WHERE event = ?2 AND email_key = ?3
           AND (SELECT count(*) FROM mail_by_typing WHERE mail_by_typing.email_key = ?3 AND created_at > ?5) < ?6
         ORDER BY test LIMIT 1
         RETURNING id`,
      )
      .bind(message, event, emailKey, now, now - TYPED_MAIL_SPAN, TYPED_MAIL_MAX),
    db
      .prepare(
        `UPDATE registration SET latest_message = ?1, changed_because = 'message'
         WHERE id = (SELECT registration FROM message WHERE id = ?1)`,
      )
      .bind(message),
  ]);
  return (sent?.results ?? []).map(({ id }) => id);
}

/** Removes every rehearsal of an event, with its messages. Answers how many there were. */
export async function purgeRehearsals(db: D1Database, event: string): Promise<number> {
  const { results } = await db
    .prepare("DELETE FROM registration WHERE event = ? AND test RETURNING id")
    .bind(event)
    .all();
  return results.length;
}
