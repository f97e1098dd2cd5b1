import type { Answers } from "../registration/answers.ts";
import { chosenAmong } from "../registration/choice-places.ts";
import type { RegistrationRequest } from "../registration/read-request.ts";
import type { TypedAnswers } from "../registration/unsaved.ts";
import { placesColumn } from "./choice-places.ts";
import { IS_DISOWNED, MAILBOX_FREE_AT, mailLimits } from "./mail-limits.ts";
import { MESSAGE_COLUMNS, NEXT_SEQ } from "./new-message.ts";
import { answersColumn } from "./registrations.ts";
import type { Submission } from "./submissions.ts";

/** A person to register: the attendee, or a colleague. */
export interface Newcomer {
  id: string;
  message: string;
  mailbox: string | null;
  name: string;
  email: RegistrationRequest["email"];
  /** Answers to the organiser's own questions. */
  answers: Answers;
  /** The person who registers this colleague, as typed in the same request; null for the attendee who sends it. */
  inviter: Pick<Newcomer, "name" | "message"> | null;
}

/** The typed answers that the `already` e-mail lists. For a colleague, the form has little more than the name. */
function typedAnswers(request: RegistrationRequest, { name, answers, inviter }: Newcomer): TypedAnswers {
  const { participation, organisation, role, question, needs } = request;
  if (inviter) return { name, participation, organisation: null, role: null, question: null, answers, needs: null };
  return {
    name,
    participation,
    organisation,
    role,
    question,
    answers,
    needs: needs && { diet: needs.diet, access: needs.access, answers: needs.answers },
  };
}

/** The row of `submission` that admits the whole request: without it the statements write nothing. */
export interface Ticket {
  event: string;
  key: string;
  ticket: string;
}

/**
 * Registers one person: three statements, four with needs. The e-mail to a colleague names the inviter as typed in this
 * request, whether or not the inviter's address was registered before, since the colleague must not learn that. A cancelled
 * registration that comes back keeps its id; everything else is new, and a trigger deletes the attendee's earlier needs.
 */
