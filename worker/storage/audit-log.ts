import { newId } from "./ids.ts";

/** What a client with a token did: it pulled a number of rows, or changed something for a number of attendees. */
export interface AuditEntry {
  event: string;
  /** The name from callerName() in security/bearer.ts; `retention` when the service itself erases. */
  who: string;
  action: AuditAction;
  count: number;
  /** The format of a pull, or the id of the changed registration or message. */
  detail?: string | undefined;
}

export const auditActions = [
  "export",
  "export since",
  "list",
  "signed sheet",
  "name badges",
  "needs",
  "needs with names",
  "registration read",
  "needs read",
  "personal data",
  "registration added",
  "rehearsal added",
  "registration changed",
  "registration cancelled",
  "registrations cancelled",
  "cancellation previewed",
  "registration restored",
  "address verified",
  "registration admitted",
  "checked in",
  "check-in undone",
  "door list",
  "door handed over",
  "door opened",
  "door closed",
  "registration erased",
  "note written",
  "rehearsals purged",
  "definition",
  "definition previewed",
  "event deleted",
  "event moved",
  "erasures confirmed",
  "answers erased",
  "retention",
  "announcement",
  "announcement previewed",
  "announcement tested",
  "announcement taken back",
  "undelivered",
  "resend",
  "retry",
  "token made",
  "token revoked",
  "webhook resumed",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Adds a row to the log and returns its id. */
export async function recordAudit(db: D1Database, entry: AuditEntry, now: number): Promise<string> {
  const id = newId(now);
  await db
    .prepare("INSERT INTO audit_log (event, at, id, who, action, count, detail) VALUES (?, ?, ?, ?, ?, ?, ?)")
    .bind(entry.event, now, id, entry.who, entry.action, entry.count, entry.detail ?? null)
    .run();
  return id;
}

/** Adds one row for each of several events. */
export async function recordAudits(db: D1Database, entries: readonly AuditEntry[], now: number): Promise<void> {
  const rows = entries.map((entry) => ({ ...entry, id: newId(now) }));
  await db
    .prepare(
      `INSERT INTO audit_log (event, at, id, who, action, count, detail)
       SELECT value ->> 'event', ?2, value ->> 'id', value ->> 'who', value ->> 'action', value ->> 'count',
         value ->> 'detail'
       FROM json_each(?1)`,
    )
    .bind(JSON.stringify(rows), now)
    .run();
}

/** Stores how many rows were sent when a pull ended, by itself or because the reader stopped. */
export async function completeAudit(
  db: D1Database,
  { event, at, id, count }: { event: string; at: number; id: string; count: number },
): Promise<void> {
  await db
    .prepare("UPDATE audit_log SET count = ? WHERE event = ? AND at = ? AND id = ?")
    .bind(count, event, at, id)
    .run();
}

export interface AuditRow {
  event: string;
  id: string;
  at: number;
  who: string;
  action: AuditAction;
  count: number;
  detail: string | null;
}

/**
 * The log of an event, newest first, before the row with id `before`. Ids begin with the time. A new event with the slug of
 * a deleted one has a log of its own.
 */
export async function auditLog(
  db: D1Database,
  slug: string,
  before: { at: number; id: string } | null,
  limit: number,
): Promise<AuditRow[]> {
  const { results } = await db
    .prepare(
      `SELECT event, id, at, who, action, count, detail FROM audit_log
       WHERE event = ?1 AND (?2 IS NULL OR (at, id) < (?2, ?3))
         AND (at, id) > (SELECT coalesce(max(at), 0), coalesce(max(id), '') FROM audit_log
                         WHERE event = ?1 AND action = 'event deleted')
       ORDER BY at DESC, id DESC LIMIT ?4`,
    )
    .bind(slug, before?.at ?? null, before?.id ?? null, limit)
    .all<AuditRow>();
  return results;
}

/** Like `auditLog`, for all events, including deleted ones. */
export async function serviceAuditLog(
  db: D1Database,
  before: { at: number; id: string } | null,
  limit: number,
): Promise<AuditRow[]> {
  const { results } = await db
    .prepare(
      `SELECT event, id, at, who, action, count, detail FROM audit_log
       WHERE ?1 IS NULL OR (at, id) < (?1, ?2)
       ORDER BY at DESC, id DESC LIMIT ?3`,
    )
    .bind(before?.at ?? null, before?.id ?? null, limit)
    .all<AuditRow>();
  return results;
}
