/** How a list of registrations is written: its columns, its format, and a page at a time. */

import { ProblemError } from "../http/problem.ts";
import { inLanguage, type Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { csvColumns, type ExportRow } from "../registration/export-row.ts";
import { everyQuestion } from "../registration/past-questions.ts";
import type { Caller } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import { completeAudit } from "../storage/audit-log.ts";
import { findEvent } from "../storage/events.ts";
import { audit } from "./audit-log.ts";
import { answerColumn, csvWords, type TableWords } from "./csv-words.ts";
import { csvList, type Format, jsonList, type ListWriter, ndjsonList } from "./list-formats.ts";
import { xlsxList } from "./xlsx.ts";

/**
 * How many rows are read from D1 at a time, and so held in memory, for a list of any length. An invocation may make 50
 * queries on Cloudflare's free plan; 100,000 registrations take 41.
 */
const PAGE = 2500;

export const privateHeaders = {
  "cache-control": "private, no-store",
  vary: "accept, authorization",
  "x-content-type-options": "nosniff",
};

/** Whether a format has columns: spreadsheets read it, and browsers save it. */
export function isTable(format: Format): format is "csv" | "xlsx" {
  return format === "csv" || format === "xlsx";
}

/** Headers for a file with the event and the day in its name. */
export function attachment(slug: string, format: Format, now: number): Record<string, string> {
  const day = new Date(now).toISOString().slice(0, 10);
  return { "content-disposition": `attachment; filename="${slug}-${day}.${format}"` };
}

/** The columns of a list and their words. */
export interface Table {
  title: string;
  columns: readonly string[];
  words: TableWords;
}

/**
 * The table of an event's registrations: the columns of every event, and one for each of the organiser's own questions,
 * including former ones that may still have answers. Sensitive questions are in the list of needs.
 * @throws ProblemError no-such-event
 */
export async function tableOf(db: D1Database, slug: string, language: Language | undefined): Promise<Table> {
  const found = await findEvent(db, slug);
  if (!found) throw new ProblemError("no-such-event");
  const { definition, pastQuestions } = found;
  const own = everyQuestion(definition.questions, pastQuestions).filter(({ sensitive }) => !sensitive);
  return {
    title: language
      ? createTranslator(language)("organiser.nav.registrations")
      : inLanguage(definition.title, "nb").text,
    columns: [...csvColumns, ...own.map(answerColumn)],
    words: csvWords(definition, own, language),
  };
}

/** `table`: for formats with columns. */
export function writerFor<Row extends object>(
  format: Format,
  envelope: Record<string, unknown>,
  table: Table | null,
): ListWriter<Row> {
  switch (format) {
    case "json":
      return jsonList(envelope, "registrations");
    case "ndjson":
      return ndjsonList();
    case "csv":
    case "xlsx":
      if (!table) throw new Error("A table without columns");
      return tableWriter(format, table);
  }
}

export function tableWriter<Row extends object>(
  format: "csv" | "xlsx",
  { title, columns, words }: Table,
): ListWriter<Row> {
  return format === "csv" ? csvList(columns, words) : xlsxList(title, columns, words);
}

/** At most `limit` rows after the one with this id, in the order of registering. */
export type NextPage = (after: string, limit: number) => Promise<ExportRow[]>;

/**
 * Reads a page when the client has received the previous one, so a client that stops reading stops the queries. The pull is
 * logged before its first byte, and the number of rows when it ends, even halfway.
 */
export async function writeExport(
  service: Service,
  { slug, caller, format }: { slug: string; caller: Caller; format: Format },
  nextPage: NextPage,
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
      send(controller, writer.head());
    },
    async pull(controller) {
      const rows = await nextPage(last, PAGE);
      if (rows.length > 0) {
        send(controller, writer.rows(rows, count === 0));
        count += rows.length;
        last = rows.at(-1)?.id ?? last;
      }
      if (rows.length < PAGE) {
        send(controller, writer.foot());
        await complete();
        controller.close();
      }
    },
    cancel() {
      after(complete());
    },
  });

  function send(controller: ReadableStreamDefaultController<Uint8Array>, piece: string | Uint8Array): void {
    if (piece.length > 0) controller.enqueue(typeof piece === "string" ? encoder.encode(piece) : piece);
  }
}
