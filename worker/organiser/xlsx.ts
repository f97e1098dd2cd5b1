/**
 * A table as an Excel workbook (ECMA-376, SpreadsheetML), written piece by piece: a list of any length needs only the memory
 * of one page. It contains texts, numbers and times but no formulas, so nothing that people have typed can run.
 */
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";
import type { CellKind, TableWords } from "./csv-words.ts";
import { cellOf, contentTypes, type ListWriter } from "./list-formats.ts";

/** The most characters in a cell (Excel's specifications and limits). */
const TEXT_MAX = 32_767;

/** Widths of columns, in characters. */
const WIDTHS: Record<CellKind, number> = { text: 24, day: 12, time: 18 };

/** Indexes in `cellXfs` of the styles below. */
const STYLES = { plain: 0, heading: 1, time: 2, day: 3 } as const;

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** The files of a workbook besides its sheet. 14 and 22 are the formats for a day and a time in the reader's own Excel. */
const files: Record<string, string> = {
  "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/></Types>`,
  "_rels/.rels": `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  "xl/styles.xml": `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
};

/** The name of the sheet: Excel allows 31 characters, and none of these. */
const sheetName = (title: string) =>
  title
    .replaceAll(/[\\/?*[\]:']/g, " ")
    .slice(0, 31)
    .trim() || "1";

const workbook = (title: string) =>
  `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(sheetName(title))}" sheetId="1" r:id="rId1"/></sheets></workbook>`;

/** Escapes text for elements and attributes. Removes characters that XML 1.0 cannot contain. */
function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot contain these
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      // Excel reads _x000D_ in a text as the character with that number.
      .replaceAll(/_(?=x[0-9a-fA-F]{4}_)/g, "_x005F_")
  );
}

/** A list as a workbook of one sheet, with the column names of `words`. */
export function xlsxList<Row extends object>(
  title: string,
  columns: readonly string[],
  words: TableWords,
): ListWriter<Row> {
  const encoder = new TextEncoder();
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let count = 1;
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    // fflate owns its buffer, so send a copy.
    pieces.push(Uint8Array.from(piece));
  });
  const sheet = new ZipDeflate("xl/worksheets/sheet1.xml");
  const written = () => {
    const done = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      done.set(piece, at);
      at += piece.length;
    }
    pieces = [];
    return done;
  };
  return {
    contentType: contentTypes.xlsx,
    head() {
      for (const [path, text] of [...Object.entries(files), ["xl/workbook.xml", workbook(title)] as const]) {
        const file = new ZipPassThrough(path);
        zip.add(file);
        file.push(encoder.encode(DECLARATION + text), true);
      }
      zip.add(sheet);
      sheet.push(encoder.encode(sheetHead(columns, words)));
      return written();
    },
    rows(rows) {
      count += rows.length;
      const xml = rows.map(
        (row) => `<row>${columns.map((column) => cell(words, column, cellOf(row, column))).join("")}</row>`,
      );
      sheet.push(encoder.encode(xml.join("")));
      return written();
    },
    foot() {
      const last = `${columnName(columns.length - 1)}${count}`;
      sheet.push(encoder.encode(`</sheetData><autoFilter ref="A1:${last}"/></worksheet>`), true);
      zip.end();
      return written();
    },
  };
}

/** The first row has the names and stays visible. */
function sheetHead(columns: readonly string[], words: TableWords): string {
  const widths = columns.map(
    (column, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${WIDTHS[words.kind(column)]}" customWidth="1"/>`,
  );
  const names = columns.map((column) => textCell(words.name(column), STYLES.heading));
  return `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData><row>${names.join("")}</row>`;
}

function cell(words: TableWords, column: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "<c/>";
  if (typeof value === "number") return numberCell(value, STYLES.plain);
  const kind = words.kind(column);
  const serial = kind === "text" ? null : serialOf(words.local(column, value));
  return serial === null
    ? textCell(String(words.cell(column, value)), STYLES.plain)
    : numberCell(serial, STYLES[kind as "day" | "time"]);
}

const numberCell = (value: number, style: number) => `<c s="${style}"><v>${value}</v></c>`;

const textCell = (text: string, style: number) =>
  `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${escaped(text.slice(0, TEXT_MAX))}</t></is></c>`;

/** "2026-11-24 09:00", or a day, as Excel counts: days since the end of 1899. Null if it is not a time. */
function serialOf(local: string): number | null {
  const instant = Date.parse(`${local.replace(" ", "T")}${local.includes(" ") ? "Z" : "T00:00Z"}`);
  return Number.isNaN(instant) ? null : instant / 86_400_000 + 25_569;
}

/** 0 is A, 26 is AA. */
function columnName(index: number): string {
  return (index >= 26 ? columnName(Math.floor(index / 26) - 1) : "") + String.fromCharCode(65 + (index % 26));
}
