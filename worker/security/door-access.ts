/** Access to a door's pages: for a signed-in organiser or a helper. */
import type { MiddlewareHandler } from "hono";
import { ProblemError } from "../http/problem.ts";
import type { Access } from "../http/route.ts";
import { isLanguage, type Language } from "../i18n/language.ts";
import type { ServiceEnv } from "../service.ts";
import { latestEvent } from "../storage/event-cache.ts";
import type { StoredEvent } from "../storage/events.ts";
import type { OrganiserSession } from "../storage/organiser-sessions.ts";
import type { Caller } from "./bearer.ts";
import { doorOf, doorOnly, hadDoor } from "./door-session.ts";
import { callerOf, goOn, ownFormsOnly, sessionOf, toSignIn } from "./session.ts";

/** What a helper's phone may do. */
const DOOR_SCOPES = ["check-in"] as const;

export interface AtDoor {
  caller: Caller;
  event: StoredEvent;
  language: Language;
  /** Null for a helper. */
  session: OrganiserSession | null;
  /** The name of a helper's door. */
  door: string | null;
}

const admitDoor: MiddlewareHandler<ServiceEnv<AtDoor>> = async (c, next) => {
  const slug = c.req.param("event") ?? "";
  const session = await sessionOf(c, slug);
  const door = session ? null : await doorOf(c);
  if (!session && door?.event !== slug) {
    if (await sessionOf(c)) throw new ProblemError("not-your-event");
    if (door) throw doorOnly(door);
    if (hadDoor(c)) throw new ProblemError("door-closed");
    if (c.req.header("accept") === "application/json") throw new ProblemError("unauthorized");
    return toSignIn(c);
  }
  const event = await latestEvent(c.var.service.db, slug);
  if (!event) throw new ProblemError("no-such-event");
  const wished = c.req.query("lang");
  c.set("event", event);
  c.set("door", door?.name ?? null);
  c.set("language", isLanguage(wished) ? wished : ((session ?? door)?.language ?? "nb"));
  c.set("session", null);
  if (session) {
    c.set("caller", callerOf(session));
    return goOn(c, session, next);
  }
  c.set("caller", { role: "door", name: door?.name ?? "", scopes: DOOR_SCOPES });
  return next();
};

/** An organiser of the event, or a helper with a door to it. @throws ProblemError not-your-event, door-only, door-closed */
export const atDoor: Access<AtDoor> = { who: "anyone", guards: [ownFormsOnly, admitDoor] };
