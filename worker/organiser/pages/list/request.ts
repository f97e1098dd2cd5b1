/** Reads a request for the list, or for a page with its filter. */
import type { Context } from "hono";
import { conditions, type ListFilter } from "../../../registration/list-filter.ts";
import type { AtEvent } from "../../../security/session.ts";
import type { ServiceEnv } from "../../../service.ts";
import { filterFaults } from "../../list-filter-check.ts";
import type { ListReader } from "./list-page.tsx";
import { noSuchFilter } from "./no-such-filter.tsx";
import { type ListState, readState } from "./state.ts";

export type AtEventContext = Context<ServiceEnv<AtEvent>>;

export const readerOf = (c: AtEventContext): ListReader => ({ ...c.var });

/**
 * The state in the address. `others`: the page's parameters besides the filter.
 * @throws ProblemError parameter, naming an unknown parameter, or one with a value that the event does not have
 */
export async function stateOf(c: AtEventContext, others: readonly string[]): Promise<ListState> {
  const { event, service } = c.var;
  const query = new URL(c.req.url).searchParams;
  const known: readonly string[] = [...conditions, "not", ...others];
  for (const name of query.keys())
    if (!known.includes(name)) {
      // A problem repeats input only if it is a plain word.
      const parameter = /^[\w-]{1,40}$/.test(name) ? name : "?";
      throw noSuchFilter(c.var, { parameter, expected: `left out: there are ${known.join(", ")}` });
    }
  const read = readState(query, event.definition.timeZone);
  if (read.outcome === "invalid") throw noSuchFilter(c.var, read.fault);
  const [fault] = await filterFaults(service.db, event, read.state.filter);
  if (fault) throw noSuchFilter(c.var, { parameter: fault.field, expected: fault.code });
  return read.state;
}

/** Only the filter. @throws ProblemError parameter */
export async function filterOf(c: AtEventContext): Promise<ListFilter> {
  return (await stateOf(c, ["lang"])).filter;
}
