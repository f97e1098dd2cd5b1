/** The filtered list as a file, or in order for printing. */
import type { Language } from "../i18n/language.ts";
import type { ListFilter } from "../registration/list-filter.ts";
import type { Caller } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import { listedRows } from "../storage/export.ts";
import { type ListedPerson, type ListKey, listKeyOf, listPage } from "../storage/list.ts";
import { exportVersion } from "./export.ts";
import type { Format } from "./list-formats.ts";
import { attachment, isTable, privateHeaders, tableOf, writeExport, writerFor } from "./write-export.ts";

export interface ListDownload {
  slug: string;
  caller: Caller;
  filter: ListFilter;
  format: Format;
  /** The language of a table's words. */
  language: Language;
}

/** A file to save. It is logged like a pull with the API, in the organiser's name. */
export async function downloadList(service: Service, download: ListDownload): Promise<Response> {
  const { db, now } = service;
  const { slug, filter, format, language } = download;
  const table = isTable(format) ? await tableOf(db, slug, language) : null;
  const envelope = { version: exportVersion, event: slug, generatedAt: new Date(now).toISOString() };
  const writer = writerFor(format, envelope, table);
  const nextPage = (after: string, limit: number) => listedRows(db, slug, filter, after, limit);
  return new Response(await writeExport(service, download, nextPage, writer), {
    headers: { ...privateHeaders, ...attachment(slug, format, now), "content-type": writer.contentType },
  });
}

/** The most people printed at once: browsers can still lay out a page with so many. */
export const PRINTED_MAX = 5_000;
const STEP = 1_000;

/** The people that a filter matches, by name, at most PRINTED_MAX. */
export async function printedPeople(db: D1Database, slug: string, filter: ListFilter): Promise<ListedPerson[]> {
  const order = { sort: "name", descending: false } as const;
  const people: ListedPerson[] = [];
  let from: (ListKey & { backwards: boolean }) | null = null;
  while (people.length < PRINTED_MAX) {
    const page: Awaited<ReturnType<typeof listPage>> = await listPage(db, slug, { filter, order, from, limit: STEP });
    people.push(...page.people);
    const last = page.people.at(-1);
    if (!last || !page.after) break;
    from = { ...listKeyOf(order, last), backwards: false };
  }
  return people;
}
