/** The audience in the address of a page. */
import { ProblemError } from "../../../http/problem.ts";
import type { ListFilter } from "../../../registration/list-filter.ts";
import { readListFilter } from "../../../registration/list-query.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import { audienceQuery } from "../../announcements.ts";
import { filterFaults } from "../../list-filter-check.ts";

export interface AudienceInAddress {
  filter: ListFilter;
  /** The filter as it stands in an address; empty for everybody. */
  query: string;
  /** The address says for whom it is, if only that it is for everybody. */
  said: boolean;
}

/** @throws ProblemError parameter: a filter that means nobody by mistake must not mean everybody */
export async function readAudience(
  db: D1Database,
  event: StoredEvent,
  query: URLSearchParams,
): Promise<AudienceInAddress> {
  const read = readListFilter(query, event.definition.timeZone);
  if (read.outcome === "invalid") throw unreadable(read.faults.issues[0]?.path.join(".") ?? "");
  const [fault] = await filterFaults(db, event, read.filter);
  if (fault) throw unreadable(fault.field);
  const said = audienceQuery(read.filter);
  return { filter: read.filter, query: said, said: said !== "" || query.has("to") };
}

const unreadable = (name: string) =>
  new ProblemError("parameter", { values: { parameter: name, expected: "a value of the list's filter" } });
