import type { ChangeReason, ChangeType } from "../registration/change.ts";
import type { ErasedRow, ExportRow } from "../registration/export-row.ts";
import { EXPORT_COLUMNS, exportRowOf, LATEST_MAIL, type Rehearsals, type RowWithMail } from "./export.ts";

/** The number of an event's newest change: reads one row. Null if the event has no changes. */
export async function latestChange(db: D1Database, slug: string): Promise<number | null> {
  const row = await db
    .prepare("SELECT seq FROM change WHERE event = ? ORDER BY seq DESC LIMIT 1")
    .bind(slug)
    .first<{ seq: number }>();
  return row?.seq ?? null;
}

/** What has happened to one registration, oldest first. */
export async function changesOf(
  db: D1Database,
  registration: string,
): Promise<{ type: ChangeType; reason: ChangeReason | null; at: number }[]> {
  const { results } = await db
    .prepare("SELECT type, reason, at FROM change WHERE registration = ? ORDER BY seq")
    .bind(registration)
    .all<{ type: ChangeType; reason: ChangeReason | null; at: number }>();
  return results;
}

/**
 * The attendees who changed in the next `limit` changes after `since`, each once and as they are now; erased ones with id
 * and status only. `seq` is the last change that was read: a client that asks again from there until it stays the same has
 * everything.
 */
export async function changedSince(
  db: D1Database,
  slug: string,
  since: number,
  rehearsals: Rehearsals,
  limit: number,
): Promise<{ rows: (ExportRow | ErasedRow)[]; seq: number }> {
  const { results } = await db
    .prepare(
      `WITH page AS (
         SELECT seq, registration, rehearsal FROM change WHERE event = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3
       ), changed AS (
         SELECT registration AS id, max(seq) AS seq FROM page
         WHERE registration IS NOT NULL AND (?4 = 'include' OR rehearsal = (?4 = 'only')) GROUP BY registration
       )
       SELECT ${EXPORT_COLUMNS}, changed.id AS id, reached
       FROM (SELECT max(seq) AS reached FROM page)
       LEFT JOIN changed
       LEFT JOIN registration ON registration.id = changed.id
       ${LATEST_MAIL}
       ORDER BY changed.seq`,
    )
    .bind(slug, since, limit, rehearsals)
    .all<Omit<RowWithMail, "id" | "status"> & ChangedRow>();
  const rows = results.flatMap(({ id, status, ...row }) => {
    if (id === null) return [];
    return status === null ? { id, status: "erased" as const } : exportRowOf({ ...row, id, status });
  });
  return { rows, seq: results[0]?.reached ?? since };
}

interface ChangedRow {
  /** The last change on the page. */
  reached: number | null;
  id: string | null;
  status: ExportRow["status"] | null;
}

/**
 * An erased attendee, by id: this is enough to erase them again in a restored backup. `reason`: null unless it was
 * retention.
 */
export interface Erasure {
  seq: number;
  event: string;
  registration: string;
  reason: "retention" | null;
  at: number;
}

/** Erasures after `since` in the feed of all events, oldest first. */
export async function erasuresSince(db: D1Database, since: number, limit: number): Promise<Erasure[]> {
  const { results } = await db
    .prepare(
      `SELECT seq, event, registration, reason, at FROM change
       WHERE type = 'registration.erased' AND seq > ? ORDER BY seq LIMIT ?`,
    )
    .bind(since, limit)
    .all<Erasure>();
  return results;
}
