import type { Context } from "hono";
import { accepts } from "hono/accepts";
import type { TableWords } from "./csv-words.ts";

export const formats = ["json", "ndjson", "csv", "xlsx"] as const;
export type Format = (typeof formats)[number];

export const contentTypes: Record<Format, string> = {
  json: "application/json",
  ndjson: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

const byType: Record<string, Format> = {
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/jsonl": "ndjson",
  "text/csv": "csv",
  [contentTypes.xlsx]: "xlsx",
};

/** The format that the `Accept` header prefers (RFC 9110 section 12.5.1); JSON by default. */
export function formatFor(c: Context): Format {
  const supports = Object.keys(byType);
  return byType[accepts(c, { header: "Accept", supports, default: "application/json" })] ?? "json";
}

/** How a list is written, piece by piece: `rows` may be called many times, with `first` true once. */
export interface ListWriter<Row> {
  contentType: string;
  head(): Piece;
  rows(rows: readonly Row[], first: boolean): Piece;
  foot(): Piece;
}
type Piece = string | Uint8Array<ArrayBuffer>;

/** A list that is short enough to be written at once. */
export function wholeList<Row>(writer: ListWriter<Row>, rows: readonly Row[]): Blob {
  return new Blob([writer.head(), writer.rows(rows, true), writer.foot()]);
}

/** `{ …envelope, [name]: [ … ] }` */
export function jsonList<Row>(envelope: Record<string, unknown>, name: string): ListWriter<Row> {
  const open = JSON.stringify(envelope).slice(0, -1);
  return {
    contentType: contentTypes.json,
    head: () => `${open},${JSON.stringify(name)}:[`,
    rows: (rows, first) =>
      rows.length === 0 ? "" : (first ? "" : ",") + rows.map((row) => JSON.stringify(row)).join(","),
    foot: () => "]}",
  };
}

/** One row per line (https://github.com/ndjson/ndjson-spec) and nothing else: the envelope is in the headers. */
export function ndjsonList<Row>(): ListWriter<Row> {
  return {
    contentType: contentTypes.ndjson,
    head: () => "",
    rows: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
    foot: () => "",
  };
}

/** CSV for spreadsheets. Excel reads UTF-8 only after a byte order mark. */
export function csvList<Row extends object>(columns: readonly string[], words: TableWords): ListWriter<Row> {
  const line = (cells: readonly unknown[]) => `${cells.map(csvCell).join(words.separator)}\r\n`;
  return {
    contentType: contentTypes.csv,
    head: () => `\ufeff${line(columns.map(words.name))}`,
    rows: (rows) => rows.map((row) => line(columns.map((column) => words.cell(column, cellOf(row, column))))).join(""),
    foot: () => "",
  };
}

/** "mail.status" is the `status` in `mail`. */
export function cellOf(row: object, column: string): unknown {
  return column
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      row,
    );
}

/**
 * What a spreadsheet reads as a formula: a cell, or a line in a cell, that begins with one of these signs, also after spaces
 * and quotes and in full-width forms (OWASP, "CSV Injection").
 */
const FORMULA = /(^|[\r\n])[ \u00a0"]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]|^\n/;

/**
 * The same inside a cell, after a character that may be taken for the separator, by another program or by a choice in the
 * import dialogue. Quotes keep a cell together only with the right separator: "Bygg,=1+1" read with a comma is two cells.
 */
const FORMULA_INSIDE = /(?<=[;,\t|])([\s\u00a0"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

export function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  const harmless = text.replace(FORMULA_INSIDE, "$1'");
  return `"${(FORMULA.test(harmless) ? `'${harmless}` : harmless).replaceAll('"', '""')}"`;
}
