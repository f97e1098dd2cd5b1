import type { Capacity } from "../registration/capacity.ts";
import type { RegistrationRequest } from "../registration/request.ts";
import { type CapacityRow, capacityOf } from "./events.ts";
import { newId } from "./ids.ts";
import { TYPED_MAIL_MAX, TYPED_MAIL_SPAN } from "./mail-limits.ts";

/** One person's or one group's press of the button. */
export interface Submission {
  event: string;
  /** The version of the definition that `request` was checked against. */
  eventVersion: number;
  /** The client's Idempotency-Key. */
  key: string;
  /** A hash of the body: the same key must come with the same body. */
  body: string;
  request: RegistrationRequest;
  /** The wording that the person consented to, where there are needs. */
  consentWording: string;
  /** A rehearsal: beside the real people, whoever has the same address. */
  test?: boolean | undefined;
  now: number;
}

/** `before` is how full the event was at that moment: the answer follows from it and the request alone. */
export type SubmissionOutcome =
  | { outcome: "stored"; before: Capacity; messages: string[] }
  | { outcome: "replayed"; before: Capacity }
  | { outcome: "refused"; reason: "key-reused" }
  | { outcome: "refused"; reason: "full"; before: Capacity }
  | { outcome: "refused"; reason: "event-changed" };

/**
 * Registers everyone in the request, or nobody, in one transaction and one round trip: registrations, needs, changes (by
 * trigger) and messages. All that depends on counts is decided by the statements, which see what nobody else can change;
 * the row in `submission` is the ticket that each later statement asks for, so it holds the whole condition.
 *
 * Whoever is registered already gets no second registration but an e-mail that says so, by the same statements; not the
 * fourth within an hour.
 */
export async function submit(db: D1Database, submission: Submission): Promise<SubmissionOutcome> {
  const { event, key, request, now } = submission;
  const ticket = newId(now);
  const people = [
    { name: request.name, email: request.email, invited: false },
    ...request.colleagues.map((colleague) => ({ ...colleague, invited: true })),
  ].map((person) => ({ ...person, id: newId(now), message: newId(now) }));

  const before = db
    .prepare(
      `SELECT places.*, submission.body, submission.before
       FROM places LEFT JOIN submission ON submission.event = places.event AND submission.key = ?2
       WHERE places.event = ?1`,
    )
    .bind(event, key);

  // The same rule as admit() in registration/places.ts, which computes the answer.
  const admitted = db
    .prepare(
      `INSERT INTO submission (event, key, ticket, body, before, at)
       SELECT event, ?2, ?3, ?4,
         json_object('inPersonCapacity', in_person_capacity, 'digitalCapacity', digital_capacity,
           'waitlist', iif(waitlist, json('true'), json('false')),
           'inPersonTaken', in_person_taken, 'digitalTaken', digital_taken, 'waiting', waiting),
         ?5
       FROM places
       WHERE event = ?1 AND event_version = ?6
         AND CASE ?7
           WHEN 'digital' THEN digital_capacity IS NULL OR digital_taken + ?8 <= digital_capacity
           ELSE (waiting = 0 AND (in_person_capacity IS NULL OR in_person_taken + ?8 <= in_person_capacity))
             OR (waitlist AND ?9)
         END
       ON CONFLICT DO NOTHING`,
    )
    .bind(
      event,
      key,
      ticket,
      submission.body,
      now,
      submission.eventVersion,
      request.participation,
      people.length,
      request.waitlist ? 1 : 0,
    );

  const results = await db.batch<CapacityRow & { body: string | null; before: string | null }>([
    before,
    admitted,
    ...people.flatMap((person) => registerOne(db, submission, ticket, person)),
  ]);

  const row = results[0]?.results[0];
  if (!row) return { outcome: "refused", reason: "event-changed" };
  if (row.body !== null && row.before !== null) {
    if (row.body !== submission.body) return { outcome: "refused", reason: "key-reused" };
    return { outcome: "replayed", before: JSON.parse(row.before) as Capacity };
  }
  if (results[1]?.meta.changes === 1)
    return { outcome: "stored", before: capacityOf(row), messages: people.map((person) => person.message) };
  return row.event_version === submission.eventVersion
    ? { outcome: "refused", reason: "full", before: capacityOf(row) }
    : { outcome: "refused", reason: "event-changed" };
}

interface Newcomer {
  id: string;
  message: string;
  name: string;
  email: RegistrationRequest["email"];
  invited: boolean;
}

