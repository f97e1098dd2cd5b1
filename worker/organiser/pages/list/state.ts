/** The state in the address of the list: the filter, the order, the position, and the open person. */

import { expectedBy } from "../../../http/field-errors.ts";
import type { ListFilter } from "../../../registration/list-filter.ts";
import { listFilterQuery, readListFilter } from "../../../registration/list-query.ts";
import { type ListOrder, listSorts } from "../../../storage/list.ts";

/** Where the page begins or ends: after or before a person, or at a letter of sorted names. */
export type Position = { at: "start" } | { at: "after" | "before"; id: string } | { at: "letter"; letter: string };

export interface ListState {
  filter: ListFilter;
  order: ListOrder;
  position: Position;
  /** The id of the registration shown beside the list. */
  person: string | null;
}

/** The newest first. */
const usualOrder: ListOrder = { sort: "time", descending: true };

export const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"];

const isId = (text: string | null): text is string => text !== null && /^[0-9a-f]{32}$/.test(text);

/** `fault`: the first impossible condition. */
export type ReadState =
  | { outcome: "read"; state: ListState }
  | { outcome: "invalid"; fault: { parameter: string; expected: string } };

/** Reads the address. A position is never an error: an outdated one leads to the beginning. */
export function readState(query: URLSearchParams, timeZone: string): ReadState {
  const read = readListFilter(query, timeZone);
  if (read.outcome === "invalid") {
    const [issue] = read.faults.issues;
    const fault = { parameter: issue?.path.join(".") ?? "", expected: issue ? expectedBy(issue) : "" };
    return { outcome: "invalid", fault };
  }
  const person = query.get("person");
  const order = readOrder(query.get("sort"));
  const position = readPosition(query, order);
  return { outcome: "read", state: { filter: read.filter, order, position, person: isId(person) ? person : null } };
}

function readOrder(text: string | null): ListOrder {
  const descending = text?.startsWith("-") ?? false;
  const sort = listSorts.find((name) => name === text?.replace(/^-/, ""));
  return sort ? { sort, descending } : usualOrder;
}

function readPosition(query: URLSearchParams, order: ListOrder): Position {
  const [after, before, letter] = [query.get("after"), query.get("before"), query.get("letter")];
  if (isId(after)) return { at: "after", id: after };
  if (isId(before)) return { at: "before", id: before };
  if (order.sort === "name" && letter && letters.includes(letter)) return { at: "letter", letter };
  return { at: "start" };
}

/** The query of a state, always in one order, so that equal states have equal addresses. */
export function stateQuery({ filter, order, position, person }: ListState): URLSearchParams {
  const query = new URLSearchParams(listFilterQuery(filter));
  const { sort, descending } = order;
  if (sort !== usualOrder.sort || descending !== usualOrder.descending)
    query.set("sort", `${descending ? "-" : ""}${sort}`);
  if (position.at === "letter") query.set("letter", position.letter);
  else if (position.at !== "start") query.set(position.at, position.id);
  if (person) query.set("person", person);
  return query;
}

export const listPath = (slug: string) => `/organiser/${slug}/registrations`;

const withQuery = (path: string, query: URLSearchParams) => (query.size > 0 ? `${path}?${query}` : path);

/** The address of the list with some of its state changed. A changed list starts at the beginning, with nobody beside it. */
export function listHref(slug: string, state: ListState, changes: Partial<ListState>): string {
  const fresh: ListState =
    "filter" in changes || "order" in changes || "position" in changes
      ? { ...state, position: { at: "start" }, person: null }
      : state;
  return withQuery(listPath(slug), stateQuery({ ...fresh, ...changes }));
}

/** The address of another page that takes the same filter. */
export function filteredHref(path: string, filter: ListFilter): string {
  return withQuery(path, new URLSearchParams(listFilterQuery(filter)));
}
