import { type Content, json, notModified, ok, operation } from "../../http/operation.ts";
import * as example from "../../registration/examples.ts";
import { auditLogAnswer, auditLogQuery } from "../audit-log.ts";
import { exportAnswer, exportQuery } from "../export.ts";
import { contentTypes, type Format, formats } from "../list-formats.ts";
import { needsAnswer, needsQuery } from "../needs.ts";
import { statsAnswer } from "../stats.ts";

/** A list in the formats of its path: one format, or all of them if the Accept header chooses. */
function listIn(format: Format | null, contents: Record<Format, Content>) {
  const suffix = format ? `As${format[0]?.toUpperCase()}${format.slice(1)}` : "";
  const how = format
    ? `as ${format.toUpperCase()}`
    : "as the Accept header asks: JSON, NDJSON, CSV or an Excel workbook";
  const headers = format ? {} : { accept: `application/json, application/x-ndjson, text/csv or ${contentTypes.xlsx}.` };
  return { suffix, how, headers, contents: (format ? [format] : formats).map((one) => contents[one]) };
}

const ndjson = (row: object): Content => ({ type: contentTypes.ndjson, example: `${JSON.stringify(row)}\n` });
const csv = (text: string): Content => ({ type: contentTypes.csv, example: text });
/** A binary file has no readable example. */
const xlsx: Content = { type: contentTypes.xlsx, example: null };

export function exportOperation(format: Format | null) {
  const { suffix, how, headers, contents } = listIn(format, {
    json: json(exportAnswer, { ...example.envelope, registrations: [example.row] }),
    ndjson: ndjson(example.row),
    csv: csv('\ufeff"id";"status"\r\n"019ab5c9d3406f1e2d3c4b5a69788796";"confirmed"\r\n'),
    xlsx,
  });
  return operation({
    id: `export${suffix}`,
    group: "Lists",
    summary: `The registrations, ${how}.`,
    about:
      "Streamed, in the order of registering. `?since=` takes the cursor of an earlier answer and returns only what has changed since, erased registrations by id and status alone: apply each answer and repeat with its cursor until the cursor stays the same. `If-None-Match` costs one row read while nothing has changed.",
    query: exportQuery,
    headers: { ...headers, "if-none-match": "The ETag of an earlier full pull." },
    answers: [
      {
        status: 200,
        about: "The list.",
        contents,
        headers: {
          "export-cursor": "Goes into `?since=`; the cursor of JSON.",
          etag: "Of full pulls; weak.",
        },
      },
      notModified,
    ],
  });
}

export function needsOperation(format: Format | null) {
  const count = { kind: "diet", text: "Laktosefritt", participation: "in-person", count: 3 };
  const { suffix, how, headers, contents } = listIn(format, {
    json: json(needsAnswer, { event: example.event, generatedAt: example.at, needs: [count] }),
    ndjson: ndjson(count),
    csv: csv('\ufeff"kind";"text";"participation";"count"\r\n"diet";"Laktosefritt";"in-person";"3"\r\n'),
    xlsx,
  });
  return operation({
    id: `needs${suffix}`,
    group: "Lists",
    summary: `The needs of attendees who have a place, ${how}.`,
    about:
      "For the caterer: each need and how many attendees have it, without names. With `?names=true` each attendee's needs; that takes the scope read:needs.",
    query: needsQuery,
    headers,
    answers: [{ status: 200, about: "The needs, until they are deleted.", contents }],
  });
}

export const readStats = operation({
  id: "stats",
  group: "Lists",
  summary: "Counts by status, participation, partner, day and option, and of e-mails by status.",
  answers: [
    ok("The counts, without rehearsals.", statsAnswer, {
      event: example.event,
      status: { confirmed: 3, waitlisted: 0, cancelled: 1 },
      held: 0,
      checkedIn: 2,
      joined: 1,
      participation: { "in-person": 2, digital: 1 },
      partner: { stad: 3 },
      day: { "2026-11-23": 0, "2026-11-24": 3 },
      messages: { queued: 0, sent: 1, delayed: 0, delivered: 3, bounced: 0, complained: 0, failed: 0 },
      answers: { workshop: { lek: { confirmed: 3, waitlisted: 0, capacity: 12 } } },
    }),
  ],
});

export const readAuditLog = operation({
  id: "auditLog",
  group: "Lists",
  summary: "Who read and changed what, newest first.",
  query: auditLogQuery,
  answers: [
    ok("One page of the log.", auditLogAnswer, {
      entries: [
        { at: example.at, who: `${example.id} Kari Nordmann`, action: "export", count: 40, detail: "csv" },
        { at: example.at, who: "admin Ola Nordmann", action: "token made", count: 1, detail: example.id },
      ],
      next: null,
    }),
  ],
});
