import * as z from "zod";
import { tagsIn } from "../http/etag.ts";
import { langParameter } from "../http/parameters.ts";
import { ProblemError } from "../http/problem.ts";
import type { Language } from "../i18n/language.ts";
import { participations } from "../registration/capacity.ts";
import { csvColumns, type ErasedRow, type ExportRow, erasedRow, exportRow } from "../registration/export-row.ts";
import { displayStatuses } from "../registration/message.ts";
import { everyQuestion } from "../registration/past-questions.ts";
import type { Caller } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import { completeAudit } from "../storage/audit-log.ts";
import { changedSince, latestChange } from "../storage/change-feed.ts";
import { findEvent } from "../storage/events.ts";
import {
  type ExportFilter,
  exportPage,
  feedPosition,
  isoOrNull,
  isPartner,
  type Rehearsals,
} from "../storage/export.ts";
import { audit } from "./audit-log.ts";
import { answerColumn, csvWords, type TableWords } from "./csv-words.ts";
import { csvList, type Format, formats, jsonList, type ListWriter, ndjsonList } from "./list-formats.ts";

/**
 * Rows read from D1 at a time, and so held in memory, however long the list. An invocation may make 50 queries on Cloudflare's
 * free plan; 100,000 registrations take 41.
 */
const PAGE = 2500;

/** Changes in one `?since=` answer. The client asks again from its cursor. */
const SINCE_PAGE = 5000;

/** Raised when the shape of a row or of the envelope changes. */
export const exportVersion = 1;

export const exportQuery = z.strictObject({
  since: z.string().max(100, "a cursor").optional(),
  status: z.enum(["confirmed", "waitlisted", "cancelled"], "one of confirmed, waitlisted, cancelled").optional(),
  participation: z.enum(participations, "one of in-person, digital").optional(),
  partner: z.string().min(1, "a partner of the event").max(60, "a partner of the event").optional(),
  /** The status of the latest e-mail. */
  mail: z.enum(displayStatuses, `one of ${displayStatuses.join(", ")}`).optional(),
  held: z
    .enum(["true", "false"], "true or false")
    .optional()
    .describe("Those whose address is yet to be verified, or the others."),
  rehearsals: z.enum(["include", "only"], "one of include, only").optional(),
  /** The language of the words in CSV, and of problems. */
  lang: langParameter,
});
/** The JSON of an export. */
export const exportAnswer = z
  .strictObject({
    version: z.literal(exportVersion).describe("Raised when the shape of this answer or of a row changes."),
    event: z.string(),
    generatedAt: z.iso.datetime(),
    cursor: z.string().describe("Goes into `?since=`: what changes from now on is told there."),
    counts: z.strictObject({
      confirmed: z.int(),
      waitlisted: z.int(),
      inPerson: z.int(),
      digital: z.int().describe("Those who wait for a seat and follow the stream meanwhile among them."),
      inPersonFree: z.int().nullable().describe("Null without a limit; negative once it was lowered below."),
    }),
    promotion: z
      .strictObject({ ends: z.iso.datetime().nullable(), ended: z.boolean() })
      .describe("Until when a freed seat goes to the next in line by itself."),
    registrations: z.array(z.union([exportRow, erasedRow])).describe("The erased only in answers to `?since=`."),
  })
  .meta({ id: "RegistrationList" });

export type ExportQuery = z.infer<typeof exportQuery>;

/** Suffixes of `/export` and the format that each chooses; null leaves it to the `Accept` header. */
export const exportPaths: readonly [suffix: string, format: Format | null][] = [
  ["", null],
  ...formats.map((format): [string, Format] => [`.${format}`, format]),
];

/** A position in the change feed, with the event that it belongs to, so that the cursor of another event is noticed. */
function cursorOf(slug: string, seq: number): string {
  return `${slug}.${seq}`;
}

function seqOf(slug: string, cursor: string, latest: number): number {
  const refuse = (expected: string) => new ProblemError("parameter", { values: { parameter: "since", expected } });
  const [, event, digits] = /^(.+)\.(\d{1,15})$/.exec(cursor) ?? [];
  if (event !== slug || digits === undefined) throw refuse(`a cursor from an export of ${slug}`);
  const seq = Number(digits);
  if (seq > latest)
    throw refuse("a cursor of this service as it is now, and this one is ahead of it: pull the whole list again");
  return seq;
}

/** A request for the list, of a caller who may have it. */
export interface Pull {
  slug: string;
  caller: Caller;
  format: Format;
  query: ExportQuery;
  /** The `If-None-Match` header. */
  known: string | undefined;
  /** Of a HEAD request, which shows nothing: no rows are read, and the audit log has no pull. */
  headersOnly: boolean;
}

/**
 * The list, in one of three formats. JSON is `{ version, event, generatedAt, cursor, counts, promotion, registrations }`; the
 * cursor is also a header. It is taken before the first row: the next `?since=` repeats what changes during the export, and
 * misses nothing.
 * @throws ProblemError no-such-event, parameter
 */
