import type { Translations } from "../i18n/language.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import type { MessageKind } from "../registration/message.ts";
import type { ToldEvent } from "../registration/told-event.ts";
import { type TypedAnswers, type UnsavedAnswer, unsavedOf } from "../registration/unsaved.ts";
import { AWAITS_REPLACEMENT, VERSION_TOLD } from "./event-notices.ts";
import {
  ASKED_COLUMNS,
  ASKED_JOINS,
  type AskedLink,
  type AskedMailbox,
  askedLinkOf,
  askedMailboxOf,
  type LeasedRow,
  SIGN_IN_COLUMNS,
  SIGN_IN_JOIN,
} from "./leased-row.ts";
import { answersIn, type FormerAddressee, type Registration } from "./registrations.ts";
import { NEXT_SLOT, type SendRate } from "./send-rate.ts";
import { POSITION } from "./waiting-list.ts";

/** A message that only this consumer may send until its lease ends. */
export interface LeasedMessage {
  id: string;
  kind: MessageKind;
  createdAt: number;
  /** Includes this attempt. */
  attempts: number;
  /** The first attempt without a clear answer: from then on the e-mail may have been accepted without our knowledge. */
  unconfirmedSince: number;
  /** When this attempt began. */
  leasedAt: number;
  /** The Idempotency-Key it was tried with, alone or in a batch, if that is not its id. */
  batch: string | null;
  /** Null for an e-mail of the service itself: a sign-in link, to an organiser who has no event yet. */
  event: EventDefinition | null;
  calendarSequence: number;
  /** null: the registration is erased. */
  addressee: Addressee | null;
  announcement: Announcement | null;
  /** Its announcement was taken back before any attempt that may have been accepted. */
  takenBack: boolean;
  /** For an e-mail about a changed event: what the attendee was told before. */
  previous: ToldEvent | null;
  formerAddressee: FormerAddressee | null;
  /** It is about a changed event, and a later e-mail will replace it. */
  awaitsReplacement: boolean;
  /** For an e-mail that asks another mailbox; null for other kinds, and when the question is no longer open. */
  asked: AskedMailbox | null;
  /** For an e-mail with a sign-in link; null for other kinds. */
  signIn: AskedLink | null;
  /** It answers a request in which the reader typed the address. */
  ownRequest: boolean;
  /** For an `already` e-mail: the answers that were typed with the address and not saved. */
  unsaved: UnsavedAnswer[];
}

/** A message that is sent in the name of an event. */
export type EventMessage = LeasedMessage & { event: EventDefinition };

/** What an e-mail needs to know about a registration, as it is now. */
export interface Addressee
  extends Pick<
    Registration,
    | "id"
    | "status"
    | "participation"
    | "digitalMeanwhile"
    | "name"
    | "email"
    | "partner"
    | "language"
    | "linkVersion"
    | "calendarChanges"
    | "position"
    | "rehearsal"
    | "heldUntil"
    | "answers"
  > {
  /** The inviter's name, as typed with this colleague; null once the e-mail was sent, or the inviter is erased. */
  inviter: string | null;
  /** Options that were full when the attendee got a place, by their keys. */
  filledOptions: string[];
}

/** The text that an organiser writes to many. */
export interface Announcement {
  subject: Translations;
  text: Translations;
}

/** `held`: no slot is free soon enough. The due messages, `ids`, are postponed to the next slot, at `until`. */
export type Lease =
  | { outcome: "leased"; messages: LeasedMessage[] }
  | { outcome: "held"; until: number; ids: string[] };

/** The slot that a lease needs: at most `maxWait` milliseconds away. */
export interface WantedSlot {
  rate: SendRate;
  maxWait: number;
}

/**
 * Leases the messages that are due, oldest first, until `until`. The others were sent or erased, or another consumer has
 * them. From now on each is unconfirmed: the consumer may die after the provider has accepted it.
 *
 * Leases nothing if the next slot is too far away, so that no message is rendered that cannot be sent. It does not reserve the
 * slot.
 */
