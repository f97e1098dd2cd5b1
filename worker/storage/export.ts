import type { MessageKind, ShownStatus } from "../registration/change.ts";
import type { ErasedRow, ExportRow } from "../registration/export-row.ts";
import type { Participation } from "../registration/places.ts";
import { newId } from "./ids.ts";
import type { RegistrationRow } from "./registrations.ts";

interface RowWithMail extends RegistrationRow {
  mail_kind: MessageKind | null;
  mail_status: ShownStatus | null;
  mail_at: number | null;
}

const iso = (instant: number) => new Date(instant).toISOString();
export const isoOrNull = (instant: number | null) => (instant === null ? null : iso(instant));

function exportRowOf(row: RowWithMail): ExportRow {
  return {
    id: row.id,
    status: row.status,
    participation: row.participation,
    digitalMeanwhile: row.digital_meanwhile === 1,
    name: row.name,
    email: row.email,
    organisation: row.organisation,
    role: row.role,
    question: row.question,
    partner: row.partner,
    language: row.language,
    registeredAt: iso(row.registered_at),
    waitlistedAt: isoOrNull(row.waitlisted_at),
    changedAt: iso(row.changed_at),
    invitedBy: row.invited_by,
    checkedInAt: isoOrNull(row.checked_in_at),
    mail:
      row.mail_kind && row.mail_status && row.mail_at !== null
        ? { kind: row.mail_kind, status: row.mail_status, at: iso(row.mail_at) }
        : null,
    test: row.test === 1,
  };
}

export interface ExportFilter {
  status?: ExportRow["status"] | undefined;
  participation?: Participation | undefined;
  partner?: string | undefined;
}

/** Rows of one page, in the order of registering, after the row with id `after`. An empty page is the end. */
export async function exportPage(
  db: D1Database,
  event: string,
  filter: ExportFilter,
  after: string,
  limit: number,
): Promise<ExportRow[]> {
  const { results } = await db
    .prepare(
      `SELECT registration.*, message.kind AS mail_kind, message.shown AS mail_status, message.changed_at AS mail_at
       FROM registration LEFT JOIN message ON message.id = registration.latest_message
       WHERE registration.event = ?1 AND registration.id > ?2 AND NOT test
         AND (?3 IS NULL OR registration.status = ?3)
         AND (?4 IS NULL OR participation = ?4)
         AND (?5 IS NULL OR partner = ?5)
       ORDER BY registration.id LIMIT ?6`,
    )
    .bind(event, after, filter.status ?? null, filter.participation ?? null, filter.partner ?? null, limit)
    .all<RowWithMail>();
  return results.map(exportRowOf);
}

export interface Counts {
  confirmed: number;
  waitlisted: number;
  inPerson: number;
  /** Digital places taken, those of people who wait for a seat among them. */
  digital: number;
  /** Seats in the room that nobody has; null where there is no limit. Negative once the capacity was lowered below. */
  inPersonFree: number | null;
}

/** Where the change feed stands, and how full the event is. */
export async function feedPosition(
  db: D1Database,
  event: string,
): Promise<{ seq: number; counts: Counts; promotionEnds: number | null }> {
  const row = await db
    .prepare(
      `SELECT in_person_taken, in_person_capacity, digital_taken, waiting, promotion_ends,
         (SELECT count(*) FROM registration
          WHERE event = ?1 AND status = 'waitlisted' AND digital_meanwhile AND NOT test) AS meanwhile,
         coalesce((SELECT seq FROM change WHERE event = ?1 ORDER BY seq DESC LIMIT 1), 0) AS seq
       FROM places WHERE event = ?1`,
    )
    .bind(event)
    .first<{
      in_person_taken: number;
      in_person_capacity: number | null;
      digital_taken: number;
      waiting: number;
      meanwhile: number;
      promotion_ends: number;
      seq: number;
    }>();
  if (!row) throw new Error(`No places for ${event}`);
  const { in_person_taken: inPerson, in_person_capacity: capacity, digital_taken: digital, waiting } = row;
  const inPersonFree = capacity === null ? null : capacity - inPerson;
  return {
    seq: row.seq,
    counts: { confirmed: inPerson + digital - row.meanwhile, waitlisted: waiting, inPerson, digital, inPersonFree },
    // Zero: an event that is cancelled promotes nobody.
    promotionEnds: row.promotion_ends || null,
  };
}

/**
 * Whoever changed after `since`, each once and as they are now, up to `limit` changes further on; the erased as id and
 * status alone. `seq` is how far the answer reaches: a client that asks on from there until it stands still has it all.
 */
export async function changedSince(
  db: D1Database,
  event: string,
  since: number,
  limit: number,
): Promise<{ rows: (ExportRow | ErasedRow)[]; seq: number }> {
  const { results } = await db
    .prepare(
      `WITH page AS (
         SELECT seq, registration FROM change WHERE event = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3
       ), changed AS (
         SELECT registration AS id, max(seq) AS seq FROM page GROUP BY registration
       )
       SELECT registration.*, changed.id AS id, changed.seq AS seq,
         message.kind AS mail_kind, message.shown AS mail_status, message.changed_at AS mail_at
       FROM changed
       LEFT JOIN registration ON registration.id = changed.id
       LEFT JOIN message ON message.id = registration.latest_message
       ORDER BY changed.seq`,
    )
    .bind(event, since, limit)
    .all<Omit<RowWithMail, "status"> & { status: ExportRow["status"] | null; seq: number }>();
  const rows = results
    .filter((row) => !row.test)
    .map(({ status, ...row }) =>
      status === null ? { id: row.id, status: "erased" as const } : exportRowOf({ ...row, status }),
    );
  return { rows, seq: results.at(-1)?.seq ?? since };
}

/** Who pulled what, when, and how many rows went out. */
export async function logAccess(
  db: D1Database,
  entry: { event: string; who: string; action: string; count: number },
  now: number,
): Promise<void> {
  await db
    .prepare("INSERT INTO access (event, at, id, who, action, count) VALUES (?, ?, ?, ?, ?, ?)")
    .bind(entry.event, now, newId(now), entry.who, entry.action, entry.count)
    .run();
}
