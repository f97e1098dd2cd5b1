import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { ServiceEnv } from "../service.ts";
import type { ProblemName } from "./problem.ts";

/** Refusals that matter to an operator: a flood, a broken client, guessing, a closed service. A 404 does not. */
const LOGGED: ReadonlySet<number> = new Set([401, 403, 409, 412, 413, 422, 429, 503]);

/** The event in a path, if it looks like a slug: an invented path may contain anything. */
const EVENT = /^\/(?:api\/events|events|organiser)\/([a-z0-9][a-z0-9-]{0,59})(?:[/.]|$)/;

type Refused = ServiceEnv<{ refusal?: ProblemName }>;

/** Stores the problem of an answer for the log. */
export function noteRefusal(c: Context, problem: ProblemName): void {
  c.set("refusal", problem);
}

/**
 * One line for each refusal: its status and type, and the requested route and event. Never the address of the request, which
 * may contain the secret of a manage link, or its content.
 */
export const logRefusals: MiddlewareHandler<Refused> = async (c, next) => {
  await next();
  const { status } = c.res;
  if (!LOGGED.has(status)) return;
  const route = matchedRoutes(c).findLast(({ method }) => method !== "ALL");
  console.log(
    JSON.stringify({
      log: "refusal",
      status,
      type: c.var.refusal,
      method: c.req.method,
      route: route?.path,
      event: EVENT.exec(c.req.path)?.[1],
    }),
  );
};
