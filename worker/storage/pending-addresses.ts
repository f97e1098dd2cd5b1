/** Addresses typed by attendees that must first answer an e-mail: who is asked, and how it ended. */
import {
  ANSWER_TIME,
  type HandOverRefusal,
  type PendingOutcome,
  type PendingPurpose,
  TYPED_MAX,
} from "../registration/pending-address.ts";
import { NEW_ID, newId } from "./ids.ts";
import { MAILBOX_FREE_AT, mailLimits } from "./mail-limits.ts";
import { MESSAGE_COLUMNS, MESSAGE_VALUES } from "./new-message.ts";
import type { Registration } from "./registrations.ts";

/** The person who is asked, while the question is open. */
export interface PendingAddress {
  id: string;
  /** The registration whose place is offered, or whose address changes. */
  registration: string;
  purpose: PendingPurpose;
  /** Null for a new address of the attendee's own. */
  name: string | null;
  email: string;
  emailKey: string;
  createdAt: number;
  expiresAt: number;
}

/** An address that an attendee has typed. */
export interface TypedAddress {
  purpose: PendingPurpose;
  name: string | null;
  email: { address: string; key: string };
  /** A keyed hash of the mailbox, for the limit of its mail. */
  mailbox: string;
}

export type AskRefusal = HandOverRefusal | "not-found";

/** ?1 is JSON with `purpose`, `linkVersion`, `max` and `now`. */
const ASK_REFUSAL = `CASE
  WHEN link_version <> ?1 ->> 'linkVersion' THEN 'not-found'
  WHEN status = 'cancelled' THEN 'wrong-state'
  WHEN ?1 ->> 'purpose' = 'hand-over' AND (status <> 'confirmed' OR held_until IS NOT NULL) THEN 'wrong-state'
  WHEN ?1 ->> 'purpose' = 'hand-over' AND promotion_ends <= ?1 ->> 'now' THEN 'too-late'
  WHEN ?1 ->> 'purpose' = 'hand-over' AND EXISTS (
    SELECT 1 FROM pending_address AS open WHERE open.registration = registration.id AND open.purpose = 'hand-over'
      AND open.outcome IS NULL AND open.expires_at > ?1 ->> 'now') THEN 'open'
  WHEN (SELECT count(*) FROM pending_address AS typed
    WHERE typed.registration = registration.id AND typed.purpose = ?1 ->> 'purpose') >= ?1 ->> 'max' THEN 'too-many'
END`;

const ASKED = `FROM registration JOIN capacity ON capacity.event = registration.event
  WHERE registration.id = ?1 ->> 'registration'`;

/**
 * Stores who is asked, and queues the e-mail that asks, in one transaction. A new address replaces one that is still open. A
 * mailbox that has disowned a registration for the event gets no e-mail, and the outcome does not show it.
 */
export async function askMailbox(
  db: D1Database,
  { id: registration, linkVersion }: Pick<Registration, "id" | "linkVersion">,
  { purpose, name, email, mailbox }: TypedAddress,
  now: number,
): Promise<{ outcome: "done"; id: string; messages: string[] } | { outcome: "refused"; reason: AskRefusal }> {
  const [id, message] = [newId(now), newId(now)];
  const values = JSON.stringify({
    id,
    message,
    registration,
    linkVersion,
    purpose,
    name,
    email: email.address,
    emailKey: email.key,
    answerTime: ANSWER_TIME,
    max: TYPED_MAX,
    kind: purpose === "hand-over" ? "invitation" : "confirm-address",
    ...mailLimits(mailbox, now),
    now,
  });
  const [refusal, , , written] = await db.batch<{ refusal?: AskRefusal | null; id?: string }>([
    db.prepare(`SELECT ${ASK_REFUSAL} AS refusal ${ASKED}`).bind(values),
    db
      .prepare(
        `UPDATE pending_address SET ended_at = ?1 ->> 'now',
           outcome = iif(expires_at <= ?1 ->> 'now', 'expired', 'replaced')
         WHERE registration = ?1 ->> 'registration' AND purpose = ?1 ->> 'purpose' AND outcome IS NULL
           AND EXISTS (SELECT 1 ${ASKED} AND ${ASK_REFUSAL} IS NULL)`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO pending_address (id, registration, purpose, name, email, email_key, created_at, expires_at)
         SELECT ?1 ->> 'id', registration.id, ?1 ->> 'purpose', ?1 ->> 'name', ?1 ->> 'email', ?1 ->> 'emailKey',
           ?1 ->> 'now', iif(?1 ->> 'purpose' = 'hand-over',
             min(?1 ->> 'now' + ?1 ->> 'answerTime', promotion_ends), ?1 ->> 'now' + ?1 ->> 'answerTime')
         ${ASKED} AND ${ASK_REFUSAL} IS NULL`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO message (id, event, registration, seq, rehearsal, created_at, changed_at, due_at, kind, mailbox, with_change)
         SELECT ?1 ->> 'message', registration.event, pending_address.id, 1, registration.rehearsal, ?1 ->> 'now',
           ?1 ->> 'now', ${MAILBOX_FREE_AT}, ?1 ->> 'kind', ?1 ->> 'mailbox', 1
         FROM pending_address JOIN registration ON registration.id = pending_address.registration
         WHERE pending_address.id = ?1 ->> 'id'
           AND NOT EXISTS (SELECT 1 FROM not_me WHERE not_me.event = registration.event AND not_me.mailbox = ?1 ->> 'mailbox'
             AND not_me.at > ?1 ->> 'disownedSince')
         RETURNING id`,
      )
      .bind(values),
  ]);
  const found = refusal?.results[0];
  if (!found) return { outcome: "refused", reason: "not-found" };
  if (found.refusal) return { outcome: "refused", reason: found.refusal };
  return { outcome: "done", id, messages: (written?.results ?? []).flatMap(({ id }) => id ?? []) };
}

