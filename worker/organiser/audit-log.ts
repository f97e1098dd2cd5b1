import { z } from "zod";
import { langParameter } from "../http/parameters.ts";
import { type Caller, callerName } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import { type AuditEntry, auditActions, auditLog, recordAudit } from "../storage/audit-log.ts";

const PAGE = 500;

export const auditLogQuery = z.strictObject({
  before: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "the `next` of an earlier answer")
    .optional(),
  lang: langParameter,
});

export const auditLogAnswer = z.strictObject({
  entries: z.array(
    z.strictObject({
      at: z.iso.datetime(),
      /** `admin` and the name that the settings give, or the id and the name of an organiser token. */
      who: z.string(),
      action: z.enum(auditActions),
      /** Rows that were sent; registrations that were changed; e-mails that were queued. */
      count: z.int(),
      /** The format of a pull, or the id of what was changed. */
      detail: z.string().nullable(),
    }),
  ),
  /** Goes into `?before=`; null at the end. */
  next: z.string().nullable(),
});

/** Logs what a client with a token did; returns the id of the row. */
export function audit({ db, now }: Service, caller: Caller, entry: Omit<AuditEntry, "who">): Promise<string> {
  return recordAudit(db, { ...entry, who: callerName(caller) }, now);
}

/** The audit log, newest first: which token has pulled or changed what. Answers 304 are not in it: they disclose nothing. */
export async function auditLogOf(
  { db }: Service,
  slug: string,
  { before }: z.infer<typeof auditLogQuery>,
): Promise<z.infer<typeof auditLogAnswer>> {
  // Ids begin with the time: storage/ids.ts.
  const from = before === undefined ? null : { at: Number.parseInt(before.slice(0, 12), 16), id: before };
  const rows = await auditLog(db, slug, from, PAGE);
  return {
    entries: rows.map(({ at, who, action, count, detail }) => ({
      at: new Date(at).toISOString(),
      who,
      action,
      count,
      detail,
    })),
    next: rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null,
  };
}
