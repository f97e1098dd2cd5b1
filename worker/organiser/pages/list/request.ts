/** What a request for the list, or for a page with its filter, asks for. */
import type { Context } from "hono";
import { ProblemError } from "../../../http/problem.ts";
import { conditions, type ListFilter } from "../../../registration/list-filter.ts";
import type { AtEvent } from "../../../security/session.ts";
import type { ServiceEnv } from "../../../service.ts";
import { filterFaults } from "../../list-filter-check.ts";
import type { ListReader } from "./list-page.tsx";
import { type ListState, readState } from "./state.ts";

export type AtEventContext = Context<ServiceEnv<AtEvent>>;

export const readerOf = (c: AtEventContext): ListReader => ({ ...c.var });

/**
 * The state in the address. `others`: parameters that the page has beside the filter.
 * @throws ProblemError parameter, naming one that does not exist or that the event does not have the value of
 */
export async function stateOf(c: AtEventContext, others: readonly string[]): Promise<ListState> {
  const { event, service } = c.var;
  const query = new URL(c.req.url).searchParams;
  const known: readonly string[] = [...conditions, "not", ...others];
  for (const name of query.keys())
    if (!known.includes(name)) {
      // A problem repeats nothing but a plain word.
      const parameter = /^[\w-]{1,40}$/.test(name) ? name : "?";
      throw new ProblemError("parameter", {
        values: { parameter, expected: `left out: there are ${known.join(", ")}` },
      });
    }
  const state = readState(query, event.definition.timeZone);
  const [fault] = await filterFaults(service.db, event, state.filter);
  if (fault) throw new ProblemError("parameter", { values: { parameter: fault.field, expected: fault.code } });
  return state;
}

/** The filter alone. @throws ProblemError parameter */
export async function filterOf(c: AtEventContext): Promise<ListFilter> {
  return (await stateOf(c, ["lang"])).filter;
}
