/** Sessions of organisers on the service's pages: the cookie, and the access that it gives. */
import type { Context, MiddlewareHandler, Next } from "hono";
import { getCookie } from "hono/cookie";
import { csrf } from "hono/csrf";
import { HTTPException } from "hono/http-exception";
import { readsIn } from "../http/language.ts";
import { ProblemError } from "../http/problem.ts";
import type { Access } from "../http/route.ts";
import { isLanguage } from "../i18n/language.ts";
import type { Service, ServiceEnv } from "../service.ts";
import { latestEvent } from "../storage/event-cache.ts";
import type { StoredEvent } from "../storage/events.ts";
import { findSession, IDLE_MS, type OrganiserSession, touchSession } from "../storage/organiser-sessions.ts";
import { signInPath } from "../urls.ts";
import type { Caller } from "./bearer.ts";
import { newToken, sha256 } from "./crypto.ts";
import { endDoor, refuseDoor } from "./door-session.ts";
import { endCookie, keepCookie } from "./session-cookie.ts";

const COOKIE = "organiser";

/** A new secret for a session, and its hash, which is stored. */
export async function newSession(): Promise<{ secret: string; hash: string }> {
  const secret = newToken();
  return { secret, hash: await sha256(secret) };
}

/** Sets the cookie until the session ends by itself. */
export const keepSession = (c: Context, secret: string): void => keepCookie(c, COOKIE, secret, IDLE_MS);

async function hashOf(c: Context): Promise<string | null> {
  const secret = getCookie(c, COOKIE, "host");
  return secret ? sha256(secret) : null;
}

/** Ends the session of the request: a helper's door with `?door`, otherwise the organiser's. */
export const endsSession: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  await next();
  await (c.req.query("door") === undefined ? endCookie(c, COOKIE) : endDoor(c));
};

const checkOrigin = csrf();

/** Refuses forms sent by another site. @throws ProblemError cross-site */
export const ownFormsOnly: MiddlewareHandler = async (c, next) => {
  try {
    return await checkOrigin(c, next);
  } catch (error) {
    if (error instanceof HTTPException && error.status === 403) throw new ProblemError("cross-site");
    throw error;
  }
};

/** How often the last use of a session is stored, in milliseconds: not every page view writes. */
const LAST_USE_STEP = 60_000;

type WithSession = { session: OrganiserSession };
/** What the guards of a page of an event set. */
export type AtEvent = WithSession & { caller: Caller; event: StoredEvent };
type Guard = MiddlewareHandler<ServiceEnv<AtEvent>>;

/**
 * The session of the request; null if there is none. With `slug`: only a session that opens that event, in this database.
 */
export async function sessionOf(c: Context, slug: string | null = null): Promise<OrganiserSession | null> {
  const { db, databases, settings, now }: Service = c.var.service;
  const hash = await hashOf(c);
  if (!hash) return null;
  const cookie = { hash, slug, creators: settings.EVENT_CREATORS };
  // Each database only knows whether its own events list the organiser.
  const asked = slug === null ? databases.map((database) => database.db) : [db];
  const found = await Promise.all(asked.map((each) => findSession(each, cookie, now)));
  const session = found.find((one) => one !== null) ?? null;
  if (session) readsIn(c, session.language);
  return session;
}

/**
 * Whether the request comes from a page's script, like those of the overview and the door: an open page alone does not count
 * as use (Fetch Metadata, section 2.1). Older browsers do not tell.
 */
const asksByItself = ({ req }: Context) => req.method === "GET" && req.header("sec-fetch-dest") === "empty";

/** Lets the organiser in. Prolongs the session, here and in the browser, and stores `?lang=`. */
export async function goOn(c: Context, session: OrganiserSession, next: Next): Promise<void> {
  const { databases, now, after }: Service = c.var.service;
  const wished = c.req.query("lang");
  const language = isLanguage(wished) ? wished : session.language;
  c.set("session", { ...session, language });
  await next();
  const used = !asksByItself(c) && now - session.lastUsedAt > LAST_USE_STEP;
  if (!used && language === session.language) return;
  const secret = getCookie(c, COOKIE, "host") ?? "";
  const hash = await sha256(secret);
  const lastUsedAt = used ? now : session.lastUsedAt;
  for (const { db } of databases) after(touchSession(db, hash, language, lastUsedAt));
  keepSession(c, secret);
}

/** Redirects to the page that asks for the address, and from there back to this page. A form's content is not kept. */
export function toSignIn(c: Context): Response {
  const { pathname, search } = new URL(c.req.url);
  return c.redirect(signInPath(c.req.method === "GET" ? pathname + search : pathname), 303);
}

const admitSignedIn: Guard = async (c, next) => {
  const session = await sessionOf(c);
  if (session) return goOn(c, session, next);
  await refuseDoor(c);
  return toSignIn(c);
};

export const callerOf = ({ email }: OrganiserSession): Caller => ({
  role: "signed-in",
  email,
  scopes: ["read", "read:needs", "manage"],
});

/** The answer to a form without a session. */
type Lost = (c: Context) => Response | Promise<Response>;

const admitOrganiser =
  (lost: Lost): Guard =>
  async (c, next) => {
    const slug = c.req.param("event") ?? "";
    const session = await sessionOf(c, slug);
    if (!session) {
      if (await sessionOf(c)) throw new ProblemError("not-your-event");
      await refuseDoor(c);
      return c.req.method === "GET" ? toSignIn(c) : lost(c);
    }
    const event = await latestEvent(c.var.service.db, slug);
    if (!event) throw new ProblemError("no-such-event");
    c.set("caller", callerOf(session));
    c.set("event", event);
    return goOn(c, session, next);
  };

/** Whether an organiser may create events: the operator has listed their address. */
export const mayCreate = ({ settings }: Pick<Service, "settings">, { emailKey }: OrganiserSession): boolean =>
  settings.EVENT_CREATORS.includes(emailKey);

const admitCreator =
  (lost: Lost): Guard =>
  async (c, next) => {
    const session = await sessionOf(c);
    if (!session) {
      await refuseDoor(c);
      return c.req.method === "GET" ? toSignIn(c) : lost(c);
    }
    if (!mayCreate(c.var.service, session)) throw new ProblemError("not-creator");
    c.set("caller", callerOf(session));
    return goOn(c, session, next);
  };

/** Like `signedInCreator`, for forms whose text must not be lost. */
export const signedInCreatorOr = (lost: Lost): Access<WithSession & { caller: Caller }> => ({
  who: "anyone",
  guards: [ownFormsOnly, admitCreator(lost)],
});

/** An organiser who may create events. @throws ProblemError not-creator */
export const signedInCreator = signedInCreatorOr(toSignIn);

/** An organiser of any event, or one who may create events, who is signed in. Others are asked to sign in. */
export const signedIn: Access<WithSession> = { who: "anyone", guards: [ownFormsOnly, admitSignedIn] };

/** Like `signedInAtEvent`, for forms whose text must not be lost: without a session, `lost` answers with what was sent. */
export const signedInAtEventOr = (lost: Lost): Access<AtEvent> => ({
  who: "anyone",
  guards: [ownFormsOnly, admitOrganiser(lost)],
});

/** An organiser of the event who is signed in. @throws ProblemError not-your-event */
export const signedInAtEvent: Access<AtEvent> = signedInAtEventOr(toSignIn);
