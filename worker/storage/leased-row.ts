/** What leasing reads together with a message. */
import type { Language } from "../i18n/language.ts";
import type { Participation } from "../registration/capacity.ts";
import type { MessageKind } from "../registration/message.ts";
import { LINK_MS } from "./organiser-sessions.ts";
import type { Registration } from "./registrations.ts";

export interface LeasedRow extends AskedRow, SignInRow {
  id: string;
  kind: MessageKind;
  event: string | null;
  created_at: number;
  attempts: number;
  unconfirmed_since: number;
  batch: string | null;
  previous: string | null;
  awaits_replacement: number;
  former_addressee: string | null;
  typed: string | null;
  own_request: number;
  subject: string | null;
  taken_back_at: number | null;
  text: string | null;
  registration_id: string | null;
  status: Registration["status"];
  participation: Participation;
  digital_meanwhile: number;
  name: string;
  email: string;
  organisation: string | null;
  role: string | null;
  question: string | null;
  diet: string | null;
  access: string | null;
  answers: string | null;
  sensitive: string | null;
  filled_options: string | null;
  partner: string;
  language: Language;
  link_version: number;
  calendar_changes: number;
  rehearsal: number;
  held_until: number | null;
  inviter: string | null;
  position: number | null;
}

/**
 * For an e-mail that asks a mailbox other than the registration's (`pending_address`): who is asked, and by which
 * registration.
 */
export interface AskedMailbox {
  id: string;
  /** The name as the attendee typed it; null for a new address of the attendee's own. */
  name: string | null;
  email: string;
  /** An answer counts until this time. */
  expiresAt: number;
  by: Pick<Registration, "name" | "status" | "participation" | "partner" | "language" | "rehearsal">;
  /** The registration that the new address already has. */
  known: { id: string; linkVersion: number } | null;
}

interface AskedRow {
  asked_id: string | null;
  asked_name: string | null;
  asked_email: string;
  asked_until: number;
  asker_name: string;
  asker_status: Registration["status"];
  asker_participation: Participation;
  asker_partner: string;
  asker_language: Language;
  asker_rehearsal: number;
  known_id: string | null;
  known_link_version: number;
}

export const ASKED_COLUMNS = `asked.id AS asked_id, asked.name AS asked_name, asked.email AS asked_email,
  asked.expires_at AS asked_until, asker.name AS asker_name, asker.status AS asker_status,
  asker.participation AS asker_participation, asker.partner AS asker_partner, asker.language AS asker_language,
  asker.rehearsal AS asker_rehearsal, known.id AS known_id, known.link_version AS known_link_version`;

/** Joins `message`. Null when the question is no longer open. */
export const ASKED_JOINS = `LEFT JOIN pending_address AS asked ON asked.id = message.registration AND asked.outcome IS NULL
    AND (message.kind = 'invitation' OR message.kind = 'confirm-address')
  LEFT JOIN registration AS asker ON asker.id = asked.registration
  LEFT JOIN registration AS known ON known.email_key = asked.email_key AND known.event = message.event
    AND known.rehearsal = asker.rehearsal AND known.id <> asker.id`;

/** A sign-in link that an organiser has asked for (`sign_in`). */
export interface AskedLink {
  id: string;
  email: string;
  emailKey: string;
  language: Language;
  /** When it expires, in milliseconds since 1970. */
  until: number;
  used: boolean;
  /** Whether an event of this database lists the address. */
  listed: boolean;
}

interface SignInRow {
  link_id: string | null;
  link_email: string;
  link_email_key: string;
  link_language: Language;
  link_created_at: number;
  link_used: number;
  link_listed: number;
}

export const SIGN_IN_COLUMNS = `sign_in.id AS link_id, sign_in.email AS link_email, sign_in.email_key AS link_email_key,
  sign_in.language AS link_language, sign_in.created_at AS link_created_at, sign_in.used_at IS NOT NULL AS link_used,
  EXISTS (SELECT 1 FROM organiser WHERE organiser.email_key = sign_in.email_key) AS link_listed`;

/** Joins `message`. */
export const SIGN_IN_JOIN = "LEFT JOIN sign_in ON sign_in.id = message.registration AND message.kind = 'sign-in'";

export function askedLinkOf(row: SignInRow): AskedLink | null {
  if (row.link_id === null) return null;
  return {
    id: row.link_id,
    email: row.link_email,
    emailKey: row.link_email_key,
    language: row.link_language,
    until: row.link_created_at + LINK_MS,
    used: row.link_used === 1,
    listed: row.link_listed === 1,
  };
}

export function askedMailboxOf(row: AskedRow): AskedMailbox | null {
  if (row.asked_id === null) return null;
  return {
    id: row.asked_id,
    name: row.asked_name,
    email: row.asked_email,
    expiresAt: row.asked_until,
    by: {
      name: row.asker_name,
      status: row.asker_status,
      participation: row.asker_participation,
      partner: row.asker_partner,
      language: row.asker_language,
      rehearsal: row.asker_rehearsal === 1,
    },
    known: row.known_id === null ? null : { id: row.known_id, linkVersion: row.known_link_version },
  };
}
