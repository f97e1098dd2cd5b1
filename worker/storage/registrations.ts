import type { Language } from "../i18n/language.ts";
import type { Answers } from "../registration/answers.ts";
import type { Participation } from "../registration/capacity.ts";
import type { ChangeReason, ChangeType } from "../registration/change.ts";
import { POSITION } from "./waiting-list.ts";

export interface Registration {
  id: string;
  event: string;
  status: "confirmed" | "waitlisted" | "cancelled";
  participation: Participation;
  digitalMeanwhile: boolean;
  name: string;
  email: string;
  organisation: string | null;
  role: string | null;
  question: string | null;
  /** Answers to the organiser's own questions, without sensitive ones. */
  answers: Answers;
  partner: string;
  language: Language;
  registeredAt: number;
  waitlistedAt: number | null;
  /** When the hold on the place ends if the address is not verified; null: verified, or not required. */
  heldUntil: number | null;
  changedAt: number;
  invitedBy: string | null;
  /** The registrations that the place went to and came from, when an attendee handed it on. */
  handedTo: string | null;
  handedFrom: string | null;
  linkVersion: number;
  /** How often this attendee's calendar entry has changed; raises SEQUENCE beside the event's own changes. */
  calendarChanges: number;
  needs: {
    diet: string | null;
    access: string | null;
    answers: Answers;
    consentedAt: number;
    consentWording: string;
  } | null;
  /** The position on the waiting list, from 1 to 100; null further back, and for people who do not wait. */
  position: number | null;
  /** A rehearsal: takes no place and counts nowhere. */
  rehearsal: boolean;
}

/** Fields with the same name and form as their columns. */
type AsStored =
  | "status"
  | "participation"
  | "name"
  | "email"
  | "organisation"
  | "role"
  | "question"
  | "partner"
  | "language";

/** The columns of `registration`. */
export interface RegistrationRow extends Pick<Registration, "id" | "event" | AsStored> {
  answers: string | null;
  digital_meanwhile: number;
  registered_at: number;
  waitlisted_at: number | null;
  held_until: number | null;
  changed_at: number;
  invited_by: string | null;
  handed_to: string | null;
  handed_from: string | null;
  checked_in_at: number | null;
  joined_at: number | null;
  link_version: number;
  calendar_changes: number;
  rehearsal: number;
}

interface WithNeedsAndPosition extends RegistrationRow {
  diet: string | null;
  access: string | null;
  sensitive: string | null;
  consented_at: number | null;
  consent_wording: string | null;
  position: number | null;
}

const WITH_NEEDS_AND_POSITION = `
  SELECT registration.*, diet, access, needs.answers AS sensitive, consented_at, consent_wording,
    ${POSITION} AS position
  FROM registration LEFT JOIN needs ON needs.registration = registration.id`;

/** The attendee's answers and the resulting state, in the order in which lists show them. */
export function answersOf(row: RegistrationRow): Pick<Registration, AsStored | "digitalMeanwhile" | "answers"> {
  return {
    status: row.status,
    participation: row.participation,
    digitalMeanwhile: row.digital_meanwhile === 1,
    name: row.name,
    email: row.email,
    organisation: row.organisation,
    role: row.role,
    question: row.question,
    answers: answersIn(row.answers),
    partner: row.partner,
    language: row.language,
  };
}

/** Reads a column with answers to the organiser's own questions; null for none. */
export function answersIn(column: string | null): Answers {
  return column === null ? {} : (JSON.parse(column) as Answers);
}

export function answersColumn(answers: Answers): string | null {
  return Object.keys(answers).length > 0 ? JSON.stringify(answers) : null;
}

function registrationOf(row: WithNeedsAndPosition): Registration {
  return {
    id: row.id,
    event: row.event,
    ...answersOf(row),
    registeredAt: row.registered_at,
    waitlistedAt: row.waitlisted_at,
    heldUntil: row.held_until,
    changedAt: row.changed_at,
    invitedBy: row.invited_by,
    handedTo: row.handed_to,
    handedFrom: row.handed_from,
    linkVersion: row.link_version,
    calendarChanges: row.calendar_changes,
    needs:
      row.consented_at === null
        ? null
        : {
            diet: row.diet,
            access: row.access,
            answers: answersIn(row.sensitive),
            consentedAt: row.consented_at,
            consentWording: row.consent_wording ?? "",
          },
    position: row.position,
    rehearsal: row.rehearsal === 1,
  };
}

export async function findRegistration(db: D1Database, id: string): Promise<Registration | null> {
  const row = await db
    .prepare(`${WITH_NEEDS_AND_POSITION} WHERE registration.id = ?`)
    .bind(id)
    .first<WithNeedsAndPosition>();
  return row && registrationOf(row);
}

/**
 * Everything else stored about an attendee: changes, e-mails, whether the address is suppressed, and the organisers' note.
 */
export async function historyOf(db: D1Database, registration: string, addressHashes: readonly string[]) {
  const [changes, messages, presence, suppression, notes] = await db.batch([
    db.prepare("SELECT type, reason, at FROM change WHERE registration = ? ORDER BY seq").bind(registration),
    db
      .prepare(
        `SELECT kind, status, created_at AS at, attempts, provider_id AS providerId, failure
         FROM message WHERE registration = ? ORDER BY seq`,
      )
      .bind(registration),
    db
      .prepare("SELECT checked_in_at AS checkedInAt, joined_at AS joinedAt FROM registration WHERE id = ?")
      .bind(registration),
    db
      .prepare("SELECT reason, at FROM suppression WHERE hash IN (SELECT value FROM json_each(?))")
      .bind(JSON.stringify(addressHashes)),
    db.prepare("SELECT text, written_at AS at FROM note WHERE registration = ?").bind(registration),
  ]);
  const dated = <Row extends { at: number }>(rows: Row[] = []) =>
    rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
  const [present] = (presence?.results ?? []) as { checkedInAt: number | null; joinedAt: number | null }[];
  const isoOrNull = (instant: number | null | undefined) => (instant == null ? null : new Date(instant).toISOString());
  return {
    checkedInAt: isoOrNull(present?.checkedInAt),
    joinedAt: isoOrNull(present?.joinedAt),
    changes: dated(changes?.results as { type: ChangeType; reason: ChangeReason | null; at: number }[]),
    messages: dated(messages?.results as { at: number }[]),
    /** Why the address is suppressed: it gets e-mail only in answer to a new registration. */
    suppressed: dated(suppression?.results as { at: number }[]),
    /** What organisers have written about the attendee. The address of the organiser who wrote it is not the attendee's data. */
    note: dated(notes?.results as { text: string; at: number }[])[0] ?? null,
  };
}

/**
 * The recipient of an e-mail that belongs to no registration: an erased attendee, or the address that a registration had
 * before. Deleted when the e-mail is sent.
 */
export interface FormerAddressee {
  email: string;
  language: Language;
  partner: string;
  /** Who changed the registration's address. */
  changedBy?: "attendee" | "organiser";
}

/** The event of a present or erased registration: the feed keeps the id. */
export async function eventOfRegistration(db: D1Database, id: string): Promise<string | null> {
  return db.prepare("SELECT event FROM change WHERE registration = ? LIMIT 1").bind(id).first<string>("event");
}