export async function exportList(service: Service, pull: Pull): Promise<Response> {
  const { db, now } = service;
  const { slug, format, query } = pull;
  const { since, status, participation, partner, mail, held, lang } = query;
  const rehearsals: Rehearsals = query.rehearsals ?? "exclude";
  const etag = since === undefined && (await currentTag(service, pull));
  if (etag) return new Response(null, { status: 304, headers: { ...privateHeaders, etag } });

  const position = await feedPosition(db, slug);
  if (!position) throw new ProblemError("no-such-event");
  if (partner !== undefined && !(await isPartner(db, slug, partner)))
    throw new ProblemError("parameter", { values: { parameter: "partner", expected: "a partner of the event" } });
  const envelope = (cursor: number): Omit<z.infer<typeof exportAnswer>, "registrations"> => ({
    version: exportVersion,
    event: slug,
    generatedAt: new Date(now).toISOString(),
    cursor: cursorOf(slug, cursor),
    counts: position.counts,
    // Explains free seats beside a waiting list: promotion has ended.
    promotion: { ends: isoOrNull(position.promotionEnds), ended: now >= (position.promotionEnds ?? 0) },
  });
  const headers = (cursor: number, writer: ListWriter<never>) => ({
    ...privateHeaders,
    "content-type": writer.contentType,
    "export-cursor": cursorOf(slug, cursor),
    ...(format === "csv"
      ? { "content-disposition": `attachment; filename="${slug}-${new Date(now).toISOString().slice(0, 10)}.csv"` }
      : {}),
  });

  const table = format === "csv" ? await tableOf(db, slug, lang) : null;
  if (since !== undefined) {
    if (status ?? participation ?? partner ?? mail ?? held)
      throw new ProblemError("parameter", { values: { parameter: "since", expected: "alone, without filters" } });
    const from = seqOf(slug, since, position.seq);
    const { rows, seq } = await changedSince(db, slug, from, rehearsals, SINCE_PAGE);
    const writer = writerFor<ExportRow | ErasedRow>(format, envelope(seq), table);
    if (!pull.headersOnly)
      await audit(service, pull.caller, { event: slug, action: "export since", count: rows.length, detail: format });
    return new Response(writer.head() + writer.rows(rows, true) + writer.foot(), { headers: headers(seq, writer) });
  }
  const writer = writerFor<ExportRow>(format, envelope(position.seq), table);
  const filter: ExportFilter = { status, participation, partner, mail, held: held && held === "true", rehearsals };
  return new Response(pull.headersOnly ? null : await stream(service, pull, filter, writer), {
    headers: { ...headers(position.seq, writer), etag: tagOf(format, position.seq, now, position.promotionEnds) },
  });
}

const privateHeaders = {
  "cache-control": "private, no-store",
  vary: "accept, authorization",
  "x-content-type-options": "nosniff",
};

/** The columns of a list and their words. */
interface Table {
  columns: readonly string[];
  words: TableWords;
}

/**
 * The table of an event's registrations: the columns of every event, and one for each question of the organiser's own, also for
 * those that are no longer asked while there may be answers. Sensitive ones stand in the list of needs.
 */
async function tableOf(db: D1Database, slug: string, language: Language | undefined): Promise<Table> {
  const found = await findEvent(db, slug);
  if (!found) throw new ProblemError("no-such-event");
  const own = everyQuestion(found.definition.questions, found.pastQuestions).filter(({ sensitive }) => !sensitive);
  return { columns: [...csvColumns, ...own.map(answerColumn)], words: csvWords(found.definition, own, language) };
}

function writerFor<Row extends object>(
  format: Format,
  envelope: Record<string, unknown>,
  table: Table | null,
): ListWriter<Row> {
  if (table) return csvList(table.columns, table.words);
  switch (format) {
    case "json":
      return jsonList(envelope, "registrations");
    case "ndjson":
      return ndjsonList();
    case "csv":
      throw new Error("A table without columns");
  }
}

/**
 * `W/"{format}{version}.{seq}.{until}"`. A full export follows from the change feed, except for `generatedAt` (so the tag is
 * weak) and for whether promotion has ended: `until` is when it ends, 0 once it has.
 */
function tagOf(format: Format, seq: number, now: number, promotionEnds: number | null): string {
  const until = promotionEnds !== null && now < promotionEnds ? promotionEnds : 0;
  return `W/"${format}${exportVersion}.${seq}.${until}"`;
}

/**
 * The tag that the client has and that is still current; null if there is none. Costs one row read; Hono's etag would read the
 * whole list first.
 */
async function currentTag({ db, now }: Service, { slug, format, known }: Pull): Promise<string | null> {
  const tags = tagsIn(known).flatMap((tag) => {
    const parts = /^"([a-z]+\d+)\.(\d{1,15})\.(\d{1,15})"$/.exec(tag);
    return parts ? [{ tag: `W/${tag}`, shape: parts[1], seq: Number(parts[2]), until: Number(parts[3]) }] : [];
  });
  const possible = tags.filter(
    ({ shape, until }) => shape === `${format}${exportVersion}` && (until === 0 || now < until),
  );
  if (possible.length === 0) return null;
  const latest = await latestChange(db, slug);
  return possible.find(({ seq }) => seq === latest)?.tag ?? null;
}

/**
 * Reads a page when the client has taken the one before, so a client that stops reading stops the queries. The audit log has
 * the pull before its first byte, and the number of rows when it ends, also halfway.
 */
async function stream(
  service: Service,
  { slug, caller, format }: Pull,
  filter: ExportFilter,
  writer: ListWriter<ExportRow>,
): Promise<ReadableStream<Uint8Array>> {
  const { db, now, after } = service;
  const id = await audit(service, caller, { event: slug, action: "export", count: 0, detail: format });
  const encoder = new TextEncoder();
  let last = "";
  let count = 0;
  const complete = () => completeAudit(db, { event: slug, at: now, id, count });
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const head = writer.head();
      if (head !== "") controller.enqueue(encoder.encode(head));
    },
    async pull(controller) {
      const rows = await exportPage(db, slug, filter, last, PAGE);
      if (rows.length > 0) {
        controller.enqueue(encoder.encode(writer.rows(rows, count === 0)));
        count += rows.length;
        last = rows.at(-1)?.id ?? last;
      }
      if (rows.length < PAGE) {
        if (writer.foot() !== "") controller.enqueue(encoder.encode(writer.foot()));
        await complete();
        controller.close();
      }
    },
    cancel() {
      after(complete());
    },
  });
}