export async function leaseForSlot(
  db: D1Database,
  ids: readonly string[],
  { now, until }: { now: number; until: number },
  { rate, maxWait }: WantedSlot,
): Promise<Lease> {
  const wanted = JSON.stringify(ids);
  const [leased, rows, events] = await db.batch([
    db
      .prepare(
        `UPDATE message SET due_at = iif(held, slot, ?6), attempts = attempts + NOT held,
           unconfirmed_since = iif(held, unconfirmed_since, coalesce(unconfirmed_since, ?1)),
           event_version = iif(held, event_version, ${VERSION_TOLD})
         FROM (SELECT slot, slot > ?1 + ?4 AS held FROM (SELECT ${NEXT_SLOT} AS slot FROM send_rate WHERE provider = 'resend'))
         WHERE id IN (SELECT value FROM json_each(?5)) AND status = 'queued' AND due_at <= ?1
         RETURNING id, due_at, (SELECT ${NEXT_SLOT} > ?1 + ?4 FROM send_rate WHERE provider = 'resend') AS held`,
      )
      .bind(now, rate.requests, rate.window, maxWait, wanted, until),
    db
      .prepare(
        `SELECT message.id, message.kind, message.event, message.created_at, attempts, unconfirmed_since, batch,
           previous, ${AWAITS_REPLACEMENT} AS awaits_replacement, former_addressee, typed, own_request, filled_options,
           announcement.subject, announcement.text, announcement.taken_back_at,
           registration.id AS registration_id, registration.status, registration.participation,
           registration.digital_meanwhile, registration.name, registration.email, registration.partner,
           registration.organisation, registration.role, registration.question, needs.diet, needs.access,
           registration.answers, needs.answers AS sensitive,
           registration.language, registration.link_version, registration.calendar_changes, registration.rehearsal,
           registration.held_until, message.inviter,
           iif(bulk, NULL, ${POSITION}) AS position, ${ASKED_COLUMNS}, ${SIGN_IN_COLUMNS}
         FROM message
           LEFT JOIN registration ON registration.id = message.registration
           LEFT JOIN needs ON needs.registration = registration.id AND message.typed IS NOT NULL
           LEFT JOIN announcement ON announcement.id = message.announcement
           ${ASKED_JOINS}
           ${SIGN_IN_JOIN}
         WHERE message.id IN (SELECT value FROM json_each(?))
         ORDER BY message.id`,
      )
      .bind(wanted),
    db
      .prepare(
        `SELECT slug, definition, calendar_sequence FROM event
         WHERE slug IN (SELECT event FROM message WHERE id IN (SELECT value FROM json_each(?)))`,
      )
      .bind(wanted),
  ]);
  const taken = (leased?.results ?? []) as { id: string; due_at: number; held: number }[];
  const [first] = taken;
  if (first?.held) return { outcome: "held", until: first.due_at, ids: taken.map(({ id }) => id) };
  const ours = new Set(taken.map(({ id }) => id));
  const definitions = new Map(
    ((events?.results ?? []) as { slug: string; definition: string; calendar_sequence: number }[]).map((event) => [
      event.slug,
      { event: JSON.parse(event.definition) as EventDefinition, calendarSequence: event.calendar_sequence },
    ]),
  );
  const messages = ((rows?.results ?? []) as LeasedRow[])
    .filter(({ id }) => ours.has(id))
    .map((row) => {
      const known = row.event === null ? { event: null, calendarSequence: 0 } : definitions.get(row.event);
      if (!known) throw new Error(`Message ${row.id} belongs to no event`);
      return { ...known, ...leasedMessageOf(row, now), leasedAt: now };
    });
  return { outcome: "leased", messages };
}

function leasedMessageOf(row: LeasedRow, now: number): Omit<LeasedMessage, "event" | "calendarSequence" | "leasedAt"> {
  return {
    id: row.id,
    kind: row.kind,
    createdAt: row.created_at,
    attempts: row.attempts,
    unconfirmedSince: row.unconfirmed_since,
    batch: row.batch,
    announcement:
      row.subject && row.text
        ? { subject: JSON.parse(row.subject) as Translations, text: JSON.parse(row.text) as Translations }
        : null,
    takenBack: row.taken_back_at !== null && row.unconfirmed_since >= now,
    previous: row.previous === null ? null : (JSON.parse(row.previous) as ToldEvent),
    awaitsReplacement: row.awaits_replacement === 1,
    formerAddressee: row.former_addressee === null ? null : (JSON.parse(row.former_addressee) as FormerAddressee),
    asked: askedMailboxOf(row),
    signIn: askedLinkOf(row),
    ownRequest: row.own_request === 1,
    unsaved: row.typed === null ? [] : unsavedOf(savedIn(row), JSON.parse(row.typed) as TypedAnswers),
    addressee: row.registration_id === null ? null : addresseeOf(row, row.registration_id),
  };
}

function savedIn(row: LeasedRow): TypedAnswers {
  const { name, participation, organisation, role, question, diet, access } = row;
  const needs = { diet, access, answers: answersIn(row.sensitive) };
  return { name, participation, organisation, role, question, answers: answersIn(row.answers), needs };
}

function addresseeOf(row: LeasedRow, id: string): Addressee {
  const { status, participation, name, email, partner, language, inviter, position } = row;
  return {
    id,
    status,
    participation,
    digitalMeanwhile: row.digital_meanwhile === 1,
    name,
    email,
    partner,
    language,
    linkVersion: row.link_version,
    calendarChanges: row.calendar_changes,
    inviter,
    position,
    rehearsal: row.rehearsal === 1,
    heldUntil: row.held_until,
    answers: answersIn(row.answers),
    filledOptions: JSON.parse(row.filled_options ?? "[]") as string[],
  };
}
