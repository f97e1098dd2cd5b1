import type { Context, Handler, Hono, MiddlewareHandler } from "hono";
import { every } from "hono/combine";
import type { z } from "zod";
import type { Scope } from "../registration/scope.ts";
import type { ServiceEnv } from "../service.ts";
import { readJson } from "./body.ts";
import type { Operation } from "./operation.ts";
import { noQuery, readQuery } from "./parameters.ts";

type Method = "get" | "post" | "put" | "patch" | "delete";

/** Who may call a route, and the variables that its guards set in `c.var`. */
export interface Access<Variables extends object = object> {
  /** Anyone, the admin, or organisers whose token has one of these scopes (and the admin). */
  who: "anyone" | "admin" | readonly Scope[];
  guards: readonly MiddlewareHandler[];
  /** Only a type for the handler: no value is stored here. */
  variables?: Variables;
  /** If this is false for a request, the next route of the same path handles it. */
  when?: (c: Context) => boolean;
}

/** A route as the app mounts it. `operation` is null for a page. */
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
  /** A page, or a file that a page loads. */
  <Path extends `/${string}`, Variables extends object>(
    path: Path,
    access: Access<Variables>,
    handler: RouteHandler<Path, Variables>,
  ): Route;
  /** An operation of the API. The handler reads the query and the body with `c.req.valid`. */
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
    // A list holds routes with different variables; `Declare` has checked that handler and guards agree.
    const handlers = [...access.guards, ...checks, handler] as MiddlewareHandler[];
    return { method, path, who: access.who, operation, handlers, when: access.when };
  };

export const get = declare("get");
export const post = declare("post");
export const put = declare("put");
export const patch = declare("patch");
export const del = declare("delete");

/** The query that a route validates; null where it ignores unknown parameters. */
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
      // The type asks for an object, but any JSON value can be validated data.
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
