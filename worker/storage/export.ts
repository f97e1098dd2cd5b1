import type { Participation } from "../registration/capacity.ts";
import type { ExportRow } from "../registration/export-row.ts";
import type { ListFilter } from "../registration/list-filter.ts";
import type { DisplayStatus, MessageKind } from "../registration/message.ts";
import { filterValues, MATCHES_FILTER } from "./list-filter.ts";
import { answersOf, type RegistrationRow } from "./registrations.ts";

export interface RowWithMail extends RegistrationRow {
  mail_kind: MessageKind | null;
  mail_status: DisplayStatus | null;
  mail_at: number | null;
}

const iso = (instant: number) => new Date(instant).toISOString();
export const isoOrNull = (instant: number | null) => (instant === null ? null : iso(instant));

export function exportRowOf(row: RowWithMail): ExportRow {
  return {
    id: row.id,
    ...answersOf(row),
    registeredAt: iso(row.registered_at),
    waitlistedAt: isoOrNull(row.waitlisted_at),
    heldUntil: isoOrNull(row.held_until),
    changedAt: iso(row.changed_at),
    invitedBy: row.invited_by,
    handedTo: row.handed_to,
    handedFrom: row.handed_from,
    checkedInAt: isoOrNull(row.checked_in_at),
    joinedAt: isoOrNull(row.joined_at),
    mail:
      row.mail_kind && row.mail_status && row.mail_at !== null
        ? { kind: row.mail_kind, status: row.mail_status, at: iso(row.mail_at) }
        : null,
    rehearsal: row.rehearsal === 1,
  };
}

/** The latest e-mail to an attendee, beside `registration`. */
export const LATEST_MAIL = `LEFT JOIN message ON message.id = (
    SELECT latest.id FROM message AS latest WHERE latest.registration = registration.id ORDER BY latest.seq DESC LIMIT 1)`;

/** The columns that exportRowOf() reads. */
export const EXPORT_COLUMNS =
  "registration.*, message.kind AS mail_kind, message.display_status AS mail_status, message.changed_at AS mail_at";

const ROWS = `SELECT ${EXPORT_COLUMNS} FROM registration ${LATEST_MAIL} WHERE registration.event = ?1`;

/** The rows with these ids, in the order of registering. */
export async function exportRows(db: D1Database, slug: string, ids: readonly string[]): Promise<ExportRow[]> {
  const { results } = await db
    .prepare(`${ROWS} AND registration.id IN (SELECT value FROM json_each(?2)) ORDER BY registration.id`)
    .bind(slug, JSON.stringify(ids))
    .all<RowWithMail>();
  return results.map(exportRowOf);
}

/** The rows with these addresses, either registrations or rehearsals. */
export async function exportRowsAt(
  db: D1Database,
  slug: string,
  emailKeys: readonly string[],
  rehearsals: boolean,
): Promise<ExportRow[]> {
  const { results } = await db
    .prepare(
      `${ROWS} AND email_key IN (SELECT value FROM json_each(?2)) AND registration.rehearsal = ?3 ORDER BY +registration.id`,
    )
    .bind(slug, JSON.stringify(emailKeys), rehearsals ? 1 : 0)
    .all<RowWithMail>();
  return results.map(exportRowOf);
}

export interface ExportFilter {
  status?: ExportRow["status"] | undefined;
  participation?: Participation | undefined;
  partner?: string | undefined;
  /** The status of the latest e-mail to them. */
  mail?: DisplayStatus | undefined;
  /** Whether the address is still to be verified. */
  held?: boolean | undefined;
  rehearsals: Rehearsals;
}

/** Whether the rows exclude rehearsals, include them, or have nothing else. */
export type Rehearsals = "exclude" | "include" | "only";