interface PendingRow {
  id: string;
  registration: string;
  purpose: PendingPurpose;
  name: string | null;
  email: string;
  email_key: string;
  created_at: number;
  expires_at: number;
}

function pendingOf(row: PendingRow): PendingAddress {
  return {
    id: row.id,
    registration: row.registration,
    purpose: row.purpose,
    name: row.name,
    email: row.email,
    emailKey: row.email_key,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

/** An open question, and whether its e-mail has bounced. */
export interface OpenAddress extends PendingAddress {
  bounced: boolean;
}

/** The open questions of an attendee. */
export async function openAddressesOf(db: D1Database, registration: string, now: number): Promise<OpenAddress[]> {
  const { results } = await db
    .prepare(
      `SELECT pending_address.*, EXISTS (
         SELECT 1 FROM message WHERE message.registration = pending_address.id AND status = 'bounced') AS bounced
       FROM pending_address WHERE registration = ? AND outcome IS NULL AND expires_at > ? ORDER BY created_at`,
    )
    .bind(registration, now)
    .all<PendingRow & { bounced: number }>();
  return results.map((row) => ({ ...pendingOf(row), bounced: row.bounced === 1 }));
}

/** `registration`: that of the attendee who asks. */
export type FoundPending = { registration: string } & (
  | { outcome: PendingOutcome }
  | { outcome: null; pending: PendingAddress }
);

/** How the question ended, or who is asked; null if the registration is erased. */
export async function findPending(db: D1Database, id: string, now: number): Promise<FoundPending | null> {
  const row = await db
    .prepare("SELECT * FROM pending_address WHERE id = ?")
    .bind(id)
    .first<PendingRow & { outcome: PendingOutcome | null }>();
  if (!row) return null;
  const { registration, outcome } = row;
  if (outcome) return { registration, outcome };
  return row.expires_at <= now
    ? { registration, outcome: "expired" }
    : { registration, outcome: null, pending: pendingOf(row) };
}

/**
 * Ends an open question. If the colleague does not take the place, an e-mail tells the attendee, without a reason. Returns
 * the ids of the e-mails to send now; null if the question was no longer open.
 */
export async function endPending(
  db: D1Database,
  id: string,
  outcome: Extract<PendingOutcome, "not-taken" | "taken-back">,
  now: number,
): Promise<string[] | null> {
  const values = JSON.stringify({ id, outcome, message: newId(now), now });
  const [told, ended] = await db.batch<{ id: string }>([
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind)
         SELECT ?1 ->> 'message', ${MESSAGE_VALUES}, 'not-taken'
         FROM pending_address JOIN registration ON registration.id = pending_address.registration
         WHERE pending_address.id = ?1 ->> 'id' AND outcome IS NULL AND expires_at > ?1 ->> 'now'
           AND purpose = 'hand-over' AND ?1 ->> 'outcome' = 'not-taken'
         RETURNING id`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE pending_address SET outcome = ?1 ->> 'outcome', ended_at = ?1 ->> 'now'
         WHERE id = ?1 ->> 'id' AND outcome IS NULL AND expires_at > ?1 ->> 'now' RETURNING id`,
      )
      .bind(values),
  ]);
  return ended?.results.length === 1 ? (told?.results ?? []).map(({ id }) => id) : null;
}

/** Rows that one step ends. The limit keeps each step small, however many rows are waiting. */
const STEP = 200;

const EXPIRED = `SELECT id FROM pending_address WHERE outcome IS NULL AND expires_at <= ?1 ->> 'now'
  ORDER BY expires_at LIMIT ?1 ->> 'step'`;

/** Ends questions that were not answered in time, and tells the attendees whose place was not taken. */
export async function forgetUnanswered(db: D1Database, now: number): Promise<void> {
  const values = JSON.stringify({ now, step: STEP });
  await db.batch([
    db
      .prepare(
        `INSERT INTO message (id, ${MESSAGE_COLUMNS}, kind)
         SELECT ${NEW_ID}, ${MESSAGE_VALUES}, 'not-taken'
         FROM pending_address JOIN registration ON registration.id = pending_address.registration
         WHERE pending_address.id IN (${EXPIRED}) AND purpose = 'hand-over'`,
      )
      .bind(values),
    db
      .prepare(`UPDATE pending_address SET outcome = 'expired', ended_at = ?1 ->> 'now' WHERE id IN (${EXPIRED})`)
      .bind(values),
  ]);
}