/** What a registration that was cancelled keeps when the person comes back: its id, and how they were told of it. */
function registerOne(db: D1Database, submission: Submission, ticket: string, person: Newcomer): D1PreparedStatement[] {
  const { event, key, request, now } = submission;
  const { invited } = person;
  const test = submission.test ? 1 : 0;
  const message = db
    .prepare(
      `INSERT INTO message (id, event, registration, kind, created_at, changed_at, due_at)
       SELECT ?4, ?1, coalesce(registration.id, ?5), iif(registration.status <> 'cancelled', 'already', ?6), ?7, ?7, ?7
       FROM submission LEFT JOIN registration ON registration.event = ?1 AND registration.email_key = ?8
         AND registration.test = ?11
       WHERE submission.event = ?1 AND submission.key = ?2 AND submission.ticket = ?3
         AND (registration.id IS NULL OR registration.status = 'cancelled' OR ?10 > (
           SELECT count(*) FROM mail_by_typing WHERE mail_by_typing.email_key = ?8 AND created_at > ?9))`,
    )
    .bind(
      event,
      key,
      ticket,
      person.message,
      person.id,
      invited ? "colleague" : "confirmation",
      now,
      person.email.key,
      now - TYPED_MAIL_SPAN,
      TYPED_MAIL_MAX,
      test,
    );

  // Whoever comes back after cancelling starts anew: what they once needed goes, or is replaced.
  const needs =
    request.needs && !invited
      ? db
          .prepare(
            `INSERT INTO needs (registration, diet, access, consented_at, consent_wording)
             SELECT registration, ?2, ?3, ?4, ?5 FROM message WHERE id = ?1 AND kind <> 'already'
             ON CONFLICT (registration) DO UPDATE SET diet = excluded.diet, access = excluded.access,
               consented_at = excluded.consented_at, consent_wording = excluded.consent_wording`,
          )
          .bind(person.message, request.needs.diet, request.needs.access, now, submission.consentWording)
      : db
          .prepare(
            "DELETE FROM needs WHERE registration = (SELECT registration FROM message WHERE id = ? AND kind <> 'already')",
          )
          .bind(person.message);

  const already = db
    .prepare(
      `UPDATE registration SET latest_message = ?1, changed_because = 'message'
       WHERE id = (SELECT registration FROM message WHERE id = ?1 AND kind = 'already')`,
    )
    .bind(person.message);

  // A place in the line is a millisecond of its own, in the order of the transactions: `line_end` sees to that.
  const registration = db
    .prepare(
      `INSERT INTO registration (id, event, status, participation, name, email, email_key, organisation, role, question,
         partner, language, registered_at, waitlisted_at, changed_at, changed_because, invited_by, latest_message, test)
       SELECT ?4, ?1, iif(seat, 'confirmed', 'waitlisted'), ?5, ?6, ?7, ?8, ?9, ?10, ?11,
         ?12, ?13, ?14, iif(seat, NULL, max(?14, line_end + 1)), ?14, ?15,
         iif(?15 IS NULL, NULL, (SELECT id FROM registration WHERE event = ?1 AND email_key = ?17 AND test = ?18)), ?16, ?18
       FROM (
         SELECT iif(?5 = 'digital', digital, in_person) AS seat, line_end
         FROM submission JOIN vacancy ON vacancy.event = submission.event
         WHERE submission.event = ?1 AND submission.key = ?2 AND submission.ticket = ?3
       ) WHERE true
       ON CONFLICT (event, email_key, test) DO UPDATE SET
         status = excluded.status, participation = excluded.participation, digital_meanwhile = 0,
         name = excluded.name, email = excluded.email,
         organisation = excluded.organisation, role = excluded.role, question = excluded.question,
         partner = excluded.partner, language = excluded.language,
         registered_at = excluded.registered_at, waitlisted_at = excluded.waitlisted_at,
         changed_at = excluded.changed_at, changed_because = excluded.changed_because,
         invited_by = excluded.invited_by, latest_message = excluded.latest_message, checked_in_at = NULL,
         calendar_changes = calendar_changes + 1
       WHERE status = 'cancelled'`,
    )
    .bind(
      event,
      key,
      ticket,
      person.id,
      request.participation,
      person.name,
      person.email.address,
      person.email.key,
      invited ? null : request.organisation,
      invited ? null : request.role,
      invited ? null : request.question,
      request.partner,
      request.language,
      now,
      invited ? "colleague" : null,
      person.message,
      request.email.key,
      test,
    );
  return [message, already, needs, registration];
}

/** The first answer to a key, for a client that asks again after the event has closed. */
export async function findSubmission(db: D1Database, event: string, key: string) {
  const row = await db
    .prepare("SELECT body, before FROM submission WHERE event = ? AND key = ?")
    .bind(event, key)
    .first<{ body: string; before: string }>();
  return row && { body: row.body, before: JSON.parse(row.before) as Capacity };
}

/** Rows that one step deletes, so that no step grows with what has piled up. */
const FORGET_MAX = 1000;

/** Forgets keys from before `before`, oldest first. */
export async function forgetSubmissions(db: D1Database, before: number): Promise<void> {
  await db
    .prepare(
      `DELETE FROM submission WHERE (event, key) IN (
         SELECT event, key FROM submission WHERE at < ? ORDER BY at LIMIT ?)`,
    )
    .bind(before, FORGET_MAX)
    .run();
}