export function registerOne(
  db: D1Database,
  { request, rehearsal, by, hold, places = {}, consentWording, now }: Submission,
  ticket: Ticket,
  newcomer: Newcomer,
): D1PreparedStatement[] {
  const { id, message, mailbox, name, email, answers, inviter } = newcomer;
  const byHand = by === "organiser" && !rehearsal;
  const written = db
    .prepare(
      `INSERT INTO message (id, ${MESSAGE_COLUMNS}, own_request, kind, inviter, typed, mailbox, with_change)
       SELECT ?1 ->> 'message', submission.event, coalesce(registration.id, ?1 ->> 'id'), ${NEXT_SEQ},
         ?1 ->> 'rehearsal', ?1 ->> 'now', ?1 ->> 'now', ${MAILBOX_FREE_AT}, ?1 ->> 'ownRequest',
         iif(registration.status <> 'cancelled', 'already', ?1 ->> 'kind'),
         iif(registration.status <> 'cancelled', NULL, ?1 ->> 'inviter'),
         iif(registration.status <> 'cancelled', ?1 -> 'typed', NULL),
         ?1 ->> 'mailbox',
         iif(registration.status <> 'cancelled', 0, 1)
       FROM submission LEFT JOIN registration ON registration.email_key = ?1 ->> 'emailKey'
         AND registration.event = submission.event AND registration.rehearsal = ?1 ->> 'rehearsal'
       WHERE submission.event = ?1 ->> 'event' AND submission.key = ?1 ->> 'key' AND submission.ticket = ?1 ->> 'ticket'
         AND (registration.id IS NULL OR registration.status = 'cancelled' OR ${MAILBOX_FREE_AT} <= ?1 ->> 'now')
         AND NOT (${IS_DISOWNED})`,
    )
    .bind(
      JSON.stringify({
        ...ticket,
        id,
        message,
        kind: byHand ? "added" : inviter ? "colleague" : "confirmation",
        inviter: inviter?.name,
        typed: typedAnswers(request, newcomer),
        emailKey: email.key,
        rehearsal: rehearsal ?? false,
        ownRequest: !inviter && by !== "organiser",
        ...mailLimits(mailbox, now),
        now,
      }),
    );

  // Each person on the waiting list gets a millisecond of their own, in the order of the transactions.
  const registered = db
    .prepare(
      `INSERT INTO registration (id, event, status, participation, name, email, email_key, organisation, role, question, answers, places,
         partner, language, registered_at, waitlisted_at, changed_at, held_until, hold_reminder_at,
         invited_by, rehearsal)
       SELECT id, event, iif(seat, 'confirmed', 'waitlisted'), ?1 ->> 'participation',
         ?1 ->> 'name', ?1 ->> 'email', ?1 ->> 'emailKey', ?1 ->> 'organisation', ?1 ->> 'role', ?1 ->> 'question',
         ?1 ->> 'answers', ?1 ->> 'places',
         ?1 ->> 'partner', ?1 ->> 'language', ?1 ->> 'now', iif(seat, NULL, max(?1 ->> 'now', last_waitlisted_at + 1)),
         ?1 ->> 'now', ?1 ->> 'heldUntil', ?1 ->> 'holdReminderAt',
         (SELECT registration FROM message WHERE id = ?1 ->> 'inviterMessage' AND kind <> 'already'),
         rehearsal
       FROM (
         SELECT message.registration AS id, message.event, message.rehearsal, last_waitlisted_at,
           iif(?1 ->> 'participation' = 'digital', digital, in_person) > 0 AS seat
         FROM message JOIN vacancy ON vacancy.event = message.event
         WHERE message.id = ?1 ->> 'message' AND message.kind <> 'already'
       ) AS newcomer WHERE true
       ON CONFLICT (id) DO UPDATE SET
         status = excluded.status, participation = excluded.participation,
         name = excluded.name, email = excluded.email,
         organisation = excluded.organisation, role = excluded.role, question = excluded.question,
         answers = excluded.answers, places = excluded.places,
         partner = excluded.partner, language = excluded.language,
         registered_at = excluded.registered_at, waitlisted_at = excluded.waitlisted_at,
         held_until = excluded.held_until, hold_reminder_at = excluded.hold_reminder_at,
         changed_at = excluded.changed_at, invited_by = excluded.invited_by, handed_to = NULL,
         handed_from = NULL, checked_in_at = NULL, joined_at = NULL,
         calendar_changes = calendar_changes + 1`,
    )
    .bind(
      JSON.stringify({
        message,
        name,
        email: email.address,
        emailKey: email.key,
        organisation: inviter ? null : request.organisation,
        role: inviter ? null : request.role,
        question: inviter ? null : request.question,
        answers: answersColumn(answers),
        places: placesColumn(chosenAmong(places, answers)),
        participation: request.participation,
        partner: request.partner,
        language: request.language,
        heldUntil: hold?.until ?? null,
        holdReminderAt: hold?.remindAt ?? null,
        inviterMessage: inviter?.message,
        now,
      }),
    );

  // changes() counts the rows written by the statement before: none for an `already` e-mail.
  const changed = db
    .prepare(
      `INSERT INTO change (event, type, registration, reason, at, rehearsal)
       SELECT event, 'registration.' || status, id, ?1 ->> 'reason', ?1 ->> 'now', rehearsal FROM registration
       WHERE email_key = ?1 ->> 'emailKey' AND event = ?1 ->> 'event' AND rehearsal = ?1 ->> 'rehearsal' AND changes() = 1`,
    )
    .bind(
      JSON.stringify({
        event: ticket.event,
        emailKey: email.key,
        rehearsal: rehearsal ?? false,
        reason: byHand ? "by-hand" : inviter ? "colleague" : null,
        now,
      }),
    );

  if (inviter || !request.needs) return [written, registered, changed];
  const { diet, access, answers: sensitive } = request.needs;
  const needs = db
    .prepare(
      `INSERT INTO needs (registration, diet, access, answers, consented_at, consent_wording)
       SELECT registration, ?2, ?3, ?4, created_at, ?5 FROM message WHERE id = ?1 AND kind <> 'already'`,
    )
    .bind(message, diet, access, answersColumn(sensitive), consentWording);
  return [written, registered, changed, needs];
}
