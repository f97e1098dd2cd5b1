import type { Context, Handler, Hono, MiddlewareHandler } from "hono";
import { every } from "hono/combine";
import type { z } from "zod";
import type { Scope } from "../registration/scope.ts";
import type { ServiceEnv } from "../service.ts";
import { readJson } from "./body.ts";
import type { Operation } from "./operation.ts";
import { noQuery, readQuery } from "./parameters.ts";

type Method = "get" | "post" | "put" | "patch" | "delete";

/** Who may call a route, and what that leaves in `c.var` for its handler. */
export interface Access<Variables extends object = object> {
  /** Anyone, the admin, or organisers whose token has one of these scopes (and the admin). */
  who: "anyone" | "admin" | readonly Scope[];
  guards: readonly MiddlewareHandler[];
  /** Only a type: nothing is ever stored here. */
  leaves?: Variables;
  /** Leaves the requests that it refuses to the next route of the same path. */
  when?: (c: Context) => boolean;
}

/** A route as it is mounted; as it is described, where it belongs to the API and not to the pages. */
export interface Route {
  method: Method;
  path: `/${string}`;
  who: Access["who"];
  operation: Operation | null;
  handlers: MiddlewareHandler[];
  when: ((c: Context) => boolean) | undefined;
}

type RouteHandler<Path extends string, Variables extends object, Query = unknown, Body = unknown> = Handler<
  ServiceEnv<Variables>,
  Path,
  { in: object; out: { query: Query; json: Body } }
>;

interface Declare {
  /** A page, or what a page loads. */
  <Path extends `/${string}`, Variables extends object>(
    path: Path,
    access: Access<Variables>,
    handler: RouteHandler<Path, Variables>,
  ): Route;
  /** An operation of the API. Its handler has the query and the body by `c.req.valid`. */
  <Path extends `/${string}`, Variables extends object, Query extends z.ZodObject, Body>(
    path: Path,
    access: Access<Variables>,
    operation: Operation<Query, Body>,
    handler: RouteHandler<Path, Variables, z.output<Query>, Body>,
  ): Route;
}

const declare =
  (method: Method): Declare =>
  (path: `/${string}`, access: Access, ...rest: [unknown] | [Operation, unknown]): Route => {
    const [operation, handler] = rest.length === 2 ? rest : [null, rest[0]];
    const checks = operation ? [...queryCheck(access, operation), ...bodyCheck(operation)] : [];
    // Hono's own type of a route's chain is as loose: what the guards leave in `c.var` is checked where it is declared.
    const handlers = [...access.guards, ...checks, handler] as MiddlewareHandler[];
    return { method, path, who: access.who, operation, handlers, when: access.when };
  };

export const get = declare("get");
export const post = declare("post");
export const put = declare("put");
export const patch = declare("patch");
export const del = declare("delete");

/** The query that a route takes; null where it ignores what it does not know. */
export function queryOf({ who, operation }: Pick<Route, "who" | "operation">): z.ZodObject | null {
  return operation?.query ?? (who === "anyone" ? null : noQuery);
}

function queryCheck({ who }: Access, operation: Operation): MiddlewareHandler[] {
  const query = queryOf({ who, operation });
  if (!query) return [];
  return [
    async (c, next) => {
      c.req.addValidatedData("query", readQuery(query, c.req.raw));
      await next();
    },
  ];
}

function bodyCheck({ body }: Operation): MiddlewareHandler[] {
  if (!body) return [];
  const { max, parse = (json: unknown) => json } = body;
  return [
    async (c, next) => {
      // addValidatedData asks for an object; a JSON body may be anything, and its reader checks it.
      c.req.addValidatedData("json", parse(await readJson(c, max)) as object);
      await next();
    },
  ];
}

export function mount(app: Hono<ServiceEnv>, routes: readonly Route[]): void {
  for (const { method, path, handlers, when } of routes) {
    const chain = every(...handlers);
    app.on(method.toUpperCase(), path, (c, next) => (when && !when(c) ? next() : chain(c, next)));
  }
}