/** Rows of one page, in the order of registering, after the row with id `after`. An empty page is the end. */
export async function exportPage(
  db: D1Database,
  slug: string,
  filter: ExportFilter,
  after: string,
  limit: number,
): Promise<ExportRow[]> {
  const { results } = await db
    .prepare(
      `${ROWS} AND registration.id > ?2 AND (?7 = 'include' OR registration.rehearsal = (?7 = 'only'))
         AND (?3 IS NULL OR registration.status = ?3)
         AND (?4 IS NULL OR participation = ?4)
         AND (?5 IS NULL OR partner = ?5)
         AND (?6 IS NULL OR message.display_status = ?6)
         AND (?9 IS NULL OR (held_until IS NOT NULL) = ?9)
       ORDER BY registration.id LIMIT ?8`,
    )
    .bind(
      slug,
      after,
      filter.status ?? null,
      filter.participation ?? null,
      filter.partner ?? null,
      filter.mail ?? null,
      filter.rehearsals,
      limit,
      filter.held ?? null,
    )
    .all<RowWithMail>();
  return results.map(exportRowOf);
}

/** The same for people who match the list filter, without rehearsals. */
export async function listedRows(
  db: D1Database,
  slug: string,
  filter: ListFilter,
  after: string,
  limit: number,
): Promise<ExportRow[]> {
  const { results } = await db
    .prepare(
      `SELECT ${EXPORT_COLUMNS} FROM registration ${LATEST_MAIL}
       WHERE ${MATCHES_FILTER} AND registration.id > ?2 ORDER BY registration.id LIMIT ?3`,
    )
    .bind(JSON.stringify(filterValues(slug, filter)), after, limit)
    .all<RowWithMail>();
  return results.map(exportRowOf);
}

/** Whether an event has a partner of this name, or had one when an attendee registered. */
export async function isPartner(db: D1Database, slug: string, partner: string): Promise<boolean> {
  const row = await db
    .prepare(
      `SELECT EXISTS (
           SELECT 1 FROM event, json_each(definition, '$.partners') AS partner WHERE slug = ?1 AND partner.key = ?2)
         OR EXISTS (SELECT 1 FROM registration WHERE event = ?1 AND partner = ?2) AS known`,
    )
    .bind(slug, partner)
    .first<{ known: number }>();
  return row?.known === 1;
}

export interface Counts {
  confirmed: number;
  waitlisted: number;
  inPerson: number;
  /** Digital places taken, including those of attendees who wait for a seat. */
  digital: number;
  /** Free seats in the room; null where there is no limit. Negative once the capacity was lowered below what is taken. */
  inPersonFree: number | null;
}

/** The newest change in the feed, and how full the event is; null if there is no such event. */
export async function feedPosition(
  db: D1Database,
  slug: string,
): Promise<{ seq: number; counts: Counts; promotionEnds: number | null } | null> {
  const row = await db
    .prepare(
      `SELECT in_person_taken, in_person_capacity, digital_taken, waiting, promotion_ends,
         (SELECT count(*) FROM registration
          WHERE event = ?1 AND status = 'waitlisted' AND digital_meanwhile AND NOT rehearsal) AS meanwhile,
         coalesce((SELECT seq FROM change WHERE event = ?1 ORDER BY seq DESC LIMIT 1), 0) AS seq
       FROM capacity WHERE event = ?1`,
    )
    .bind(slug)
    .first<{
      in_person_taken: number;
      in_person_capacity: number | null;
      digital_taken: number;
      waiting: number;
      meanwhile: number;
      promotion_ends: number;
      seq: number;
    }>();
  if (!row) return null;
  const { in_person_taken: inPerson, in_person_capacity: capacity, digital_taken: digital, waiting } = row;
  const inPersonFree = capacity === null ? null : capacity - inPerson;
  return {
    seq: row.seq,
    counts: { confirmed: inPerson + digital - row.meanwhile, waitlisted: waiting, inPerson, digital, inPersonFree },
    // 0 means that the event is cancelled and does not promote.
    promotionEnds: row.promotion_ends || null,
  };
}
