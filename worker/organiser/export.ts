import * as z from "zod";
import { tagsIn } from "../http/etag.ts";
import { langParameter } from "../http/parameters.ts";
import { ProblemError } from "../http/problem.ts";
import { participations } from "../registration/capacity.ts";
import { type ErasedRow, type ExportRow, erasedRow, exportRow } from "../registration/export-row.ts";
import { displayStatuses } from "../registration/message.ts";
import type { Caller } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import { changedSince, latestChange } from "../storage/change-feed.ts";
import {
  type ExportFilter,
  exportPage,
  feedPosition,
  isoOrNull,
  isPartner,
  type Rehearsals,
} from "../storage/export.ts";
import { audit } from "./audit-log.ts";
import { type Format, formats, type ListWriter, wholeList } from "./list-formats.ts";
import { attachment, isTable, privateHeaders, tableOf, writeExport, writerFor } from "./write-export.ts";

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

/** A permitted request for the list. */
export interface Pull {
  slug: string;
  caller: Caller;
  format: Format;
  query: ExportQuery;
  /** The `If-None-Match` header. */
  known: string | undefined;
  /** True for a HEAD request, which shows nothing: no rows are read, and nothing is logged. */
  headersOnly: boolean;
}

/**
 * The list, in one of four formats. JSON is `{ version, event, generatedAt, cursor, counts, promotion, registrations }`; the
 * cursor is also a header. It is read before the first row: the next `?since=` repeats changes made during the export, and
 * misses none.
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
    // Explains why there may be free seats and a waiting list: promotion has ended.
    promotion: { ends: isoOrNull(position.promotionEnds), ended: now >= (position.promotionEnds ?? 0) },
  });
  const headers = (cursor: number, writer: ListWriter<never>) => ({
    ...privateHeaders,
    "content-type": writer.contentType,
    "export-cursor": cursorOf(slug, cursor),
    ...(isTable(format) ? attachment(slug, format, now) : {}),
  });

  const table = isTable(format) ? await tableOf(db, slug, lang) : null;
  if (since !== undefined) {
    if (status ?? participation ?? partner ?? mail ?? held)
      throw new ProblemError("parameter", { values: { parameter: "since", expected: "alone, without filters" } });
    const from = seqOf(slug, since, position.seq);
    const { rows, seq } = await changedSince(db, slug, from, rehearsals, SINCE_PAGE);
    const writer = writerFor<ExportRow | ErasedRow>(format, envelope(seq), table);
    if (!pull.headersOnly)
      await audit(service, pull.caller, { event: slug, action: "export since", count: rows.length, detail: format });
    return new Response(wholeList(writer, rows), { headers: headers(seq, writer) });
  }
  const writer = writerFor<ExportRow>(format, envelope(position.seq), table);
  const filter: ExportFilter = { status, participation, partner, mail, held: held && held === "true", rehearsals };
  const nextPage = (after: string, limit: number) => exportPage(db, slug, filter, after, limit);
  return new Response(pull.headersOnly ? null : await writeExport(service, pull, nextPage, writer), {
    headers: { ...headers(position.seq, writer), etag: tagOf(format, position.seq, now, position.promotionEnds) },
  });
}

/**
 * `W/"{format}{version}.{seq}.{until}"`. A full export depends only on the change feed, except for `generatedAt` (so the tag
 * is weak) and for whether promotion has ended: `until` is when it ends, or 0 afterwards.
 */
function tagOf(format: Format, seq: number, now: number, promotionEnds: number | null): string {
  const until = promotionEnds !== null && now < promotionEnds ? promotionEnds : 0;
  return `W/"${format}${exportVersion}.${seq}.${until}"`;
}

/**
 * The client's tag if it is still current; otherwise null. Costs one row read; Hono's etag would read the whole list first.
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
