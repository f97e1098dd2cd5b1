/** The organiser's list. A page is found by key, so its cost does not depend on the length of the list. */
import type { ListFilter } from "../registration/list-filter.ts";
import type { DisplayStatus } from "../registration/message.ts";
import { nameKey } from "../registration/search-text.ts";
import { filterValues, MATCHES_FILTER } from "./list-filter.ts";
import { answersOf, type Registration, type RegistrationRow } from "./registrations.ts";

/** `time`: by the time of registering. `status`: in person, digital, waiting, cancelled. */
export const listSorts = ["time", "name", "status", "partner"] as const;
export type ListSort = (typeof listSorts)[number];

export interface ListOrder {
  sort: ListSort;
  descending: boolean;
}

/** A position in the list: after the row with this key. */
export interface ListKey {
  /** The value that the list is sorted by, as the database compares it; empty if it is sorted by id. */
  key: string;
  id: string;
}

/** A row of the list. Times in milliseconds since 1970. */
export interface ListedPerson
  extends Pick<
    Registration,
    | "id"
    | "status"
    | "participation"
    | "digitalMeanwhile"
    | "name"
    | "email"
    | "organisation"
    | "role"
    | "question"
    | "answers"
    | "partner"
    | "language"
    | "registeredAt"
    | "heldUntil"
  > {
  checkedInAt: number | null;
  joinedAt: number | null;
  /** There is an organisers' note about the attendee. */
  noted: boolean;
}

type ListedRow = RegistrationRow & { joined_at: number | null; noted: number };

function listedPerson(row: ListedRow): ListedPerson {
  return {
    id: row.id,
    ...answersOf(row),
    registeredAt: row.registered_at,
    heldUntil: row.held_until,
    checkedInAt: row.checked_in_at,
    joinedAt: row.joined_at,
    noted: row.noted === 1,
  };
}

/** The order of the statuses, as one digit. */
const STATUS_KEY = `CASE registration.status
  WHEN 'confirmed' THEN iif(participation = 'in-person', '1', '2') WHEN 'waitlisted' THEN '3' ELSE '4' END`;

/** The key of a row in a list. */
export function listKeyOf({ sort }: ListOrder, person: ListedPerson): ListKey {
  return { key: keyOf(sort, person), id: person.id };
}

function keyOf(sort: ListSort, { name, partner, status, participation }: ListedPerson): string {
  switch (sort) {
    case "time":
      return "";
    case "name":
      return nameKey(name);
    case "partner":
      return partner;
    case "status":
      if (status === "confirmed") return participation === "in-person" ? "1" : "2";
      return status === "waitlisted" ? "3" : "4";
  }
}

/** Keys before and after all others. */
const FIRST: ListKey = { key: "", id: "" };
const LAST: ListKey = { key: "\u{10ffff}", id: "~" };

const ROWS = `SELECT registration.* FROM registration WHERE ${MATCHES_FILTER}`;

/** ?1 is JSON of filterValues(), ?2 and ?3 are the key and id of the row to continue after, ?4 is the number of rows. */
function pageStatement(db: D1Database, { sort, descending }: ListOrder): D1PreparedStatement {
  switch (sort) {
    case "time":
      return descending
        ? db.prepare(`${ROWS} AND ?2 IS NOT NULL AND registration.id < ?3 ORDER BY registration.id DESC LIMIT ?4`)
        : db.prepare(`${ROWS} AND ?2 IS NOT NULL AND registration.id > ?3 ORDER BY registration.id LIMIT ?4`);
    case "name":
      return descending
        ? db.prepare(
            `${ROWS} AND (name_key, registration.id) < (?2, ?3) ORDER BY name_key DESC, registration.id DESC LIMIT ?4`,
          )
        : db.prepare(`${ROWS} AND (name_key, registration.id) > (?2, ?3) ORDER BY name_key, registration.id LIMIT ?4`);
    case "status":
      return descending
        ? db.prepare(
            `${ROWS} AND (${STATUS_KEY}, registration.id) < (?2, ?3) ORDER BY ${STATUS_KEY} DESC, registration.id DESC LIMIT ?4`,
          )
        : db.prepare(
            `${ROWS} AND (${STATUS_KEY}, registration.id) > (?2, ?3) ORDER BY ${STATUS_KEY}, registration.id LIMIT ?4`,
          );
    case "partner":
      return descending
        ? db.prepare(
            `${ROWS} AND (partner, registration.id) < (?2, ?3) ORDER BY partner DESC, registration.id DESC LIMIT ?4`,
          )
        : db.prepare(`${ROWS} AND (partner, registration.id) > (?2, ?3) ORDER BY partner, registration.id LIMIT ?4`);
  }
}

