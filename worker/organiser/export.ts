import { z } from "zod";
import { type Caller, callerName } from "../http/bearer.ts";
import { ProblemError } from "../http/problem.ts";
import { participations } from "../registration/places.ts";
import type { Service } from "../service.ts";
import { changedSince, type ExportFilter, exportPage, feedPosition, isoOrNull, logAccess } from "../storage/export.ts";

/** Rows read from D1 at a time: what an export holds in memory, however long the list. */
const PAGE = 1000;

/** Changes that one `?since=` answer goes through; the client asks on from its cursor. */
const SINCE_PAGE = 5000;

/** Raised when the shape of a row or of the envelope changes. */
const VERSION = 1;

const query = z.object({
  since: z.string().optional(),
  status: z.enum(["confirmed", "waitlisted", "cancelled"], "one of confirmed, waitlisted, cancelled").optional(),
  participation: z.enum(participations, "one of in-person, digital").optional(),
  partner: z.string().max(60, "a partner of the event").optional(),
});

/** `{seq}` of the change feed and the event it belongs to, so that another event's cursor is noticed. */
function cursorOf(event: string, seq: number): string {
  return `${event}.${seq}`;
}

function seqOf(event: string, cursor: string): number {
  const [, slug, seq] = /^(.+)\.(\d{1,15})$/.exec(cursor) ?? [];
  if (slug !== event || seq === undefined)
    throw new ProblemError("parameter", {
      values: { parameter: "since", expected: `a cursor from an export of ${event}` },
    });
  return Number(seq);
}

/**
 * The list as JSON `{ version, event, generatedAt, cursor, counts, promotion, registrations }`, written page by page as it is read.
 * The cursor is taken before the first row: a change during the export is told again by the next `?since=`, never missed.
 * @throws ProblemError parameter
 */
export async function exportJson(
  service: Service,
  event: string,
  caller: Caller,
  parameters: unknown,
): Promise<Response> {
  const { db, now } = service;
  const parsed = query.safeParse(parameters);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ProblemError("parameter", {
      values: { parameter: issue?.path.join(".") ?? "", expected: issue?.message ?? "" },
    });
  }
  const { since, ...filter } = parsed.data;
  const position = await feedPosition(db, event);
  const envelope = (cursor: number) => ({
    version: VERSION,
    event,
    generatedAt: new Date(now).toISOString(),
    cursor: cursorOf(event, cursor),
    counts: position.counts,
    // Why seats may be free while people wait: after this, nobody is promoted by itself.
    promotion: { ends: isoOrNull(position.promotionEnds), ended: now >= (position.promotionEnds ?? 0) },
  });

  if (since !== undefined) {
    if (Object.values(filter).some((value) => value !== undefined))
      throw new ProblemError("parameter", { values: { parameter: "since", expected: "alone, without filters" } });
    const { rows, seq } = await changedSince(db, event, seqOf(event, since), SINCE_PAGE);
    await logAccess(db, { event, who: callerName(caller), action: "export since", count: rows.length }, now);
    return Response.json({ ...envelope(seq), registrations: rows }, { headers: privateHeaders });
  }
  const head = JSON.stringify(envelope(position.seq)).slice(0, -1);
  return new Response(streamList(service, event, filter, head, callerName(caller)), {
    headers: { ...privateHeaders, "content-type": "application/json" },
  });
}

const privateHeaders = { "cache-control": "private, no-store" };

/** Reads the next page only when the last one has been taken: a consumer that stops reading stops the reading. */
function streamList({ db, now }: Service, event: string, filter: ExportFilter, head: string, who: string) {
  const encoder = new TextEncoder();
  let after = "";
  let count = 0;
  const log = () => logAccess(db, { event, who, action: "export", count }, now);
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`${head},"registrations":[`));
    },
    async pull(controller) {
      const rows = await exportPage(db, event, filter, after, PAGE);
      if (rows.length > 0) {
        const separator = count > 0 ? "," : "";
        controller.enqueue(encoder.encode(separator + rows.map((row) => JSON.stringify(row)).join(",")));
        count += rows.length;
        after = rows.at(-1)?.id ?? after;
      }
      if (rows.length < PAGE) {
        controller.enqueue(encoder.encode("]}"));
        await log();
        controller.close();
      }
    },
    // Whoever stops half-way has the half.
    cancel: log,
  });
}
