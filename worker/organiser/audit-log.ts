import * as z from "zod";
import { langParameter } from "../http/parameters.ts";
import { type Caller, callerName } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import {
  type AuditEntry,
  type AuditRow,
  auditActions,
  auditLog,
  recordAudit,
  serviceAuditLog,
} from "../storage/audit-log.ts";

const PAGE = 500;

export const auditLogQuery = z.strictObject({
  before: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "the `next` of an earlier answer")
    .optional(),
  lang: langParameter,
});

const entry = z.strictObject({
  at: z.iso.datetime(),
  /** `admin` with the name in the settings, or the id and the name of an organiser token. */
  who: z.string(),
  action: z.enum(auditActions),
  /** The number of sent rows, changed registrations or queued e-mails. */
  count: z.int(),
  /** The format of a pull, or the id of the changed object. */
  detail: z.string().nullable(),
});

/** Logs what a client with a token did; returns the id of the row. */
export function audit({ db, now }: Service, caller: Caller, entry: Omit<AuditEntry, "who">): Promise<string> {
  return recordAudit(db, { ...entry, who: callerName(caller) }, now);
}
/** The value for `?before=`; null at the end. */
const next = z.string().nullable();

export const auditLogAnswer = z.strictObject({ entries: z.array(entry), next });
export const serviceAuditLogAnswer = z.strictObject({
  entries: z.array(entry.extend({ event: z.string() })),
  next,
});

type Query = z.infer<typeof auditLogQuery>;

/** Ids begin with the time: storage/ids.ts. */
const positionOf = ({ before }: Query) =>
  before === undefined ? null : { at: Number.parseInt(before.slice(0, 12), 16), id: before };

const entryOf = ({ at, who, action, count, detail }: AuditRow) => ({
  at: new Date(at).toISOString(),
  who,
  action,
  count,
  detail,
});

const nextOf = (rows: readonly AuditRow[]) => (rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null);

/**
 * The audit log, newest first: which token has pulled or changed what. Answers with status 304 are not logged: they disclose
 * nothing.
 */
export async function auditLogOf({ db }: Service, slug: string, query: Query): Promise<z.infer<typeof auditLogAnswer>> {
  const rows = await auditLog(db, slug, positionOf(query), PAGE);
  return { entries: rows.map(entryOf), next: nextOf(rows) };
}

/** Newest first, without duplicates: the log of an event that is being moved is in two databases. */
function oneOfEach(rows: readonly AuditRow[]): AuditRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
}

/** The same for all events, for the admin, including deleted events. */
export async function serviceAuditLogOf(
  { databases }: Service,
  query: Query,
): Promise<z.infer<typeof serviceAuditLogAnswer>> {
  const pages = await Promise.all(databases.map(({ db }) => serviceAuditLog(db, positionOf(query), PAGE)));
  const rows = oneOfEach(pages.flat()).slice(0, PAGE);
  return { entries: rows.map((row) => ({ event: row.event, ...entryOf(row) })), next: nextOf(rows) };
}