export interface ListRequest {
  filter: ListFilter;
  order: ListOrder;
  /** The page begins after this key, or, with `backwards`, ends before it. Null: the first page. */
  from: (ListKey & { backwards: boolean }) | null;
  limit: number;
}

/** People of one page in the order of the list, and whether there are more before and after them. */
export interface ListPage {
  people: ListedPerson[];
  before: boolean;
  after: boolean;
}

/** One page of the list, without rehearsals. */
export async function listPage(
  db: D1Database,
  slug: string,
  { filter, order, from, limit }: ListRequest,
): Promise<ListPage> {
  const backwards = from?.backwards ?? false;
  const descending = order.descending !== backwards;
  const start = from ?? (descending ? LAST : FIRST);
  const { results } = await pageStatement(db, { ...order, descending })
    .bind(JSON.stringify(filterValues(slug, filter)), start.key, start.id, limit + 1)
    .all<ListedRow>();
  const more = results.length > limit;
  const people = results.slice(0, limit).map(listedPerson);
  if (backwards) people.reverse();
  return { people, before: backwards ? more : from !== null, after: backwards ? true : more };
}

/** A person of the event, by the id of the registration; null if there is none. */
export async function findListed(db: D1Database, slug: string, id: string): Promise<ListedPerson | null> {
  const row = await db
    .prepare("SELECT * FROM registration WHERE id = ? AND event = ?")
    .bind(id, slug)
    .first<ListedRow>();
  return row && listedPerson(row);
}

/** How many people a filter matches; the count stops at `limit`. */
export async function countListed(db: D1Database, slug: string, filter: ListFilter, limit: number): Promise<number> {
  const row = await db
    .prepare(`SELECT count(*) AS count FROM (SELECT 1 FROM registration WHERE ${MATCHES_FILTER} LIMIT ?2)`)
    .bind(JSON.stringify(filterValues(slug, filter)), limit)
    .first<{ count: number }>();
  return row?.count ?? 0;
}

/** The counts on the tabs of the list. Reads one row. */
export interface ListCounts {
  all: number;
  inPerson: number;
  /** Without people who only follow digitally while they wait for a seat. */
  digital: number;
  waitlisted: number;
  cancelled: number;
  /** People whose latest e-mail did not arrive. */
  undelivered: number;
}

export async function listCounts(db: D1Database, slug: string): Promise<ListCounts> {
  const row = await db
    .prepare(
      `SELECT in_person_taken AS inPerson, digital_taken - meanwhile AS digital, waiting AS waitlisted, cancelled, undelivered
       FROM capacity WHERE event = ?`,
    )
    .bind(slug)
    .first<Omit<ListCounts, "all">>();
  const counts = row ?? { inPerson: 0, digital: 0, waitlisted: 0, cancelled: 0, undelivered: 0 };
  return { ...counts, all: counts.inPerson + counts.digital + counts.waitlisted + counts.cancelled };
}

/** The status of the latest e-mail to each of these registrations. */
export async function latestMailTo(db: D1Database, ids: readonly string[]): Promise<Map<string, DisplayStatus>> {
  const { results } = await db
    .prepare(
      `SELECT wanted.value AS id, (
         SELECT display_status FROM message WHERE message.registration = wanted.value ORDER BY seq DESC LIMIT 1) AS status
       FROM json_each(?) AS wanted`,
    )
    .bind(JSON.stringify(ids))
    .all<{ id: string; status: DisplayStatus | null }>();
  return new Map(results.flatMap(({ id, status }) => (status === null ? [] : [[id, status]])));
}

/** The data for the codes of an event's attendees: at most `limit`, after the one with id `after`. */
export async function codeSources(
  db: D1Database,
  slug: string,
  after: string,
  limit: number,
): Promise<{ registration: string; version: number; name: string }[]> {
  const { results } = await db
    .prepare(
      `SELECT id AS registration, link_version AS version, name FROM registration
       WHERE event = ? AND id > ? AND NOT rehearsal ORDER BY id LIMIT ?`,
    )
    .bind(slug, after, limit)
    .all<{ registration: string; version: number; name: string }>();
  return results;
}

/** At most `limit` names and organisations of an event, for spelling suggestions. */
export async function namesOf(db: D1Database, slug: string, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare(
      "SELECT name || ' ' || coalesce(organisation, '') AS words FROM registration WHERE event = ? AND NOT rehearsal LIMIT ?",
    )
    .bind(slug, limit)
    .all<{ words: string }>();
  return results.map(({ words }) => words);
}
