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
  /** To the organiser's own questions, without what is sensitive. */
  answers: Answers;
  partner: string;
  language: Language;
  registeredAt: number;
  waitlistedAt: number | null;
  /** Until when the place is held for an address that is not verified yet; null: it is, or need not be. */
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
  /** On the waiting list, from 1 to 100; null further behind, and for those who do not wait. */
  position: number | null;
  /** A rehearsal: takes no place and counts nowhere. */
  rehearsal: boolean;
}

/** Fields that are named and stored alike. */
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

/** What the attendee has answered and what has come of it, in the order in which lists show it. */
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

/** Answers to the organiser's own questions, as a column has them: null for none. */
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

/** What else is stored about an attendee: changes, e-mails, whether the address gets any, and the organisers' note. */
export async function historyOf(db: D1Database, registration: string, addressHashes: readonly string[]) {
  const [changes, messages, presence, suppression, notes] = await db.batch<{ at: number }>([
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
  const [present] = (presence?.results ?? []) as unknown as { checkedInAt: number | null; joinedAt: number | null }[];
  const isoOrNull = (instant: number | null | undefined) => (instant == null ? null : new Date(instant).toISOString());
  return {
    checkedInAt: isoOrNull(present?.checkedInAt),
    joinedAt: isoOrNull(present?.joinedAt),
    changes: dated(changes?.results as { type: ChangeType; reason: ChangeReason | null; at: number }[]),
    messages: dated(messages?.results),
    /** Why the address gets no mail but the answer to a new registration. */
    suppressed: dated(suppression?.results),
    /** What organisers have written about the attendee. The address of the organiser who wrote it is not the attendee's data. */
    note: dated(notes?.results as { text: string; at: number }[])[0] ?? null,
  };
}

/**
 * Whom an e-mail goes to that no registration leads to: the erased attendee, or the address that a registration had before it
 * was corrected. Deleted once the e-mail is sent.
 */
export interface FormerAddressee {
  email: string;
  language: Language;
  partner: string;
  /** Who gave the registration another address. */
  changedBy?: "attendee" | "organiser";
}

/** The event of a registration that is there or once was: the feed keeps its id when it is erased. */
export async function eventOfRegistration(db: D1Database, id: string): Promise<string | null> {
  return db.prepare("SELECT event FROM change WHERE registration = ? LIMIT 1").bind(id).first<string>("event");
}
