/** The audience in a page's address. */
import type { ListFilter } from "../../../registration/list-filter.ts";
import { readListFilter } from "../../../registration/list-query.ts";
import type { AtEvent } from "../../../security/session.ts";
import type { Service } from "../../../service.ts";
import { audienceQuery } from "../../announcements.ts";
import { filterFaults } from "../../list-filter-check.ts";
import { noSuchFilter } from "../list/no-such-filter.tsx";
import { withAudience, writePath } from "./paths.ts";

export interface AudienceInAddress {
  filter: ListFilter;
  /** The filter as a query string; empty for everybody. */
  query: string;
  /** Whether the address names an audience, even if that is everybody. */
  said: boolean;
}

/** @throws ProblemError parameter: a filter with a mistake must not select everybody */
export async function readAudience(
  at: Pick<AtEvent, "event" | "session"> & { service: Service },
  query: URLSearchParams,
): Promise<AudienceInAddress> {
  const { service, event } = at;
  const href = withAudience(writePath(event.definition.slug), "");
  const unreadable = (parameter: string) => {
    const values = { parameter, expected: "a value of the list's filter" };
    return noSuchFilter(at, values, { place: "write", href, label: "organiser.write.everyone" });
  };
  const read = readListFilter(query, event.definition.timeZone);
  if (read.outcome === "invalid") throw unreadable(read.faults.issues[0]?.path.join(".") ?? "");
  const [fault] = await filterFaults(service.db, event, read.filter);
  if (fault) throw unreadable(fault.field);
  const said = audienceQuery(read.filter);
  return { filter: read.filter, query: said, said: said !== "" || query.has("to") };
}
