import { z } from "zod";
import { langParameter } from "../http/parameters.ts";
import type { Service } from "../service.ts";
import { auditActions, auditLog } from "../storage/audit-log.ts";

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
      /** `admin`, or the id and the name of a token. */
      who: z.string(),
      action: z.enum(auditActions),
      /** Rows that were sent, people who were changed or told. */
      count: z.int(),
      /** The format of a pull, the id of what was changed. */
      detail: z.string().nullable(),
    }),
  ),
  /** Goes into `?before=`; null at the end. */
  next: z.string().nullable(),
});

/** Who has pulled and changed what, newest first. Answers 304 are not in it: nothing was told. */
export async function auditLogOf(
  { db }: Service,
  event: string,
  { before }: z.infer<typeof auditLogQuery>,
): Promise<z.infer<typeof auditLogAnswer>> {
  // Ids begin with the time: storage/ids.ts.
  const from = before === undefined ? null : { at: Number.parseInt(before.slice(0, 12), 16), id: before };
  const rows = await auditLog(db, event, from, PAGE);
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
