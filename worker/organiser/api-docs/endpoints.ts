import type { z } from "zod";
import type { Operation } from "../../http/operation.ts";
import type { ProblemName } from "../../http/problem.ts";
import { queryOf, type Route } from "../../http/route.ts";

/** An operation with its method and path. */
export interface Endpoint extends Operation {
  method: Route["method"];
  /** The path as OpenAPI writes it: `/api/events/{event}`. */
  path: string;
  /** The callers of all its routes: a path may have a route for organisers and another for anyone. */
  who: Route["who"][];
  query?: z.ZodObject;
}

/** The operations that the routes declare, in their order. */
export function endpointsOf(routes: readonly Route[]): Endpoint[] {
  const byId = new Map<string, Endpoint>();
  for (const { method, path, who, operation } of routes) {
    if (!operation) continue;
    const known = byId.get(operation.id);
    const query = queryOf({ who, operation }) ?? known?.query;
    byId.set(operation.id, {
      ...operation,
      method,
      path: path.replace(/:(\w+)/g, "{$1}"),
      who: [...(known?.who ?? []), who],
      ...(query ? { query } : {}),
    });
  }
  return [...byId.values()];
}

/** Every problem that an endpoint may answer with: those that it names, and those that follow from its input. */
export function problemsOf({ method, path, who, query, body, problems = [] }: Endpoint): ProblemName[] {
  const following: ProblemName[] = [];
  if (who.some((one) => one !== "anyone")) following.push("unauthorized", "rate-limited", "forbidden");
  if (path.includes("{event}")) following.push("no-such-event");
  if (query) following.push("parameter");
  if (body) following.push("media-type", "content-encoding", "too-large", "not-json");
  if (method !== "get") following.push("maintenance");
  return [...new Set<ProblemName>([...following, ...problems, "internal", "unavailable", "overloaded", "updating"])];
}
