/** Who may call a route. The lists of routes name these, and openapi.json is made from the same values. */
import type { Context, MiddlewareHandler } from "hono";
import { ProblemError } from "../http/problem.ts";
import type { Access } from "../http/route.ts";
import type { Scope } from "../registration/scope.ts";
import type { ServiceEnv } from "../service.ts";
import { latestEvent } from "../storage/event-cache.ts";
import { findEvent, type StoredEvent } from "../storage/events.ts";
import { type Caller, requireAdmin, requireOrganiser } from "./bearer.ts";
import { isOverLimit, type Purpose, rateLimited } from "./rate-limit.ts";

/** The event that a path names. @throws ProblemError no-such-event */
export async function eventOf(
  c: Pick<Context<ServiceEnv>, "req" | "var">,
  slug = c.req.param("event") ?? "",
): Promise<StoredEvent> {
  const event = await latestEvent(c.var.service.db, slug);
  if (!event) throw new ProblemError("no-such-event");
  return event;
}

type WithCaller = { caller: Caller; slug: string };
type WithEvent = { event: StoredEvent };
type WithExisting = { existing: StoredEvent | null };
type Guard = MiddlewareHandler<ServiceEnv<WithCaller & WithEvent & WithExisting>>;

const findTheEvent: Guard = async (c, next) => {
  // The CORS guard has already read it if its answer depends on the event.
  c.set("event", c.var.event ?? (await eventOf(c)));
  await next();
};

/** Limits the requests of each client for this purpose. @throws ProblemError rate-limited */
export function rateLimit(purpose: Purpose): MiddlewareHandler<ServiceEnv> {
  return async (c, next) => {
    if (await isOverLimit(c, purpose)) throw rateLimited();
    await next();
  };
}

export const anyone: Access = { who: "anyone", guards: [] };
export const anyoneAtEvent: Access<WithEvent> = { who: "anyone", guards: [findTheEvent] };

const findTheEventOfFile: MiddlewareHandler<ServiceEnv<WithEvent>> = async (c, next) => {
  c.set("event", await eventOf(c, (c.req.param("file") ?? "").replace(/\.\w+$/, "")));
  await next();
};

/** Like `anyoneAtEvent`, for paths that end with the slug and an extension: `/events/{slug}.ics`. */
export const anyoneAtEventOfFile: Access<WithEvent> = { who: "anyone", guards: [findTheEventOfFile] };

const findEventIfAny: MiddlewareHandler<ServiceEnv<{ event: StoredEvent | null }>> = async (c, next) => {
  c.set("event", await latestEvent(c.var.service.db, c.req.param("event") ?? ""));
  await next();
};

/** Like `anyoneAtEvent`, for handlers that answer themselves if there is no such event. */
export const anyoneAtPossibleEvent: Access<{ event: StoredEvent | null }> = { who: "anyone", guards: [findEventIfAny] };

/** The same access with further guards before it. */
export function through<V extends object>(access: Access<V>, ...guards: MiddlewareHandler[]): Access<V> {
  return { ...access, guards: [...guards, ...access.guards] };
}

/** Like `organiser`, without reading the event: an unchanged export costs one row. */
export function organiserOfList(...scopes: Scope[]): Access<WithCaller> {
  const admit: Guard = async (c, next) => {
    const slug = c.req.param("event") ?? "";
    c.set("caller", await requireOrganiser(c.req.raw, c.var.service, slug, ...scopes));
    c.set("slug", slug);
    await next();
  };
  return { who: scopes, guards: [admit] };
}

/** An organiser of the event whose token has one of these scopes, or the admin. */
export function organiser(...scopes: Scope[]): Access<WithCaller & WithEvent> {
  return { who: scopes, guards: [...organiserOfList(...scopes).guards, findTheEvent] };
}

const admitAdmin: Guard = async (c, next) => {
  await requireAdmin(c.req.raw, c.var.service);
  await next();
};

export const admin: Access = { who: "admin", guards: [admitAdmin] };

const admitAdminOfEvent: Guard = async (c, next) => {
  const slug = c.req.param("event") ?? "";
  c.set("caller", await requireAdmin(c.req.raw, c.var.service, slug));
  c.set("slug", slug);
  await next();
};

/** The admin, for an event that exists. */
export const adminAtEvent: Access<WithCaller & WithEvent> = {
  who: "admin",
  guards: [admitAdminOfEvent, findTheEvent],
};

const admitEditor: Guard = async (c, next) => {
  const { service } = c.var;
  const slug = c.req.param("event") ?? "";
  const existing = await findEvent(service.db, slug);
  const caller = existing
    ? await requireOrganiser(c.req.raw, service, slug, "manage")
    : await requireAdmin(c.req.raw, service, slug);
  c.set("existing", existing);
  c.set("caller", caller);
  c.set("slug", slug);
  await next();
};

/** An organiser with the scope manage may replace a definition; only the admin may create an event. */
export const definitionEditor: Access<WithCaller & WithExisting> = { who: ["manage"], guards: [admitEditor] };

/** Handles only requests with a token. The next route of the path handles the others. */
export function withToken<V extends object>(access: Access<V>): Access<V> {
  return { ...access, when: (c) => c.req.header("authorization") !== undefined };
}
